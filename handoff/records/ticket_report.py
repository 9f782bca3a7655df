"""Figures of a period, counted from the tickets themselves."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from handoff.records.store import SqlStore
from handoff.records.tables import ticket_improvements, tickets

REPEATED_DAYS = 7
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
    same customer and type, ``reopened`` were opened again, ``answered_in_time`` and
    ``resolved_in_time`` met their targets, of ``with_answer`` and ``with_outcome`` that have both a
    target and an end.
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
    for kind in (*report.kinds, report.total):
        yield [str(part) for part in asdict(kind).values()]
    yield []
    yield list(Open.__dataclass_fields__)
    for one in report.improvements:
        # A spreadsheet would take what begins like this for a formula.
        parts = [str(part) for part in asdict(one).values()]
        yield [f"'{part}" if part.startswith(("=", "+", "-", "@")) else part for part in parts]


class ReportRecords(SqlStore):
    """Counted anew each time: there is no second book that could differ."""

    async def report(self, first: date, last: date) -> Report:
        """The figures of ``first`` to ``last``, both included, by days of UTC."""
        start, end = _midnight(first), _midnight(last + timedelta(days=1))
        async with self._reading() as connection:
            resolved = await connection.execute(_resolved(start, end))
            lines = _lines(resolved.all())
            opened = (await connection.execute(_opened(start, end))).all()
            late = (await connection.execute(_left())).all()
        kinds = _kinds(opened, lines, start)
        improvements = tuple(
            Open(row.number, row.type, row.action, row.what, row.owner,
                 row.due_at.date().isoformat() if row.due_at else "")
            for row in late
        )  # fmt: skip
        period = first.isoformat(), last.isoformat()
        return Report(*period, lines, kinds, improvements, _total(kinds))


def _midnight(day: date) -> datetime:
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
            tickets.c.resolved_at, tickets.c.resolution_due_at,
        )
        .where(
            tickets.c.created_at >= start - timedelta(days=REPEATED_DAYS),
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


def _lines(rows: Iterable[Row[Any]]) -> tuple[Line, ...]:
    counts = Counter((_week(row.resolved_at), row.type, row.cause) for row in rows)
    return tuple(Line(*key, count) for key, count in sorted(counts.items()))


def _week(at: datetime) -> str:
    """The Monday of its week."""
    return (at.date() - timedelta(days=at.weekday())).isoformat()


def _kinds(rows: Iterable[Row[Any]], lines: Iterable[Line], start: datetime) -> tuple[Kind, ...]:
    counts: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], datetime] = {}
    for row in rows:
        matter = (row.account.casefold() or row.conversation, row.type)
        before, last[matter] = last.get(matter), row.created_at
        if row.created_at < start:
            continue
        since = row.created_at - before if before else None
        for name, is_so in _facts(row, since).items():
            counts[row.type, name] += is_so
    for line in lines:
        counts[line.type, "resolved"] += line.count
    types = sorted({kind for kind, _ in counts})
    names = list(Kind.__dataclass_fields__)[1:]
    return tuple(Kind(kind, **{name: counts[kind, name] for name in names}) for kind in types)


def _facts(row: Row[Any], since: timedelta | None) -> dict[str, bool]:
    answer = row.responded_at is not None and row.response_due_at is not None
    outcome = row.resolved_at is not None and row.resolution_due_at is not None
    return {
        "opened": True,
        "repeated": since is not None and since <= timedelta(days=REPEATED_DAYS),
        "reopened": row.reopened > 0,
        "with_answer": answer,
        "answered_in_time": answer and row.responded_at <= row.response_due_at,
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
