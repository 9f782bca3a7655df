"""Many customers with the same matter: counted with each new ticket, told to leads once a day."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.errors import RecordsRejected
from handoff.records.notice_tables import (
    alarms,
    ticket_alikes,
)
from handoff.records.store import SqlStore, from_ms, insert_new, to_ms
from handoff.records.tables import (
    tickets,
)
from handoff.records.ticket_rows import reported_in
from handoff.rules.ticket import GENERAL_REQUEST, TicketTables

SHOWN = 50
TICKETS_SHOWN = 100
_LOCK = text("SELECT pg_advisory_xact_lock(k) FROM unnest(CAST(:keys AS bigint[])) AS k")


@dataclass(frozen=True)
class Matter:
    """What tickets may have in common: their type, and the object, function or platform."""

    type: str
    about: str
    platform: str

    @property
    def key(self) -> str:
        """Hashed: what was reported may name a person, and is to be compared only."""
        told = "\n".join((self.type, self.about.casefold(), self.platform))
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True)
class Alarm:
    """``tickets`` are numbers of those on the same matter, the newest ``TICKETS_SHOWN`` first."""

    id: int
    type: str
    about: str
    platform: str
    at_ms: int
    seen_by: str
    tickets: tuple[str, ...]
    department: str = ""
    priority: str = ""


def matters_of(given: Mapping[str, Any], tables: TicketTables) -> list[Matter]:
    """The reported objects; without one the function that fails, else the platform alone."""
    kind, platform = str(given.get("type") or ""), str(given.get("platform") or "")
    if kind in ("", GENERAL_REQUEST):
        return []
    if objects := reported_in(given, tables):
        return [Matter(kind, one, "") for one in objects]
    function = (given.get("facts") or {}).get("function")
    about = function.get("value") if isinstance(function, Mapping) else ""
    return [Matter(kind, str(about or ""), platform)]


async def count_alike(
    connection: AsyncConnection,
    given: Mapping[str, Any],
    ticket_id: str,
    at: datetime,
    tables: TicketTables,
) -> None:
    """Note the matters of a new ticket; an alarm for each that now has too many customers."""
    matters = matters_of(given, tables)
    rows = [
        {"key": m.key, "ticket_id": ticket_id, "conversation": given["conversation"], "at": at}
        for m in matters
    ]
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        # One after the other, so that of two at once the second counts the first.
        locks = sorted(int(m.key[:15], 16) for m in matters)
        await connection.execute(_LOCK, {"keys": locks})
    await insert_new(connection, ticket_alikes, rows)
    since = at - timedelta(hours=tables.alike.hours)
    recent = ticket_alikes.c.key.in_([m.key for m in matters]) & (ticket_alikes.c.at > since)
    customers = func.count(ticket_alikes.c.conversation.distinct())
    many = (
        select(ticket_alikes.c.key)
        .where(recent)
        .group_by(ticket_alikes.c.key)
        .having(customers >= tables.alike.customers)
    )
    raised = select(alarms.c.key).where(alarms.c.at > since)
    found = set(await connection.scalars(many.where(ticket_alikes.c.key.not_in(raised))))
    for matter in matters:
        if matter.key in found:
            row = {"key": matter.key, "type": matter.type, "about": matter.about,
                   "platform": matter.platform, "at": at, "seen_by": ""}  # fmt: skip
            await connection.execute(alarms.insert().values(row))


async def alarm_of_one(
    connection: AsyncConnection,
    ticket: Mapping[str, Any],
    why: str,
    at: datetime,
    effect_id: str = "",
) -> None:
    """Leads are to look at this ticket; nothing if they have still to see an alarm of it.

    ``ticket`` is its row, ``why`` the content text that tells them the reason. With ``effect_id``
    it is told once for that, whatever was seen.
    """
    key = hashlib.sha256(f"{why}\n{ticket['id']}".encode()).hexdigest()
    alike = {"key": key, "ticket_id": ticket["id"], "conversation": ticket["conversation"],
             "at": at}  # fmt: skip
    await insert_new(connection, ticket_alikes, [alike])
    unseen = select(alarms.c.id).where(alarms.c.key == key, alarms.c.seen_at.is_(None))
    # Hashed: an id is made of the customer's.
    once = hashlib.sha256(effect_id.encode()).hexdigest() if effect_id else None
    if once is None and await connection.scalar(unseen) is not None:
        return
    row = {"key": key, "type": ticket["type"], "about": why, "platform": ticket["platform"],
           "department": ticket["department"], "priority": ticket["priority"], "at": at,
           "seen_by": "", "once": once}  # fmt: skip
    await insert_new(connection, alarms, [row])


class AlarmRecords(SqlStore):
    """What leads are told."""

    async def raise_alarm(self, effect_id: str, ticket_id: str, why: str, at_ms: int) -> None:
        """Tell leads of a ticket, once for ``effect_id``. Raises ``RecordsRejected``."""
        async with self._writing() as connection:
            query = select(tickets).where(tickets.c.id == ticket_id)
            row = (await connection.execute(query)).mappings().one_or_none()
            if row is None:
                raise RecordsRejected(f"ticket {ticket_id} is not stored")
            await alarm_of_one(connection, dict(row), why, from_ms(at_ms), effect_id)

    async def alarms(self, *, unseen: bool = False) -> list[Alarm]:
        """The newest; ``unseen``: only those that no lead has seen."""
        query = select(alarms).order_by(alarms.c.at.desc(), alarms.c.id.desc()).limit(SHOWN)
        if unseen:
            query = query.where(alarms.c.seen_at.is_(None))
        async with self._reading() as connection:
            rows = (await connection.execute(query)).all()
            return [
                Alarm(
                    row.id, row.type, row.about, row.platform, to_ms(row.at), row.seen_by,
                    await _numbers(connection, row.key), row.department, row.priority,
                )
                for row in rows
            ]  # fmt: skip

    async def open_tickets_of(self, alarm_id: int) -> list[str]:
        """The numbers of all open tickets on its matter, however many, the oldest first."""
        query = (
            select(tickets.c.number)
            .join(ticket_alikes, ticket_alikes.c.ticket_id == tickets.c.id)
            .join(alarms, alarms.c.key == ticket_alikes.c.key)
            .where(alarms.c.id == alarm_id, tickets.c.open == true())
            .order_by(ticket_alikes.c.at, tickets.c.number)
        )
        async with self._reading() as connection:
            return list(await connection.scalars(query))

    async def count_unseen_alarms(self) -> tuple[int, int]:
        """How many there are, and the id of the newest (0 without any)."""
        query = select(func.count(), func.max(alarms.c.id)).where(alarms.c.seen_at.is_(None))
        async with self._reading() as connection:
            count, newest = (await connection.execute(query)).one()
            return int(count), int(newest or 0)

    async def see_alarm(self, alarm_id: int, by: str) -> bool:
        """Somebody takes care of it; False if it is unknown or somebody did before."""
        unseen = (alarms.c.id == alarm_id) & alarms.c.seen_at.is_(None)
        seen = update(alarms).where(unseen).values(seen_at=self._now(), seen_by=by)
        async with self._writing() as connection:
            return bool((await connection.execute(seen)).rowcount)


async def _numbers(connection: AsyncConnection, key: str) -> tuple[str, ...]:
    query = (
        select(tickets.c.number)
        .join(ticket_alikes, ticket_alikes.c.ticket_id == tickets.c.id)
        .where(ticket_alikes.c.key == key)
        .order_by(ticket_alikes.c.at.desc(), tickets.c.number)
        .limit(TICKETS_SHOWN)
    )
    return tuple(await connection.scalars(query))
