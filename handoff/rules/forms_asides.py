"""A question beside an answer: "AB-12345, why do you need that?"."""

import re
from dataclasses import dataclass

from handoff.rules.forms_tables import FormField, FormTables
from handoff.rules.forms_words import FormWords

WHY, HOW_LONG, OTHER = "help", "how_long", "question"
"""What is asked: for what the answer is needed, when there will be an outcome, anything else."""

ENDS = 4
"""Places from each end of a message at which it may be parted."""
_BREAK = re.compile(
    r"[.!?…;:]+\s+|\n+|,\s+|\s+[-–]\s+|[。！？；，、]+\s*|[,!?]+(?=[\u3400-\u9fff])"
    r"|\s+(?=(?:but|and|so|maar|en|dus)\s)"
)
_ENDS = ("?", "？")
_HAN = re.compile("[\u3400-\u9fff]{3}")


@dataclass(frozen=True)
class Parted:
    """A message in two: what answers, maybe nothing, and what asks, of one of the kinds above."""

    answer: str
    question: str
    kind: str


def parted(words: str, each: FormField | None, tables: FormTables) -> Parted | None:
    """The question in a message in mid-form; None where all of it is for the field ``each``.

    Whatever else is asked within a story is part of that.
    """
    found = part(words, tables.words)
    if found is None or each is None or each.type != "free_text":
        return found
    has_words = bool(found.answer) and not is_unknown(found.answer, tables)
    if found.kind == OTHER or (each.name != "description" and (has_words or not found.answer)):
        return None
    return found


def part(words: str, said: FormWords) -> Parted | None:
    """The same, whatever is asked for. Of several questions the first that is known counts."""
    for kind in (WHY, HOW_LONG):
        if said.is_said(kind, words):
            return Parted("", words, kind)
    pairs = [(words[: m.start()], m.group(), words[m.end() :]) for m in _BREAK.finditer(words)]
    # Of a long list of links only the ends are looked at: a question is the first or the last word.
    pairs = [*pairs[:ENDS], *pairs[ENDS:][-ENDS:]]
    for kind in (WHY, HOW_LONG):
        for before, sign, after in pairs:
            if _is_whole(kind, after, said) and _says_something(before):
                return Parted(before, after, kind)
            if _is_whole(kind, before + sign, said) and _says_something(after):
                return Parted(after, before + sign.strip(), kind)
    for before, sign, after in pairs:
        ends = any(sign.strip().endswith(mark) for mark in (".", "!", "。", "！", *_ENDS))
        if _asks(after, said, is_sentence=ends) and not _asks(before + sign, said):
            return Parted(before, after, OTHER)
        if sign.strip() in _ENDS and _asks(before, said) and not _asks(after, said):
            return Parted(after, before + sign.strip(), OTHER)
    return Parted("", words, OTHER) if _asks(words, said, is_sentence=True) else None


def is_unknown(words: str, tables: FormTables) -> bool:
    """Whether nothing is said but that the customer does not know, or has no answer."""
    return any(tables.words.is_said(name, words) for name in ("unknown", "skip"))


def _is_whole(kind: str, words: str, said: FormWords) -> bool:
    """Whether they are such a question; "what" and "help" beside an answer are mere sounds."""
    is_one = any(mark in words.strip() for mark in (" ", *_ENDS)) or bool(_HAN.search(words))
    return is_one and said.is_said(kind, words)


def _says_something(words: str) -> bool:
    return any(sign.isalnum() for sign in words)


def _asks(words: str, said: FormWords, *, is_sentence: bool = False) -> bool:
    """Whether it asks by its words; of a whole sentence the mark at its end says so as well."""
    bare = words.strip()
    return _says_something(bare) and said.is_told(
        "question", bare if is_sentence else bare.rstrip("?？")
    )
