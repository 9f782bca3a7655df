"""Takes events out of a conversation's mailbox, decides, and writes all that follows in one piece.

It never waits for anybody but Redis: whatever is slow is an effect with a lane of its own.
"""

import logging
from collections.abc import Callable

from bot.content import Loaded
from bot.counts import Counts, Uncounted, said_in
from bot.render import Draft, Renderer
from bot.workers import Fenced, backoff_ms, then
from handoff.ports import Clock
from handoff.rules.codec import UnknownEvent, event_from_json, from_json, to_json
from handoff.rules.conversation import Conversation
from handoff.rules.events import Event
from handoff.rules.led import is_led, moves, score
from handoff.rules.step import step
from handoff.stores.mailbox import Acked, Item, Lease, Mailboxes, Next, Outputs
from handoff.stores.wake import Wake

log = logging.getLogger(__name__)

BATCH = 8
"""Events of one conversation handled under one lease, so that a chatty one lets others pass."""

MOST_TRIES = 3
"""An event that cannot be handled this often goes to the dead letters."""
NEWER_TRIES, NEWER_CAP_MS = 200, 4_000
"""One of a newer version waits for a copy of that version, for at least six minutes."""


class Router:
    """The handler of the inbox lanes."""

    def __init__(
        self,
        mailboxes: Mailboxes,
        wake: Wake,
        clock: Clock,
        loaded: Callable[[], Loaded],
        platform: str,
        counts: Counts | None = None,
    ) -> None:
        self._mailboxes = mailboxes
        self._wake = wake
        self._clock = clock
        self._loaded = loaded
        self._platform = platform
        self._counts = counts or Uncounted()

    async def handle(self, lease: Lease) -> Lease | None:
        now_ms = int(self._clock.now().timestamp() * 1000)
        loaded = self._loaded()
        renderer = Renderer(loaded, now_ms)
        state = before = self._read(lease)
        draft = Draft()
        done, moved = 0, False
        for item in lease.items:
            try:
                event = _event(item)
                after, effects = step(state, event, now_ms, loaded.tables)
                piece = Draft()
                renderer.add(piece, item.id, after, effects)
                piece.heard, piece.told = said_in(effects)
            except UnknownEvent as error:
                log.warning("%s: event %s waits: %s", lease.conversation, item.id, error)
                await self._of_a_newer_copy(lease, state, draft, done)
                return None
            except Exception:
                log.exception("%s: event %s cannot be handled", lease.conversation, item.id)
                await self._poisoned(lease, state, draft, done)
                return None
            state = after
            _append(draft, piece)
            moved = moved or moves(event)
            done = item.seq
        draft.led = _place(before, state, now_ms, moved=moved)
        acked = await self._commit(lease, done, state, draft, then=then(lease, BATCH))
        return acked.next

    def _read(self, lease: Lease) -> Conversation:
        if lease.state:
            return from_json(Conversation, lease.state)
        return Conversation(lease.conversation, platform=self._platform)

    async def _commit(
        self,
        lease: Lease,
        seq: int,
        state: Conversation,
        draft: Draft,
        *,
        keep_ms: int = 0,
        then: Next | None = None,
    ) -> Acked:
        outputs = Outputs(
            state=to_json(state),
            epoch=state.epoch,
            entries=draft.entries,
            lanes=draft.lanes,
            timers=list(draft.timers.values()),
            cancelled=draft.cancelled,
            keep_s=int(self._loaded().kept.total_seconds()),
            led=draft.led,
        )
        acked = await self._mailboxes.ack(lease, seq, outputs, keep_ms=keep_ms, then=then)
        if not acked.done and not acked.before:
            raise Fenced
        if acked.done:
            self._counts.said(lease.conversation, draft.heard, draft.told)
        for kind in {lane[0] for lane in draft.lanes}:
            self._wake.work(lease.base, kind)
        self._wake.changed(lease.conversation)
        return acked

    async def _poisoned(self, lease: Lease, state: Conversation, draft: Draft, done: int) -> None:
        """What came before it counts; it is tried again, then given up.

        The mailbox puts ``HandlingFailed`` behind what is given up, so that the customer is told.
        """
        if done:
            await self._commit(lease, done, state, draft, keep_ms=5_000)
        await self._mailboxes.nack(
            lease,
            delay_ms=backoff_ms(lease.tries),
            most_tries=MOST_TRIES,
            error="event cannot be handled",
        )

    async def _of_a_newer_copy(
        self, lease: Lease, state: Conversation, draft: Draft, done: int
    ) -> None:
        """The conversation waits, in order, for a copy that knows the event: an upgrade runs."""
        if done:
            await self._commit(lease, done, state, draft, keep_ms=5_000)
        await self._mailboxes.nack(
            lease,
            delay_ms=backoff_ms(lease.tries, cap_ms=NEWER_CAP_MS),
            most_tries=NEWER_TRIES,
            error="event of a newer version",
        )


def _event(item: Item) -> Event:
    return event_from_json(item.payload)


def _place(before: Conversation, state: Conversation, now_ms: int, *, moved: bool) -> int | None:
    """Where it stands among those that the bot leads; out of them when it does so no longer."""
    if not is_led(state):
        return 0 if is_led(before) else None
    return score(state, now_ms) if moved else None


def _append(draft: Draft, piece: Draft) -> None:
    draft.entries += piece.entries
    draft.lanes += piece.lanes
    for name in piece.cancelled:
        draft.timers.pop(name, None)
    draft.cancelled += piece.cancelled
    draft.timers.update(piece.timers)
    draft.heard += piece.heard
    draft.told += piece.told
