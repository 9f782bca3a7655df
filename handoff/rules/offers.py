"""How chats are given out: values that a content team edits (``data/catalogue/assigning.yml``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class OfferRules:
    """Times in milliseconds. ``offer_ms`` 0 offers nothing to anybody.

    - ``offer_ms``: how long an offer stands, ``rest_ms``: how long one that was not taken is kept
      from the same agent
    - ``missed_most``: offers missed in a row until an agent becomes away
    - ``fresh_ms``: without a sign of life for so long nobody is offered anything, for ``grace_ms``
      whoever it is has lost the connection, and the chats go back into the line
    - ``stick_ms``: how long a chat is kept for the agent who had it last
    """

    offer_ms: int = 30_000
    rest_ms: int = 120_000
    missed_most: int = 3
    fresh_ms: int = 30_000
    grace_ms: int = 120_000
    stick_ms: int = 30_000


_NAMES = {
    "seconds": ("offer_ms", 0, 600),
    "again_seconds": ("rest_ms", 0, 3_600),
    "missed": ("missed_most", 1, 100),
    "silent_seconds": ("fresh_ms", 20, 600),
    "lost_seconds": ("grace_ms", 30, 3_600),
    "same_agent_seconds": ("stick_ms", 0, 600),
}
"""Of each line of the table: the field, the least and the most."""


def read_offers(plain: Mapping[str, Any]) -> OfferRules:
    """The rules of the block ``offers``. Raises ``ValueError`` with a sentence for an editor."""
    values = {}
    for name, value in plain.items():
        if name not in _NAMES:
            raise ValueError(f"offers: {name} is unknown; known: {', '.join(_NAMES)}")
        field, least, most = _NAMES[name]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"offers: {name} is {value!r}, not a number from {least} to {most}")
        values[field] = value if field == "missed_most" else value * 1000
    rules = OfferRules(**values)
    if rules.grace_ms < rules.fresh_ms:
        raise ValueError("offers: lost_seconds is below silent_seconds; make it the longer one")
    return rules


def read_most_chats(plain: Mapping[str, Any], departments: tuple[str, ...]) -> dict[str, int]:
    """Most chats of a department at once. Raises ``ValueError`` with a sentence for an editor."""
    for name, value in plain.items():
        if name not in departments:
            raise ValueError(f"most_chats: there is no department {name}")
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 10_000:
            raise ValueError(f"most_chats: {name} is {value!r}, not a number from 1 to 10000")
    return dict(plain)
