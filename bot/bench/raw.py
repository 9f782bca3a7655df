"""The floor: the least that a durable queue can do, one script to put and one to take.

No order per conversation, no lease, no duplicates dropped, nothing kept if the consumer dies. It
runs on plain redis-py, one task, as most programs would do it, and again on our own client.
"""

from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any

import redis.asyncio as redis

from bot.bench.load import PAYLOAD, message_id
from handoff.stores.client import RedisClient, Script

PUT = Script("""
local seq = redis.call('HINCRBY', KEYS[2], 'seq', 1)
redis.call('RPUSH', KEYS[1], seq .. '|' .. ARGV[1] .. '|' .. ARGV[2])
if ARGV[3] ~= '' and redis.call('LLEN', KEYS[3]) < 64 then redis.call('LPUSH', KEYS[3], '1') end
return seq
""")
TAKE = Script("""
local item = redis.call('LPOP', KEYS[1])
if item then redis.call('HINCRBY', KEYS[2], 'done', 1) end
return item
""")
KEYS = ["bench:queue", "bench:meta", "bench:bell"]
BELL = KEYS[2]

Run = Callable[..., Awaitable[Any]]


@asynccontextmanager
async def redis_py(url: str) -> Any:
    """Scripts through redis-py: a connection from its pool for each call."""
    async with redis.Redis.from_url(url, decode_responses=True) as client:
        for script in (PUT, TAKE):
            await client.script_load(script.source)

        async def run(script: Script, *arguments: str) -> Any:
            return await client.evalsha(script.sha, len(KEYS), *KEYS, *arguments)

        yield run


@asynccontextmanager
async def own_client(url: str) -> Any:
    client = RedisClient(url)

    async def run(script: Script, *arguments: str) -> Any:
        return await client.run(script, KEYS, *arguments)

    yield run
    await client.close()


async def drain(run: Run, count: int) -> dict[str, float]:
    """Put ``count`` messages, then take them all, one after the other; both per second."""
    started = perf_counter()
    for number in range(count):
        await run(PUT, message_id(number), PAYLOAD, "")
    full = perf_counter()
    taken = 0
    while await run(TAKE) is not None:
        taken += 1
    ended = perf_counter()
    if taken != count:
        raise RuntimeError(f"{taken} of {count} messages came out")
    return {"enqueue_per_s": count / (full - started), "drain_per_s": count / (ended - full)}
