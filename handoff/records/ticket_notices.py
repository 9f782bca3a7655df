"""What customers are to be told about their tickets, until it is in their conversation's mailbox.

A notice is written with the change it tells of. Whoever hands it on may die before that is noted:
then it is handed on again under the same id, which a mailbox takes once.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from handoff.records.store import LONGEST_NOTICE_ID, SqlStore, bounded, insert_new, later_than
from handoff.records.tables import ticket_notices, tickets
from handoff.rules.codec import from_plain, to_plain
from handoff.rules.effects import Say
from handoff.rules.ids import ConversationId

HANDED_TOGETHER = 100


@dataclass(frozen=True)
class Unsent:
    """A notice that is not in its mailbox yet."""

    id: str
    ticket_id: str
    conversation: ConversationId
    language: str
    notice: Say
    at: datetime


class NoticeRecords(SqlStore):
    """In the order in which they were written."""

    async def unsent_notices(self, after: Unsent | None = None) -> list[Unsent]:
        """The first ``HANDED_TOGETHER``, or those that come after that one."""
        key = ticket_notices.c.at, ticket_notices.c.id
        query = (
            select(ticket_notices, tickets.c.language)
            .join(tickets, tickets.c.id == ticket_notices.c.ticket_id)
            .where(ticket_notices.c.sent_at.is_(None))
            .order_by(*key)
            .limit(HANDED_TOGETHER)
        )
        if after:
            query = query.where(later_than(key, (after.at, after.id)))
        async with self._reading() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Unsent(
                row.id,
                row.ticket_id,
                ConversationId(row.conversation),
                row.language,
                from_plain(Say, row.notice),
                row.at,
            )
            for row in rows
        ]

    async def put_notice(
        self, notice_id: str, ticket_id: str, conversation: ConversationId, said: Say
    ) -> None:
        """One that belongs to no change of the ticket; once for its id."""
        own = bounded(notice_id, LONGEST_NOTICE_ID)
        row = {"id": own, "ticket_id": ticket_id, "conversation": conversation,
               "notice": to_plain(said), "at": self._now()}  # fmt: skip
        async with self._writing() as connection:
            await insert_new(connection, ticket_notices, [row])

    async def mark_sent(self, notice_id: str) -> None:
        sent = update(ticket_notices).where(ticket_notices.c.id == notice_id)
        async with self._writing() as connection:
            await connection.execute(sent.values(sent_at=self._now()))
