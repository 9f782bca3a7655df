"""Tickets and their history: stored, changed by chats, by agents and by time."""

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.errors import RecordsUnavailable, Refused
from handoff.records.alarms import alarm_of_one, count_alike
from handoff.records.evidence import pass_files_on
from handoff.records.later import Later
from handoff.records.notice_tables import notices
from handoff.records.numbers import ticket_number
from handoff.records.object_reports import ObjectReports
from handoff.records.store import (
    bounded,
    from_ms,
    insert_new,
    later_than,
    storable_data,
    to_ms,
    utc_now,
)
from handoff.records.tables import ticket_history, ticket_subjects, tickets
from handoff.records.ticket_rows import new_row, searched_texts, subjects_of
from handoff.records.ticket_writes import line_of
from handoff.records.words import words_of
from handoff.rules.ids import ConversationId
from handoff.rules.ticket import SERVICE, Actor, Decision, Deed, Refusal, TicketTables
from handoff.rules.ticket_clock import ticked
from handoff.rules.tickets import applied, decide, follow

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 20
TICKED_TOGETHER = 100


class TicketRecords(ObjectReports):
    """Writes are idempotent: a ticket by its id, a change by its effect id.

    A change locks its ticket, so that of two at once the second is judged by what the first left.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        now: Callable[[], datetime] = utc_now,
        tables: Callable[[], TicketTables] = TicketTables,
    ) -> None:
        super().__init__(engine, now, tables)
        self._later = Later()

    async def store_ticket(
        self, effect_id: str, ticket: dict[str, Any], *, alarm: str = "", by: Actor = SERVICE
    ) -> str:
        """Store ``ticket`` (``id``, ``conversation`` and any fields) and return its number.

        ``at_ms`` says when it was made; fields without a column are kept under ``details``.
        Of a complaint, ``facts`` holds each field as ``{"value", "words", "approximate"}`` and
        names the accounts and objects it is about, ``words`` what the customer wrote. ``alarm`` is
        the content text that tells leads why they are to look at it. ``by`` typed it in.
        """
        fields = storable_data(ticket)
        at, tables = self._at(fields), self._tables()
        async with self._writing() as connection:
            row = new_row(fields, at, tables)
            number, is_new = await self._insert(connection, row)
            if is_new:
                state = {"state": row["state"]}
                line = line_of(effect_id, row["id"], at, state, by, kind="stored")
                await insert_new(connection, ticket_history, [line])
                await self._make_findable(connection, row["id"], fields)
                await self._report_objects(connection, effect_id, row, fields.get("facts"), at)
                await count_alike(connection, fields, row["id"], at, tables)
                if alarm:
                    await alarm_of_one(connection, row, alarm, at)
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

    async def change_ticket(
        self, effect_id: str, ticket_id: str, change: dict[str, Any], by: Actor = SERVICE
    ) -> None:
        """Write what a chat has brought about, and a line of the ticket's history.

        ``at_ms`` in ``change`` says when. The rules judge what of it still applies. A ticket that
        is not stored raises ``RecordsRejected``: its own effect came first in the lane, so to wait
        for it would hold up all that follows.
        """
        given = storable_data(change)
        at = self._at(given)
        async with self._writing() as connection:
            row, ticket = await self._locked(connection, ticket_id)
            line = line_of(effect_id, ticket_id, at, given, by, kind="chat")
            if not await insert_new(connection, ticket_history, [line]):
                return
            changes = follow(ticket, given, to_ms(at))
            after = applied(ticket, Decision(changes, {}))
            await self._write(connection, row, after, changes | {"changed_by": by.name}, at)

    async def do_deed(self, effect_id: str, ticket_id: str, deed: Deed) -> None:
        """Do what a person wants done, with all that follows. Raises ``Refused``."""
        deed = replace(deed, fields=storable_data(deed.fields))
        async with self._writing() as connection:
            if deed.kind == "judge_objects":
                await self._lock_objects_of(connection, ticket_id)
            is_over = deed.kind == "tie_fault" and await _is_over(connection, deed.fields)
            row, ticket = await self._locked(connection, ticket_id)
            if await _is_known(connection, effect_id):
                return
            if is_over:
                raise Refused("desk_notice_gone")
            if deed.kind == "merge":
                number = str(deed.fields.get("into", "")).strip().upper()
                deed = replace(deed, other=await self._by_number(connection, number))
            decision = decide(ticket, deed, self._tables())
            if isinstance(decision, Refusal):
                raise Refused(decision.text, **decision.values, **decision.names)
            await self._carry_out(connection, effect_id, row, ticket, decision, deed.by, deed.at_ms)
            if deed.kind == "judge_objects":
                await self._judge_alike(connection, effect_id, ticket, deed)
            if deed.other is not None:
                both = {"kind": "merged_from", "number": ticket.number}
                at = from_ms(deed.at_ms)
                line = line_of(f"{effect_id}:other", deed.other.id, at, both, deed.by)
                await insert_new(connection, ticket_history, [line])
                await pass_files_on(connection, row, deed.other.id)

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
        """Let time do its work on every ticket whose clock is due; how many changed.

        At most ``TICKED_TOGETHER``, the longest due first. One that fails is left for later, so
        that it does not stop the clocks of the others.
        """
        now, taken, changed = self._now(), 0, 0
        async for ticket_id in self._due(now):
            if self._later.rests(ticket_id, now):
                continue
            changed += await self._tick_safely(ticket_id, now)
            taken += 1
            if taken == TICKED_TOGETHER:
                break
        return changed

    async def _due(self, now: datetime) -> AsyncIterator[str]:
        """Read in parts: of those that failed there may be more than one part holds."""
        key = tickets.c.wake_at, tickets.c.id
        due = select(*key).where(tickets.c.wake_at <= now).order_by(*key).limit(TICKED_TOGETHER)
        query = due
        while True:
            async with self._reading() as connection:
                rows = (await connection.execute(query)).all()
            for row in rows:
                yield row.id
            if len(rows) < TICKED_TOGETHER:
                return
            query = due.where(later_than(key, rows[-1]))

    async def _tick_safely(self, ticket_id: str, now: datetime) -> bool:
        try:
            changed = await self._tick_one(ticket_id, now)
        except Exception as error:
            pause = self._later.put_off(ticket_id, now)
            # Not the error's words: they may hold some of the ticket's.
            kind, rest_s = type(error).__name__, pause.total_seconds()
            log.error("the clock of ticket %s failed (%s); again in %d s", ticket_id, kind, rest_s)
            if isinstance(error, RecordsUnavailable):  # so would all others
                raise
            return False
        self._later.forget(ticket_id)
        return changed

    async def next_tick(self) -> datetime | None:
        """When the clock of a ticket is due next; without those that failed."""
        query = select(func.min(tickets.c.wake_at)).where(tickets.c.id.not_in(self._later.failed()))
        async with self._reading() as connection:
            due: datetime | None = await connection.scalar(query)
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

    def _at(self, fields: Mapping[str, Any]) -> datetime:
        return from_ms(fields["at_ms"]) if "at_ms" in fields else self._now()


async def _is_over(connection: AsyncConnection, fields: Mapping[str, Any]) -> bool:
    """Whether the fault is lifted, though a copy of the service may still offer it.

    It cannot be lifted until the ticket is tied: so its customer is told like the others. Locked
    before the ticket, as lifting does.
    """
    wanted = str(fields.get("fault") or "")
    row = select(notices.c.over_at).where(notices.c.id == wanted).with_for_update(read=True)
    found = (await connection.execute(row)).one_or_none()
    return found is not None and found.over_at is not None


async def _is_known(connection: AsyncConnection, effect_id: str) -> bool:
    query = select(ticket_history.c.position).where(
        ticket_history.c.effect_id == bounded(effect_id)
    )
    return await connection.scalar(query) is not None
