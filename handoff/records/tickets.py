"""Tickets and their history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.errors import RecordsRejected, RecordsUnavailable
from handoff.records.numbers import ticket_number
from handoff.records.store import SqlStore, from_ms, insert_new, storable_data
from handoff.records.tables import ticket_history, tickets
from handoff.rules.ids import ConversationId

GENERAL_REQUEST = "general_request"
"""The type of a ticket that belongs to a handoff without a complaint."""
MOST_ATTEMPTS = 20

_DEFAULTS: dict[str, str] = {
    "type": GENERAL_REQUEST,
    "state": "new",
    "department": "frontline",
    "priority": "P3",
    "reason": "",
    "language": "en",
    "channel": "",
    "platform": "",
    "question": "",
    "agent": "",
    "outcome": "",
}
_FIXED = frozenset({"id", "number", "conversation", "at_ms"})


class TicketRecords(SqlStore):
    """Writes are idempotent: a ticket by its id, a change by its effect id."""

    async def store_ticket(self, effect_id: str, ticket: dict[str, Any]) -> str:
        """Store ``ticket`` (``id``, ``conversation`` and any fields) and return its number.

        ``at_ms`` says when it was made; fields without a column are kept under ``details``.
        """
        fields = storable_data(ticket)
        at = self._at(fields)
        async with self._writing() as connection:
            row = _as_row(fields, at)
            number, is_new = await self._insert(connection, row)
            if is_new:
                line = _line(effect_id, row["id"], at, {"state": row["state"]})
                await insert_new(connection, ticket_history, [line])
            return number

    async def _insert(self, connection: AsyncConnection, row: dict[str, Any]) -> tuple[str, bool]:
        """The number under which the ticket is stored, and whether that was done just now."""
        known = select(tickets.c.number).where(tickets.c.id == row["id"])
        for attempt in range(MOST_ATTEMPTS):
            row["number"] = ticket_number(row["id"], attempt)
            inserted = await insert_new(connection, tickets, [row])
            stored = await connection.scalar(known)
            if stored is not None:
                return str(stored), bool(inserted)
        raise RecordsUnavailable(f"no free number for ticket {row['id']}")

    async def change_ticket(self, effect_id: str, ticket_id: str, change: dict[str, Any]) -> None:
        """Write fields of a ticket and a line of its history.

        ``at_ms`` in ``change`` says when. A ticket that is not stored raises ``RecordsRejected``:
        its own effect came first in the lane, so to wait for it would hold up all that follows.
        """
        fields = storable_data(change)
        at = self._at(fields)
        async with self._writing() as connection:
            query = select(tickets.c.details).where(tickets.c.id == ticket_id).with_for_update()
            found = (await connection.execute(query)).one_or_none()
            if found is None:
                raise RecordsRejected(f"ticket {ticket_id} is not stored")
            line = _line(effect_id, ticket_id, at, fields)
            if not await insert_new(connection, ticket_history, [line]):
                return
            values = _as_change(fields, found.details) | {"updated_at": at}
            await connection.execute(
                update(tickets).where(tickets.c.id == ticket_id).values(values)
            )

    async def ticket(self, ticket_id: str) -> dict[str, Any] | None:
        """A ticket with all its fields, those of ``details`` beside the others."""
        found = await self._tickets(tickets.c.id == ticket_id)
        return found[0] if found else None

    async def ticket_by_number(self, number: str) -> dict[str, Any] | None:
        found = await self._tickets(tickets.c.number == number.strip().upper())
        return found[0] if found else None

    async def tickets_of(self, conversation: ConversationId) -> list[dict[str, Any]]:
        """All tickets of a customer's conversation, newest first."""
        return await self._tickets(tickets.c.conversation == conversation)

    async def history_of(self, ticket_id: str) -> list[tuple[datetime, dict[str, Any]]]:
        """The changes of a ticket, oldest first."""
        query = (
            select(ticket_history.c.at, ticket_history.c.change)
            .where(ticket_history.c.ticket_id == ticket_id)
            .order_by(ticket_history.c.position)
        )
        async with self._reading() as connection:
            return [(row.at, row.change) for row in await connection.execute(query)]

    async def _tickets(self, condition: Any) -> list[dict[str, Any]]:
        newest_first = tickets.c.created_at.desc()
        query = select(tickets).where(condition).order_by(newest_first, tickets.c.id)
        async with self._reading() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [_as_ticket(row) for row in rows]

    def _at(self, fields: Mapping[str, Any]) -> datetime:
        return from_ms(fields["at_ms"]) if "at_ms" in fields else self._now()


def _line(effect_id: str, ticket_id: str, at: datetime, change: dict[str, Any]) -> dict[str, Any]:
    return {"effect_id": effect_id, "ticket_id": ticket_id, "at": at, "change": change}


def _as_row(fields: dict[str, Any], at: datetime) -> dict[str, Any]:
    columns = {name: fields.get(name, default) for name, default in _DEFAULTS.items()}
    details = {name: fields[name] for name in fields.keys() - _DEFAULTS.keys() - _FIXED}
    own = {"id": fields["id"], "conversation": fields["conversation"], "details": details}
    return columns | own | {"created_at": at, "updated_at": at}


def _as_change(fields: dict[str, Any], details: dict[str, Any]) -> dict[str, Any]:
    columns = {name: fields[name] for name in fields.keys() & _DEFAULTS.keys()}
    more = {name: fields[name] for name in fields.keys() - _DEFAULTS.keys() - _FIXED}
    return columns | {"details": details | more}


def _as_ticket(row: RowMapping) -> dict[str, Any]:
    fields = dict(row)
    details: dict[str, Any] = fields.pop("details")
    return details | fields
