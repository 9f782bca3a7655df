"""Everything that can be found in a message, each character used once."""

import re
from collections.abc import Iterator
from datetime import datetime

from handoff.extract.counts import HAN_NUMBER
from handoff.extract.flat import flat
from handoff.extract.found import Found, Reference
from handoff.extract.handles import find_handles
from handoff.extract.links import find_emails, find_links
from handoff.extract.moments import find_moments
from handoff.extract.money import find_money
from handoff.extract.phones import find_phones
from handoff.extract.references import find_cards, find_references, find_rooms

_FIGURE = re.compile(r"\d")
_ADDRESS = re.compile(r"@|[a-z0-9]\.[a-z]|://", re.IGNORECASE)
_HAN_FIGURE = re.compile(HAN_NUMBER)


def find_all(text: str, language: str, now: datetime) -> list[Found]:
    """Return what is found in `text`, by place; no two overlap.

    `language` is en, nl, zh or another; `now` must carry the zone that times are meant in (else
    ValueError). Of a text longer than `flat.LONGEST` characters only the beginning is looked at.
    """
    chosen = list[Found]()
    for found in _by_rank(flat(text), language, now):
        if not any(found.overlaps(better) for better in chosen):
            chosen.append(found)
    return sorted(chosen, key=lambda found: found.start)


def _by_rank(text: str, language: str, now: datetime) -> Iterator[Found]:
    """Yield what is surest first; looks for nothing that the text has no sign of."""
    has_figure, has_address = bool(_FIGURE.search(text)), bool(_ADDRESS.search(text))
    if has_address:
        yield from find_emails(text)
        yield from find_links(text)
    references = list[Reference]()
    if has_figure:
        yield from find_cards(text)
        yield from find_rooms(text)
        references = find_references(text)
        yield from (reference for reference in references if reference.is_named)
    if has_figure or _HAN_FIGURE.search(text):
        yield from find_money(text)
    yield from find_moments(text, language, now)
    if has_figure:
        yield from find_phones(text, language)
        yield from references
    if has_address:
        yield from find_handles(text)
