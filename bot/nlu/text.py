"""Small questions about a text that every component asks in the same way."""

from __future__ import annotations

import re
import unicodedata

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
KANA = r"\u3040-\u30ff"
PIECE = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:['’\-][^\W_{HAN}]+)*")
"""What a glossary is looked up by: a run of Chinese characters, or a word."""
_HAN = re.compile(f"[{HAN}]")
_KANA = re.compile(f"[{KANA}]")
_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"\s+")


def normalise(text: str) -> str:
    """Return `text` as the n-gram models see it: one width, one case, digits alike, one space."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    return _SPACES.sub(" ", _DIGITS.sub("0", folded)).strip()


def dominant_script(text: str) -> str:
    """Name the script most letters are in: latin, han, kana, other, or none without letters.

    A Chinese sentence is full of product names in Latin letters, so one Han character in four
    letters already counts as Chinese; a single kana shows that the Han around it is Japanese.
    """
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return "none"
    if _KANA.search(text):
        return "kana"
    if 4 * len(_HAN.findall(text)) >= len(letters):
        return "han"
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    return "latin" if 2 * latin >= len(letters) else "other"
