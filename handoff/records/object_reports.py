"""Reports of the same object by several customers: found, counted, raised, decided together."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import distinct, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.records.store import insert_new, to_ms
from handoff.records.tables import object_reports, reported_objects, tickets
from handoff.records.ticket_writes import TicketWrites
from handoff.rules.object_reports import (
    CUSTOMERS_OF_A_MATTER,
    bundled,
    judged_alike,
    matter_of,
    objects_reported,
)
from handoff.rules.ticket import SERVICE, Deed, Ticket


class ObjectReports(TicketWrites):
    """The row of an object is locked before the tickets that report it, always in the same order.

    So two reports at once are counted one after the other.
    """

    async def customers_of(self, ticket_id: str) -> dict[str, int]:
        """How many customers report each object of a ticket at this moment, this one included."""
        mine = object_reports.alias()
        query = (
            select(mine.c.object, func.count(distinct(object_reports.c.customer)))
            .join(object_reports, object_reports.c.key == mine.c.key)
            .join(tickets, tickets.c.id == object_reports.c.ticket_id)
            .where(mine.c.ticket_id == ticket_id)
            .where((tickets.c.open == true()) | (tickets.c.id == ticket_id))
            .group_by(mine.c.object)
        )
        async with self._reading() as connection:
            return {str(name): int(count) for name, count in await connection.execute(query)}

    async def _report_objects(
        self, connection: AsyncConnection, effect_id: str, row: Mapping[str, Any], facts: Any,
        at: datetime,
    ) -> None:  # fmt: skip
        """Note what a new ticket reports; where that makes one matter, raise all its tickets."""
        names = objects_reported(row["type"], facts or {}, self._tables())
        keys = {key: name for name in names if (key := matter_of(name))}
        if not keys:
            return
        known = [{"key": key, "first_at": at} for key in sorted(keys)]
        await insert_new(connection, reported_objects, known)
        await self._lock_objects(connection, keys)
        customer = str(row["account"] or row["conversation"]).casefold()[:120]
        own = {"ticket_id": row["id"], "customer": customer}
        rows = [{"key": key, "object": keys[key], **own} for key in sorted(keys)]
        await insert_new(connection, object_reports, rows)
        at_ms = to_ms(at)
        customers = await self._to_raise(connection, keys, row["id"])
        for ticket_id in sorted(customers):
            before, ticket = await self._locked(connection, ticket_id)
            if decision := bundled(ticket, customers[ticket_id], at_ms):
                beside = _beside(effect_id, ticket_id)
                await self._carry_out(connection, beside, before, ticket, decision, SERVICE, at_ms)

    async def _lock_objects(self, connection: AsyncConnection, keys: Any) -> None:
        query = select(reported_objects.c.key).where(reported_objects.c.key.in_(sorted(keys)))
        await connection.execute(query.order_by(reported_objects.c.key).with_for_update())

    async def _lock_objects_of(self, connection: AsyncConnection, ticket_id: str) -> None:
        mine = select(object_reports.c.key).where(object_reports.c.ticket_id == ticket_id)
        await self._lock_objects(connection, (await connection.scalars(mine)).all())

    async def _customers(self, connection: AsyncConnection, keys: Any) -> dict[str, int]:
        """How many customers have an open report of each object, where that is one matter."""
        count = func.count(distinct(object_reports.c.customer))
        query = (
            select(object_reports.c.key, count)
            .join(tickets, tickets.c.id == object_reports.c.ticket_id)
            .where(object_reports.c.key.in_(sorted(keys)), tickets.c.open == true())
            .group_by(object_reports.c.key)
            .having(count >= CUSTOMERS_OF_A_MATTER)
        )
        return {str(key): int(number) for key, number in await connection.execute(query)}

    async def _to_raise(self, connection: AsyncConnection, keys: Any, new: str) -> dict[str, int]:
        """Tickets that may have become part of a matter, and how many customers it has.

        Where there are more customers than are needed, all but the new ticket were raised before.
        """
        matters = await self._customers(connection, keys)
        just_now = [key for key, n in matters.items() if n == CUSTOMERS_OF_A_MATTER]
        query = (
            select(object_reports.c.ticket_id)
            .join(tickets, tickets.c.id == object_reports.c.ticket_id)
            .where(object_reports.c.key.in_(just_now), tickets.c.open == true())
        )
        found = dict.fromkeys(await connection.scalars(query), CUSTOMERS_OF_A_MATTER)
        return found | ({new: max(matters.values())} if matters else {})

    async def _judge_alike(
        self, connection: AsyncConnection, effect_id: str, ticket: Ticket, deed: Deed
    ) -> None:
        """What was decided on the objects of one matter counts for all its open tickets."""
        mine = select(object_reports.c.key).where(
            object_reports.c.ticket_id == ticket.id,
            object_reports.c.object.in_(deed.fields["objects"]),
        )
        keys = (await connection.scalars(mine)).all()
        matters = await self._customers(connection, keys)
        query = (
            select(object_reports.c.ticket_id, object_reports.c.object)
            .join(tickets, tickets.c.id == object_reports.c.ticket_id)
            .where(object_reports.c.key.in_(sorted(matters)), tickets.c.open == true())
            .where(tickets.c.id != ticket.id)
        )
        names = defaultdict[str, list[str]](list)
        for ticket_id, name in await connection.execute(query):
            names[ticket_id].append(name)
        for ticket_id in sorted(names):
            row, other = await self._locked(connection, ticket_id)
            decision = judged_alike(other, deed, sorted(names[ticket_id]), ticket.number)
            if decision is None:
                continue
            beside = _beside(effect_id, ticket_id)
            await self._carry_out(connection, beside, row, other, decision, deed.by, deed.at_ms)


def _beside(effect_id: str, ticket_id: str) -> str:
    """The id of what the same effect does to another ticket."""
    return f"{effect_id}:{hashlib.sha256(ticket_id.encode()).hexdigest()[:16]}"
