"""A message as the readers of facts see it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from handoff.extract.found import Found
from handoff.extract.vocabulary import Span, Vocabulary, Words

_CLAUSE_END = re.compile(
    r"[!?;！？；。，、\n”」』》]|\.(?!\w)|,(?!\d)|\s[-–]\s"
    r"|\s(?:and|but|then|while|because|(?:al)?though|en|maar|toen|terwijl|want|hoewel)\s"
    r"|但是?|而且|然后|可是|结果|却",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[!?！？。\n]|\.(?![\w])")
_NO_ANSWERS = ("no_answer", "yes", "no", "unknown", "in_chat")
_WORD = r"[^\s.,!?;，。！？；]+"


class FieldLike(Protocol):
    """A field of a complaint form; `options` are those of a choice, else empty."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def options(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Candidate:
    """What may fill a field: a JSON value, and the place of its words."""

    value: Any
    start: int
    end: int
    approximate: bool = False


@dataclass(frozen=True)
class Message:
    """Flat text with all that was found in it; `asked` is the open field, or empty.

    `fields` are all that the form still wants: what belongs to one of them fills no other.
    """

    text: str
    language: str
    now: datetime
    found: Sequence[Found]
    fields: Sequence[FieldLike]
    words: Vocabulary
    asked: str = ""

    @property
    def may_be_answer(self) -> bool:
        """Whether the whole of it can be an answer: no question, greeting, bare yes or "skip"."""
        bare = re.sub(r"^\W+|\W+$", "", self.text)
        if not bare or self.text.rstrip().endswith(("?", "？")):
            return False
        said = (self.words.answers.get(name, Words()) for name in _NO_ANSWERS)
        return not any((0, len(bare)) in words.spans(bare) for words in said)

    def clause(self, start: int, end: int) -> Span:
        """Return the clause around a place."""
        return _around(_CLAUSE_END, self.text, start, end)

    def sentence(self, start: int, end: int) -> Span:
        """Return the sentence around a place."""
        return _around(_SENTENCE_END, self.text, start, end)

    def clause_of(self, place: Candidate | Found) -> str:
        """Return the words of the clause around a place."""
        first, last = self.clause(place.start, place.end)
        return self.text[first:last]

    def is_before(self, words: Words, start: int, gap: int = 2) -> bool:
        """Whether one of `words` ends at most `gap` words before `start`."""
        text = self.text[self.clause(start, start)[0] : start]
        return any(_is_short(text[end:], gap) for _, end in words.spans(text))

    def is_after(self, words: Words, end: int, gap: int = 2) -> bool:
        """Whether one of `words` begins at most `gap` words after `end`."""
        text = self.text[end : self.clause(end, end)[1]]
        return any(_is_short(text[:start], gap) for start, _ in words.spans(text))

    def has_happened(self, start: int) -> bool:
        """Whether nothing before `start` says that it did not, or only might."""
        denied, unreal = self.words.answers.get("denied"), self.words.answers.get("unreal")
        is_denied = denied and self.is_before(denied, start, 1)
        return not (is_denied or (unreal and self.is_before(unreal, start, 4)))


def _is_short(between: str, words: int) -> bool:
    """Whether at most so many words, or twice as many Chinese signs, stand in `between`."""
    pieces = re.findall(_WORD, between)
    return sum(1 if piece.isascii() else -(-len(piece) // 2) for piece in pieces) <= words


def _around(ends: "re.Pattern[str]", text: str, start: int, end: int) -> Span:
    first, last = 0, len(text)
    for match in ends.finditer(text):
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end:
            last = match.start()
            break
    return first, last


def lies_within(span: Span, others: Iterable[Span]) -> bool:
    """Whether one of `others` is longer and holds all of `span`: what it says is not meant."""
    start, end = span
    return any(s <= start and end <= e and e - s > end - start for s, e in others)
