"""The real product for one dialogue at a time, on a clock that is moved by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.app import Service, serve
from bot.clock import HandClock
from handoff.rules.ids import ConversationId
from handoff.settings import Settings
from handoff.stores.client import RedisClient

BEGINS = datetime(2026, 11, 20, 14, 0)  # noqa: DTZ001  # local to whom it is played for
"""A Friday afternoon: when dialogues begin, by the clock of the customer."""
BEFORE = timedelta(hours=2)
"""How much earlier the clock starts, for what happened before a dialogue."""
SETTLES_WITHIN_S = 180.0
"""Bound of a turn that never ends. Long: a busy machine is no fault of the product, and what runs
into a time limit there, such as a question to the assistant after 18 s, is tried again."""
LOOK_AGAIN_S = 0.05


class Unsettled(Exception):
    """What follows from a turn did not come to an end in time."""


@dataclass
class Stand:
    """A running service with empty stores, its clock, and the moment the dialogue begins."""

    service: Service
    clock: HandClock
    begins: datetime

    @property
    def now_ms(self) -> int:
        return int(self.clock.now().timestamp() * 1000)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.service.settings.http_port}"

    async def rest(self, bucket: str) -> None:
        """Nobody waits for a limit: scripts are played faster than people type and read."""
        await self.service.client.call("DEL", self.service.mailboxes.keys.limit(bucket))

    async def settle(self, conversation: ConversationId) -> None:
        """Until all that follows has followed: no lane of any conversation holds a message, and
        no news of a ticket waits.

        A message that moves between two shards could be missed by one look, so it takes two.
        Raises ``Unsettled``.
        """
        with self.service.log.watch(conversation) as changed:
            try:
                async with asyncio.timeout(SETTLES_WITHIN_S):
                    while not (await self._is_idle() and await self._is_idle()):
                        changed.clear()
                        with suppress(TimeoutError):
                            await asyncio.wait_for(changed.wait(), LOOK_AGAIN_S)
            except TimeoutError:
                lanes = ", ".join(await self._lanes_in_use()) or "none"
                why = f"it was not done within {SETTLES_WITHIN_S:.0f} s; lanes in use: {lanes}"
                raise Unsettled(why) from None

    async def advance(self, until: datetime, conversation: ConversationId) -> None:
        """Let time pass; each timer on the way fires at its own moment. Raises ``Unsettled``."""
        while (due := await self._next_due()) is not None and due <= until:
            self.clock.reach(due)
            await self._fire()
            await self.service.records.tick()
            await self.settle(conversation)
        self.clock.reach(until)

    async def _is_idle(self) -> bool:
        if await self.service.notices.hand_on():
            return False
        return not await self._lanes_in_use()

    async def _lanes_in_use(self) -> list[str]:
        boxes = self.service.mailboxes
        bases = [boxes.keys.line, *boxes.keys.shards()]
        found = await asyncio.gather(*(boxes.lanes_in_use(base) for base in bases))
        return [lane for lanes in found for lane in lanes]

    async def _next_due(self) -> datetime | None:
        """Of the timers of conversations and the clocks of tickets."""
        boxes = self.service.mailboxes
        calls = (boxes.next_timer(base) for base in boxes.keys.shards())
        timers = [at for at in await asyncio.gather(*calls) if at is not None]
        due = [datetime.fromtimestamp(at / 1000, UTC) for at in timers]
        ticket = await self.service.records.next_tick()
        return min([*due, *([ticket] if ticket else [])], default=None)

    async def _fire(self) -> None:
        """At once, instead of at the next look of the service itself."""
        boxes = self.service.mailboxes
        for base in boxes.keys.shards():
            await boxes.sweep(base, self.now_ms, ["in"])
            self.service.wake.work(base, "in")


@asynccontextmanager
async def standing(
    settings: Settings, name: str, clock: HandClock, starting: asyncio.Lock
) -> AsyncIterator[Service]:
    """The service over an empty Redis and a new database called ``name``.

    ``settings`` lead to an assistant and a Redis that nobody else uses. What one dialogue leaves
    behind is gone before the next one: stores, agents, lines, timers. ``starting`` is held while it
    starts: databases are set up one after the other, as their library does it by global names.
    """
    folder = settings.var_dir / "dialogues"
    folder.mkdir(exist_ok=True)
    # With a database that is given, the service registers no agent of its own.
    own = settings.model_copy(update={"database_url": f"sqlite:///{folder / name}.db"})
    client = RedisClient(settings.redis_address)
    try:
        await client.call("FLUSHDB")
    finally:
        await client.close()
    async with AsyncExitStack() as stack:
        async with starting:
            service = await stack.enter_async_context(serve(own, clock))
        yield service
