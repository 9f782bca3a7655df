"""What one copy of the service does at a time, on a real Redis."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from handoff.stores.client import RedisClient
from handoff.stores.holds import Holds
from handoff.stores.keys import Keys
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
LONG_MS = 600_000


@pytest.fixture
async def client(redis_server: RedisServer) -> AsyncIterator[RedisClient]:
    client = RedisClient(redis_server.url)
    yield client
    await client.close()


def two_copies(client: RedisClient, prefix: str) -> tuple[Holds, Holds]:
    keys = Keys(prefix=prefix)
    return Holds(client, keys, "a"), Holds(client, keys, "b")


async def test_one_has_it_and_keeps_it_under_the_same_fence(
    client: RedisClient, prefix: str
) -> None:
    one, other = two_copies(client, prefix)
    assert await one.hold("C1", LONG_MS) == 1
    assert await other.hold("C1", LONG_MS) == 0
    assert await one.hold("C1", LONG_MS) == 1
    assert await other.hold("C2", LONG_MS) == 1


async def test_what_is_let_go_is_free_at_once(client: RedisClient, prefix: str) -> None:
    one, other = two_copies(client, prefix)
    await one.hold("C1", LONG_MS)
    await other.let_go("C1")
    assert await other.hold("C1", LONG_MS) == 0
    await one.let_go("C1")
    await one.let_go("C1")
    assert await other.hold("C1", LONG_MS) == 2


async def test_a_copy_that_dies_holds_nothing_up(client: RedisClient, prefix: str) -> None:
    one, other = two_copies(client, prefix)
    await one.hold("C1", 50)
    async with asyncio.timeout(60):
        while True:
            if fence := await other.hold("C1", LONG_MS):
                break
            await asyncio.sleep(0.01)
    assert fence == 2
    assert await one.hold("C1", LONG_MS) == 0


async def test_many_at_once_and_one_gets_it(client: RedisClient, prefix: str) -> None:
    keys = Keys(prefix=prefix)
    copies = [Holds(client, keys, f"copy {n}") for n in range(20)]
    fences = await asyncio.gather(*(copy.hold("C1", LONG_MS) for copy in copies))
    assert sorted(fences) == [0] * 19 + [1]
