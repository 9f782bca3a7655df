"""The files that belong to tickets, under ``evidence`` of a ticket's details."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, select, update

from handoff.errors import RecordsRejected
from handoff.records.store import SqlStore, insert_new, storable_data
from handoff.records.tables import ticket_history, tickets
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

    async def discard_evidence(
        self,
        conversation: ConversationId,
        key: str,
        why: str,
        agent_id: str = "",
        agent_name: str = "",
    ) -> None:
        """Of a file that was deleted, only its key stays on the customer's tickets, and why.

        Their history has who did it; not the name of the file, which may tell what it was.
        """

        def discarded(items: Items) -> Items:
            gone = {"key": key, "discarded": why}
            return [gone if item["key"] == key else item for item in items]

        def line(ticket_id: str) -> dict[str, Any]:
            return {
                "effect_id": f"discard:{ticket_id}:{key}",
                "ticket_id": ticket_id,
                "at": self._now(),
                "change": {"kind": "discard_file", "key": key, "discarded": why},
                "kind": "discard_file",
                "actor": agent_id,
                "actor_name": agent_name,
                "visible": False,
            }

        await self._change(tickets.c.conversation == conversation, discarded, line)

    async def _change(
        self,
        condition: ColumnElement[bool],
        change: Callable[[Items], Items],
        line: Callable[[str], dict[str, Any]] | None = None,
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
                    if line:
                        await insert_new(connection, ticket_history, [line(row.id)])
        return len(rows)
