"""The files that belong to tickets, under ``evidence`` of a ticket's details."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.errors import RecordsRejected
from handoff.records.store import SqlStore, bounded, insert_new, storable_data
from handoff.records.tables import ticket_history, tickets
from handoff.rules.ids import ConversationId
from handoff.rules.messages import FileRef

Items = list[dict[str, Any]]


class EvidenceRecords(SqlStore):
    """Both writes change nothing when they are repeated: a file has one key."""

    async def add_evidence(self, ticket_id: str, files: Sequence[FileRef]) -> None:
        """Name files on a ticket, and on the one that goes on if it was merged.

        Raises ``RecordsRejected`` if it is not stored.
        """
        new = storable_data([asdict(file) for file in files])

        def added(items: Items) -> Items:
            known = {item["key"] for item in items}
            return [*items, *(item for item in new if item["key"] not in known)]

        if not await self._change(tickets.c.id == ticket_id, added, ("merged_into",)):
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

        Their history has who did it; not the name of the file, which may tell what it was. Tickets
        of their other chats that were merged with these count as well.
        """

        def discarded(items: Items) -> Items:
            gone = {"key": key, "discarded": why}
            return [gone if item["key"] == key else item for item in items]

        def line(ticket_id: str) -> dict[str, Any]:
            return {
                "effect_id": bounded(f"discard:{ticket_id}:{key}"),
                "ticket_id": ticket_id,
                "at": self._now(),
                "change": {"kind": "discard_file", "key": key, "discarded": why},
                "kind": "discard_file",
                "actor": agent_id,
                "actor_name": agent_name,
                "visible": False,
            }

        own = tickets.c.conversation == conversation
        await self._change(own, discarded, ("merged_into", "merged_from"), line)

    async def _change(
        self,
        condition: ColumnElement[bool],
        change: Callable[[Items], Items],
        along: Sequence[str],
        line: Callable[[str], dict[str, Any]] | None = None,
    ) -> int:
        """How many tickets the condition meets; only what is different is written.

        ``along`` names where a ticket tells the numbers of those whose files change with its own.
        """
        query = select(tickets.c.id, tickets.c.number, tickets.c.details).with_for_update()
        async with self._writing() as connection:
            first = rows = (await connection.execute(query.where(condition))).all()
            known: set[str] = set()
            while rows:
                known |= {row.number for row in rows}
                near = {n for row in rows for name in along for n in _numbers(row.details, name)}
                for row in rows:
                    before = row.details.get("evidence", [])
                    if (after := change(before)) != before:
                        await _write_details(connection, row, {"evidence": after})
                        if line:
                            await insert_new(connection, ticket_history, [line(row.id)])
                of_these = tickets.c.number.in_(sorted(near - known))
                rows = (await connection.execute(query.where(of_these))).all()
        return len(first)


async def pass_files_on(connection: AsyncConnection, merged: RowMapping, into: str) -> None:
    """The ticket that goes on has the files of the merged one too, and knows its number."""
    query = select(tickets.c.id, tickets.c.details).where(tickets.c.id == into).with_for_update()
    row = (await connection.execute(query)).one()
    own = row.details.get("evidence", [])
    known = {item["key"] for item in own}
    theirs = [item for item in merged["details"].get("evidence", []) if item["key"] not in known]
    numbers = [*_numbers(row.details, "merged_from"), merged["number"]]
    evidence = {"evidence": [*own, *theirs]} if theirs else {}
    await _write_details(connection, row, {"merged_from": numbers, **evidence})


def _numbers(details: Mapping[str, Any], name: str) -> list[str]:
    """Numbers of tickets that a ticket tells there: one, several or none."""
    told = details.get(name) or []
    return [told] if isinstance(told, str) else list(told)


async def _write_details(connection: AsyncConnection, row: Any, changes: dict[str, Any]) -> None:
    values = {"details": row.details | changes}
    await connection.execute(update(tickets).where(tickets.c.id == row.id).values(values))
