"""How long one message waits when there is little to do: from its due time to its handler.

A producer in a process of its own puts messages at random moments (Poisson). Latency counts from
the moment a message was due, so a producer that is late makes nobody look better.
"""

import asyncio
import os
import random
import sys
from collections.abc import Awaitable, Callable
from time import monotonic, monotonic_ns
from typing import Any

import redis.asyncio as redis

from bot.bench import lanes, raw
from bot.bench.figures import spread
from bot.bench.load import PAYLOAD, STATE, conversation_of
from handoff.stores.mailbox import Lease, Mailboxes, Outputs

RATE_PER_S = 50
PATIENCE_S = 30.0
CLOSE_S = 0.0015
"""The loop's timers are good to a millisecond, as much as what is measured; the rest is spun."""


class Watch:
    """Notes how late each message is; ids end with the nanosecond at which they were due."""

    def __init__(self, count: int) -> None:
        self._left = count
        self.late_ms: list[float] = []
        self.finished = asyncio.Event()

    def seen(self, message: str) -> None:
        self.late_ms.append((monotonic_ns() - int(message.rpartition(":")[2])) / 1e6)
        if len(self.late_ms) >= self._left:
            self.finished.set()


async def floor(url: str, count: int) -> dict[str, float]:
    """The consumer of the floor: waits for the bell, then takes what there is."""
    watch = Watch(count)
    async with raw.redis_py(url) as run, redis.Redis.from_url(url) as bell:
        listening = asyncio.create_task(_take(run, bell, watch))
        await _produced("raw", url, count, watch)
        listening.cancel()
    return spread(watch.late_ms)


async def _take(run: raw.Run, bell: Any, watch: Watch) -> None:
    while True:
        await bell.blpop([raw.BELL], timeout=0)
        while item := await run(raw.TAKE):
            watch.seen(item.split("|")[1])


async def footbridge(url: str, count: int) -> dict[str, float]:
    """Lanes that sleep until a hint tells of work."""
    watch = Watch(count)
    async with lanes.mailboxes_at(url) as mailboxes:

        async def handle(lease: Lease) -> None:
            item = lease.items[0]
            watch.seen(item.id)
            outputs = [("records", f"{item.id}:log", "", item.payload)]
            await mailboxes.ack(lease, item.seq, Outputs(STATE, 0, lanes=outputs))

        async with lanes.worked(url, mailboxes, handle, 10):
            await _produced("footbridge", url, count, watch)
    return spread(watch.late_ms)


async def _produced(kind: str, url: str, count: int, watch: Watch) -> None:
    """Run the producer and wait until everything it has put was seen."""
    environment = {**os.environ, "BENCH_REDIS_URL": url}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.bench.cell", f"put_{kind}", str(count)),
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        if await process.wait() != 0:
            raise RuntimeError("the producer failed")
        await asyncio.wait_for(watch.finished.wait(), PATIENCE_S)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


Put = Callable[[int, str], Awaitable[Any]]


async def put_raw(url: str, count: int) -> dict[str, float]:
    async with raw.redis_py(url) as run:
        return await _at_random(count, lambda _, name: run(raw.PUT, name, PAYLOAD, "ring"))


async def put_footbridge(url: str, count: int) -> dict[str, float]:
    async with lanes.mailboxes_at(url) as mailboxes:
        return await _at_random(count, _enqueue(mailboxes))


def _enqueue(mailboxes: Mailboxes) -> Put:
    return lambda n, name: mailboxes.enqueue("in", conversation_of(n), name, PAYLOAD)


async def _at_random(count: int, put: Put) -> dict[str, float]:
    moments = random.Random(50)  # noqa: S311  (the same moments for everybody)
    await put(0, f"warm:{monotonic_ns()}")
    due = monotonic() + 0.5
    for number in range(1, count):
        due += moments.expovariate(RATE_PER_S)
        await _until(due)
        await put(number, f"m{number}:{int(due * 1e9)}")
    return {}


async def _until(due: float) -> None:
    await asyncio.sleep(max(0.0, due - CLOSE_S - monotonic()))
    while monotonic() < due:
        pass
