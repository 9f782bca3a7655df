"""Forgetting what was said on tickets, wherever it stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.records.notice_tables import (
    ticket_alikes,
    ticket_mails,
)
from handoff.records.tables import (
    object_reports,
    reported_objects,
    ticket_history,
    ticket_notices,
    ticket_objects,
    ticket_parties,
    ticket_statements,
    ticket_subjects,
    tickets,
)

PAGE = 500
KEPT_DETAILS = frozenset({"decided_by", "late", "heard", "merged_into", "merged_from"})
"""Details without words of anybody; reports rest on columns."""
_BLANK = {"question": "", "customer": "", "account": "", "outcome": ""}
_WITH_WORDS = (
    ticket_statements, ticket_subjects, ticket_parties, ticket_objects, ticket_alikes,
    ticket_mails, ticket_notices, object_reports,
)  # fmt: skip
_WORDS = text("DELETE FROM ticket_words WHERE ticket_id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)


async def forget_tickets(connection: AsyncConnection, before: datetime) -> int:
    """Blank tickets that rest since ``before``; how many. Steps stay, what was said in them goes.

    Open ones too: whoever leaves a ticket for a year has no more right to the words than others.
    """
    gone = 0
    # Not by the words that are left: a ticket may have begun without any, and get some later.
    is_kept = tickets.c.forgotten.is_(None) | (tickets.c.forgotten < tickets.c.updated_at)
    query = select(tickets.c.id, tickets.c.details).where(tickets.c.updated_at < before, is_kept)
    while rows := (await connection.execute(query.limit(PAGE))).all():
        await blank_tickets(connection, rows, before)
        gone += len(rows)
    await forget_unreported(connection)
    return gone


async def blank_tickets(connection: AsyncConnection, rows: Sequence[Any], at: datetime) -> None:
    """Take every word off these tickets (``id``, ``details``), wherever it stands."""
    ids = [row.id for row in rows]
    if not ids:
        return
    for row in rows:
        kept: dict[str, Any] = {
            name: part for name, part in row.details.items() if name in KEPT_DETAILS
        }
        blank = update(tickets).where(tickets.c.id == row.id)
        await connection.execute(blank.values(details=kept, forgotten=at, **_BLANK))
    for table in _WITH_WORDS:
        await connection.execute(table.delete().where(table.c.ticket_id.in_(ids)))
    said = ticket_history.c.ticket_id.in_(ids) & (ticket_history.c.kind != "")
    await connection.execute(ticket_history.delete().where(said))
    await connection.execute(_WORDS, {"ids": ids})


async def forget_unreported(connection: AsyncConnection) -> None:
    """Objects that no ticket reports any more."""
    unreported = reported_objects.c.key.not_in(select(object_reports.c.key))
    await connection.execute(reported_objects.delete().where(unreported))
