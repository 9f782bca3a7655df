"""Transcripts, events and the audit: rows that are added and never changed."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from handoff.records.notice_tables import (
    alarms,
    notice_listeners,
)
from handoff.records.ratings import forget_ratings
from handoff.records.store import (
    SqlStore,
    bounded,
    from_ms,
    insert_new,
    storable,
    storable_data,
    to_ms,
)
from handoff.records.tables import (
    audit,
    entries,
    events,
)
from handoff.records.ticket_words import forget_tickets
from handoff.rules.ids import AgentId, ConversationId
from handoff.rules.messages import Audience, Button, Entry, FileRef, Speaker

MOST_ROWS = 500
"""Entries in one statement: far below the 32,766 parameters that SQLite takes."""


class TranscriptRecords(SqlStore):
    """Every row carries the id of the effect that wrote it, so a repeat adds nothing."""

    async def record_entries(
        self, conversation: ConversationId, new: Sequence[tuple[str, Entry]]
    ) -> None:
        """Add ``(effect id, entry)`` in the given order; one transaction for all."""
        rows = [_as_row(conversation, effect_id, entry) for effect_id, entry in new]
        if not rows:
            return
        async with self._writing() as connection:
            for start in range(0, len(rows), MOST_ROWS):
                await insert_new(connection, entries, rows[start : start + MOST_ROWS])

    async def transcript(self, conversation: ConversationId) -> list[Entry]:
        """All entries of a conversation in the order in which they were recorded."""
        query = (
            select(entries)
            .where(entries.c.conversation == conversation)
            .order_by(entries.c.position)
        )
        async with self._reading() as connection:
            return [_as_entry(row) for row in await connection.execute(query)]

    async def forget(self, before: datetime) -> int:
        """Delete what was said before that time; how many entries and tickets it was.

        Tickets that rest since then lose every word and name, ratings their words; what reports
        count stays.
        """
        dated = (entries, notice_listeners, alarms)
        async with self._writing() as connection:
            gone = [await connection.execute(t.delete().where(t.c.at < before)) for t in dated]
            deleted = gone[0].rowcount
            await forget_ratings(connection, before)
            return deleted + await forget_tickets(connection, before)

    async def record_event(self, effect_id: str, name: str, data: dict[str, Any]) -> bool:
        """Add a fact; ``data`` may hold ``conversation`` and ``at_ms`` (otherwise now).

        False if it was recorded before.
        """
        fields = storable_data(data)
        at = from_ms(fields["at_ms"]) if "at_ms" in fields else self._now()
        row = {
            "effect_id": bounded(effect_id),
            "name": name,
            "conversation": fields.get("conversation", ""),
            "at": at,
            "data": fields,
        }
        async with self._writing() as connection:
            return bool(await insert_new(connection, events, [row]))

    async def events_of(
        self, conversation: ConversationId
    ) -> list[tuple[str, datetime, dict[str, Any]]]:
        """The facts ``(name, at, data)`` of a conversation as they were recorded."""
        query = (
            select(events.c.name, events.c.at, events.c.data)
            .where(events.c.conversation == conversation)
            .order_by(events.c.position)
        )
        async with self._reading() as connection:
            return [(row.name, row.at, row.data) for row in await connection.execute(query)]

    async def record_audit(
        self, effect_id: str, agent: AgentId, action: str, subject: str, **data: str
    ) -> None:
        """Note who did what to what."""
        row = {
            "effect_id": bounded(effect_id),
            "at": self._now(),
            "agent_id": agent,
            "action": action,
            "subject": storable(subject)[:200],
            "data": storable_data(data),
        }
        async with self._writing() as connection:
            await insert_new(connection, audit, [row])

    async def audit_of(self, agent: AgentId) -> list[tuple[datetime, str, str, dict[str, str]]]:
        """What an agent did, oldest first: ``(at, action, subject, data)``."""
        query = select(audit).where(audit.c.agent_id == agent).order_by(audit.c.position)
        async with self._reading() as connection:
            rows = (await connection.execute(query)).all()
        return [(row.at, row.action, row.subject, row.data) for row in rows]


def _as_row(conversation: ConversationId, effect_id: str, entry: Entry) -> dict[str, Any]:
    return {
        "effect_id": bounded(effect_id),
        "conversation": conversation,
        "entry_id": entry.id,
        "speaker": entry.speaker.value,
        "name": storable(entry.name)[:120],
        "audience": entry.audience.value,
        "text": storable(entry.text),
        "at": from_ms(entry.at_ms),
        "buttons": storable_data([asdict(button) for button in entry.buttons]),
        "files": storable_data([asdict(file) for file in entry.files]),
        "text_id": entry.text_id,
        "values": storable_data(entry.values),
        "edits": entry.edits,
    }


def _as_entry(row: Row[Any]) -> Entry:
    fields = row._mapping
    return Entry(
        id=fields["entry_id"],
        speaker=Speaker(fields["speaker"]),
        text=fields["text"],
        at_ms=to_ms(fields["at"]),
        name=fields["name"],
        audience=Audience(fields["audience"]),
        buttons=tuple(Button(**button) for button in fields["buttons"]),
        files=tuple(FileRef(**file) for file in fields["files"]),
        text_id=fields["text_id"],
        values=dict(fields["values"]),
        edits=fields["edits"],
    )
