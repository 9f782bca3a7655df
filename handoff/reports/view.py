"""Figures as they are shown, in the words of one language: tiles, charts and tables.

The page of the desk and the page of ``footbridge report`` draw the same view, so that nothing is
said in two ways.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from babel.numbers import format_decimal, format_percent

from handoff.reports.figures import DIMENSIONS, Figures, Load, Row

Words = Callable[[str, dict[str, str]], str]
"""A text of the desk by its id, filled. Raises ``KeyError`` for one that is not there."""
NOTHING = "–"
BETWEEN = " · "
HEADS = {
    "department": "desk_department", "language": "desk_customer_language", "type": "desk_type",
    "day": "desk_figures_day", "channel": "desk_channel", "platform": "desk_platform",
    "priority": "desk_priority", "reason": "desk_reason",
}  # fmt: skip
EMPTY = {
    "department": "desk_figures_no_department", "type": "desk_no_type",
    "priority": "desk_figures_no_handoff", "reason": "desk_figures_no_handoff",
}  # fmt: skip
SETTLERS = ("by_bot", "by_form", "by_person", "by_nobody")
_MINUTE_S, _HOUR_S = 60, 3600


@dataclass(frozen=True)
class Tile:
    """One figure of the whole period."""

    label: str
    value: str


@dataclass(frozen=True)
class Series:
    """One number for each column of a chart, None where there is none."""

    label: str
    values: tuple[int | None, ...]


@dataclass(frozen=True)
class Chart:
    """Columns side by side or, ``stacked``, on top of each other; ``most`` names the highest."""

    title: str
    columns: tuple[str, ...]
    series: tuple[Series, ...]
    stacked: bool
    most: str


@dataclass(frozen=True)
class Table:
    """``bars``: for each row how long the bar beside its first number is, from 0 to 1."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[float, ...]


@dataclass(frozen=True)
class View:
    """All that is shown of a period; without tables there was nothing in it."""

    first: str
    last: str
    tiles: tuple[Tile, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Viewer:
    """Puts figures into words."""

    def __init__(
        self, words: Words, language: str, types: Mapping[str, str], agents: Mapping[str, str]
    ) -> None:
        """``types`` and ``agents``: what complaint types and agents are called, by their ids."""
        self._words = words
        self._language = language
        self._types = types
        self._agents = agents

    def view(self, figures: Figures) -> View:
        if figures.is_empty:
            return View(figures.first, figures.last)
        tables = [self._table(name, figures.by[name]) for name in DIMENSIONS if figures.by[name]]
        if figures.agents:
            tables.insert(1, self._load(figures.agents))
        days = _every_day(figures)
        charts = (self._requests(days), self._waits(days), self._settled_chart(days))
        return View(figures.first, figures.last, self._tiles(figures.total), charts, tuple(tables))

    def _say(self, text_id: str, **values: str) -> str:
        return self._words(text_id, values)

    def _tiles(self, total: Row) -> tuple[Tile, ...]:
        shown = {
            "requested": str(total.requested),
            "abandoned": self._count_of(total.abandoned, total.requested),
            "wait": self._two_times(total.wait_p50_s, total.wait_p90_s),
            "reply": self._two_times(total.reply_p50_s, total.reply_p90_s),
            "in_time": self._share(total.in_time, total.with_target),
            "reopened": self._count_of(total.reopened, total.requested),
            "rating": self._score(total.agent_score, total.agent_ratings),
            "bot_rating": self._score(total.bot_score, total.bot_ratings),
        }
        return tuple(Tile(self._say(f"desk_figures_{name}"), v) for name, v in shown.items())

    def _table(self, dimension: str, rows: tuple[Row, ...]) -> Table:
        names = ("requested", "accepted", "abandoned", "messages", "wait", "reply", "in_time",
                 "reopened", "rating", *SETTLERS)  # fmt: skip
        heads = (HEADS[dimension], *(f"desk_figures_{name}" for name in names))
        most = max(row.requested for row in rows) or 1
        return Table(
            self._say(f"desk_figures_of_{dimension}"),
            tuple(self._say(head) for head in heads),
            tuple((self._name(dimension, row.value), *self._cells(row)) for row in rows),
            tuple(row.requested / most for row in rows),
        )

    def _cells(self, row: Row) -> tuple[str, ...]:
        return (
            str(row.requested),
            str(row.accepted),
            self._count_of(row.abandoned, row.requested),
            str(row.messages),
            self._two_times(row.wait_p50_s, row.wait_p90_s),
            self._two_times(row.reply_p50_s, row.reply_p90_s),
            self._share(row.in_time, row.with_target),
            str(row.reopened),
            self._score(row.agent_score, row.agent_ratings),
            *(str(getattr(row, name)) for name in SETTLERS),
        )

    def _load(self, loads: tuple[Load, ...]) -> Table:
        names = ("taken", "in_time", "after_taking", "held", "ended", "handed_back", "passed_on",
                 "lost", "offered", "after_offer", "refused", "rating")  # fmt: skip
        heads = ("desk_agent", *(f"desk_figures_{name}" for name in names))
        most = max(load.accepted for load in loads) or 1
        unknown = self._say("desk_figures_unknown")
        return Table(
            self._say("desk_figures_of_agent"),
            tuple(self._say(head) for head in heads),
            tuple(
                (self._agents.get(load.agent) or load.agent or unknown, *self._load_cells(load))
                for load in loads
            ),
            tuple(load.accepted / most for load in loads),
        )

    def _load_cells(self, load: Load) -> tuple[str, ...]:
        return (
            str(load.accepted),
            self._share(load.in_time, load.replied),
            self._time(load.reply_p50_s),
            self._time(load.held_s),
            str(load.resolved),
            str(load.handed_back),
            str(load.transferred),
            str(load.lost),
            str(load.offered),
            self._time(load.offer_p50_s),
            BETWEEN.join(
                self._count_of(each, load.offered) for each in (load.refused, load.missed)
            ),
            self._score(load.score, load.ratings),
        )

    def _requests(self, days: tuple[Row, ...]) -> Chart:
        others = tuple(max(0, day.requested - day.accepted - day.abandoned) for day in days)
        series = (
            Series(self._say("desk_figures_accepted"), tuple(day.accepted for day in days)),
            Series(self._say("desk_figures_abandoned"), tuple(day.abandoned for day in days)),
            Series(self._say("desk_figures_others"), others),
        )
        most = str(max((day.requested for day in days), default=0))
        title = self._say("desk_figures_requests_chart")
        return Chart(title, _days(days), series, stacked=True, most=most)

    def _waits(self, days: tuple[Row, ...]) -> Chart:
        series = (
            Series(self._say("desk_figures_half"), tuple(day.wait_p50_s for day in days)),
            Series(self._say("desk_figures_nine"), tuple(day.wait_p90_s for day in days)),
        )
        most = self._time(max((day.wait_p90_s or 0 for day in days), default=0))
        title = self._say("desk_figures_waits_chart")
        return Chart(title, _days(days), series, stacked=False, most=most)

    def _settled_chart(self, days: tuple[Row, ...]) -> Chart:
        series = tuple(
            Series(self._say(f"desk_figures_{name}"), tuple(getattr(day, name) for day in days))
            for name in SETTLERS
        )
        sums = (sum(getattr(day, name) for name in SETTLERS) for day in days)
        most = str(max(sums, default=0))
        title = self._say("desk_figures_settled_chart")
        return Chart(title, _days(days), series, stacked=True, most=most)

    def _name(self, dimension: str, value: str) -> str:
        if not value:
            return self._say(EMPTY.get(dimension, "desk_figures_unknown"))
        if dimension == "day":
            return value
        if dimension == "type":
            return self._types.get(value) or _readable(value)
        try:
            return self._say(f"desk_{dimension}_{value}")
        except KeyError:  # the content team has added it since
            return _readable(value)

    def _time(self, seconds: int | None) -> str:
        """In the unit that says enough: seconds up to two minutes, minutes up to two hours."""
        if seconds is None:
            return NOTHING
        unit, of = ("seconds", 1) if seconds < 2 * _MINUTE_S else ("minutes", _MINUTE_S)
        if seconds >= 2 * _HOUR_S:
            unit, of = "hours", _HOUR_S
        return self._say(f"desk_{unit}", count=str(round(seconds / of)))

    def _two_times(self, half: int | None, nine: int | None) -> str:
        return NOTHING if half is None else f"{self._time(half)}{BETWEEN}{self._time(nine)}"

    def _share(self, met: int, of: int) -> str:
        return f"{self._percent(met, of)} ({met}/{of})" if of else NOTHING

    def _count_of(self, count: int, of: int) -> str:
        return f"{count} ({self._percent(count, of)})" if of else str(count)

    def _percent(self, part: int, of: int) -> str:
        return str(format_percent(part / of, locale=self._language))

    def _score(self, score: float | None, ratings: int) -> str:
        if score is None:
            return NOTHING
        return f"{format_decimal(score, '0.0', locale=self._language)} ({ratings})"


def _every_day(figures: Figures) -> tuple[Row, ...]:
    """The days of the period in order, those on which nothing happened as well."""
    first, last = date.fromisoformat(figures.first), date.fromisoformat(figures.last)
    known = {row.value: row for row in figures.by["day"]}
    count = (last - first).days + 1
    days = ((first + timedelta(days=n)).isoformat() for n in range(count))
    return tuple(known.get(day, Row(day)) for day in days)


def _days(rows: tuple[Row, ...]) -> tuple[str, ...]:
    return tuple(row.value for row in rows)


def _readable(one: str) -> str:
    return (one[:1].upper() + one[1:]).replace("_", " ")
