"""The words that `data/catalogue/facts/` lists, ready to be looked for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Span = tuple[int, int]
ByLanguage = Mapping[str, Sequence[str]]

_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = "a-zà-ÿ0-9_"
# Up to six words, or eight Chinese signs, of the same sentence.
_GAP = r"(?:[\s,]+(?:[^\s.!?;,。！？；]|[.,](?=\w))+){0,6}?[\s,]+"
_HAN_GAP = r"(?:[^。！？；!?;.\n]|\.(?=\d)){0,8}?"


@dataclass(frozen=True)
class Words:
    """Patterns of one meaning in all languages: customers mix them.

    `loose` ones have a gap, in which the words of something else may stand; `as_answer` are heard
    only in the answer to the question that they belong to.
    """

    tight: "tuple[re.Pattern[str], ...]" = ()
    loose: "tuple[re.Pattern[str], ...]" = ()
    as_answer: "tuple[re.Pattern[str], ...]" = ()

    def spans(self, text: str, *, is_answer: bool = False) -> Iterator[Span]:
        """Yield where they stand in `text`, which must be flat; overlapping ones as well."""
        yield from self.tight_spans(text)
        for pattern in self.loose + (self.as_answer if is_answer else ()):
            yield from (match.span() for match in pattern.finditer(text) if match.group())

    def tight_spans(self, text: str) -> Iterator[Span]:
        """Yield where those without a gap stand."""
        for pattern in self.tight:
            yield from (match.span() for match in pattern.finditer(text) if match.group())

    def stand_in(self, text: str, *, is_answer: bool = False) -> bool:
        """Whether one of them stands in `text`."""
        return next(self.spans(text, is_answer=is_answer), None) is not None


@dataclass(frozen=True)
class Vocabulary:
    """`choices` by field and option, `answers` by meaning, `clues` by group and meaning.

    `lists` are plain words by group, `texts` the patterns of short texts by field, `found_as` the
    kinds of `found.Found` (in lower case) that also fill a short text.
    """

    choices: Mapping[str, Mapping[str, Words]]
    answers: Mapping[str, Words]
    clues: Mapping[str, Mapping[str, Words]]
    lists: Mapping[str, tuple[str, ...]]
    texts: "Mapping[str, tuple[re.Pattern[str], ...]]"
    found_as: Mapping[str, tuple[str, ...]]

    def clue(self, group: str, meaning: str) -> Words:
        """Return the words of a clue; none, where the file names none."""
        return self.clues.get(group, {}).get(meaning, Words())


LISTS = (
    "name_links",
    "naming",
    "naming_answer",
    "naming_colon",
    "no_names",
    "no_reported_kind",
    "places",
    "only_near",
    "mostly_near",
    "sums_need_words",
)
_OTHER_GROUPS = (*LISTS, "texts", "found_as")


def vocabulary_of(
    choices: Mapping[str, Mapping[str, ByLanguage]],
    answers: Mapping[str, ByLanguage],
    clues: Mapping[str, Any],
) -> Vocabulary:
    """Return what the three files of `data/catalogue/facts/` hold, once they are read as YAML.

    Raises re.error for a pattern that is none.
    """
    groups = {name: group for name, group in clues.items() if name not in _OTHER_GROUPS}
    return Vocabulary(
        choices={field: _each(options) for field, options in choices.items()},
        answers=_each(answers),
        clues={name: _each(group) for name, group in groups.items()},
        lists={name: _plain(clues.get(name, ())) for name in LISTS},
        texts={
            field: tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
            for field, patterns in clues.get("texts", {}).items()
        },
        found_as={field: tuple(kinds) for field, kinds in clues.get("found_as", {}).items()},
    )


def pattern_of(written: str) -> "re.Pattern[str]":
    """Return a pattern of the files as one for flat text, without its ^; re.error if it is none."""
    is_han = bool(_HAN.search(written))
    body = written.removeprefix("^").replace("'", "'?")
    gap = _HAN_GAP if is_han else _GAP
    pieces = [piece.strip(" ").replace(" ", r"[\s-]+") for piece in body.split("..")]
    joined = gap.join(pieces)
    edged = joined if is_han else rf"(?<![{_LETTER}])(?:{joined})(?![{_LETTER}])"
    return re.compile(edged, re.IGNORECASE)


def _each(meanings: Mapping[str, ByLanguage]) -> dict[str, Words]:
    return {meaning: _words(by_language) for meaning, by_language in meanings.items()}


def _words(by_language: ByLanguage) -> Words:
    written = [pattern for patterns in by_language.values() for pattern in patterns]
    answers = [each for each in written if each.startswith("^")]
    others = [each for each in written if not each.startswith("^")]
    return Words(
        tight=tuple(pattern_of(each) for each in others if ".." not in each),
        loose=tuple(pattern_of(each) for each in others if ".." in each),
        as_answer=tuple(pattern_of(each) for each in answers),
    )


def _plain(listed: ByLanguage | Sequence[str]) -> tuple[str, ...]:
    groups = listed.values() if isinstance(listed, Mapping) else [listed]
    return tuple(dict.fromkeys(word for group in groups for word in group))
