"""Wishes that must be understood even when the assistant is down: a person, and danger.

The patterns come from ``data/catalogue/wishes.yml``. They look at the customer's words before any
model does, so they are few and sure; what is put less plainly is the assistant's task.
"""

import re
import unicodedata
from dataclasses import dataclass, field

_UNSEEN = "\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad"
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
_SPACE = re.compile(r"\s+")
_COMMAND = re.compile(rf"[\s/／\\{_UNSEEN}]+")


def plain(text: str) -> str:
    """Lower case, compatibility forms folded, invisible characters removed, spaces single."""
    folded = unicodedata.normalize("NFKC", text).replace("\u2019", "'").lower()
    return _SPACE.sub(" ", _INVISIBLE.sub("", folded)).strip()


@dataclass(frozen=True)
class Wishes:
    """Compiled patterns; each is searched in the plain form of the text."""

    person: tuple["re.Pattern[str]", ...] = field(default_factory=tuple)
    no_person: tuple["re.Pattern[str]", ...] = field(default_factory=tuple)
    danger: tuple["re.Pattern[str]", ...] = field(default_factory=tuple)
    no_danger: tuple["re.Pattern[str]", ...] = field(default_factory=tuple)

    def wants_person(self, text: str) -> bool:
        """Whether the words plainly ask for a human being."""
        return _found(self.person, self.no_person, plain(text))

    def is_danger(self, text: str) -> bool:
        """Whether life, body or a child may be in danger."""
        return _found(self.danger, self.no_danger, plain(text))

    def is_urgent(self, text: str) -> bool:
        """Whether the words are one or the other: those that no limit may keep out."""
        return self.is_danger(text) or self.wants_person(text)


def _found(
    wanted: tuple["re.Pattern[str]", ...], unless: tuple["re.Pattern[str]", ...], text: str
) -> bool:
    for pattern in unless:
        text = pattern.sub(" ", text)
    return any(pattern.search(text) for pattern in wanted)


def without_command(text: str) -> str:
    """Typed words with leading slashes taken off: Rasa would run "/restart" as a command.

    It takes off every kind of space before it looks for a slash, so these go as well.
    """
    found = _COMMAND.match(text)
    return text[found.end() :] if found else text
