"""Sums in English and Dutch words: twenty five euros, vijfentwintig euro."""

import re
from collections.abc import Iterator
from decimal import Decimal

from handoff.extract.found import Money
from handoff.extract.money import LATIN_UNIT, currency_of

_EN = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_EN_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NL = (
    *("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf"),
    *("twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien"),
)
_NL_TENS = (
    *("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"),
)
_MOST_WORDS = 7


def _below_hundred_en(value: int) -> str:
    if value < 20:
        return _EN[value - 1]
    tens = _EN_TENS[value // 10 - 2]
    return f"{tens} {_EN[value % 10 - 1]}" if value % 10 else tens


def _below_hundred_nl(value: int) -> str:
    if value < 20:
        return _NL[value - 1]
    tens = _NL_TENS[value // 10 - 2]
    return f"{_NL[value % 10 - 1]}en{tens}" if value % 10 else tens


def _spelled() -> Iterator[tuple[str, int]]:
    for value in range(1, 1000):
        hundreds, rest = divmod(value, 100)
        en, nl = rest and _below_hundred_en(rest), rest and _below_hundred_nl(rest)
        if not hundreds:
            yield from ((str(en), value), (str(nl), value))
            continue
        first = "" if hundreds == 1 else _NL[hundreds - 1]
        yield f"{first}honderd{nl or ''}", value
        yield f"{first}honderd{'en' + nl if nl else ''}", value
        for begin in (_EN[hundreds - 1], "a") if hundreds == 1 else (_EN[hundreds - 1],):
            yield f"{begin} hundred {en or ''}".strip(), value


_VALUES = dict(_spelled())
_VALUES.update(
    {f"{word} thousand": 1000 * value for word, value in list(_VALUES.items()) if " " not in word}
)
_VALUES.update({f"{_NL[n - 1]}duizend": 1000 * n for n in range(2, 11)})
_VALUES.update({"a thousand": 1000, "duizend": 1000})
_UNIT = re.compile(rf"(?<=[a-z])\s(?P<unit>{LATIN_UNIT})(?![a-z0-9])", re.IGNORECASE)
_LAST_WORDS = re.compile(rf"(?:[a-zëé]+[\s-]){{0,{_MOST_WORDS - 1}}}[a-zëé]+$", re.IGNORECASE)


def value_of(written: str) -> int | None:
    """Return the value of a number in words up to ten thousand, or None."""
    plain = re.sub(r"[\s-]+", " ", written.lower().strip(" .!")).replace(" and ", " ")
    return _VALUES.get(plain.replace("ë", "e").replace("é", "e"))


def _goes_on(after: str) -> bool:
    """Whether cents follow, in words as well: nothing is understood rather than a part."""
    word = re.match(r"\s+(?:and |en )?([a-zëé-]+)", after, re.IGNORECASE)
    return bool(word and value_of(word[1]))


def find_spelled(text: str) -> Iterator[Money]:
    """Yield sums of money in words; "a" and "one" alone are no count."""
    for unit in _UNIT.finditer(text):
        before = _LAST_WORDS.search(text[: unit.start()])
        words = before.group() if before else ""
        starts = [match.start() for match in re.finditer(r"(?:^|(?<=[\s-]))\w", words)]
        for start in starts:
            value = value_of(words[start:])
            if value and value > 1 and not _goes_on(text[unit.end() :]):
                first = unit.start() - len(words) + start
                yield Money(first, unit.end(), Decimal(value), currency_of(unit["unit"]))
                break
