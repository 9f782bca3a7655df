"""Card numbers: nobody asked for one, and none may be kept."""

import re
from collections.abc import Iterator

_RUN = re.compile(r"\d+(?:[ -]\d+)*")
_MASKED = re.compile(r"\*{2,}[ -]?\d{4}\b")
_LENGTHS = range(13, 20)
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)}


def has_card(words: str) -> bool:
    """Whether 13 to 19 digits, also grouped, can be a card number, or one was masked there."""
    plain = words.translate(_WIDE)
    return bool(_MASKED.search(plain)) or any(_cards(plain))


def mask_cards(words: str) -> str:
    """The words with all but the last four digits of card numbers replaced by four stars."""
    plain = words.translate(_WIDE)
    masked, done = "", 0
    for start, end in _cards(plain):
        masked += f"{words[done:start]}**** {plain[end - 4 : end]}"
        done = end
    return masked + words[done:]


def passes_luhn(digits: str) -> bool:
    """The check that every card number passes, and one in ten others."""
    odd = sum(int(d) for d in digits[-1::-2])
    even = sum(sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return (odd + even) % 10 == 0


def _cards(plain: str) -> Iterator[tuple[int, int]]:
    """Start and end of each card; beside it there may be another number, such as an amount."""
    for run in _RUN.finditer(plain):
        groups = [(m.start() + run.start(), m.group()) for m in re.finditer(r"\d+", run.group())]
        first = 0
        while first < len(groups):
            last = _end_of_card(groups, first)
            if last is not None:
                yield groups[first][0], groups[last][0] + len(groups[last][1])
            first = first + 1 if last is None else last + 1


def _end_of_card(groups: list[tuple[int, str]], first: int) -> int | None:
    digits, found = "", None
    for position in range(first, len(groups)):
        digits += groups[position][1]
        if len(digits) in _LENGTHS and passes_luhn(digits):
            found = position
    return found
