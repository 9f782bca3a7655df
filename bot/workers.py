"""Workers that hold one lane at a time and hand its messages to a handler."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from handoff.errors import StoreUnavailable
from handoff.ports import Clock
from handoff.stores.mailbox import Lease, Mailboxes, Next
from handoff.stores.wake import Wake

log = logging.getLogger(__name__)

LEASE_MS = 9_000
"""How long after a crash another worker takes over; renewed every third of it."""

SWEEP_EVERY_S = 0.5
"""How often leases and timers of all shards are looked at: hints may be lost, this is not."""

SWEPT_TOGETHER = 8
"""Shards looked at in one go; all 64 together would hold up a message for 3 ms."""

Handler = Callable[[Lease], Awaitable[Lease | None]]
"""Does what the messages ask for and acknowledges them; may give the next lane it got with that."""

MOST_CHAINED = 31
"""Lanes of one shard in a row that a worker takes with its acknowledgements; then others' turn."""


class Fenced(Exception):
    """Another worker holds the lane now; whatever was being done must not be written."""


class Lane:
    """All workers of one kind of lane in this process."""

    def __init__(
        self, mailboxes: Mailboxes, kind: str, handler: Handler, *, workers: int, batch: int = 1
    ) -> None:
        self.kind = kind
        self._mailboxes = mailboxes
        self._handler = handler
        self._count = workers
        self._batch = batch
        self._hot: dict[str, None] = {}
        self._work = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False

    def wake(self, base: str) -> None:
        """There may be a ready lane in this shard."""
        self._hot[base] = None
        self._work.set()

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._run()) for _ in range(self._count)]

    async def stop(self, grace_s: float) -> None:
        """Let running handlers end for ``grace_s``; what is cut off then waits for its lease."""
        self._stopping = True
        self._work.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=grace_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self) -> None:
        while not self._stopping:
            if not self._hot:
                self._work.clear()
                await self._work.wait()
                continue
            base = next(iter(self._hot))
            del self._hot[base]
            try:
                await self._take(base)
            except StoreUnavailable:
                self.wake(base)
                await asyncio.sleep(0.2 + random.random() * 0.3)  # noqa: S311
            except Exception:
                # A worker that ended here would be missed by nobody.
                log.exception("%s: a worker goes on after an error", self.kind)
                await asyncio.sleep(SWEEP_EVERY_S)

    async def _take(self, base: str) -> None:
        lease = await self._mailboxes.claim(base, self.kind, lease_ms=LEASE_MS, batch=self._batch)
        while lease is not None:
            self.wake(base)
            lease = await self._handle(lease) if lease.items else None

    async def _handle(self, lease: Lease) -> Lease | None:
        try:
            return await self._handler(lease)
        except Fenced:
            log.warning("%s/%s: another worker took over", lease.kind, lease.conversation)
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("%s/%s: handler failed", lease.kind, lease.conversation)
            with suppress(StoreUnavailable):
                await self._mailboxes.nack(
                    lease, delay_ms=backoff_ms(lease.tries), most_tries=8, error="handler failed"
                )
        return None


def then(lease: Lease, batch: int) -> Next | None:
    """What to ask for with the acknowledgement of ``lease``."""
    return Next(LEASE_MS, batch) if lease.chain < MOST_CHAINED else None


def backoff_ms(tries: int, *, cap_ms: int = 60_000) -> int:
    """1 s, doubled each time up to the cap, with full jitter."""
    return int(random.uniform(0.5, 1.0) * min(cap_ms, 1000 * 2 ** min(tries, 10)))  # noqa: S311


@asynccontextmanager
async def renewing(mailboxes: Mailboxes, lease: Lease) -> Any:
    """Hold the lane while something slow is done; raises ``Fenced`` when it was lost."""
    owner = asyncio.current_task()
    lost = False

    async def renew() -> None:
        nonlocal lost
        while True:
            await asyncio.sleep(LEASE_MS / 3000)
            with suppress(StoreUnavailable):
                if not await mailboxes.renew(lease, LEASE_MS):
                    lost = True
                    if owner is not None:
                        owner.cancel()
                    return

    task = asyncio.create_task(renew())
    try:
        yield
    except asyncio.CancelledError:
        if lost and owner is not None:
            owner.uncancel()
            raise Fenced from None
        raise
    finally:
        task.cancel()


class Sweeper:
    """Finds what no hint told of: expired leases, due timers and retries, in every shard."""

    def __init__(
        self, mailboxes: Mailboxes, wake: Wake, clock: Clock, lanes: Sequence[Lane]
    ) -> None:
        self._mailboxes = mailboxes
        self._wake = wake
        self._clock = clock
        self._lanes = {lane.kind: lane for lane in lanes}
        self._task: asyncio.Task[None] | None = None
        wake.on_work(self._heard)

    def _heard(self, base: str, kind: str) -> None:
        if lane := self._lanes.get(kind):
            lane.wake(base)

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        """All shards at once to begin with, then a few at a time, so that messages pass between."""
        keys = self._mailboxes.keys
        bases = [*keys.shards(), keys.line]
        await self._sweep_all(bases)
        parts = [bases[n : n + SWEPT_TOGETHER] for n in range(0, len(bases), SWEPT_TOGETHER)]
        while True:
            for part in parts:
                await asyncio.sleep(SWEEP_EVERY_S / len(parts))
                await self._sweep_all(part)

    async def _sweep_all(self, bases: Sequence[str]) -> None:
        with suppress(StoreUnavailable):
            await asyncio.gather(*(self.sweep(base) for base in bases))

    async def sweep(self, base: str) -> None:
        now_ms = int(self._clock.now().timestamp() * 1000)
        waits = await self._mailboxes.sweep(base, now_ms, list(self._lanes))
        for kind, wait_ms in waits.items():
            if wait_ms <= 0:
                self._lanes[kind].wake(base)
            elif wait_ms < SWEEP_EVERY_S * 1000:
                asyncio.get_running_loop().call_later(wait_ms / 1000, self._lanes[kind].wake, base)
