"""What leads outwards: one handler a lane kind, in order per conversation, retried until done.

What goes to SQL stands in ``records_sink.py``.
"""

import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from bot.counts import Counts, Uncounted
from bot.workers import Fenced, backoff_ms, renewing
from handoff.errors import (
    AssistantError,
    DeliveryError,
    RecordsUnavailable,
    StoreUnavailable,
)
from handoff.ports import Agent, Assistant, Channel, Log
from handoff.ports_desk import Card
from handoff.rules.codec import event_to_json, from_json, from_plain
from handoff.rules.events import (
    AssistantAnswered,
    AssistantFailed,
    DeliveryFailed,
    Event,
    HandlingFailed,
)
from handoff.rules.ids import AgentId, ConversationId
from handoff.rules.messages import Entry
from handoff.rules.shown_range import Shown
from handoff.stores.lines import Lines, relayed
from handoff.stores.mailbox import REPLAYED, Item, Lease, Mailboxes, Outputs
from handoff.stores.wake import DESK, Wake

log = logging.getLogger(__name__)

ASK_TRIES = 40
"""With a pause of at most 3 s, an assistant may be away for two minutes: a restart and a bit."""

UNCLEAR_TRIES = 12
"""Sends that may have arrived: each more could be one message too many."""
SEND_TRIES = 1_500
"""Sends that surely did not arrive: a minute apart at most, a platform may be away for a day."""
LINE_TRIES = 4
"""Within five seconds: a customer whom no agent sees is known to a lead and the operator."""
STORE_TRIES = 1_000_000
"""Redis may be away for weeks; nothing is given up over it."""


METADATA = (
    *("platform", "language", "epoch", "customer_name", "customer_handle", "timezone", "at_ms"),
    *("draft_id", "story", "evidence", "handed_back"),
)
"""What the assistant is told beside the words; ``at_ms`` is when the customer wrote them,
``draft_id`` the id of the form that is open, ``story`` the words with which the matter began,
``evidence`` how many files wait for a ticket, and ``handed_back`` which agent did what before the
bot had the chat again."""

LoadAgent = Callable[[AgentId], Awaitable[Agent | None]]
WaitOf = Callable[[Card], Awaitable[Shown | None]]


class Sink:
    """Common to all: acknowledge a message together with the event that reports its end."""

    def __init__(self, mailboxes: Mailboxes, wake: Wake) -> None:
        self._mailboxes = mailboxes
        self._wake = wake

    async def _done(self, lease: Lease, item: Item, event: Event | None = None) -> None:
        lanes = []
        if event is not None:
            lanes = [("in", f"{item.id}:{type(event).__name__}", "", event_to_json(event))]
        acked = await self._mailboxes.ack(
            lease,
            item.seq,
            Outputs(lanes=lanes),
            keep_ms=9_000 if item is not lease.items[-1] else 0,
        )
        if not acked.done and not acked.before:
            raise Fenced
        if event is not None:
            self._wake.work(lease.base, "in")

    async def _later(
        self, lease: Lease, error: str, tries: int, delay_ms: int | None = None
    ) -> bool:
        """Try the head again later; True if it was given up instead."""
        if delay_ms is None:
            delay_ms = backoff_ms(lease.tries)
        return await self._mailboxes.nack(lease, delay_ms=delay_ms, most_tries=tries, error=error)

    async def _tell_given_up(self, lease: Lease, item: Item) -> None:
        """To the conversation, before it is given up; once, for the id is that of every try."""
        origin = item.id.partition(REPLAYED)[0]
        told = event_to_json(HandlingFailed(origin))
        await self._mailboxes.enqueue("in", lease.conversation, f"{origin}:failed", told)
        self._wake.work(lease.base, "in")

    async def _store_is_away(self, lease: Lease, error: StoreUnavailable) -> None:
        """Part of it is, for the lane itself was claimed: what is to be written there waits."""
        pause_ms = backoff_ms(lease.tries, cap_ms=5_000)
        await self._later(lease, str(error), STORE_TRIES, pause_ms)


class AssistantSink(Sink):
    """Questions to the assistant; the answer comes back as an event with its ownership epoch."""

    def __init__(
        self,
        mailboxes: Mailboxes,
        wake: Wake,
        assistant: Assistant,
        counts: Counts | None = None,
    ) -> None:
        super().__init__(mailboxes, wake)
        self._assistant = assistant
        self._counts = counts or Uncounted()

    async def handle(self, lease: Lease) -> None:
        item = lease.items[0]
        asked = json.loads(item.payload)
        try:
            async with renewing(self._mailboxes, lease):
                event = await self._ask(lease, asked)
        except AssistantError as error:
            await self._not_now(lease, item, asked, str(error))
        else:
            await self._done(lease, item, event)

    async def _ask(self, lease: Lease, asked: dict[str, Any]) -> Event | None:
        sender = _sender(lease.conversation, asked.get("dialogue", 0))
        if asked["do"] == "tell":
            # Nobody asked, so what it says to this is no answer to anything.
            await self._assistant.tell_handed_back(sender, asked["ask_id"], asked["language"])
            return None
        metadata = {key: asked[key] for key in METADATA if key in asked}
        signals = await self._assistant.ask(
            sender, asked["ask_id"], asked["text"], metadata, again=lease.tries > 0
        )
        return AssistantAnswered(asked["ask_id"], asked["epoch"], signals)

    async def _not_now(self, lease: Lease, item: Item, asked: dict[str, Any], error: str) -> None:
        """The customer is told by a timer of the conversation; here it is only tried again."""
        for_good = lease.tries + 1 >= ASK_TRIES
        self._counts.assistant_failed(for_good=for_good)
        if not for_good:
            delay_ms = backoff_ms(lease.tries, cap_ms=3_000)
            await self._later(lease, error, ASK_TRIES, delay_ms)
            return
        log.error("%s: the assistant did not answer: %s", lease.conversation, error)
        await self._done(lease, item, AssistantFailed(asked["ask_id"], asked["epoch"], error))


def _sender(conversation: ConversationId, dialogue: int) -> ConversationId:
    """Under which name the assistant remembers the dialogue."""
    return ConversationId(f"{conversation}.{dialogue}") if dialogue else conversation


class ChannelSink(Sink):
    """Entries to a channel that must be sent each one, such as Telegram."""

    def __init__(self, mailboxes: Mailboxes, wake: Wake, channel: Channel) -> None:
        super().__init__(mailboxes, wake)
        self._channel = channel

    async def handle(self, lease: Lease) -> None:
        item = lease.items[0]
        entry = from_json(Entry, item.payload)
        try:
            async with renewing(self._mailboxes, lease):
                await self._channel.send(lease.conversation, entry, again=lease.tries > 0)
        except DeliveryError as error:
            most = UNCLEAR_TRIES if error.ambiguous else SEND_TRIES
            if error.permanent or lease.tries + 1 >= most:
                await self._done(lease, item, DeliveryFailed(entry.id, str(error)))
                return
            wait_ms = None if error.retry_after_s is None else int(error.retry_after_s * 1000) + 50
            await self._later(lease, str(error), most, wait_ms)
        else:
            await self._done(lease, item)


class QueueSink(Sink):
    """Into the line of a department, and out of it.

    Who is in no line is seen by no agent. So a join is never given up for good: while the store is
    away it waits here, and what the line does not take is told to the customer and lies with the
    dead letters, from where housekeeping tries it again until it is taken.
    """

    def __init__(
        self,
        mailboxes: Mailboxes,
        wake: Wake,
        lines: Lines,
        log: Log,
        load_agent: LoadAgent | None = None,
        wait_of: WaitOf | None = None,
    ) -> None:
        """``load_agent`` knows who had a handoff that is opened again; without it nobody does.

        ``wait_of`` tells how long one who joins will probably wait; without it nobody knows.
        """
        super().__init__(mailboxes, wake)
        self._lines = lines
        self._log = log
        self._load_agent = load_agent
        self._wait_of = wait_of

    async def handle(self, lease: Lease) -> None:
        item = lease.items[0]
        effect = json.loads(item.payload)
        try:
            await self._move(lease.conversation, effect)
        except StoreUnavailable as error:
            # In a cluster the lines can be away alone: no reason to count the worker as dead.
            await self._store_is_away(lease, error)
            return
        except Exception as error:
            log.warning("%s: %s of the line failed: %r", lease.conversation, effect["do"], error)
            await self._failed(lease, item, effect["do"], type(error).__name__)
            return
        await self._done(lease, item)
        self._wake.work(self._mailboxes.keys.line, "relay")
        self._wake.changed(DESK)

    async def _move(self, conversation: ConversationId, effect: dict[str, Any]) -> None:
        if effect["do"] == "close":
            await self._lines.close(conversation, effect["handoff_id"])
            return
        if effect["do"] == "question":
            asked = (effect["handoff_id"], effect["to"])
            await self._lines.list_question(conversation, *asked, is_over=effect["is_over"])
            return
        # Read before the rest of the card, which an older version may have written otherwise.
        handoff_id = effect["card"]["handoff_id"]
        state = await self._log.state(conversation)
        # A late try must not seat one who has left, was helped, or waits under a newer handoff. Of
        # the same one, opened again since, it would bring back an epoch that is over: whoever took
        # it then would hold a chat that the conversation knows nothing of.
        waits = state and state.waits and state.handoff
        if state and waits and waits.id == handoff_id and effect["epoch"] >= state.epoch:
            card, before = from_plain(Card, effect["card"]), effect.get("agent", "")
            await self._lines.join(
                card,
                effect["epoch"],
                to=await self._who_had_it(AgentId(before)) if before else None,
                now_ms=effect.get("at_ms", 0),
                # Opened again, and not for the one who had it: somebody else is to look at it.
                to_last=bool(before) or not card.again,
                shown=await self._wait_of(card) if self._wait_of and "agent" in effect else None,
            )

    async def _who_had_it(self, agent_id: AgentId) -> Agent | None:
        """The agent to whom it goes at once, if available; else it waits for anybody."""
        if self._load_agent is None:
            return None
        # Without the records nobody knows how much an agent may hold: then it waits as well.
        with suppress(RecordsUnavailable):
            agent = await self._load_agent(agent_id)
            return agent if agent and agent.active else None
        return None

    async def _failed(self, lease: Lease, item: Item, what: str, error: str) -> None:
        most = 1 if REPLAYED in item.id else LINE_TRIES
        if what == "join" and lease.tries + 1 >= most:
            await self._tell_given_up(lease, item)
        reason = f"the waiting line did not take it ({what}, {error}); tried again by itself"
        await self._later(lease, reason, most, backoff_ms(lease.tries, cap_ms=2_000))


class Relay(Sink):
    """Decisions of the waiting lines, into the mailboxes of the conversations they concern."""

    async def handle(self, lease: Lease) -> None:
        try:
            for item in lease.items:
                conversation, event_id, event = relayed(item.payload)
                await self._mailboxes.enqueue("in", conversation, event_id, event, most=100_000)
                self._wake.work(self._mailboxes.keys.shard(conversation), "in")
                await self._done(lease, item)
        except StoreUnavailable as error:
            await self._store_is_away(lease, error)
