"""Notices of managers, and who is to hear when what they are about works again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.records.notice_tables import (
    notice_listeners,
    notices,
)
from handoff.records.store import (
    LONGEST_NOTICE_ID,
    SqlStore,
    bounded,
    from_ms,
    insert_new,
    later_than,
    storable_data,
    to_ms,
)
from handoff.records.tables import (
    ticket_history,
    ticket_notices,
    tickets,
)
from handoff.rules.codec import to_plain
from handoff.rules.ids import ConversationId
from handoff.rules.notice import FAULT, NEWS, Notice
from handoff.rules.ticket_faults import say_fixed

HANDED_TOGETHER = 100
SHOWN_OVER = 50
"""Notices of before that the desk lists."""
WRITTEN_TOGETHER = 500
UNTOLD = ("cancelled", "merged")
"""States of tickets whose customers do not wait for anything."""


@dataclass(frozen=True)
class Posted:
    """A notice as the desk lists it: who waits for its end, and what has become of it.

    ``over_ms`` is 0 as long as it is not over; ``listeners`` and ``tickets`` are counts.
    """

    notice: Notice
    posted_by: str
    over_ms: int
    by_plan: bool
    listeners: int
    tickets: int


@dataclass(frozen=True)
class Unheard:
    """Somebody who is to hear that a notice is over."""

    notice: Notice
    conversation: ConversationId
    language: str
    over_ms: int
    by_plan: bool


class NoticeBoardRecords(SqlStore):
    """What is posted is read by every copy of the service within a second or two."""

    async def post_notice(self, notice: Notice, by: str) -> bool:
        """Store it, or nothing if it is stored already; whether it is new."""
        given = storable_data(asdict(notice))
        row = {
            **{name: given[name] for name in ("id", "kind", "subject", "text")},
            "topics": list(given["topics"]),
            "starts_at": from_ms(notice.starts_ms),
            "ends_at": from_ms(notice.ends_ms),
            "by_plan": False,
            "posted_by": by,
            "posted_at": self._now(),
        }
        async with self._writing() as connection:
            return bool(await insert_new(connection, notices, [row]))

    async def extend_notice(self, notice_id: str, ends_ms: int) -> bool:
        """Give it another end; False if it is over or unknown."""
        open_one = (notices.c.id == notice_id) & notices.c.over_at.is_(None)
        changed = update(notices).where(open_one).values(ends_at=from_ms(ends_ms))
        async with self._writing() as connection:
            return bool((await connection.execute(changed)).rowcount)

    async def lift_notice(self, notice_id: str) -> bool:
        """It is over now: what it is about works. False if it was over before, or is unknown.

        Who asked meanwhile, and the customers of its tickets, are told.
        """
        async with self._writing() as connection:
            return await self._end(connection, notice_id, self._now(), by_plan=False)

    async def end_notices(self) -> int:
        """End what has had its time, but faults; how many."""
        now = self._now()
        due = select(notices.c.id, notices.c.ends_at).where(
            notices.c.over_at.is_(None), notices.c.ends_at <= now, notices.c.kind != FAULT
        )
        async with self._reading() as connection:
            rows = (await connection.execute(due)).all()
        for row in rows:
            async with self._writing() as connection:
                await self._end(connection, row.id, row.ends_at, by_plan=True)
        return len(rows)

    async def _end(
        self, connection: AsyncConnection, notice_id: str, at: datetime, *, by_plan: bool
    ) -> bool:
        open_one = (notices.c.id == notice_id) & notices.c.over_at.is_(None)
        if by_plan:  # somebody may have given it more time just now
            open_one &= notices.c.ends_at <= self._now()
        ended = update(notices).where(open_one).values(over_at=at, by_plan=by_plan)
        if not (await connection.execute(ended)).rowcount:
            return False
        query = select(notices).where(notices.c.id == notice_id)
        row = (await connection.execute(query)).mappings().one()
        await self._tell_tickets(connection, _as_notice(row), at)
        return True

    async def _tell_tickets(self, connection: AsyncConnection, fault: Notice, at: datetime) -> None:
        """A line and a notice for each ticket; who hears of a ticket hears nothing else."""
        tied = select(tickets.c.id, tickets.c.number, tickets.c.conversation).where(
            tickets.c.fault == fault.id, tickets.c.state.not_in(UNTOLD)
        )
        rows = (await connection.execute(tied)).all()
        for start in range(0, len(rows), WRITTEN_TOGETHER):
            part = rows[start : start + WRITTEN_TOGETHER]
            lines = [
                {
                    "effect_id": bounded(f"{fault.id}:fixed:{row.id}"),
                    "ticket_id": row.id,
                    "at": at,
                    "change": {"kind": "fault_fixed", "fault": fault.id},
                    "kind": "fault_fixed",
                    "actor": "service",
                    "actor_name": "",
                    "visible": True,
                }
                for row in part
            ]
            told = [
                {
                    "id": bounded(f"{fault.id}:fixed:{row.id}", LONGEST_NOTICE_ID),
                    "ticket_id": row.id,
                    "conversation": row.conversation,
                    "notice": to_plain(say_fixed(row.number, fault, to_ms(at))),
                    "at": at,
                }
                for row in part
            ]
            await insert_new(connection, ticket_history, lines)
            await insert_new(connection, ticket_notices, told)
            heard = notice_listeners.c.conversation.in_([row.conversation for row in part])
            own = update(notice_listeners).where(notice_listeners.c.notice_id == fault.id, heard)
            await connection.execute(own.values(told_at=at))

    async def open_notices(self) -> list[Notice]:
        """All that are not over, also those still to come, by when they start."""
        query = select(notices).where(notices.c.over_at.is_(None))
        async with self._reading() as connection:
            rows = await connection.execute(query.order_by(notices.c.starts_at, notices.c.id))
            return [_as_notice(row) for row in rows.mappings()]

    async def notice(self, notice_id: str) -> Notice | None:
        """One by its id, also when it is over."""
        query = select(notices).where(notices.c.id == notice_id)
        async with self._reading() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return _as_notice(row) if row else None

    async def posted_notices(self) -> list[Posted]:
        """Those that are not over, then the newest of the others, with their counts."""
        waits = select(notice_listeners.c.notice_id, func.count().label("n")).group_by(
            notice_listeners.c.notice_id
        )
        # Not "unequal": for that no index is walked.
        tied = select(tickets.c.fault, func.count().label("n")).where(tickets.c.fault > "")
        query = select(notices).order_by(
            notices.c.over_at.is_not(None), notices.c.posted_at.desc(), notices.c.id
        )
        async with self._reading() as connection:
            rows = (await connection.execute(query.limit(SHOWN_OVER))).mappings().all()
            listeners = {row[0]: row[1] for row in await connection.execute(waits)}
            of_fault = tied.group_by(tickets.c.fault)
            counted = {row[0]: row[1] for row in await connection.execute(of_fault)}
        return [
            Posted(
                _as_notice(row),
                row["posted_by"],
                to_ms(row["over_at"]) if row["over_at"] else 0,
                row["by_plan"],
                listeners.get(row["id"], 0),
                counted.get(row["id"], 0),
            )
            for row in rows
        ]

    async def await_notice(
        self, notice_id: str, conversation: ConversationId, language: str
    ) -> None:
        """The conversation is to hear of its end; harmless when repeated."""
        row = {
            "notice_id": notice_id,
            "conversation": conversation,
            "language": language,
            "at": self._now(),
        }
        async with self._writing() as connection:
            await insert_new(connection, notice_listeners, [row])

    async def unheard(self, after: Unheard | None = None) -> list[Unheard]:
        """Who has not been told yet that a notice is over.

        The first ``HANDED_TOGETHER``, or those that come after that one.
        """
        key = notice_listeners.c.notice_id, notice_listeners.c.conversation
        query = (
            select(notices, notice_listeners.c.conversation, notice_listeners.c.language)
            .join(notice_listeners, notice_listeners.c.notice_id == notices.c.id)
            .where(notice_listeners.c.told_at.is_(None), notices.c.over_at.is_not(None))
            .where(notices.c.kind != NEWS)
            .order_by(*key)
            .limit(HANDED_TOGETHER)
        )
        if after:
            query = query.where(later_than(key, (after.notice.id, after.conversation)))
        async with self._reading() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [
            Unheard(
                _as_notice(row),
                ConversationId(row["conversation"]),
                row["language"],
                to_ms(row["over_at"]),
                row["by_plan"],
            )
            for row in rows
        ]

    async def mark_heard(self, notice_id: str, conversation: ConversationId) -> None:
        one = (notice_listeners.c.notice_id == notice_id) & (
            notice_listeners.c.conversation == conversation
        )
        told = update(notice_listeners).where(one).values(told_at=self._now())
        async with self._writing() as connection:
            await connection.execute(told)


def _as_notice(row: RowMapping | Mapping[str, Any]) -> Notice:
    return Notice(
        row["id"],
        row["kind"],
        dict(row["text"]),
        to_ms(row["starts_at"]),
        to_ms(row["ends_at"]),
        row["subject"],
        tuple(row["topics"]),
    )
