"""Figures of a period, counted from the tickets themselves."""

from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.records.store import SqlStore
from handoff.records.tables import ticket_improvements, tickets
from handoff.reports.sheets import as_cell
from handoff.rules.ticket import GENERAL_REQUEST, OPEN

REPEATED = timedelta(days=7)
READ_TOGETHER = 1000
MOST_IMPROVEMENTS = 200


@dataclass(frozen=True)
class Line:
    """Tickets resolved in a week (its Monday), by type and cause."""

    week: str
    type: str
    cause: str
    count: int


@dataclass(frozen=True)
class Kind:
    """Figures of one type of ticket.

    ``opened`` in the period. Of those: ``repeated`` came within seven days after another one of the
    same customer and type, ``reopened`` were opened again. ``answered_in_time`` met their targets,
    of ``with_answer`` that were answered or still wait though the target is over; of a request for
    a person it is what the customer was told. ``resolved_in_time`` did, of ``with_outcome`` that
    have a target and an end.
    """

    type: str
    opened: int = 0
    resolved: int = 0
    repeated: int = 0
    reopened: int = 0
    with_answer: int = 0
    answered_in_time: int = 0
    with_outcome: int = 0
    resolved_in_time: int = 0


@dataclass(frozen=True)
class Open:
    """An improvement that is not done yet."""

    number: str
    type: str
    action: str
    what: str
    owner: str
    due: str


@dataclass(frozen=True)
class Report:
    """``first`` to ``last``, both included; days, weeks and times are those of UTC."""

    first: str
    last: str
    lines: tuple[Line, ...] = ()
    kinds: tuple[Kind, ...] = ()
    improvements: tuple[Open, ...] = ()
    total: Kind = field(default_factory=lambda: Kind(""))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def rows_of(report: Report) -> Iterable[list[str]]:
    """The report as a table: one block below the other, each with its header."""
    yield ["week", "type", "cause", "resolved"]
    for line in report.lines:
        yield [line.week, line.type, line.cause, str(line.count)]
    yield []
    yield list(Kind.__dataclass_fields__)
    for kind in (*report.kinds, replace(report.total, type="total")):
        yield [str(part) for part in asdict(kind).values()]
    yield []
    yield list(Open.__dataclass_fields__)
    for one in report.improvements:
        yield [as_cell(part) for part in asdict(one).values()]


class ReportRecords(SqlStore):
    """Counted anew each time: there is no second book that could differ."""

    async def report(self, first: date, last: date) -> Report:
        """The figures of ``first`` to ``last``, both included, by days of UTC."""
        start, end = midnight(first), midnight(last + timedelta(days=1))
        resolved, opened = Counter[tuple[str, str, str]](), _Opened(start, self._now())
        async with self._reading() as connection:
            async for row in each_row(connection, _resolved(start, end)):
                resolved[_week(row.resolved_at), row.type, row.cause] += 1
            async for row in each_row(connection, _opened(start, end)):
                opened.add(row)
            late = (await connection.execute(_left())).all()
        lines = tuple(Line(*key, count) for key, count in sorted(resolved.items()))
        kinds = _kinds(opened.counts, lines)
        improvements = tuple(
            Open(row.number, row.type, row.action, row.what, row.owner,
                 row.due_at.date().isoformat() if row.due_at else "")
            for row in late
        )  # fmt: skip
        period = first.isoformat(), last.isoformat()
        return Report(*period, lines, kinds, improvements, _total(kinds))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _resolved(start: datetime, end: datetime) -> Any:
    return (
        select(tickets.c.type, tickets.c.cause, tickets.c.resolved_at)
        .where(tickets.c.resolved_at >= start, tickets.c.resolved_at < end)
    )  # fmt: skip


def _opened(start: datetime, end: datetime) -> Any:
    """Those of the days before as well, since a repetition is one of something earlier."""
    return (
        select(
            tickets.c.conversation, tickets.c.account, tickets.c.type, tickets.c.created_at,
            tickets.c.reopened, tickets.c.responded_at, tickets.c.response_due_at,
            tickets.c.resolved_at, tickets.c.resolution_due_at, tickets.c.due_at, tickets.c.state,
        )
        .where(
            tickets.c.created_at >= start - REPEATED,
            tickets.c.created_at < end,
            tickets.c.state != "merged",
        )
        .order_by(tickets.c.created_at, tickets.c.id)
    )  # fmt: skip


def _left() -> Any:
    return (
        select(tickets.c.number, tickets.c.type, ticket_improvements)
        .join(tickets, tickets.c.id == ticket_improvements.c.ticket_id)
        .where(ticket_improvements.c.done_at.is_(None), ticket_improvements.c.action != "none")
        .order_by(func.coalesce(ticket_improvements.c.due_at, tickets.c.created_at))
        .limit(MOST_IMPROVEMENTS)
    )


async def each_row(connection: AsyncConnection, query: Any) -> AsyncIterator[Row[Any]]:
    """One row after the other, few of which are in memory at a time: a year may have a million."""
    rows = await connection.stream(query, execution_options={"yield_per": READ_TOGETHER})
    async for part in rows.partitions():
        for row in part:
            yield row


def _week(at: datetime) -> str:
    """The Monday of its week."""
    return (at.date() - timedelta(days=at.weekday())).isoformat()


class _Opened:
    """Counts tickets that come in the order in which they were made.

    Of each customer's matters it holds the last ticket, for as long as another one would be a
    repetition of it.
    """

    def __init__(self, start: datetime, now: datetime) -> None:
        """Tickets from before ``start`` count only as what is repeated."""
        self._now = now
        self.counts: Counter[tuple[str, str]] = Counter()
        self._start = start
        self._last: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    def add(self, row: Row[Any]) -> None:
        at = row.created_at
        while self._last and at - next(iter(self._last.values())) > REPEATED:
            self._last.popitem(last=False)
        matter = (row.account.casefold() or row.conversation, row.type)
        is_repeated = self._last.pop(matter, None) is not None
        self._last[matter] = at
        if at >= self._start:
            for name, is_so in _facts(row, self._now, is_repeated=is_repeated).items():
                self.counts[row.type, name] += is_so


def _kinds(opened: Counter[tuple[str, str]], lines: Iterable[Line]) -> tuple[Kind, ...]:
    counts = opened.copy()
    for line in lines:
        counts[line.type, "resolved"] += line.count
    types = sorted({kind for kind, _ in counts})
    names = list(Kind.__dataclass_fields__)[1:]
    return tuple(Kind(kind, **{name: counts[kind, name] for name in names}) for kind in types)


def _facts(row: Row[Any], now: datetime, *, is_repeated: bool) -> dict[str, bool]:
    target = row.response_due_at or (row.due_at if row.type == GENERAL_REQUEST else None)
    is_missed = row.responded_at is None and row.state in OPEN and target is not None
    answer = target is not None and (row.responded_at is not None or (is_missed and target < now))
    outcome = row.resolved_at is not None and row.resolution_due_at is not None
    return {
        "opened": True,
        "repeated": is_repeated,
        "reopened": row.reopened > 0,
        "with_answer": answer,
        "answered_in_time": answer and not is_missed and row.responded_at <= target,
        "with_outcome": outcome,
        "resolved_in_time": outcome and row.resolved_at <= row.resolution_due_at,
    }


def _total(kinds: Iterable[Kind]) -> Kind:
    sums: Counter[str] = Counter()
    for kind in kinds:
        for name, part in asdict(kind).items():
            if name != "type":
                sums[name] += part
    return Kind("", **sums)
