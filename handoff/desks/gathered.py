"""What a complaint form has gathered, as agents read it: labels and choices in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from handoff.rules.forms_listing import refs_of
from handoff.rules.forms_replies import label_of
from handoff.rules.forms_summary import render_value
from handoff.rules.forms_tables import DESCRIPTION, FormField, FormTables

Found = dict[str, Any]
Words = Callable[[str], str]
"""A content text by its id, in the agent's language. Raises ``KeyError`` for one that is gone."""


@dataclass(frozen=True)
class _Spoken:
    """Content texts in the agent's language, whatever the customer's is."""

    words: Words

    def render_text(self, text_id: str, language: str, values: dict[str, str]) -> str:
        return self.words(text_id)


def gathered(
    ticket: Mapping[str, Any], forms: FormTables, words: Words, *, story: bool = False
) -> list[Found]:
    """Each field as ``label``, ``value``, ``words`` (the customer's own) and ``approximate``.

    ``is_time``: the value is an ISO time, which the page tells in the agent's zone. ``story`` has
    the customer's description before the others.
    """
    facts = ticket.get("facts") or {}
    told = list(ticket.get("words") or ()) if story else []
    label = _label(DESCRIPTION, words)
    rows = [{"label": label, "value": "", "words": str(each), "approximate": False,
             "is_time": False} for each in told]  # fmt: skip
    # The form of another type may know what its own did not ask, such as when it happened.
    types = [*(str(ticket.get(name) or "") for name in ("first_type", "type")), *forms.types]
    for name, given in facts.items():
        if not isinstance(given, Mapping):
            continue
        each = next((f for t in types if t in forms.types and (f := forms.field_of(t, name))), None)
        value = given.get("value")
        rows.append(
            {
                "label": _label(name, words),
                "value": _said(each, value, words),
                "words": str(given.get("words") or ""),
                "approximate": bool(given.get("approximate")),
                "is_time": each is not None and each.type == "datetime" and bool(value),
            }
        )
    return rows


def of_desk(text_id: str, words: Words) -> str:
    """A text of the forms as agents read it: where the one for customers does not fit, its own."""
    try:
        return words(f"desk_{text_id}")
    except KeyError:
        return words(text_id)


def _label(name: str, words: Words) -> str:
    try:
        return of_desk(f"form_field_{name}", words)
    except KeyError:  # the content team took the field away
        return name.replace("_", " ").capitalize()


def _said(each: FormField | None, value: Any, words: Words) -> str:
    """In words; of a field or an option that is gone, what is stored. Lists are whole."""
    if each is None:
        return said_of(value)
    if each.type == "datetime" and value:
        return str(value)
    try:
        if isinstance(value, list):
            return said_of(value)
        if isinstance(value, Mapping) and len(named := refs_of(value)) > 1:
            return "\n".join([f"{words(label_of(each, value['kind']))}:", *named])
        return render_value(each, value, "", _Spoken(words))
    except KeyError:
        return said_of(value)


def said_of(value: Any) -> str:
    """A value of a complaint as agents read it: parts of a thing in one line, a list in several."""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, list):
        return "\n".join(said_of(one) for one in value)
    if isinstance(value, Mapping):
        return " · ".join(said_of(one) for one in value.values() if one not in (None, ""))
    return "" if value is None else str(value)
