"""The figures of a period, counted from the recorded events anew each time."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.records.store import SqlStore, to_ms
from handoff.records.tables import events
from handoff.records.ticket_report import each_row, midnight
from handoff.reports.counting import NAMES, Counting
from handoff.reports.facts import Fact
from handoff.reports.figures import Figures
from handoff.rules.recorded import BEGINS

FOLLOWED = timedelta(days=31)
"""How long after the period it is looked at what became of its handoffs."""


class FigureRecords(SqlStore):
    """There is no second book that could differ from the events."""

    async def figures(self, first: date, last: date) -> Figures:
        """The figures of ``first`` to ``last``, both included, by days of UTC.

        One conversation at a time is in memory: a year may have millions of events.
        """
        start, end = midnight(first), midnight(last + timedelta(days=1))
        until = min(self._now(), end + FOLLOWED)
        counting = Counting(to_ms(start), to_ms(end), to_ms(until))
        async with self._reading() as connection:
            async for facts in _conversations(connection, _events(start, end)):
                counting.add(facts)
        return counting.figures(first.isoformat(), last.isoformat())


def _events(start: datetime, end: datetime) -> Any:
    """Those of the period, and what followed for customers who asked for a person in it."""
    asked = select(events.c.conversation).where(
        events.c.name.in_(BEGINS), events.c.at >= start, events.c.at < end
    )
    return (
        select(events.c.conversation, events.c.name, events.c.at, events.c.data)
        .where(
            events.c.name.in_(NAMES),
            events.c.at >= start,
            events.c.at < end + FOLLOWED,
            or_(events.c.at < end, events.c.conversation.in_(asked)),
        )
        .order_by(events.c.conversation, events.c.position)
    )


async def _conversations(connection: AsyncConnection, query: Any) -> AsyncIterator[list[Fact]]:
    """The facts of one conversation after the other."""
    facts: list[Fact] = []
    of = None
    async for row in each_row(connection, query):
        if facts and row.conversation != of:
            yield facts
            facts = []
        of = row.conversation
        facts.append(Fact(row.name, to_ms(row.at), row.data))
    if facts:
        yield facts
