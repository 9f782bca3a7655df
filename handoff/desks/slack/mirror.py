"""Keeps the threads of one Slack channel in line with the conversations: one call at a time.

The log is the truth and the thread its copy. A look compares both and finds the one thing to do
next, so nothing has to be remembered between two looks: after a crash, a lost hint or an hour
without Slack the next look finds the same difference.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from handoff.desks.slack.api import SlackTrouble
from handoff.desks.slack.card import CardFacts, Text
from handoff.desks.slack.hands import Hands, TooLate
from handoff.desks.slack.pace import Pace
from handoff.desks.slack.plan import Deed, Look, Open, Rank, Redraw, Say, next_deed, rank
from handoff.errors import FootbridgeError
from handoff.ports import Log
from handoff.ports_slack import Thread, Threads, ThreadState
from handoff.rules.conversation import Conversation
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Entry

log = logging.getLogger(__name__)

LEASE_MS = 30_000
"""Longer than one deed can take (a call of 10 s that ends in the dark, the pause and the look for
it), so that no other copy serves the channel while a call of ours is on its way."""
RENEW_S = 3.0
LISTED_S = 5.0
"""How often the lines are looked at for chats of which no hint told, in seconds."""
ALL_S = 60.0
"""How often every open thread is compared, in seconds: a hint may be lost, this is not."""
PAGE = 200
AGAIN_S = 30.0
"""After a refusal for good, such as of an archived channel: when it is tried again."""

FactsOf = Callable[[Conversation, str], Awaitable[CardFacts | None]]
"""The facts of a handoff by its id; None if nothing is known of it any more."""
Waiting = Callable[[str], Awaitable[Iterable[ConversationId]]]
"""Conversations with an open handoff that belongs into a Slack channel."""


class Hold(Protocol):
    """What one copy of the service does at a time (``stores/holds.py``)."""

    async def hold(self, name: str, lease_ms: int) -> int: ...

    async def let_go(self, name: str) -> None: ...


@dataclass(frozen=True)
class _Need:
    """The next deed of a conversation; the lesser ``order`` goes first."""

    order: tuple[Rank, int]
    deed: Deed
    look: Look


class Mirror:
    """Serves one Slack channel whenever this copy of the service holds it."""

    def __init__(
        self,
        slack_channel: str,
        hands: Hands,
        threads: Threads,
        conversations: Log,
        facts_of: FactsOf,
        waiting: Waiting,
        hold: Hold,
        pace: Pace,
        text: Text,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._slack_channel = slack_channel
        self._hands = hands
        self._threads = threads
        self._log = conversations
        self._facts_of = facts_of
        self._waiting = waiting
        self._hold = hold
        self._pace = pace
        self._text = text
        self._monotonic = monotonic
        self._dirty: dict[ConversationId, None] = {}
        self._needs: dict[ConversationId, _Need] = {}
        self._later: dict[ConversationId, float] = {}
        self._known: set[ConversationId] = set()
        self._changed = asyncio.Event()
        self._fence = 0
        self._renew_at = 0.0
        self._listed_at = self._all_at = float("-inf")
        self._task: asyncio.Task[None] | None = None

    def knows(self, conversation: ConversationId) -> bool:
        """Whether a thread of it was open here when it was looked last."""
        return conversation in self._known

    def hint(self, conversation: ConversationId) -> None:
        """Something may have changed there."""
        self._dirty[conversation] = None
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
        return f"slack:{self._slack_channel}"

    async def _run(self) -> None:
        while True:
            self._changed.clear()
            try:
                wait_s = await self._step()
            except TooLate:
                log.info("%s: another copy of the service serves it now", self._name)
                self._fence, wait_s = 0, RENEW_S
            except FootbridgeError as error:
                log.warning("%s: %s", self._name, error)
                wait_s = 1.0
            except Exception:
                # A mirror that ended here would be missed by nobody.
                log.exception("%s: goes on after an error", self._name)
                wait_s = LISTED_S
            if wait_s:
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait_s):
                        await self._changed.wait()

    async def _step(self) -> float:
        """Do one thing; how long there is nothing to do, in seconds."""
        if not await self._holds():
            return RENEW_S
        await self._look_around()
        for conversation in list(self._dirty):
            del self._dirty[conversation]
            await self._look_at(conversation)
        urgent = self._most_urgent()
        if urgent is None:
            return RENEW_S
        need = self._needs[urgent]
        method = _method(need.deed)
        if method and not await self._pace.take(method, self._slack_channel):
            return min(RENEW_S, self._pace.wait(method, self._slack_channel) + 0.01)
        try:
            await self._hands.do(need.deed, need.look)
        except SlackTrouble as trouble:
            self._put_off(urgent, method, trouble)
        else:
            self._known.add(urgent)
            self.hint(urgent)
        return 0.0

    async def _holds(self) -> bool:
        now = self._monotonic()
        if self._fence and now < self._renew_at:
            return True
        fence = await self._hold.hold(self._name, LEASE_MS)
        self._renew_at = now + RENEW_S
        if fence and fence != self._fence:
            self._hands.fence = fence
            self._needs.clear()
            self._listed_at = self._all_at = float("-inf")
            await self._hands.recover()
        self._fence = fence
        return bool(fence)

    async def _look_around(self) -> None:
        now = self._monotonic()
        if now - self._listed_at >= LISTED_S:
            self._listed_at = now
            threads = await self._threads.threads_in(self._slack_channel)
            self._known = {thread.conversation for thread in threads}
            found = set(await self._waiting(self._slack_channel))
            self._dirty.update(dict.fromkeys(found - self._known))
            if now - self._all_at >= ALL_S:
                self._all_at = now
                self._dirty.update(dict.fromkeys(self._known))
        for conversation, at in list(self._later.items()):
            if now >= at:
                del self._later[conversation]
                self._dirty[conversation] = None

    async def _look_at(self, conversation: ConversationId) -> None:
        self._needs.pop(conversation, None)
        if conversation in self._later:
            return
        for look in await self._looks(conversation):
            deed = next_deed(look, self._text)
            if deed is not None:
                order = (rank(deed, look), look.facts.card.since_ms)
                self._needs[conversation] = _Need(order, deed, look)
                return

    async def _looks(self, conversation: ConversationId) -> list[Look]:
        """Threads of earlier handoffs that are still open here, then the present handoff."""
        state = await self._log.state(conversation)
        if state is None:
            return []
        newest: dict[str, Thread | None] = {}
        for thread in await self._threads.threads_of(conversation):
            if thread.slack_channel == self._slack_channel:
                newest[thread.handoff] = thread
        if state.handoff:
            # Last: what is over is told to be so before the next thread is opened.
            newest[state.handoff.id] = newest.pop(state.handoff.id, None)
        looks = []
        for handoff, of in newest.items():
            facts = await self._facts_of(state, handoff)
            if facts is not None:
                looks.append(Look(facts, of, await self._fresh(conversation, of)))
        return looks

    async def _fresh(
        self, conversation: ConversationId, thread: Thread | None
    ) -> tuple[tuple[int, Entry], ...]:
        fresh: list[tuple[int, Entry]] = []
        if thread is not None and thread.state is ThreadState.OPEN:
            last = thread.last
            while page := await self._log.read(conversation, last, PAGE):
                fresh += page
                last = page[-1][0]
        return tuple(fresh)

    def _most_urgent(self) -> ConversationId | None:
        """Of those whose call can be made now, or the first of all."""
        ready = [
            (need.order, conversation)
            for conversation, need in self._needs.items()
            if self._pace.wait(_method(need.deed), self._slack_channel) == 0
        ]
        waiting = [(need.order, conversation) for conversation, need in self._needs.items()]
        return min(ready or waiting)[1] if waiting else None

    def _put_off(self, conversation: ConversationId, method: str, trouble: SlackTrouble) -> None:
        """Each trouble for itself: one channel or thread in trouble stops no other."""
        log.warning("%s: %s: %s", self._name, conversation, trouble)
        self._needs.pop(conversation, None)
        if trouble.retry_after_s is not None:
            self._pace.told_to_wait(method, self._slack_channel, trouble.retry_after_s)
            self._dirty[conversation] = None
        else:
            wait_s = 1.0 if trouble.ambiguous else AGAIN_S
            self._later[conversation] = self._monotonic() + wait_s


def _method(deed: Deed) -> str:
    """The kind of call that a deed makes first, or empty if none."""
    if isinstance(deed, Redraw):
        return "update"
    return "post" if isinstance(deed, Open | Say) else ""
