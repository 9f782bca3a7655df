"""The files that belong to tickets, under ``evidence`` of a ticket's details."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, select, update

from handoff.errors import RecordsRejected
from handoff.records.store import SqlStore, storable_data
from handoff.records.tables import tickets
from handoff.rules.ids import ConversationId
from handoff.rules.messages import FileRef

Items = list[dict[str, Any]]


class EvidenceRecords(SqlStore):
    """Both writes change nothing when they are repeated: a file has one key."""

    async def add_evidence(self, ticket_id: str, files: Sequence[FileRef]) -> None:
        """Name files on a ticket. Raises ``RecordsRejected`` if it is not stored."""
        new = storable_data([asdict(file) for file in files])

        def added(items: Items) -> Items:
            known = {item["key"] for item in items}
            return [*items, *(item for item in new if item["key"] not in known)]

        if not await self._change(tickets.c.id == ticket_id, added):
            raise RecordsRejected(f"ticket {ticket_id} is not stored")

    async def discard_evidence(self, conversation: ConversationId, key: str, why: str) -> None:
        """Of a file that was deleted, only its key stays on the customer's tickets, and why."""

        def discarded(items: Items) -> Items:
            gone = {"key": key, "discarded": why}
            return [gone if item["key"] == key else item for item in items]

        await self._change(tickets.c.conversation == conversation, discarded)

    async def _change(
        self, condition: ColumnElement[bool], change: Callable[[Items], Items]
    ) -> int:
        """How many tickets the condition meets; only what is different is written."""
        query = select(tickets.c.id, tickets.c.details).where(condition).with_for_update()
        async with self._writing() as connection:
            rows = (await connection.execute(query)).all()
            for row in rows:
                before = row.details.get("evidence", [])
                if (after := change(before)) != before:
                    values = {"details": row.details | {"evidence": after}}
                    await connection.execute(
                        update(tickets).where(tickets.c.id == row.id).values(values)
                    )
        return len(rows)
