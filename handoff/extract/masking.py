"""Card numbers made unreadable before anything is stored."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from handoff.extract.flat import LONGEST, flat
from handoff.extract.links import find_links
from handoff.extract.references import CARD_DIGITS, find_cards

MASK = "*"
READABLE = 4
"""Digits at the end that stay, so that one can tell which card was meant."""

_RUN = re.compile(r"(?<![A-Za-z0-9_.,])\d(?:[ .\-\u2010-\u2015\n\t]{0,2}\d)+(?![A-Za-z0-9_])")
_GROUP = re.compile(r"\d+")
_SHORTEST_GROUP = 3


def mask_cards(text: str) -> str:
    """``text`` with all digits of each card number but the last four as stars, places kept.

    A card number has 13 to 19 digits and passes the Luhn check, in one piece or in groups as they
    stand on a card. Digits of a link stay: they name a page.
    """
    if sum(map(str.isdigit, text)) < CARD_DIGITS[0]:
        return text
    letters = list(text)
    plain = "".join(flat(text[at : at + LONGEST]) for at in range(0, len(text), LONGEST))
    links = [(link.start, link.end) for link in find_links(plain)]
    for run in _RUN.finditer(plain):
        if any(start <= run.start() < end for start, end in links):
            continue
        for places in _cards_in(run):
            for place in places[:-READABLE]:
                letters[place] = MASK
    return "".join(letters)


def mask_cards_in(value: Any) -> Any:
    """The same for every text inside a value that is made of lists and mappings."""
    if isinstance(value, str):
        return mask_cards(value)
    if isinstance(value, Mapping):
        return {name: mask_cards_in(part) for name, part in value.items()}
    if isinstance(value, list):
        return [mask_cards_in(part) for part in value]
    return value


def _cards_in(run: "re.Match[str]") -> Iterator[list[int]]:
    """Places of the digits of each card in a run of digits, which may hold other numbers too."""
    groups = [
        range(g.start() + run.start(), g.end() + run.start()) for g in _GROUP.finditer(run.group())
    ]
    first = 0
    while first < len(groups):
        last = _end_of_card(groups, first, run)
        if last < 0:
            first += 1
            continue
        yield [place for group in groups[first : last + 1] for place in group]
        first = last + 1


def _end_of_card(groups: list[range], first: int, run: "re.Match[str]") -> int:
    """The last group of the longest card that begins with the group ``first``, -1 if none does."""
    digits, found = "", -1
    for last in range(first, len(groups)):
        digits += "".join(run.string[place] for place in groups[last])
        if len(digits) > CARD_DIGITS[-1]:
            break
        if len(digits) in CARD_DIGITS and _is_grouped(groups[first : last + 1]):
            found = last if find_cards(digits) else found
    return found


def _is_grouped(groups: list[range]) -> bool:
    """As a card is written: 4-4-4-4, 4-6-5; or each digit, or pair, by itself. No row of dates."""
    lengths = {len(group) for group in groups}
    return min(lengths) >= _SHORTEST_GROUP or lengths in ({1}, {2})
