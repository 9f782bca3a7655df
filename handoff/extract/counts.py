"""Numbers as customers write them, in figures and in words."""

import re
from decimal import Decimal

_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20,
    "thirty": 30, "een": 1, "één": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6,
    "zeven": 7, "acht": 8, "negen": 9, "tien": 10, "elf": 11, "twaalf": 12, "vijftien": 15,
    "twintig": 20, "dertig": 30,
}  # fmt: skip
_HAN = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_HAN.update({"〇": 0, "两": 2, "兩": 2})
_TENS = {"十": 10, "百": 100, "千": 1000}
HAN_NUMBER = "[零〇一二两兩三四五六七八九十百千万萬]"
WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
"""For patterns: a sign of a Chinese number, and any number word that is known."""

FIGURES = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,3})?(?![\d])"
"""For patterns: an amount in figures, with or without marks for thousands and decimals."""


def of_words(written: str) -> int | None:
    """Return the value of figures, of a number word (up to thirty) or of a Chinese number."""
    if re.fullmatch("[0-9]+", written):
        return int(written)
    known = _WORDS.get(written.lower())
    return of_han(written) if known is None else known


def of_han(written: str) -> int | None:
    """Return the value of a Chinese number below a hundred million, or None if it is none."""
    if not written or not re.fullmatch(f"{HAN_NUMBER}+", written):
        return None
    # 一百二 is 120 and 三千五 3500: a last digit without its unit is of the next one below.
    if match := re.search("([百千万萬])([一二三四五六七八九])$", written):
        below = _TENS.get(match[1], 10_000) // 10
        return (of_han(written[:-1]) or 0) + _HAN[match[2]] * below
    total, section, digit = 0, 0, 0
    for sign in written:
        if sign in "万萬":
            total, section, digit = (section + digit) * 10_000, 0, 0
        elif sign in _TENS:
            # 十 alone is ten, not nothing.
            section, digit = section + (digit or 1) * _TENS[sign], 0
        else:
            digit = _HAN[sign]
    return total + section + digit


def of_figures(written: str) -> Decimal:
    """Return the value of figures as `FIGURES` takes them.

    Of two marks the last is the decimal one; a single mark before exactly three digits divides
    thousands, in any language: amounts have two decimals or none.
    """
    marks = [sign for sign in written if sign in ".,"]
    plain = written.replace("'", "").replace(" ", "")
    if not marks:
        return Decimal(plain)
    head, _, tail = plain.rpartition(marks[-1])
    has_decimals = len(tail) != 3 or head == "0"
    whole = re.sub("[.,]", "", head)
    return Decimal(f"{whole}.{tail}" if has_decimals else whole + tail)
