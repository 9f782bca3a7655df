"""Word-by-word English for languages that the sentence encoder does not know.

A glossary file maps English words to terms: ``payout: [uitbetaling, uitbetalingen]``. The encoder
needs no grammar to tell what a sentence is about, and two wordings that share no letter ("waar
blijft mijn geld", "ik heb nog niks op mijn rekening") come near each other through their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ruamel.yaml import YAML

from bot.nlu.text import HAN, MOST_WORDS, PIECE, fold

SHORTEST_PART = 4
"""Letters of a part of a compound: shorter ones are found in words they have no share in."""
LINKS = ("", "s", "en", "e")
"""What Dutch puts between the parts of a compound."""
_HAN = re.compile(f"[{HAN}]")


class Glossary:
    """English for the terms of one language."""

    def __init__(self, terms: Mapping[str, str]) -> None:
        """Take `terms` in lower case, each with its English; an empty English drops the term."""
        self._terms = dict(terms)
        han = (len(term) for term in self._terms if _HAN.match(term))
        self._longest = max(han, default=1)

    @classmethod
    def read(cls, path: Path) -> Glossary:
        """Read a glossary file. Raises ``ValueError`` for a term with two meanings."""
        terms: dict[str, str] = {}
        for english, meant in (YAML(typ="safe", pure=True).load(path) or {}).items():
            for term in meant:
                if terms.setdefault(str(term), str(english)) != english:
                    raise ValueError(f"{path}: {term!r} means {terms[str(term)]!r} and {english!r}")
        return cls(terms)

    def as_dict(self) -> dict[str, str]:
        """Return the terms, each with its English."""
        return self._terms

    def to_english(self, text: str) -> str:
        """Return the English of each term in turn; unknown words stay as they are.

        Empty if nothing is known of a text without Latin letters.
        """
        pieces = [found.group() for found in PIECE.finditer(fold(text))]
        return " ".join(english for english in self._meanings(pieces) if english)

    def _meanings(self, pieces: list[str]) -> Iterator[str]:
        at = 0
        while at < len(pieces):
            if _HAN.match(pieces[at]):
                yield from self._of_han(pieces[at])
                at += 1
                continue
            taken, english = self._of_words(pieces, at)
            yield english
            at += taken

    def _of_words(self, pieces: list[str], at: int) -> tuple[int, str]:
        """Return how many words the longest term from `at` on has, and its English."""
        for count in range(min(MOST_WORDS, len(pieces) - at), 0, -1):
            english = self._terms.get(" ".join(pieces[at : at + count]))
            if english is not None:
                return count, english
        return 1, self._of_compound(pieces[at])

    def _of_compound(self, word: str) -> str:
        """Return the English of the two parts of an unknown word, or the word."""
        for cut in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
            second = self._terms.get(word[cut:])
            if not second:
                continue
            for link in LINKS:
                first = word[:cut]
                if first.endswith(link) and len(first) - len(link) >= SHORTEST_PART:
                    known = self._terms.get(first[: len(first) - len(link)])
                    if known:
                        return f"{known} {second}"
        return word

    def _of_han(self, run: str) -> Iterator[str]:
        """Yield the English of the longest terms from the left; what no term covers is left out.

        Cutting into the fewest terms was measured and is no better on whole messages.
        """
        at = 0
        while at < len(run):
            for length in range(min(self._longest, len(run) - at), 0, -1):
                english = self._terms.get(run[at : at + length])
                if english is not None:
                    yield english
                    at += length
                    break
            else:
                at += 1


def read_glossaries(folder: Path) -> dict[str, Glossary]:
    """Read every file `<language>.yml` of `folder`; no folder means none."""
    return {path.stem: Glossary.read(path) for path in sorted(folder.glob("*.yml"))}
