"""Wishes that must be understood even when the assistant is down: a person, danger, a language.

The patterns come from ``data/catalogue/wishes.yml``. They look at the customer's words before any
model does, so they are few and sure; what is put less plainly is the assistant's task.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from handoff.rules.han import simplified

_UNSEEN = "\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad"
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
_SPACE = re.compile(r"\s+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]+")
_AROUND_HAN = re.compile(rf" ?({_HAN.pattern}) ?")
_MARKS = re.compile(r"[^\w']+")
_COMMAND = re.compile(rf"[\s/／\\{_UNSEEN}]+")


_MOST_ASKED = 60
"""Characters, courtesies aside, in which something is plainly asked for; more says something else
too."""
TICKET_NUMBER = re.compile(
    r"(?<![a-z0-9])fb[ -]?([2-9a-z]{6})(?![a-z0-9])", re.IGNORECASE | re.ASCII
)

_INSTEAD_OF_NUMBER = (" ", " my ticket ", " mijn ticket ", "我的工单")


def plain(text: str) -> str:
    """Lower case, compatibility forms folded, Chinese simplified, invisible characters removed,
    spaces single."""
    folded = unicodedata.normalize("NFKC", text).replace("\u2019", "'").lower()
    return _SPACE.sub(" ", _INVISIBLE.sub("", simplified(folded))).strip()


Patterns = tuple["re.Pattern[str]", ...]


@dataclass(frozen=True)
class Wishes:
    """Compiled patterns, searched in the plain form of the text; those that match by language."""

    person: Mapping[str, Patterns] = field(default_factory=dict)
    no_person: Patterns = ()
    danger: Mapping[str, Patterns] = field(default_factory=dict)
    no_danger: Patterns = ()
    courtesies: Patterns = ()
    languages: Mapping[str, Patterns] = field(default_factory=dict)
    """By the language asked for; each must match all that is left without courtesies."""
    security: Patterns = ()
    """The same for the security team at once, as an answer tells customers to write."""
    status: Patterns = ()
    """The same for where the customer's tickets stand; a number is taken out before."""
    form: Patterns = ()
    """The same for going on with a form that was begun."""
    waiting: Mapping[str, Patterns] = field(default_factory=dict)
    """The same for what one who waits can do, by what it is."""
    complaint: Patterns = ()
    """For making a complaint of what was said; searched in all of the text."""
    back: Patterns = ()
    """Of these, those that bring no matter of their own."""
    no_complaint: Patterns = ()
    follow_up: Patterns = ()
    """For going on with what was just answered; each must match the beginning."""

    def wants_person(self, text: str) -> bool:
        """Whether the words plainly ask for a human being."""
        return any(_languages(self.person, self.no_person, plain(text)))

    def is_danger(self, text: str) -> bool:
        """Whether life, body or a child may be in danger."""
        return any(_languages(self.danger, self.no_danger, plain(text)))

    def is_urgent(self, text: str) -> bool:
        """Whether the words are one or the other: those that no limit may keep out."""
        return self.is_danger(text) or self.wants_person(text)

    def language_of(self, text: str) -> str:
        """The language in which danger or a person is named: en, nl or zh; "" if unsure or neither.

        A word that two languages share, such as "suicide", tells nothing.
        """
        words = plain(text)
        found = [*_languages(self.danger, self.no_danger, words)] or [
            *_languages(self.person, self.no_person, words)
        ]
        if "zh" in found or (found and _is_mostly_han(words)):
            return "zh"
        return found[0] if len(found) == 1 else ""

    def language_wished(self, text: str) -> str:
        """The language that the words ask to go on in, and ask nothing else: en, nl or zh, or "".

        Danger and the wish for a person go first.
        """
        if self.is_urgent(text):
            return ""
        asked = self._asked(plain(text))
        if len(asked) > _MOST_ASKED:
            return ""
        for language, patterns in self.languages.items():
            if any(pattern.fullmatch(asked) for pattern in patterns):
                return language
        return ""

    def wants_security(self, text: str) -> bool:
        """Whether the words, and nothing else, call the security team."""
        asked = self._asked(plain(text))
        return len(asked) <= _MOST_ASKED and any(p.fullmatch(asked) for p in self.security)

    def status_wished(self, text: str) -> str | None:
        """The number of the ticket that is asked about, "" for all of them, None for neither.

        A number alone asks as well.
        """
        words = plain(text)
        numbers = [f"FB-{part.upper()}" for part in TICKET_NUMBER.findall(words)]
        asked = {self._asked(TICKET_NUMBER.sub(name, words)) for name in _INSTEAD_OF_NUMBER}
        if len(numbers) > 1 or max(map(len, asked)) > _MOST_ASKED:
            return None
        if numbers and "" in asked:
            return numbers[0]
        is_status = any(pattern.fullmatch(words) for pattern in self.status for words in asked)
        return (numbers[0] if numbers else "") if is_status else None

    def ticket_named(self, text: str) -> str:
        """The number of the one ticket that the words name; empty for none or several."""
        numbers = {f"FB-{part.upper()}" for part in TICKET_NUMBER.findall(plain(text))}
        return numbers.pop() if len(numbers) == 1 else ""

    def wants_form(self, text: str) -> bool:
        """Whether the words ask, and ask nothing else, to go on with the form that is kept."""
        asked = self._asked(plain(text))
        return len(asked) <= _MOST_ASKED and any(p.fullmatch(asked) for p in self.form)

    def waiting_wished(self, text: str) -> str:
        """Which of the ways of one who waits the words, and nothing else, ask for; else empty."""
        asked = self._asked(plain(text))
        if len(asked) > _MOST_ASKED:
            return ""
        matches = (c for c, found in self.waiting.items() if any(p.fullmatch(asked) for p in found))
        return next(matches, "")

    def wants_complaint(self, text: str) -> bool:
        """Whether the words want a complaint made of something, and do not ask how."""
        words = plain(text)
        if any(pattern.search(words) for pattern in self.no_complaint):
            return False
        return any(pattern.search(words) for pattern in self.complaint)

    def wants_that_as_complaint(self, text: str) -> bool:
        """Whether all they want is a complaint of what was just spoken of: "put it on record"."""
        words = plain(text)
        is_short = len(words) <= (_MOST_ASKED // 2 if _HAN.search(words) else _MOST_ASKED)
        return is_short and self.wants_complaint(text) and any(p.search(words) for p in self.back)

    def goes_on(self, text: str) -> bool:
        """Whether the words go on with what was just answered: "ok and when", "en hoe", 那么."""
        return any(pattern.match(plain(text)) for pattern in self.follow_up)

    def _asked(self, words: str) -> str:
        """Plain words without courtesies and marks."""
        for courtesy in self.courtesies:
            words = courtesy.sub(" ", words)
        return _AROUND_HAN.sub(r"\1", _MARKS.sub(" ", words)).strip()


def has_han(text: str) -> bool:
    """Whether there is anything Chinese in it."""
    return _HAN.search(text) is not None


def is_ticket_number(text: str) -> bool:
    """Whether nothing but the number of a ticket is said."""
    return TICKET_NUMBER.fullmatch(plain(text).strip(" .#!?。")) is not None


def _languages(wanted: Mapping[str, Patterns], unless: Patterns, text: str) -> Iterator[str]:
    """Those of which a pattern matches, once what only sounds like it is taken out."""
    for pattern in unless:
        text = pattern.sub(" ", text)
    for language, patterns in wanted.items():
        if any(pattern.search(text) for pattern in patterns):
            yield language


def _is_mostly_han(text: str) -> bool:
    """Chinese has no spaces: a character counts as a word."""
    return len(_HAN.findall(text)) > len(_LATIN_WORD.findall(text))


def without_command(text: str) -> str:
    """Typed words with leading slashes taken off: Rasa would run "/restart" as a command.

    It takes off every kind of space before it looks for a slash, so these go as well.
    """
    found = _COMMAND.match(text)
    return text[found.end() :] if found else text
