"""Erasing a customer: words, names, contacts and addresses go at once, what reports count stays."""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, insert, or_, select, text, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.records.notice_tables import notice_listeners, ticket_alikes
from handoff.records.ratings import erase_ratings
from handoff.records.store import SqlStore, records_errors
from handoff.records.tables import (
    audit,
    entries,
    events,
    ticket_history,
    ticket_improvements,
    ticket_notices,
    tickets,
)
from handoff.records.ticket_words import blank_tickets, forget_unreported
from handoff.rules.ids import ConversationId

_KEPT_FACTS = frozenset({
    "at_ms", "type", "reason", "department", "topic", "topics", "yes", "by", "purpose",
    "waited_s", "agent", "why", "state", "epoch", "priority", "language", "platform", "channel",
    "due_ms", "is_open", "in_time", "outcome", "to_agent", "to_department", "of", "score",
    "was", "target",
})  # fmt: skip
"""What reports count of an event; its handoff gets another id."""
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_OF_CONVERSATION = (entries, notice_listeners, ticket_alikes)
_MERGE_WORDS = text("INSERT INTO ticket_words(ticket_words) VALUES ('optimize')")
"""Words of deleted tickets stay in the index of SQLite until its parts are merged."""
_ENDED = ("closed", "cancelled", "merged")


@dataclass(frozen=True)
class Held:
    """What the records hold of one customer: counts, numbers of tickets, and keys of files."""

    tickets: tuple[str, ...] = ()
    open: int = 0
    lines: int = 0
    events: int = 0
    audited: int = 0
    lists: int = 0
    files: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return not any(asdict(self).values())


class ErasureRecords(SqlStore):
    """One customer is one conversation; who writes on several channels has several."""

    async def conversations_of(self, who: str) -> list[ConversationId]:
        """Those that ``who`` names: itself, by a ticket's number, or by the account of tickets."""
        handle = who.strip().removeprefix("@")
        own = tickets.c.account
        names = (own == who, func.lower(own).in_([handle.lower(), f"@{handle.lower()}"]))
        known = [
            select(table.c.conversation).where(table.c.conversation == who)
            for table in (tickets, entries, events, notice_listeners)
        ]
        named = or_(tickets.c.number == who.strip().upper(), *names)
        query = union(
            select(tickets.c.conversation).where(named),
            select(audit.c.subject).where(audit.c.subject == who),
            *known,
        )
        async with self._reading() as connection:
            return sorted(ConversationId(one) for one in await connection.scalars(query))

    async def held_of(self, conversation: ConversationId) -> Held:
        async with self._reading() as connection:
            return await _held(connection, conversation)

    async def erase(self, conversation: ConversationId, files: int) -> Held:
        """Erase the customer, all of it or nothing; what there was. ``files`` is for the audit.

        Tickets, events and lines of the audit stay under a name that nobody can trace back. Open
        tickets are cancelled: there is nobody left to tell an outcome. A repeat finds nothing.
        """
        async with self._writing() as connection:
            held = await _held(connection, conversation)
            if held.is_nothing:
                return held
            alias, now = f"erased-{secrets.token_hex(8)}", self._now()
            await _erase_tickets(connection, conversation, alias, now)
            for table in _OF_CONVERSATION:
                of_them = table.c.conversation == conversation
                await connection.execute(table.delete().where(of_them))
            await erase_ratings(connection, conversation, alias)
            await _rename_events(connection, conversation, alias)
            await _rename_audit(connection, conversation, alias)
            data = {"tickets": list(held.tickets), "lines": held.lines, "files": files}
            line = {"effect_id": f"erased:{alias}", "at": now, "agent_id": "service",
                    "action": "customer_erased", "subject": alias, "data": data}  # fmt: skip
            await connection.execute(insert(audit).values(line))
            if connection.dialect.name == "sqlite":
                await connection.execute(_MERGE_WORDS)
        await self._wipe()
        return held

    async def _wipe(self) -> None:
        """What was erased leaves the file of SQLite's log too, unless somebody reads just now."""
        if self._engine.dialect.name == "sqlite":
            with records_errors():
                async with self._engine.connect() as connection:
                    # Outside a transaction, which our engine opens by itself.
                    raw: Any = (await connection.get_raw_connection()).driver_connection
                    await raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def _held(connection: AsyncConnection, conversation: ConversationId) -> Held:
    own = select(tickets.c.number, tickets.c.open, tickets.c.details)
    query = own.where(tickets.c.conversation == conversation).order_by(tickets.c.number)
    rows = (await connection.execute(query)).all()
    sent = select(entries.c.files).where(entries.c.conversation == conversation)
    files = [file for found in await connection.scalars(sent) for file in found]
    files += [file for row in rows for file in row.details.get("evidence") or ()]

    async def count(condition: Any) -> int:
        return int(await connection.scalar(select(func.count()).where(condition)) or 0)

    return Held(
        tuple(row.number for row in rows),
        sum(row.open for row in rows),
        await count(entries.c.conversation == conversation),
        await count(events.c.conversation == conversation),
        await count(_audited(conversation)),
        await count(notice_listeners.c.conversation == conversation),
        tuple(sorted({str(file["key"]) for file in files})),
    )


def _audited(conversation: ConversationId) -> Any:
    part = func.replace(audit.c.effect_id, f":{conversation}:", "")
    return (audit.c.subject == conversation) | (part != audit.c.effect_id)


async def _erase_tickets(
    connection: AsyncConnection, conversation: ConversationId, alias: str, now: datetime
) -> None:
    """The ids too: they are made of the customer's, and so tell who it was."""
    query = select(tickets.c.id, tickets.c.state, tickets.c.details)
    own = query.where(tickets.c.conversation == conversation).order_by(tickets.c.created_at)
    rows = (await connection.execute(own.with_for_update())).all()
    await blank_tickets(connection, rows, now)
    told = ticket_notices.c.conversation == conversation
    await connection.execute(ticket_notices.delete().where(told))
    for number, row in enumerate(rows, start=1):
        mine = ticket_history.c.ticket_id == row.id
        await connection.execute(ticket_history.delete().where(mine))
        new: dict[str, Any] = {
            "id": f"{alias}:{number}",
            "conversation": alias,
            "fault": "",
            "wake_at": None,
        }  # fmt: skip:{number}", "conversation": alias, "fault": "", "wake_at": None}
        if row.state not in _ENDED:
            state = "closed" if row.state == "resolved" else "cancelled"
            new |= {"state": state, "open": False, "closed_at": now}
        await _rename_ticket(connection, row.id, new)
    await forget_unreported(connection)


async def _rename_ticket(
    connection: AsyncConnection, ticket_id: str, new: Mapping[str, Any]
) -> None:
    """Improvements are the house's own; they go along, and keep a ticket to stand beside."""
    beside = ticket_improvements.c.ticket_id == ticket_id
    found = await connection.execute(select(ticket_improvements).where(beside))
    kept = [dict(row) | {"ticket_id": new["id"]} for row in found.mappings()]
    await connection.execute(ticket_improvements.delete().where(beside))
    await connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(**new))
    if kept:
        await connection.execute(insert(ticket_improvements), kept)


async def _rename_events(
    connection: AsyncConnection, conversation: ConversationId, alias: str
) -> None:
    handoffs: dict[str, str] = {}

    def renamed(row: dict[str, Any]) -> dict[str, Any]:
        facts = {name: part for name, part in row["data"].items() if _is_counted(name, part)}
        if handoff := row["data"].get("handoff"):
            facts["handoff"] = handoffs.setdefault(handoff, f"{alias}:h{len(handoffs) + 1}")
        return {"conversation": alias, "data": facts}

    await _written_anew(connection, events, events.c.conversation == conversation, alias, renamed)


async def _rename_audit(
    connection: AsyncConnection, conversation: ConversationId, alias: str
) -> None:
    """What agents did stays told, the hash of what they deleted too; no longer whose it was."""

    def renamed(row: dict[str, Any]) -> dict[str, Any]:
        return {"subject": alias if row["subject"] == conversation else row["subject"]}

    await _written_anew(connection, audit, _audited(conversation), alias, renamed)


async def _written_anew(
    connection: AsyncConnection,
    table: Table,
    condition: Any,
    alias: str,
    change: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    """In their old places: rows of these tables are never changed, the database sees to that."""
    found = await connection.execute(select(table).where(condition))
    rows = [dict(row) for row in found.mappings()]
    if not rows:
        return
    await connection.execute(table.delete().where(condition))
    new = [row | change(row) | {"effect_id": f"{alias}:{row['position']}"} for row in rows]
    await connection.execute(insert(table), new)


def _is_counted(name: str, value: Any) -> bool:
    parts = value if isinstance(value, list) else [value]
    return name in _KEPT_FACTS and all(
        isinstance(part, int | float) or (isinstance(part, str) and _CODE.fullmatch(part))
        for part in parts
    )
