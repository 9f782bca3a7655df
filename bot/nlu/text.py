"""Small questions about a text that every component asks in the same way."""

from __future__ import annotations

import re
import unicodedata

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
KANA = r"\u3040-\u30ff"
PIECE = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:['’\-][^\W_{HAN}]+)*")
"""What a glossary is looked up by: a run of Chinese characters, or a word."""
WORD = re.compile(rf"[^\W\d_{HAN}]+")
"""Letters in a row that are no Chinese characters."""
MOST_WORDS = 7
"""Words of a term that are looked up at once."""
_HAN = re.compile(f"[{HAN}]")
_KANA = re.compile(f"[{KANA}]")
_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """Return `text` in one width and one case, with one kind of apostrophe."""
    return unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")


def normalise(text: str) -> str:
    """Return `text` as the n-gram models see it: folded, digits alike, one space."""
    return _SPACES.sub(" ", _DIGITS.sub("0", fold(text))).strip()


def dominant_script(text: str) -> str:
    """Name the script most letters are in: latin, han, mixed, kana, other, or none without letters.

    A Chinese sentence is full of product names in Latin letters, so one Han character in four
    letters already counts as Chinese; a single kana shows that the Han around it is Japanese. With
    fewer, but one Han character or more for each two Latin words, it is mixed: a long English title
    in a Chinese sentence, or a Chinese name in a short English one.
    """
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return "none"
    if _KANA.search(text):
        return "kana"
    han = len(_HAN.findall(text))
    if 4 * han >= len(letters):
        return "han"
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    if 2 * (latin + han) < len(letters):
        return "other"
    return "mixed" if han and 2 * han >= len(WORD.findall(text)) else "latin"
