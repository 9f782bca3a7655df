"""Keep a page up to date: woken by hints, never trusting them alone."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Any

from handoff.desks.console.frames import conversation_frame, entries_frame
from handoff.desks.gathered import Found
from handoff.errors import FootbridgeError
from handoff.ports import Log
from handoff.ports_desk import Card
from handoff.records.sql import SqlRecords
from handoff.rules.conversation import Conversation
from handoff.rules.ids import ConversationId
from handoff.rules.led import is_led

POLL_S = 5.0
"""How long a lost hint can delay a line on the screen, in seconds."""
CALM_S = 0.05
"""Hints that come together are answered together, in seconds."""
PAGE = 200

Send = Callable[[dict[str, Any]], Awaitable[None]]
Titles = Callable[[str], str]
Answers = Callable[[dict[str, Any]], list[Found]]
Covers = Callable[[Sequence[dict[str, Any]]], bool]


async def keep_looking(
    watch: AbstractContextManager[asyncio.Event],
    look: Callable[[], Awaitable[None]],
    on_trouble: Callable[[FootbridgeError], Awaitable[None]],
) -> None:
    """Call ``look`` now, after each hint and every few seconds, until cancelled."""
    with watch as changed:
        while True:
            changed.clear()
            try:
                await look()
            except FootbridgeError as error:
                await on_trouble(error)
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await changed.wait()
            await asyncio.sleep(CALM_S)


class Follower:
    """Sends what is new in one conversation: its lines, and its facts when they change."""

    def __init__(
        self,
        conversation: ConversationId,
        log: Log,
        records: SqlRecords,
        send: Send,
        title: Titles,
        answers: Answers,
        covers: Covers,
    ) -> None:
        """``title`` names an answer, ``answers`` tells what the form of a ticket has gathered.

        ``covers``: whether pictures of a customer with these tickets are shown on request only.
        """
        self.card: Card | None = None
        self._conversation = conversation
        self._log = log
        self._records = records
        self._send = send
        self._title = title
        self._answers = answers
        self._covers = covers
        self._last = 0
        self._looking = asyncio.Lock()
        self._facts: dict[str, Any] = {}
        self._known: tuple[Card, Conversation | None] | None = None

    async def look(self) -> None:
        """One round: facts first, so that the page knows whose lines these are."""
        async with self._looking:
            state = await self._log.state(self._conversation)
            if self.card and not self.card.handoff_id and not (state and is_led(state)):
                return  # It was read as one of the bot's; whose it is now, the lists will say.
            await self._send_facts(state)
            await self._send_entries()

    async def _send_entries(self) -> None:
        while entries := await self._log.read(self._conversation, self._last, PAGE):
            await self._send(entries_frame(self._conversation, entries))
            self._last = entries[-1][0]
            if len(entries) < PAGE:
                return

    async def _send_facts(self, state: Conversation | None) -> None:
        if self.card is None:
            return
        if self._known == (self.card, state):
            return
        tickets = await self._tickets()
        tried = [self._title(topic) for topic in state.tried] if state else []
        handoff_id = self.card.handoff_id
        earlier = [_in_short(ticket) for ticket in tickets if ticket["id"] != handoff_id]
        own = next((ticket for ticket in tickets if ticket["id"] == handoff_id), {})
        answers = self._answers(own)
        facts = conversation_frame(self._conversation, self.card, state, tried, earlier, answers)
        facts["covered"] = self._covers(tickets)
        if facts != self._facts:
            await self._send(facts)
        self._facts, self._known = facts, (self.card, state)

    async def _tickets(self) -> list[dict[str, Any]]:
        """All of the customer's tickets; the desk does without them while SQL is down."""
        try:
            return await self._records.tickets_of(self._conversation)
        except FootbridgeError:
            return []


def _in_short(ticket: dict[str, Any]) -> dict[str, Any]:
    return {"number": ticket["number"], "state": ticket["state"], "question": ticket["question"]}
