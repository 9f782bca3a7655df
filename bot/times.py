"""Days and times as customers say them: "tomorrow at 09:30", "maandag 24 november om 14:00"."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from babel.dates import format_date, format_skeleton, get_timezone

FORMS = {
    "en": ("en_GB", "EEEE d MMMM", "EEEE d MMMM y"),
    "nl": ("nl_NL", "EEEE d MMMM", "EEEE d MMMM y"),
    "zh": ("zh_CN", "M月d日EEEE", "y年M月d日EEEE"),
}
"""By language: Babel's name of the place, and how a day is written there; with its year last."""
_NEAR = {-1: "time_yesterday", 0: "time_today", 1: "time_tomorrow"}
_NEAR_DAYS = {-1: "day_yesterday", 0: "day_today"}

Render = Callable[[str, str, dict[str, str]], str]
"""A content text by its id, a language and values."""


def render_time(
    render: Render, at_ms: int, now_ms: int, language: str, zones: Mapping[str, str]
) -> str:
    """The moment ``at_ms`` (Unix milliseconds) in the zone that ``zones`` has for the language.

    A day other than yesterday, today and tomorrow is named; the year goes without saying.
    """
    zone = get_timezone(zones.get(language, "UTC"))
    at, now = (datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone) for ms in (at_ms, now_ms))
    return _at(render, at, now.date(), _day(at.date(), at.date(), language), language)


def render_when(
    render: Render, value: str, now_ms: int, language: str, zones: Mapping[str, str]
) -> str:
    """What an ISO 8601 time, day, week (``2026-W47``), month or year in a complaint names.

    A time at midnight is a day whose hour was not told. The year is told where it is another one
    than at ``now_ms`` (Unix milliseconds). Raises ``ValueError`` for anything else.
    """
    zone = get_timezone(zones.get(language, "UTC"))
    today = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(zone).date()
    year, _, month = value.partition("-")
    if value.isdecimal() or month.isdecimal():
        first = date(int(year), int(month or 1), 1)
        place, *_ = FORMS.get(language, FORMS["en"])
        return str(format_skeleton("yMMMM" if month else "y", first, locale=place))
    at = datetime.fromisoformat(value)
    if "W" in value:
        return render("day_week", language, {"day": _day(at.date(), today, language)})
    if "T" not in value or "T00:00" in value:
        near = _NEAR_DAYS.get((at.date() - today) // timedelta(days=1))
        return render(near, language, {}) if near else _day(at.date(), today, language)
    at = at.astimezone(zone) if at.tzinfo else at
    return _at(render, at, today, _day(at.date(), today, language), language)


def _at(render: Render, at: datetime, today: date, day: str, language: str) -> str:
    """``at`` by its time and its day; ``day`` is how one is called that is not near ``today``."""
    text = _NEAR.get((at.date() - today) // timedelta(days=1), "time_day")
    return render(text, language, {"time": at.strftime("%H:%M"), "day": day})


def _day(day: date, today: date, language: str) -> str:
    """A day by its name; its year goes without saying where it is the one of ``today``."""
    place, form, with_year = FORMS.get(language, FORMS["en"])
    return str(format_date(day, form if day.year == today.year else with_year, locale=place))
