"""What must outlive the chat, from the lane ``records`` into SQL and to the store of files."""

import json
import logging
from typing import Any

from bot.counts import Counts, Uncounted
from bot.outbox import Sink
from bot.router import NEWER_CAP_MS, NEWER_TRIES
from bot.workers import backoff_ms, renewing
from handoff.errors import RecordsRejected, RecordsUnavailable, Refused, StoreUnavailable
from handoff.ports import Files, Records
from handoff.rules.codec import from_plain
from handoff.rules.effects import Say
from handoff.rules.events import Event, TicketNews, TicketsFound, TicketStored
from handoff.rules.handoffs import PERSON
from handoff.rules.ids import AgentId
from handoff.rules.messages import Entry, FileRef, Speaker
from handoff.rules.ticket import SERVICE, Actor
from handoff.rules.ticket_clock import REOPEN_DAYS
from handoff.stores.mailbox import Item, Lease, Mailboxes
from handoff.stores.wake import DESK, Wake

log = logging.getLogger(__name__)

RECORD_TRIES = 1_000_000
"""SQL may be away for weeks; what is to be recorded waits."""
REJECTED_TRIES = 8
"""What SQL does not take holds up the conversation's records for two minutes, then it goes."""
AWAITED = frozenset({"store_ticket", "deed"})
"""Customers were told that these are done: whoever waits for one that is given up gets a person."""


class UnknownRecord(Exception):
    """Written by a newer copy of the service, and for one: it waits, and is not lost."""


class RecordsSink(Sink):
    """What must outlive the chat, into SQL, and files with it. While either is away it waits."""

    def __init__(
        self,
        mailboxes: Mailboxes,
        wake: Wake,
        records: Records,
        files: Files,
        *,
        mails: bool = False,
        counts: Counts | None = None,
    ) -> None:
        """``mails``: whether e-mail can be sent."""
        super().__init__(mailboxes, wake)
        self._records = records
        self._files = files
        self._mails = mails
        self._counts = counts or Uncounted()

    async def handle(self, lease: Lease) -> None:
        item = lease.items[0]
        try:
            async with renewing(self._mailboxes, lease):
                for item in lease.items:
                    await self._done(lease, item, await self._write(lease, item))
        except RecordsUnavailable as error:
            await self._later(
                lease, str(error), RECORD_TRIES, backoff_ms(lease.tries, cap_ms=5_000)
            )
        except StoreUnavailable as error:
            await self._store_is_away(lease, error)
        except UnknownRecord as error:
            log.warning("%s: a record waits: %s", lease.conversation, error)
            pause_ms = backoff_ms(
                0 if item is not lease.items[0] else lease.tries, cap_ms=NEWER_CAP_MS
            )
            await self._later(lease, str(error), NEWER_TRIES, pause_ms)
        except RecordsRejected as error:
            log.error("%s: SQL does not take a record: %s", lease.conversation, error)
            await self._rejected(lease, item, str(error))

    async def _rejected(self, lease: Lease, item: Item, error: str) -> None:
        tries = lease.tries if item is lease.items[0] else 0
        if tries + 1 >= REJECTED_TRIES and json.loads(item.payload)["do"] in AWAITED:
            await self._tell_given_up(lease, item)
        await self._later(lease, error, REJECTED_TRIES)

    async def _write(self, lease: Lease, item: Item) -> Event | None:
        effect = json.loads(item.payload)
        effect_id = _everywhere(lease, item.id)
        match effect["do"]:
            case "entries":
                entries = [
                    (_everywhere(lease, e["effect_id"]), from_plain(Entry, e["entry"]))
                    for e in effect["entries"]
                ]
                await self._records.record_entries(lease.conversation, entries)
            case "store_ticket":
                ticket = effect["ticket"]
                number = await self._records.store_ticket(effect_id, ticket)
                await self._claim(ticket.get("evidence", []), ticket["id"])
                return TicketStored(ticket["id"], number)
            case "find_tickets":
                found = await self._records.tickets_of(lease.conversation)
                return TicketsFound(effect["number"], tuple(_in_short(ticket) for ticket in found))
            case "change_ticket":
                await self._records.change_ticket(
                    effect_id, effect["handoff_id"], effect["change"], _actor(effect)
                )
            case "keep_evidence":
                kept = [from_plain(FileRef, file) for file in effect["files"]]
                await self._records.add_evidence(effect["ticket_id"], kept)
                await self._claim(effect["files"], effect["ticket_id"])
            case "discard_file":
                await self._files.delete(effect["key"])
                by = (effect.get("agent_id", ""), effect.get("agent_name", ""))
                discarded = (lease.conversation, effect["key"], effect["why"])
                await self._records.discard_evidence(*discarded, *by)
            case "await_notice":
                given = (effect["notice_id"], lease.conversation, effect["language"])
                await self._records.await_notice(*given)
            case "mail_notice":
                if self._mails:
                    await self._records.want_mail(effect["notice_id"])
            case "deed":
                return await self._deed(lease, effect_id, effect)
            case "alarm":
                alarm = (effect["ticket_id"], effect["why"], effect["at_ms"])
                await self._records.raise_alarm(effect_id, *alarm)
                self._wake.changed(DESK)
            case "audit":
                deed = (AgentId(effect["agent_id"]), effect["action"], effect["subject"])
                await self._records.record_audit(effect_id, *deed)
            case "store_rating":
                await self._records.store_rating(effect["rating"])
            case "record":
                if await self._records.record_event(effect_id, effect["name"], effect["data"]):
                    self._counts.recorded(effect["name"], effect["data"])
            case unknown:
                raise UnknownRecord(f"{unknown} is no record that this version knows")
        return None

    async def _claim(self, files: list[dict[str, Any]], ticket: str) -> None:
        await self._files.claim([file["key"] for file in files], ticket)

    async def _deed(self, lease: Lease, effect_id: str, effect: dict[str, Any]) -> Event | None:
        """What follows is told by the ticket itself; only a refusal has nobody else to tell it."""
        number, kind = effect["number"], effect["kind"]
        try:
            await self._records.do_customers_deed(
                effect_id, lease.conversation, number, kind, effect["fields"], effect["at_ms"]
            )
        except Refused as refused:
            if kind == "more":  # all of it is in the transcript as well
                return None
            values = {"number": number, "days": str(REOPEN_DAYS)}
            is_unknown = refused.text_id == "desk_ticket_unknown"
            text = "status_unknown_number" if is_unknown else f"ticket_{kind}_refused"
            said = Say(text, values, (PERSON,), Speaker.SYSTEM)
            return TicketNews("", said)
        return None


def _actor(effect: dict[str, Any]) -> Actor:
    """Who brought it about in the chat; effects of an older version do not say."""
    if not effect.get("by"):
        return SERVICE
    return Actor(effect["by"], effect["by_name"], "agent" if effect["by_name"] else "customer")


def _in_short(ticket: dict[str, Any]) -> dict[str, Any]:
    """What a customer is told of a ticket; every one may be due, the oldest by its waiting line."""
    return {
        **{name: ticket[name] for name in ("number", "type", "state", "department")},
        "changed_ms": int(ticket["updated_at"].timestamp() * 1000),
        "response_due_ms": ticket.get("response_due_ms") or ticket.get("due_ms"),
        "resolution_due_ms": ticket.get("resolution_due_ms"),
    }


def _everywhere(lease: Lease, effect_id: str) -> str:
    """Ids are unique in their conversation; SQL holds all conversations."""
    return f"{lease.conversation}:{effect_id}"
