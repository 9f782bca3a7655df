"""Opening and closing of the office, which is time that passes until the hours of a department."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.converse.stand import Stand
from handoff.rules.hours import Hours

INTO_THE_NIGHT = timedelta(minutes=30)
"""How long the office is closed already where a dialogue begins with it closed."""


def next_turn(stand: Stand, department: str, language: str, *, opens: bool) -> datetime | None:
    """When the department opens or closes next for customers of that language; None for never.

    The present moment where it is so already. ``department`` may be empty: the one of the greeting.
    """
    hours, department = _hours_of(stand, department)
    if opens:
        return _moment(hours.opens_ms(department, language, stand.now_ms))
    if not hours.is_open(department, language, stand.now_ms):
        return stand.clock.now()
    closes_ms = hours.closes_ms(department, language, stand.now_ms)
    return _moment(closes_ms) if closes_ms else None


def opens_at(stand: Stand, department: str, language: str) -> str:
    """The time of day at which it opens next, where customers of that language are at home."""
    opens = next_turn(stand, department, language, opens=True)
    zone = stand.service.content.now.tables.zones[language]
    return _local(opens, zone) if opens else ""


def _local(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def _hours_of(stand: Stand, department: str) -> tuple[Hours, str]:
    tables = stand.service.content.now.tables
    return tables.hours, department or tables.reasons["user_request"][0]


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)
