"""Notices of tickets that go by e-mail, where the chat does not reach the customer.

The address stands on the ticket alone, and goes with its words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from handoff.records.notice_tables import (
    ticket_mails,
)
from handoff.records.store import SqlStore, bounded, insert_new, to_ms
from handoff.records.tables import (
    ticket_history,
    ticket_notices,
    tickets,
)
from handoff.rules.codec import from_plain
from handoff.rules.effects import Say
from handoff.rules.ids import ConversationId

WAITING, SENT, FAILED, NEEDLESS = "waiting", "sent", "failed", "needless"
HELD = timedelta(minutes=2)
"""For how long one copy of the service has a mail to itself."""
SENT_TOGETHER = 20


@dataclass(frozen=True)
class Mail:
    """A mail that is due; ``tries`` counts this one, ``at`` is when it was wanted."""

    id: str
    ticket_id: str
    number: str
    conversation: ConversationId
    channel: str
    language: str
    address: str
    notice: Say
    tries: int
    at: datetime


class MailRecords(SqlStore):
    """Each mail is tried by one copy of the service at a time."""

    async def want_mail(self, notice_id: str, wait: timedelta = timedelta()) -> bool:
        """Send it by e-mail, after ``wait``; False where no address was left. Once for a notice."""
        query = (
            select(ticket_notices.c.ticket_id, tickets.c.details)
            .join(tickets, tickets.c.id == ticket_notices.c.ticket_id)
            .where(ticket_notices.c.id == notice_id)
        )
        async with self._writing() as connection:
            row = (await connection.execute(query)).one_or_none()
            if row is None or not address_in(row.details):
                return False
            now = self._now()
            mail = {"id": notice_id, "ticket_id": row.ticket_id, "state": WAITING, "tries": 0,
                    "error": "", "at": now, "next_at": now + wait}  # fmt: skip
            return bool(await insert_new(connection, ticket_mails, [mail]))

    async def due_mails(self) -> list[Mail]:
        """Those to be sent now; nobody else gets them for two minutes."""
        now = self._now()
        query = (
            select(ticket_mails, ticket_notices.c.notice, tickets.c.number, tickets.c.conversation,
                   tickets.c.channel, tickets.c.language, tickets.c.details)
            .join(ticket_notices, ticket_notices.c.id == ticket_mails.c.id)
            .join(tickets, tickets.c.id == ticket_mails.c.ticket_id)
            .where(ticket_mails.c.state == WAITING, ticket_mails.c.next_at <= now)
            .order_by(ticket_mails.c.at, ticket_mails.c.id)
            .limit(SENT_TOGETHER)
        )  # fmt: skip
        due = []
        async with self._reading() as connection:
            rows = (await connection.execute(query)).all()
        for row in rows:
            if await self._hold(row.id, row.tries, now + HELD):
                due.append(_as_mail(row))
        return due

    async def _hold(self, mail_id: str, tries: int, until: datetime) -> bool:
        mine = (ticket_mails.c.id == mail_id) & (ticket_mails.c.tries == tries)
        held = update(ticket_mails).where(mine).values(tries=tries + 1, next_at=until)
        async with self._writing() as connection:
            return bool((await connection.execute(held)).rowcount)

    async def mail_sent(self, mail: Mail) -> None:
        await self._close(mail, SENT, "", visible=True)

    async def mail_needless(self, mail: Mail) -> None:
        """The customer has the chat open after all."""
        async with self._writing() as connection:
            own = update(ticket_mails).where(ticket_mails.c.id == mail.id)
            await connection.execute(own.values(state=NEEDLESS))

    async def mail_failed(self, mail: Mail, error: str, again_at: datetime | None) -> None:
        """``error`` holds no address; without ``again_at`` it was given up."""
        if again_at is None:
            await self._close(mail, FAILED, error, visible=False)
            return
        async with self._writing() as connection:
            own = update(ticket_mails).where(ticket_mails.c.id == mail.id)
            await connection.execute(own.values(error=error[:200], next_at=again_at))

    async def _close(self, mail: Mail, state: str, error: str, *, visible: bool) -> None:
        line = {
            "effect_id": bounded(f"mail:{mail.id}"),
            "ticket_id": mail.ticket_id,
            "at": self._now(),
            "change": {"kind": f"mail_{state}", "why": error},
            "kind": f"mail_{state}",
            "actor": "service",
            "actor_name": "",
            "visible": visible,
        }
        async with self._writing() as connection:
            own = update(ticket_mails).where(ticket_mails.c.id == mail.id)
            await connection.execute(own.values(state=state, error=error[:200]))
            await insert_new(connection, ticket_history, [line])

    async def mails_in_trouble(self, ticket_id: str) -> list[dict[str, Any]]:
        """What did not get through so far: ``state``, ``error``, ``tries``, ``at_ms``."""
        query = (
            select(ticket_mails)
            .where(ticket_mails.c.ticket_id == ticket_id, ticket_mails.c.error != "")
            .order_by(ticket_mails.c.at)
        )
        async with self._reading() as connection:
            rows = (await connection.execute(query)).all()
        return [
            {"state": row.state, "error": row.error, "tries": row.tries, "at_ms": to_ms(row.at)}
            for row in rows
        ]


def address_in(details: Mapping[str, Any]) -> str:
    """The e-mail address that the customer left for the outcome; empty without one."""
    contact = (details.get("facts") or {}).get("contact")
    value = str(contact.get("value") or "") if isinstance(contact, Mapping) else ""
    return value if "@" in value else ""


def _as_mail(row: Any) -> Mail:
    return Mail(
        row.id, row.ticket_id, row.number, ConversationId(row.conversation), row.channel,
        row.language, address_in(row.details), from_plain(Say, row.notice), row.tries + 1, row.at,
    )  # fmt: skip
