"""Which field is meant by a customer's words, and another type for the same draft."""

import re
from collections.abc import Iterable

from handoff.rules.forms_drafts import Draft, Fact
from handoff.rules.forms_tables import TYPE, FormTables

_WORD = re.compile(r"[^\W\d_]{2,}|[\u3400-\u9fff]")
_HAN = re.compile("[\u3400-\u9fff]")
_EMPTY_WORDS = frozenset(
    {
        "the", "of", "my", "your", "is", "it", "to", "in", "on", "for", "and", "was", "when",
        "what", "which", "de", "het", "een", "van", "mijn", "je", "op", "voor", "en", "wanneer",
        "wat", "welke", "的", "是", "了", "在", "我", "你",
    }
)  # fmt: skip
MOST_LEFT = 0.5
"""Share of an answer's letters that may stand beside its facts without being an answer itself."""


def named_field(draft: Draft, words: str, tables: FormTables) -> str:
    """The field of the draft's form that the words name, or empty if none or several do.

    The one whose label shares most words with them.
    """
    said = _words(words)
    names = [TYPE, *(each.name for each in tables.fields_of(draft["type"]))]
    labels = {name: (*tables.labels.get(f"form_field_{name}", ()), _called(name)) for name in names}
    scores = {name: _score(said, labels[name]) for name in names}
    best = max(scores.values(), default=0.0)
    found = [name for name, score in scores.items() if score == best]
    return found[0] if best > 0 and len(found) == 1 else ""


def asked_field(draft: Draft, words: str, tables: FormTables) -> str:
    """The field that the words answer: the one they want to change, else the open one."""
    what = tables.words.to_change(words)
    return (named_field(draft, what, tables) if what else "") or str(draft["open"])


def _called(name: str) -> str:
    """What a field is called in the tables, which is what many customers call it."""
    return name.replace("_", " ")


def _words(text: str) -> set[str]:
    """Chinese has no spaces: two signs that stand beside each other count as a word."""
    found = set()
    for word in _WORD.findall(text.casefold()):
        pairs = {word[n : n + 2] for n in range(len(word) - 1)} if _HAN.search(word) else set()
        found |= pairs or {word}
    return found - _EMPTY_WORDS


def _score(said: set[str], labels: Iterable[str]) -> float:
    """How much of the words and of a label is the same, best label first."""
    return max((_share(said, _words(label)) for label in labels), default=0.0)


def _share(said: set[str], label: set[str]) -> float:
    common = len(said & label)
    return common / len(said | label) if common else 0.0


def parts_left(words: str, facts: Iterable[Fact]) -> bool:
    """Whether enough is said beside the facts to be an answer of its own."""
    left = words
    for fact in facts:
        left = left.replace(fact.words, " ")
    count = sum(sign.isalnum() for sign in words)
    return count == 0 or sum(sign.isalnum() for sign in left) / count > MOST_LEFT


def with_type(draft: Draft, kind: str, tables: FormTables) -> Draft:
    """The draft as a complaint of another type, with the answers that both have."""
    new = {each.name: each for each in tables.fields_of(kind)}
    common = {each.name for each in tables.common}
    kept = {}
    for name, entry in draft["values"].items():
        old = tables.field_of(draft["type"], name)
        fits = name in new and old is not None and old.type == new[name].type
        is_option = not (name in new and new[name].options) or entry["value"] in new[name].options
        if name in common or (fits and is_option):
            kept[name] = entry
    if purpose := tables.types[kind].purpose:
        kept["purpose"] = {**kept.get("purpose", {"words": "", "approximate": False}),
                           "value": purpose, "source": "story"}  # fmt: skip
    skipped = [name for name in draft["skipped"] if name in new]
    return {**draft, "type": kind, "values": kept, "skipped": skipped, "open": ""}
