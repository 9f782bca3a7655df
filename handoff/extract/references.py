"""Numbers of orders, transactions, tickets, cards and rooms."""

import re
from collections.abc import Iterator
from datetime import datetime

from handoff.extract.flat import flat
from handoff.extract.found import Card, Reference, Room

SHORTEST, LONGEST = 6, 40
"""Characters of a reference."""
CARD_DIGITS = range(13, 20)

_TOKEN = re.compile(
    r"(?<![\w@.#/-])#?([A-Za-z0-9](?:-?[A-Za-z0-9]){2,39})(?![\w/@-]|\.\w)", re.ASCII
)
_NAMED = re.compile(
    r"(?:\b(?:order|transaction|ticket|case|reference|ref|receipt|invoice|payment|refund|tracking|booking"
    r"|bestelling|bestel|bestelnummer|ordernummer|transactie|transactienummer|ticketnummer|zaak"
    r"|zaaknummer|referentie|kenmerk|factuur|factuurnummer|betaling|betalingskenmerk)"
    r"[\s-]?(?:number|nummer|no|nr|id|code|reference|#)?"
    r"|订单号?|訂單號?|交易号?|流水号|工单号?|单号|單號|编号|編號|凭证号?|参考号)"
    r"(?:\s?(?:编码|号码|是|为|[:.#]|is|was))?\s*[:.#]?\s*$",
    re.IGNORECASE,
)
_LOOK_BACK = 40
_RUN = re.compile(r"\d+(?:[ -]\d+)*")
_ROOM = re.compile(
    r"\b(?:room|kamer)[\s-]?(?:number|nummer|no\.?|nr\.?|id|#)?\s?[:#]?\s?(?P<latin>\d{1,12})(?![\w]|[.,:]\d)"
    r"|(?:房间|房間|直播间|直播間)(?:号码|号|號|编号|ID)?\s?(?:是|为|:)?\s?(?P<after>\d{1,12})(?!\d)"
    r"|(?<!\d)(?P<before>\d{1,12})\s?(?:号|號)?(?:房间|房間|直播间|直播間)",
    re.IGNORECASE,
)


def find_cards(text: str) -> list[Card]:
    """Return what can be card numbers: 13 to 19 digits, also grouped, that pass the Luhn check."""
    plain = flat(text)
    return [card for run in _RUN.finditer(plain) for card in _cards_in(run)]


def find_references(text: str) -> list[Reference]:
    """Return references, in order.

    Named ones ("order 123456", "#A1-99") need a digit among 6 to 40 characters. Others must look
    made up: a mix of at least three digits with letters, or 8 digits and more that are no date.
    What can be a card number is never a reference.
    """
    plain = flat(text)
    cards = find_cards(plain)
    found = []
    for match in _TOKEN.finditer(plain):
        value = match.group(1)
        is_named = match.group().startswith("#") or bool(
            _NAMED.search(plain[max(0, match.start() - _LOOK_BACK) : match.start()])
        )
        reference = Reference(match.start(1), match.end(1), value, is_named)
        if _is_reference(value, is_named) and not any(map(reference.overlaps, cards)):
            found.append(reference)
    return found


def find_rooms(text: str) -> list[Room]:
    """Return numbers of live rooms, in order; the place is that of the digits."""
    found = []
    for match in _ROOM.finditer(flat(text)):
        name = next(name for name, value in match.groupdict().items() if value)
        found.append(Room(match.start(name), match.end(name), match.group(name)))
    return found


def _is_reference(value: str, is_named: bool) -> bool:
    digits = sum(map(str.isdigit, value))
    if not SHORTEST <= len(value) <= LONGEST or not digits:
        return False
    if is_named:
        return True
    if value.isdigit():
        return len(value) >= 8 and not _is_date(value)
    if re.fullmatch(r"\d+(?:-\d+)+", value):
        return digits >= 10
    return digits >= 3 and not _is_ordinary(value)


def _is_ordinary(value: str) -> bool:
    """Words with a number behind them, numbers with a unit, sizes: iphone2026, 12000x, 108x192."""
    return bool(re.fullmatch(r"[a-z]{4,}-?\d{1,4}|\d+-?[a-z]{1,4}|\d+x\d+", value, re.IGNORECASE))


def _is_date(digits: str) -> bool:
    for form in ("%Y%m%d", "%d%m%Y"):
        try:
            year = datetime.strptime(digits, form).year  # noqa: DTZ007  # only asked if it exists
        except ValueError:
            continue
        if 1900 <= year <= 2100:
            return True
    return False


def _cards_in(run: "re.Match[str]") -> Iterator[Card]:
    """Look at neighbouring groups: before and after a card there may be an expiry date."""
    groups = [(m.start() + run.start(), m.group()) for m in re.finditer(r"\d+", run.group())]
    first = 0
    while first < len(groups):
        last = _end_of_card(groups, first)
        if last is None:
            first += 1
            continue
        end = groups[last][0] + len(groups[last][1])
        yield Card(groups[first][0], end, "".join(g for _, g in groups[first : last + 1])[-4:])
        first = last + 1


def _end_of_card(groups: list[tuple[int, str]], first: int) -> int | None:
    """Return the last group of the longest card that begins with group `first`."""
    digits, found = "", None
    for position in range(first, len(groups)):
        digits += groups[position][1]
        if len(digits) > CARD_DIGITS[-1]:
            break
        if len(digits) in CARD_DIGITS and _passes_luhn(digits):
            found = position
    return found


def _passes_luhn(digits: str) -> bool:
    odd = sum(int(d) for d in digits[-1::-2])
    even = sum(sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return (odd + even) % 10 == 0
