"""One measurement in a process of its own: ``python -m bot.bench.cell NAME COUNT``.

The address of Redis comes in BENCH_REDIS_URL; the figures go to standard output as JSON. Whatever
runs on asyncio runs on uvloop, as the service does, the peers too.
"""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Awaitable, Callable

import uvloop

from bot.bench import idle, lanes, peers, raw

Figures = dict[str, float]


async def _raw(url: str, count: int) -> Figures:
    async with raw.redis_py(url) as run:
        return await raw.drain(run, count)


async def _raw_own_client(url: str, count: int) -> Figures:
    async with raw.own_client(url) as run:
        return await raw.drain(run, count)


CELLS: dict[str, Callable[[str, int], Figures | Awaitable[Figures]]] = {
    "raw": _raw,
    "raw_own_client": _raw_own_client,
    "footbridge_1": lambda url, count: lanes.drain(url, count, 1),
    "footbridge_10": lambda url, count: lanes.drain(url, count, 10),
    **peers.DRAINS,
    "idle_raw": idle.floor,
    "idle_footbridge": idle.footbridge,
    "put_raw": idle.put_raw,
    "put_footbridge": idle.put_footbridge,
}


def main() -> None:
    logging.disable(logging.CRITICAL)
    name, count = sys.argv[1], int(sys.argv[2])
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    made = CELLS[name](os.environ["BENCH_REDIS_URL"], count)
    figures = made if isinstance(made, dict) else asyncio.run(_wait(made))
    sys.stdout.write(json.dumps(figures) + "\n")


async def _wait(made: Awaitable[Figures]) -> Figures:
    return await made


if __name__ == "__main__":
    main()
