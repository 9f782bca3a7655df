"""Tickets and their history: stored, changed by chats, by agents and by time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.errors import RecordsRejected, RecordsUnavailable, Refused
from handoff.records.numbers import ticket_number
from handoff.records.store import from_ms, insert_new, storable_data, to_ms
from handoff.records.tables import ticket_history, ticket_notices, ticket_subjects, tickets
from handoff.records.ticket_reads import TicketReads
from handoff.records.ticket_rows import (
    beside_row,
    changed_row,
    new_row,
    searched_texts,
    subjects_of,
)
from handoff.records.words import words_of
from handoff.rules.codec import to_plain
from handoff.rules.effects import Say
from handoff.rules.ids import ConversationId
from handoff.rules.ticket import SERVICE, Actor, Decision, Deed, Refusal, Ticket
from handoff.rules.ticket_clock import ticked
from handoff.rules.tickets import applied, decide, follow

MOST_ATTEMPTS = 20
TICKED_TOGETHER = 100


class TicketRecords(TicketReads):
    """Writes are idempotent: a ticket by its id, a change by its effect id.

    A change locks its ticket, so that of two at once the second is judged by what the first left.
    """

    async def store_ticket(self, effect_id: str, ticket: dict[str, Any]) -> str:
        """Store ``ticket`` (``id``, ``conversation`` and any fields) and return its number.

        ``at_ms`` says when it was made; fields without a column are kept under ``details``.
        Of a complaint, ``facts`` holds each field as ``{"value", "words", "approximate"}`` and
        names the accounts and objects it is about, ``words`` what the customer wrote.
        """
        fields = storable_data(ticket)
        at, tables = self._at(fields), self._tables()
        async with self._writing() as connection:
            row = new_row(fields, at, tables)
            number, is_new = await self._insert(connection, row)
            if is_new:
                line = _line(effect_id, row["id"], at, {"state": row["state"]}, kind="stored")
                await insert_new(connection, ticket_history, [line])
                await self._make_findable(connection, row["id"], fields)
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

    async def _make_findable(
        self, connection: AsyncConnection, ticket_id: str, fields: dict[str, Any]
    ) -> None:
        texts = searched_texts(fields)
        await connection.execute(*words_of(connection.dialect.name, ticket_id, texts))
        subjects = subjects_of(fields, self._tables())
        if subjects:
            rows = [{"value": value, "ticket_id": ticket_id} for value in subjects]
            await insert_new(connection, ticket_subjects, rows)

    async def change_ticket(self, effect_id: str, ticket_id: str, change: dict[str, Any]) -> None:
        """Write what a chat has brought about, and a line of the ticket's history.

        ``at_ms`` in ``change`` says when. The rules judge what of it still applies. A ticket that
        is not stored raises ``RecordsRejected``: its own effect came first in the lane, so to wait
        for it would hold up all that follows.
        """
        given = storable_data(change)
        at = self._at(given)
        async with self._writing() as connection:
            row, ticket = await self._locked(connection, ticket_id)
            line = _line(effect_id, ticket_id, at, given, kind="chat")
            if not await insert_new(connection, ticket_history, [line]):
                return
            changes = follow(ticket, given, to_ms(at))
            after = applied(ticket, Decision(changes, {}))
            await self._write(connection, row, after, changes, at)

    async def do_deed(self, effect_id: str, ticket_id: str, deed: Deed) -> None:
        """Do what a person wants done, with all that follows. Raises ``Refused``."""
        deed = replace(deed, fields=storable_data(deed.fields))
        async with self._writing() as connection:
            row, ticket = await self._locked(connection, ticket_id)
            if await _is_known(connection, effect_id):
                return
            if deed.kind == "merge":
                number = str(deed.fields.get("into", "")).strip().upper()
                deed = replace(deed, other=await self._by_number(connection, number))
            decision = decide(ticket, deed, self._tables())
            if isinstance(decision, Refusal):
                raise Refused(decision.text, **decision.values, **decision.names)
            await self._carry_out(connection, effect_id, row, ticket, decision, deed.by, deed.at_ms)
            if deed.other is not None:
                both = {"kind": "merged_from", "number": ticket.number}
                at = from_ms(deed.at_ms)
                line = _line(f"{effect_id}:other", deed.other.id, at, both, deed.by)
                await insert_new(connection, ticket_history, [line])

    async def do_customers_deed(
        self,
        effect_id: str,
        conversation: ConversationId,
        number: str,
        kind: str,
        fields: dict[str, Any],
        at_ms: int,
    ) -> None:
        """Do what a customer wants done to a ticket of theirs.

        Raises ``Refused``, also for a number that is not theirs: nobody learns what others have.
        """
        found = await self.ticket_by_number(number)
        if found is None or found["conversation"] != conversation:
            raise Refused("desk_ticket_unknown")
        by = Actor(conversation, found["customer"], "customer")
        await self.do_deed(effect_id, found["id"], Deed(kind, by, at_ms, fields))

    async def tick(self) -> int:
        """Let time do its work on every ticket whose clock is due; how many changed."""
        now = self._now()
        due = select(tickets.c.id).where(tickets.c.wake_at <= now).order_by(tickets.c.wake_at)
        async with self._reading() as connection:
            ids = (await connection.scalars(due.limit(TICKED_TOGETHER))).all()
        return sum([await self._tick_one(ticket_id, now) for ticket_id in ids])

    async def next_tick(self) -> datetime | None:
        """When the clock of a ticket is due next."""
        async with self._reading() as connection:
            due: datetime | None = await connection.scalar(select(func.min(tickets.c.wake_at)))
        return due

    async def _tick_one(self, ticket_id: str, now: datetime) -> bool:
        async with self._writing() as connection:
            row, ticket = await self._locked(connection, ticket_id)
            decision = ticked(ticket, to_ms(now))
            if decision is None:  # another copy was first
                return False
            effect_id = f"clock:{ticket_id}:{ticket.version}"
            await self._carry_out(connection, effect_id, row, ticket, decision, SERVICE, to_ms(now))
            return True

    async def _carry_out(
        self,
        connection: AsyncConnection,
        effect_id: str,
        row: RowMapping,
        ticket: Ticket,
        decision: Decision,
        by: Actor,
        at_ms: int,
    ) -> None:
        """All of a decision: columns, rows beside, a line of history, what is to be told."""
        at = from_ms(at_ms)
        changes = decision.changes | {"changed_by": by.name}
        await self._write(connection, row, applied(ticket, decision), changes, at)
        for part in decision.rows:
            table, values = beside_row(ticket.id, part)
            keys = {column.name: values[column.name] for column in table.primary_key.columns}
            await connection.execute(table.delete().filter_by(**keys))
            await connection.execute(table.insert().values(values))
        line = _line(effect_id, ticket.id, at, decision.line, by, visible=decision.visible)
        await insert_new(connection, ticket_history, [line])
        await self._put_notices(connection, effect_id, ticket, decision.notices, at)

    async def _put_notices(
        self,
        connection: AsyncConnection,
        effect_id: str,
        ticket: Ticket,
        notices: Sequence[Say],
        at: datetime,
    ) -> None:
        """Within the change, so that there is neither a change untold nor a word without one."""
        rows = [
            {
                "id": f"{effect_id}:n{number}",
                "ticket_id": ticket.id,
                "conversation": ticket.conversation,
                "notice": to_plain(notice),
                "at": at,
            }
            for number, notice in enumerate(notices)
        ]
        if rows:
            await insert_new(connection, ticket_notices, rows)

    async def _write(
        self,
        connection: AsyncConnection,
        row: RowMapping,
        after: Ticket,
        changes: Mapping[str, Any],
        at: datetime,
    ) -> None:
        values = changed_row(row, after, changes, at)
        await connection.execute(update(tickets).where(tickets.c.id == row["id"]).values(values))

    async def _locked(
        self, connection: AsyncConnection, ticket_id: str
    ) -> tuple[RowMapping, Ticket]:
        query = select(tickets).where(tickets.c.id == ticket_id).with_for_update()
        row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise RecordsRejected(f"ticket {ticket_id} is not stored")
        return row, await self._whole(connection, row)

    def _at(self, fields: Mapping[str, Any]) -> datetime:
        return from_ms(fields["at_ms"]) if "at_ms" in fields else self._now()


async def _is_known(connection: AsyncConnection, effect_id: str) -> bool:
    query = select(ticket_history.c.position).where(ticket_history.c.effect_id == effect_id)
    return await connection.scalar(query) is not None


def _line(
    effect_id: str,
    ticket_id: str,
    at: datetime,
    change: dict[str, Any],
    by: Actor = SERVICE,
    *,
    kind: str = "",
    visible: bool = False,
) -> dict[str, Any]:
    return {
        "effect_id": effect_id,
        "ticket_id": ticket_id,
        "at": at,
        "change": change,
        "kind": kind or change["kind"],
        "actor": by.id,
        "actor_name": by.name,
        "visible": visible,
    }
