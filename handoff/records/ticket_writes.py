"""Writing what was decided on a ticket: columns, rows beside, history, notices; all or nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.errors import RecordsRejected
from handoff.records.alarms import alarm_of_one
from handoff.records.store import LONGEST_NOTICE_ID, bounded, from_ms, insert_new, to_ms
from handoff.records.tables import events, ticket_history, ticket_notices, tickets
from handoff.records.ticket_reads import TicketReads
from handoff.records.ticket_rows import beside_row, changed_row
from handoff.rules.codec import to_plain
from handoff.rules.effects import Say
from handoff.rules.ticket import SERVICE, Actor, Decision, Ticket
from handoff.rules.tickets import applied

TARGET_EVENTS = {"sla_warning": "target_warned", "sla_breach": "target_missed"}
"""What is recorded of a line of the history, for all figures."""


class TicketWrites(TicketReads):
    """What all that changes tickets shares; its callers hold the transaction."""

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
        """All of a decision: columns, rows beside, history, what is to be told, an alarm."""
        at = from_ms(at_ms)
        changes = decision.changes | {"changed_by": by.name}
        await self._write(connection, row, applied(ticket, decision), changes, at)
        for part in decision.rows:
            table, values = beside_row(ticket.id, part)
            keys = {column.name: values[column.name] for column in table.primary_key.columns}
            await connection.execute(table.delete().filter_by(**keys))
            await connection.execute(table.insert().values(values))
        line = line_of(effect_id, ticket.id, at, decision.line, by, visible=decision.visible)
        await insert_new(connection, ticket_history, [line])
        await self._put_notices(connection, effect_id, ticket, decision.notices, at)
        if decision.alarm:
            once = effect_id if decision.line["kind"] in TARGET_EVENTS else ""
            await alarm_of_one(connection, dict(row), decision.alarm, at, once)
        if name := TARGET_EVENTS.get(decision.line["kind"]):
            await insert_new(
                connection, events, [_target_event(effect_id, name, row, decision, at)]
            )

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
                "id": bounded(f"{effect_id}:n{number}", LONGEST_NOTICE_ID),
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


def _target_event(
    effect_id: str, name: str, row: RowMapping, decision: Decision, at: datetime
) -> dict[str, Any]:
    """The fact that a target of a ticket is near or missed, as those of handoffs are recorded."""
    kept = ("conversation", "language", "platform", "type", "department", "priority", "reason")
    data = {name: row[name] for name in (*kept, "agent")}
    data |= {"handoff": row["id"], "target": decision.line["target"], "at_ms": to_ms(at)}
    return {
        "effect_id": bounded(f"{effect_id}:{name}"),
        "name": name,
        "conversation": row["conversation"],
        "at": at,
        "data": data,
    }


def line_of(
    effect_id: str,
    ticket_id: str,
    at: datetime,
    change: dict[str, Any],
    by: Actor = SERVICE,
    *,
    kind: str = "",
    visible: bool = False,
) -> dict[str, Any]:
    """A row of the history."""
    return {
        "effect_id": bounded(effect_id),
        "ticket_id": ticket_id,
        "at": at,
        "change": change,
        "kind": kind or change["kind"],
        "actor": by.id,
        "actor_name": by.name,
        "visible": visible,
    }
