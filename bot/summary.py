"""The summary of a complaint: every field that would be sent, a line each."""

from collections.abc import Iterator
from typing import Any

from handoff.rules.texts import Content

MOST_WORDS = 300
"""Letters of one answer that are shown; the ticket has all of them."""


def summary_of(content: Content, draft: dict[str, Any], language: str) -> str:
    """The customer's words and answers under the names of the fields (``form_field_<name>``)."""
    lines = [*_story(content, draft, language), *_answers(content, draft, language)]
    if count := (draft.get("evidence") or {}).get("count"):
        lines.append((_label(content, "evidence", language), str(count)))
    return "\n".join(f"{label}: {words}" for label, words in lines)


def _story(content: Content, draft: dict[str, Any], language: str) -> Iterator[tuple[str, str]]:
    for words in draft.get("description") or ():
        yield _label(content, "description", language), _cut(str(words))


def _answers(content: Content, draft: dict[str, Any], language: str) -> Iterator[tuple[str, str]]:
    for name, answer in (draft.get("values") or {}).items():
        words = str(answer.get("words") or answer.get("value") or "")
        sign = "± " if answer.get("approximate") else ""
        yield _label(content, str(name), language), f"{sign}{_cut(words)}"


def _label(content: Content, field: str, language: str) -> str:
    """A field without a name of its own in the content files is called by its id."""
    name = f"form_field_{field}"
    if name not in content.texts:
        return field.replace("_", " ")
    return content.render_text(name, language, {})


def _cut(words: str) -> str:
    return words if len(words) <= MOST_WORDS else f"{words[: MOST_WORDS - 1]}…"
