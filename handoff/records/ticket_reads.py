"""Looking up single tickets and their history."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.records.store import SqlStore
from handoff.records.tables import ticket_history, tickets
from handoff.records.ticket_rows import BESIDE, as_dict, as_ticket
from handoff.rules.ids import ConversationId
from handoff.rules.ticket import Ticket


class TicketReads(SqlStore):
    """What is known of a ticket; changes are the matter of ``TicketRecords``."""

    async def whole_ticket(self, number: str) -> tuple[dict[str, Any], Ticket] | None:
        """A ticket by its number: with all its fields, and as the rules see it."""
        query = select(tickets).where(tickets.c.number == number.strip().upper())
        async with self._reading() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
            return (as_dict(row), await self._whole(connection, row)) if row else None

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
        return [(line["at"], line["change"]) for line in await self.lines_of(ticket_id)]

    async def lines_of(self, ticket_id: str) -> list[dict[str, Any]]:
        """The same with who did it (``actor``, ``actor_name``), ``kind`` and ``visible``."""
        query = (
            select(ticket_history)
            .where(ticket_history.c.ticket_id == ticket_id)
            .order_by(ticket_history.c.position)
        )
        async with self._reading() as connection:
            return [dict(row) for row in (await connection.execute(query)).mappings()]

    async def _tickets(self, condition: Any) -> list[dict[str, Any]]:
        newest_first = tickets.c.created_at.desc()
        query = select(tickets).where(condition).order_by(newest_first, tickets.c.id)
        async with self._reading() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [as_dict(row) for row in rows]

    async def _whole(self, connection: AsyncConnection, row: RowMapping) -> Ticket:
        beside = {}
        for name, table, _ in BESIDE:
            query = select(table).where(table.c.ticket_id == row["id"])
            ordered = query.order_by(*table.primary_key.columns)
            beside[name] = list((await connection.execute(ordered)).mappings())
        return as_ticket(row, beside)

    async def _by_number(self, connection: AsyncConnection, number: str) -> Ticket | None:
        query = select(tickets).where(tickets.c.number == number)
        row = (await connection.execute(query)).mappings().one_or_none()
        return await self._whole(connection, row) if row else None
