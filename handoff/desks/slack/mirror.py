"""Keeps the threads of one Slack channel in line with the conversations: one call at a time.

The log is the truth and the thread its copy. Each look compares both and finds the one thing to do
next, so nothing has to be remembered between two looks: after a crash, a lost hint or an hour
without Slack the next look finds the same difference. Only what was sent in the dark is remembered
(``ThreadStore``): it is looked for in the thread before it is sent again.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from handoff.desks.slack.api import SlackApi, SlackTrouble
from handoff.desks.slack.card import CardFacts, Text, card_blocks, card_text, customer_name
from handoff.desks.slack.lines import line, together
from handoff.desks.slack.pace import Pace
from handoff.desks.slack.plan import (
    Deed,
    Look,
    Open,
    Pass,
    Rank,
    Redraw,
    Say,
    Settle,
    digest_of,
    next_deed,
    rank,
)
from handoff.desks.slack.api import Words
from handoff.errors import FootbridgeError
from handoff.ports import Log
from handoff.ports_slack import Post, PostKind, Thread, Threads, ThreadState
from handoff.rules.conversation import Conversation
from handoff.rules.ids import ConversationId

log = logging.getLogger(__name__)

LEASE_MS = 9_000
RENEW_S = 3.0
LOOK_ALL_S = 5.0
"""How long a lost hint can delay a thread, in seconds."""
PAGE = 200
SETTLE_S = 1.5
"""After a call that ended in the dark: how long it may still arrive before it is looked for."""
AGAIN_S = 30.0
"""After a refusal for good, such as an archived channel: when it is tried again."""

FactsOf = Callable[[Conversation, str], Awaitable[CardFacts | None]]
"""The facts of a handoff by its id; None if it is unknown and its thread is to be left alone."""


class Hold(Protocol):
    """What one copy of the service does at a time (``stores/holds.py``)."""

    async def hold(self, name: str, lease_ms: int) -> int: ...

    async def let_go(self, name: str) -> None: ...


@dataclass
class _Open:
    """A conversation that may need something."""

    not_before: float = 0.0


class Mirror:
    """Serves one Slack channel, while this copy of the service holds it."""

    def __init__(
        self,
        slack_channel: str,
        api: SlackApi,
        threads: Threads,
        conversations: Log,
        facts_of: FactsOf,
        waiting: Callable[[str], Awaitable[Iterable[ConversationId]]],
        hold: Hold,
        pace: Pace,
        text: Text,
    ) -> None:
        """``waiting(slack_channel)``: conversations with an open handoff that belongs there."""
        self.slack_channel = slack_channel
        self._api = api
        self._threads = threads
        self._log = conversations
        self._facts_of = facts_of
        self._waiting = waiting
        self._hold = hold
        self._pace = pace
        self._text = text
        self._open: dict[ConversationId, float] = {}
        self._changed = asyncio.Event()
        self._fence = 0
        self._held_until = 0.0
        self._looked_at = 0.0
        self._task: asyncio.Task[None] | None = None

    def hint(self, conversation: ConversationId) -> None:
        """Something may have changed."""
        self._open[conversation] = 0.0
        self._changed.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        with suppress(FootbridgeError):
            await self._hold.let_go(self._name)

    @property
    def _name(self) -> str:
        return f"slack:{self.slack_channel}"

    async def _run(self) -> None:
        while True:
            try:
                wait_s = await self._step()
            except FootbridgeError as error:
                log.warning("slack channel %s: %s", self.slack_channel, error)
                wait_s = 1.0
            except Exception:
                # A mirror that ended here would be missed by nobody.
                log.exception("slack channel %s: the mirror goes on", self.slack_channel)
                wait_s = LOOK_ALL_S
            if wait_s:
                self._changed.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait_s):
                        await self._changed.wait()

    async def _step(self) -> float:
        """Do one thing; how long there is nothing to do, in seconds."""
        if not await self._holds():
            return RENEW_S
        if time.monotonic() - self._looked_at >= LOOK_ALL_S:
            await self._look_at_all()
        best = await self._most_urgent()
        if best is None:
            return LOOK_ALL_S
        _, _, conversation, deed, look = best
        method = "update" if isinstance(deed, Redraw) else "post"
        if isinstance(deed, Open | Say | Redraw):
            if not await self._pace.take(method, self.slack_channel):
                return min(LOOK_ALL_S, self._pace.wait(method, self.slack_channel) + 0.01)
        try:
            await self._do(deed, look)
        except SlackTrouble as trouble:
            await self._troubled(trouble, method, conversation, look)
        return 0.0

    async def _holds(self) -> bool:
        now = time.monotonic()
        if self._fence and now < self._held_until - (LEASE_MS / 1000 - RENEW_S):
            return True
        fence = await self._hold.hold(self._name, LEASE_MS)
        if fence and fence != self._fence:
            self._looked_at = 0.0
        self._fence, self._held_until = fence, now + LEASE_MS / 1000
        return bool(fence)

    async def _look_at_all(self) -> None:
        for thread in await self._threads.threads_in(self.slack_channel):
            self._open.setdefault(thread.conversation, 0.0)
        for conversation in await self._waiting(self.slack_channel):
            self._open.setdefault(conversation, 0.0)
        self._looked_at = time.monotonic()

    async def _most_urgent(self) -> tuple[Rank, int, ConversationId, Deed, Look] | None:
        best: tuple[Rank, int, ConversationId, Deed, Look] | None = None
        now = time.monotonic()
        for conversation, not_before in list(self._open.items()):
            if now < not_before:
                continue
            for look in await self._looks(conversation):
                deed = next_deed(look, self._text)
                if deed is None:
                    continue
                order = (rank(deed, look), look.facts.card.since_ms)
                if best is None or order < best[:2]:
                    best = (*order, conversation, deed, look)
                break
            else:
                self._open.pop(conversation, None)
        return best

    async def _looks(self, conversation: ConversationId) -> list[Look]:
        """The present handoff, and those before it whose thread still stands open here."""
        state = await self._log.state(conversation)
        if state is None:
            return []
        threads: dict[str, Thread] = {}
        for each in await self._threads.threads_of(conversation):
            if each.slack_channel == self.slack_channel:
                threads[each.handoff] = each
        handoffs = [*threads, *([state.handoff.id] if state.handoff else [])]
        looks = []
        for handoff in dict.fromkeys(handoffs):
            facts = await self._facts_of(state, handoff)
            thread = threads.get(handoff)
            if facts is not None:
                looks.append(Look(facts, thread, await self._fresh(conversation, thread)))
        return looks

    async def _fresh(
        self, conversation: ConversationId, thread: Thread | None
    ) -> tuple[tuple[int, object], ...]:
        if thread is None or thread.state is not ThreadState.OPEN:
            return ()
        return tuple(await self._log.read(conversation, thread.last, PAGE))

    async def _do(self, deed: Deed, look: Look) -> None: ...

    async def _troubled(
        self, trouble: SlackTrouble, method: str, conversation: ConversationId, look: Look
    ) -> None: ...
