"""Words that can be taken back for a while, on a real Redis."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.held import RedisHeld
from handoff.stores.keys import Keys
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
THREAD = ConversationId("slack-C1-1.5")


@pytest.fixture
async def held(redis_server: RedisServer, prefix: str) -> AsyncIterator[RedisHeld]:
    client = RedisClient(redis_server.url)
    yield RedisHeld(client, Keys(prefix=prefix))
    await client.close()


async def test_words_are_sent_as_they_were_written_last(held: RedisHeld) -> None:
    assert await held.hold(THREAD, "1", "Helo")
    assert not await held.hold(THREAD, "1", "again")
    assert await held.change(THREAD, "1", "Hello\n你好")
    assert await held.send(THREAD, "1") == "Hello\n你好"
    assert await held.send(THREAD, "1") == "Hello\n你好"


async def test_what_is_sent_is_neither_changed_nor_taken_back(held: RedisHeld) -> None:
    await held.hold(THREAD, "1", "Hello")
    await held.send(THREAD, "1")
    assert not await held.change(THREAD, "1", "Bye")
    assert not await held.drop(THREAD, "1")
    assert await held.send(THREAD, "1") == "Hello"


async def test_what_is_taken_back_is_never_sent(held: RedisHeld) -> None:
    await held.hold(THREAD, "1", "Hello")
    await held.hold(THREAD, "2", "Others stay")
    assert await held.drop(THREAD, "1")
    assert not await held.drop(THREAD, "1")
    assert not await held.change(THREAD, "1", "Hello again")
    assert not await held.hold(THREAD, "1", "Hello again")
    assert await held.send(THREAD, "1") is None
    assert await held.send(THREAD, "2") == "Others stay"


async def test_of_unknown_words_nothing_is_done(held: RedisHeld) -> None:
    assert not await held.change(THREAD, "9", "Hello")
    assert not await held.drop(THREAD, "9")
    assert await held.send(THREAD, "9") is None


async def test_of_taking_back_and_sending_at_once_one_wins(held: RedisHeld) -> None:
    for number in range(50):
        name = str(number)
        await held.hold(THREAD, name, "Hello")
        sent, dropped = await asyncio.gather(held.send(THREAD, name), held.drop(THREAD, name))
        assert (sent is None) == dropped
