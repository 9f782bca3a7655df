"""Days and times as customers say them: "tomorrow at 09:30", "maandag 24 november om 14:00"."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from babel.dates import format_date, get_timezone

FORMS = {
    "en": ("en_GB", "EEEE d MMMM"),
    "nl": ("nl_NL", "EEEE d MMMM"),
    "zh": ("zh_CN", "M月d日EEEE"),
}
"""By language: Babel's name of the place, and how a day is written there."""
_NEAR = {-1: "time_yesterday", 0: "time_today", 1: "time_tomorrow"}

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
    values = {"time": at.strftime("%H:%M")}
    text = _NEAR.get((at.date() - now.date()) // timedelta(days=1), "time_day")
    if text == "time_day":
        place, form = FORMS.get(language, FORMS["en"])
        values["day"] = format_date(at.date(), form, locale=place)
    return render(text, language, values)
