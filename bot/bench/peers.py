"""Other queues at the same work: a no-op job, results off, one consumer process, as shipped."""

import importlib.util
import threading
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any

from bot.bench.load import PAYLOAD

PACKAGES = {
    "rq_simple": "rq",
    "rq_fork": "rq",
    "arq": "arq",
    "arq_10ms": "arq",
    "saq": "saq",
    "dramatiq": "dramatiq",
}
"""Peer to the package it needs; arq_10ms is arq with a poll delay of 0.01 instead of 0.5 s."""

QUIET = "CRITICAL"


def missing() -> list[str]:
    return [peer for peer, package in PACKAGES.items() if not importlib.util.find_spec(package)]


class Tally:
    """Counts handled jobs and knows when the last one was handled."""

    def __init__(self, count: int) -> None:
        self._left = count
        self.at = 0.0
        self.finished = threading.Event()

    def one(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.at = perf_counter()
            self.finished.set()

    async def one_async(self, _context: Any, **_: Any) -> None:
        self.one()


def rates(count: int, started: float, full: float, begun: float, ended: float) -> dict[str, float]:
    return {"enqueue_per_s": count / (full - started), "drain_per_s": count / (ended - begun)}


def nothing(_payload: str) -> None:
    """The job of those who find it by its name."""


def rq(url: str, count: int, *, fork: bool) -> dict[str, float]:
    from redis import Redis
    from rq import Queue, SimpleWorker, Worker

    connection = Redis.from_url(url)
    queue = Queue("bench", connection=connection)
    started = perf_counter()
    for _ in range(count):
        queue.enqueue(nothing, PAYLOAD, result_ttl=0)
    full = perf_counter()
    worker = (Worker if fork else SimpleWorker)([queue], connection=connection)
    begun = perf_counter()
    worker.work(burst=True, logging_level=QUIET)
    return rates(count, started, full, begun, perf_counter())


async def arq(url: str, count: int, *, poll_delay_s: float) -> dict[str, float]:
    from arq import create_pool, func
    from arq.connections import RedisSettings
    from arq.worker import Worker

    tally = Tally(count)
    job: Any = tally.one_async
    pool = await create_pool(RedisSettings.from_dsn(url))
    started = perf_counter()
    for _ in range(count):
        await pool.enqueue_job("job", payload=PAYLOAD)
    full = perf_counter()
    worker = Worker(
        [func(job, name="job", keep_result=0)],
        redis_pool=pool,
        burst=True,
        poll_delay=poll_delay_s,
        handle_signals=False,
    )
    begun = perf_counter()
    await worker.async_run()
    await worker.close()
    return rates(count, started, full, begun, tally.at)


async def saq(url: str, count: int) -> dict[str, float]:
    from saq import Queue, Worker

    tally = Tally(count)
    queue = Queue.from_url(url)
    await queue.connect()
    started = perf_counter()
    for _ in range(count):
        await queue.enqueue("job", payload=PAYLOAD, ttl=-1)
    full = perf_counter()
    worker: Any = Worker(queue, [("job", tally.one_async)], burst=True, dequeue_timeout=1)
    begun = perf_counter()
    await worker.start()
    await queue.disconnect()
    return rates(count, started, full, begun, tally.at)


def dramatiq(url: str, count: int) -> dict[str, float]:
    from dramatiq import Actor, Worker
    from dramatiq.brokers.redis import RedisBroker

    tally = Tally(count)
    broker: Any = RedisBroker(url=url)  # type: ignore[no-untyped-call]
    job = Actor(
        lambda _payload: tally.one(),
        broker=broker, actor_name="job", queue_name="bench", priority=0, options={},
    )  # fmt: skip
    broker.declare_actor(job)
    started = perf_counter()
    for _ in range(count):
        job.send(PAYLOAD)
    full = perf_counter()
    worker = Worker(broker)
    begun = perf_counter()
    worker.start()
    tally.finished.wait(timeout=300)
    worker.stop()
    return rates(count, started, full, begun, tally.at)


DRAINS: dict[str, Callable[[str, int], dict[str, float] | Awaitable[dict[str, float]]]] = {
    "rq_simple": lambda url, count: rq(url, count, fork=False),
    "rq_fork": lambda url, count: rq(url, count, fork=True),
    "arq": lambda url, count: arq(url, count, poll_delay_s=0.5),
    "arq_10ms": lambda url, count: arq(url, count, poll_delay_s=0.01),
    "saq": saq,
    "dramatiq": dramatiq,
}
