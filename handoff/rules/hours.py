"""When departments are open, and time that counts only while somebody is there.

Hours are told in local time and counted in real time: where clocks are put back the hour that comes
twice counts twice, where they are put forward the hour that is left out counts not at all. Moments
are Unix milliseconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE_MS = 60_000
DAY_S = 86_400
LONGEST_CLOSED = 400
"""Days that are looked through for the next opening; who is closed longer opens at their end."""
FALLBACK_ZONE = "UTC"

Span = tuple[int, int]
"""Minutes of the local day from opening to closing; past 1440 it goes on into the next day."""


@dataclass(frozen=True)
class Week:
    """The hours of a department. ``days`` holds the spans of each weekday, Monday first.

    ``zone`` is empty where the zone of the customer's language counts. ``always``: no closing.
    """

    days: tuple[tuple[Span, ...], ...] = ((),) * 7
    zone: str = ""
    always: bool = False


@dataclass(frozen=True)
class Holiday:
    """Days with fewer hours than usual: those that lie within ``open``, or none at all.

    ``first`` and ``last`` are days of the place; with ``yearly`` the year of ``first`` means
    nothing, and it is a single day. It is kept in ``zones`` by ``departments``; either may be empty
    and then means all of them. ``name`` is by language.
    """

    first: date
    last: date
    open: "Span | None" = None
    zones: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    name: dict[str, str] = field(default_factory=dict, compare=False, hash=False)
    yearly: bool = False

    def is_on(self, day: date, zone: str, department: str) -> bool:
        if self.zones and zone not in self.zones:
            return False
        if self.departments and department not in self.departments:
            return False
        if self.yearly:
            return (day.month, day.day) == (self.first.month, self.first.day)
        return self.first <= day <= self.last

    def left_of(self, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        """What is open of the usual hours of a day; there are never more than on other days."""
        if self.open is None:
            return ()
        begins, ends = self.open
        cut = ((max(a, begins), min(b, ends)) for a, b in spans)
        return tuple((a, b) for a, b in cut if a < b)


@dataclass(frozen=True)
class Hours:
    """The hours of all departments. One that is not in ``weeks`` never closes.

    ``zones``: the time zone behind local hours, by the customer's language. ``on_business_clock``:
    priorities whose targets count only while the department is open.
    """

    weeks: dict[str, Week] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    holidays: tuple[Holiday, ...] = ()
    on_business_clock: frozenset[str] = frozenset()
    p1_to_urgent: frozenset[str] = frozenset()

    def closes_ever(self, department: str) -> bool:
        week = self.weeks.get(department)
        return week is not None and not week.always

    def is_open(self, department: str, language: str, at_ms: int) -> bool:
        return self.opens_ms(department, language, at_ms) == at_ms

    def opens_ms(self, department: str, language: str, at_ms: int) -> int:
        """When it opens next; ``at_ms`` itself where it is open then."""
        for begins, _ in self._spans(department, language, at_ms):
            return max(begins, at_ms)
        return at_ms + LONGEST_CLOSED * DAY_S * 1000

    def closes_ms(self, department: str, language: str, at_ms: int) -> int:
        """The end of the hours that run at ``at_ms`` or come next; 0 where they never end."""
        if not self.closes_ever(department):
            return 0
        closes_ms = 0
        for begins, ends in self._spans(department, language, at_ms):
            if closes_ms and begins > closes_ms:
                return closes_ms
            closes_ms = ends
        return 0

    def open_ms(self, department: str, language: str, from_ms: int, to_ms: int) -> int:
        """For how long it is open between two moments; 0 if the second one is not later."""
        total = 0
        for begins, ends in self._spans(department, language, from_ms):
            if begins >= to_ms:
                break
            total += max(0, min(ends, to_ms) - max(begins, from_ms))
        return total

    def open_minutes(self, department: str, language: str, from_ms: int, to_ms: int) -> int:
        """Whole minutes of ``open_ms``."""
        return self.open_ms(department, language, from_ms, to_ms) // MINUTE_MS

    def after_ms(self, department: str, language: str, from_ms: int, minutes: int) -> int:
        """The moment by which it has been open for so many ``minutes`` since ``from_ms``."""
        left = minutes * MINUTE_MS
        at_ms = from_ms
        for begins, ends in self._spans(department, language, from_ms):
            at_ms = max(begins, from_ms)
            if at_ms + left <= ends:
                return at_ms + left
            left -= ends - at_ms
            at_ms = ends
        return at_ms + left

    def due_ms(
        self, department: str, language: str, priority: str, from_ms: int, minutes: int
    ) -> int:
        """When a target is over, by the clock of its priority.

        On the business clock whole days are days on which the department opens, and what is left
        are minutes in which it is open: "5 days" end at the same time of the fifth working day.
        """
        if priority not in self.on_business_clock or not self.closes_ever(department):
            return from_ms + minutes * MINUTE_MS
        days, left = divmod(minutes, DAY_S // 60)
        if days:
            from_ms = self.opens_ms(department, language, from_ms)
            from_ms = self._days_later(department, language, from_ms, days)
        return self.after_ms(department, language, from_ms, left)

    def holiday(self, department: str, language: str, at_ms: int) -> "Holiday | None":
        """The one that is kept at that moment, where the department is."""
        week = self.weeks.get(department)
        if week is None or week.always:
            return None
        zone = self._zone(week, language)
        return self._kept(
            datetime.fromtimestamp(at_ms / 1000, _zone(zone)).date(), zone, department
        )

    def _spans(self, department: str, language: str, from_ms: int) -> Iterator[tuple[int, int]]:
        """Opening hours that end after ``from_ms``, in order and apart; some touch at midnight."""
        week = self.weeks.get(department)
        if week is None or week.always:
            yield from_ms, 1 << 62
            return
        done_ms = from_ms
        for begins, ends in self._each_day(week, department, language, from_ms):
            if ends > done_ms:
                # An hour that comes twice may be told twice; it counts once.
                yield (begins if done_ms == from_ms else max(begins, done_ms)), ends
                done_ms = ends

    def _each_day(
        self, week: Week, department: str, language: str, from_ms: int
    ) -> Iterator[tuple[int, int]]:
        """From the day before, whose hours may go on over midnight."""
        zone = self._zone(week, language)
        today = datetime.fromtimestamp(from_ms / 1000, _zone(zone)).date()
        for number in range(-1, LONGEST_CLOSED):
            day = today + timedelta(days=number)
            for opens, closes in self._on(day, week, zone, department):
                begins = _instant_ms(day, opens, zone, is_end=False)
                ends = _instant_ms(day, closes, zone, is_end=True)
                if begins < ends:
                    yield begins, ends

    def _on(self, day: date, week: Week, zone: str, department: str) -> tuple[Span, ...]:
        kept, usual = self._kept(day, zone, department), week.days[day.weekday()]
        return usual if kept is None else kept.left_of(usual)

    def _days_later(self, department: str, language: str, from_ms: int, days: int) -> int:
        """The same time of day, so many days on which it opens later."""
        week = self.weeks[department]
        zone = self._zone(week, language)
        local = datetime.fromtimestamp(from_ms / 1000, _zone(zone))
        for number in range(1, LONGEST_CLOSED):
            day = local.date() + timedelta(days=number)
            days -= bool(self._on(day, week, zone, department))
            if not days:
                minutes = local.hour * 60 + local.minute
                return _instant_ms(day, minutes, zone, is_end=False) + from_ms % MINUTE_MS
        return from_ms + LONGEST_CLOSED * DAY_S * 1000

    def _kept(self, day: date, zone: str, department: str) -> "Holiday | None":
        """The holiday of a day; one of named departments goes before one of a place."""
        found = [one for one in self.holidays if one.is_on(day, zone, department)]
        return min(found, key=lambda one: not one.departments, default=None)

    def _zone(self, week: Week, language: str) -> str:
        return week.zone or self.zones.get(language) or FALLBACK_ZONE


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=4096)
def _instant_ms(day: date, minutes: int, zone: str, *, is_end: bool) -> int:
    """The moment of a local time of day.

    Of one that comes twice, hours begin with the first and end with the second. One that is left
    out is the moment at which clocks are put forward.
    """
    local = datetime.combine(day, time()) + timedelta(minutes=minutes)
    first, second = (
        int(local.replace(tzinfo=_zone(zone), fold=fold).timestamp()) for fold in (0, 1)
    )
    if first <= second:
        return (second if is_end else first) * 1000
    return _change_between(second, first, zone) * 1000


def _change_between(before_s: int, after_s: int, zone: str) -> int:
    """The first second at which the offset is that of ``after_s``."""
    new = datetime.fromtimestamp(after_s, _zone(zone)).utcoffset()
    while after_s - before_s > 1:
        middle = (before_s + after_s) // 2
        if datetime.fromtimestamp(middle, _zone(zone)).utcoffset() == new:
            after_s = middle
        else:
            before_s = middle
    return after_s
