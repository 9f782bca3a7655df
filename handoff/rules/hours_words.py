"""Hours as an operator writes them: ``Mon-Fri 09:00-18:00 local``, ``24/7``; days of holidays."""

import itertools
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from handoff.rules.hours import Holiday, Hours, Span, Week

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ALWAYS = "24/7"
LOCAL = "local"
ANY_LEAP_YEAR = 2000
MOST_DAYS = 60
"""The longest holiday; a longer one is rather a slip in its year."""
OUTSIDE = frozenset({"queue_with_message", "not_applicable", "route_p1_to_urgent_safety"})
TO_URGENT = "route_p1_to_urgent_safety"
CLOCKS = frozenset({"business", "calendar"})
KEYS = frozenset({"day", "last", "hours", "zones", "departments", "name"})
WANTED = "wanted such as `Mon-Fri 09:00-18:00 local`, `Sat 10:00-24:00 Asia/Shanghai` or `24/7`"

_PART = re.compile(r"(?P<first>[A-Z][a-z]{2})(?:-(?P<last>[A-Z][a-z]{2}))? (?P<times>\S+)")
_TIMES = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_YEARLY = re.compile(r"(\d\d)-(\d\d)")


class BadHours(ValueError):
    """Hours that cannot be read; ``key`` is the part of the row that is meant."""

    def __init__(self, what: str, key: str = "") -> None:
        super().__init__(what)
        self.key = key


def read_week(text: str) -> Week:
    """The hours of a department. Raises ``BadHours``.

    Several parts stand behind commas: ``Mon-Fri 09:00-18:00, Sat 10:00-14:00 local``. Hours that
    end no later than they begin go on into the next day.
    """
    if text == ALWAYS:
        return Week(always=True)
    parts, blank, zone = text.rpartition(" ")
    if not blank:
        raise BadHours(f"`{text}` is no hours; {WANTED}")
    days: list[list[Span]] = [[] for _ in DAYS]
    for part in parts.split(", "):
        for number in _days_of(part, text):
            days[number].append(read_span(part.rpartition(" ")[2]))
    week = tuple(tuple(sorted(spans)) for spans in days)
    _check_apart(week, text)
    return Week(week, "" if zone == LOCAL else check_zone(zone))


def read_span(text: str) -> Span:
    """``09:00-18:00`` in minutes of the day. Raises ``BadHours``."""
    found = _TIMES.fullmatch(text)
    if found is None:
        raise BadHours(f"`{text}` is no time from and until; wanted such as 09:00-18:00")
    h1, m1, h2, m2 = map(int, found.groups())
    begins, ends = h1 * 60 + m1, h2 * 60 + m2
    if m1 > 59 or m2 > 59 or begins >= 1440 or ends > 1440:
        raise BadHours(f"`{text}` holds a time that no clock shows; the last one is 24:00")
    if begins == ends:
        raise BadHours(f"`{text}` begins and ends at the same time")
    return begins, ends if ends > begins else ends + 1440


def check_zone(name: str) -> str:
    """``name`` itself. Raises ``BadHours`` if it is no time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadHours(
            f"`{name}` is no time zone; wanted `local` or such as Asia/Shanghai"
        ) from None
    return name


def read_holiday(
    row: Mapping[str, Any], departments: Sequence[str], languages: Sequence[str]
) -> Holiday:
    """One row of ``holidays.yml``. Raises ``BadHours``."""
    if unknown := row.keys() - KEYS:
        raise BadHours(f"a holiday knows no `{min(unknown)}`", min(unknown))
    first, yearly = _day(row.get("day"))
    last = _last(row.get("last"), first, yearly=yearly)
    zones, kept_by = tuple(row.get("zones") or ()), tuple(row.get("departments") or ())
    if not zones and not kept_by:
        raise BadHours("nobody keeps this holiday; name `zones` or `departments`")
    for zone in zones:
        _at_key(check_zone, zone, "zones")
    for name in kept_by:
        if name not in departments:
            raise BadHours(f"`{name}` is no department", "departments")
    given = row.get("hours")
    hours = None if given is None else _at_key(read_span, str(given), "hours")
    name = row.get("name")
    if not isinstance(name, Mapping) or not all(name.get(language) for language in languages):
        raise BadHours(f"`name` is wanted in {', '.join(languages)}", "name")
    return Holiday(first, last, hours, zones, kept_by, {k: str(name[k]) for k in languages}, yearly)


def read_hours(
    departments: Sequence[Mapping[str, Any]],
    holidays: Sequence[Mapping[str, Any]],
    places: Mapping[str, Any],
    priorities: Mapping[str, Mapping[str, Any]],
) -> Hours:
    """All of it from the rows of the tables. Raises ``BadHours``, its ``key`` names the row."""
    weeks = {}
    for row in departments:
        name = str(row["id"])
        weeks[name] = _at_key(read_week, str(row["hours"]), name)
        check_outside(row)
    zones = {
        str(k): _at_key(check_zone, str(v), "timezones") for k, v in places["timezones"].items()
    }
    for name, row in priorities.items():
        if row["clock"] not in CLOCKS:
            raise BadHours(
                f"`{row['clock']}` is no clock; known: {', '.join(sorted(CLOCKS))}", name
            )
    return Hours(
        weeks,
        zones,
        tuple(_read_nth(n, row, weeks, tuple(zones)) for n, row in enumerate(holidays, start=1)),
        frozenset(name for name, row in priorities.items() if row["clock"] == "business"),
        frozenset(str(d["id"]) for d in departments if d["outside_hours"] == TO_URGENT),
    )


def check_outside(row: Mapping[str, Any]) -> None:
    """Whether what happens outside the hours fits them. Raises ``BadHours``."""
    outside, name = str(row["outside_hours"]), str(row["id"])
    if outside not in OUTSIDE:
        raise BadHours(f"`{outside}` is unknown; known: {', '.join(sorted(OUTSIDE))}", name)
    if (outside == "not_applicable") != (str(row["hours"]) == ALWAYS):
        raise BadHours(f"`not_applicable` is for {ALWAYS}, and for nothing else", name)


def _read_nth(
    number: int, row: Mapping[str, Any], weeks: Mapping[str, Week], languages: Sequence[str]
) -> Holiday:
    try:
        return read_holiday(row, list(weeks), languages)
    except BadHours as error:
        raise BadHours(str(error), f"holiday {number}") from error


def _at_key(read: Any, text: str, key: str) -> Any:
    try:
        return read(text)
    except BadHours as error:
        raise BadHours(str(error), key) from error


def _days_of(part: str, text: str) -> range:
    found = _PART.fullmatch(part)
    if found is None:
        raise BadHours(f"`{text}` is no hours; {WANTED}")
    first, last = found["first"], found["last"] or found["first"]
    for name in (first, last):
        if name not in DAYS:
            raise BadHours(f"`{name}` is no day; known: {', '.join(DAYS)}")
    numbers = range(DAYS.index(first), DAYS.index(last) + 1)
    if not numbers:
        raise BadHours(f"`{first}-{last}` runs backwards; the week begins with Mon")
    return numbers


def _check_apart(week: Sequence[Sequence[Span]], text: str) -> None:
    """Two spans of a day, or of a day and the next, must not overlap."""
    if not any(week):
        raise BadHours(f"`{text}` is never open")
    flat = [(n * 1440 + a, n * 1440 + b) for n, spans in enumerate(week) for a, b in spans]
    flat.append((flat[0][0] + 7 * 1440, flat[0][1] + 7 * 1440))
    for (_, ends), (begins, _) in itertools.pairwise(flat):
        if begins < ends:
            raise BadHours(f"`{text}` has hours that overlap")


def _day(given: Any) -> tuple[date, bool]:
    """A date, or month and day of every year."""
    if isinstance(given, date):
        return date(given.year, given.month, given.day), False
    try:
        if found := _YEARLY.fullmatch(str(given)):
            return date(ANY_LEAP_YEAR, int(found[1]), int(found[2])), True
        return date.fromisoformat(str(given)), False
    except ValueError:
        wanted = "wanted 2026-12-25, or 12-25 for every year"
        raise BadHours(f"`{given}` is no day; {wanted}", "day") from None


def _last(given: Any, first: date, *, yearly: bool) -> date:
    if given is None:
        return first
    last, also_yearly = _day(given)
    if yearly or also_yearly:
        raise BadHours("a holiday of several days needs its year", "last")
    if not first <= last or (last - first).days >= MOST_DAYS:
        raise BadHours(
            f"`{last}` is before the first day, or more than {MOST_DAYS} days later", "last"
        )
    return last
