"""Dead letters of one kind are put back, however many there are and whatever becomes of one."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from handoff.errors import StoreUnavailable
from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.dead_letters import RedisDeadLetters
from handoff.stores.keys import Keys
from handoff.stores.mailbox import Mailboxes
from handoff.stores.wake import Wake
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
CHAT = ConversationId("web-a")


@pytest.fixture
async def mailboxes(redis_server: RedisServer, prefix: str) -> AsyncIterator[Mailboxes]:
    client = RedisClient(redis_server.url)
    yield Mailboxes(client, Keys(prefix=prefix))
    await client.close()


@pytest.fixture
def dead(redis_server: RedisServer, mailboxes: Mailboxes) -> RedisDeadLetters:
    return RedisDeadLetters(mailboxes, Wake(redis_server.url, mailboxes.keys.wake, mailboxes.nonce))


async def bury(mailboxes: Mailboxes, kind: str, name: str, chat: ConversationId = CHAT) -> None:
    fields = {"lane": f"{kind}/{chat}", "id": name, "epoch": "", "payload": name, "error": "no",
              "at": "1"}  # fmt: skip
    stream = mailboxes.keys.dead(mailboxes.keys.shard(chat))
    flat = [part for field in fields.items() for part in field]
    await mailboxes._client.call("XADD", stream, "*", *flat)


async def queued(mailboxes: Mailboxes, chat: ConversationId = CHAT) -> list[str]:
    base = mailboxes.keys.shard(chat)
    lease = await mailboxes.claim(base, "queue", lease_ms=9_000, batch=9)
    return [item.payload for item in lease.items] if lease else []


async def test_letters_are_found_behind_any_number_of_others_and_keep_their_order(
    mailboxes: Mailboxes, dead: RedisDeadLetters
) -> None:
    await bury(mailboxes, "queue", "join")
    await asyncio.gather(*(bury(mailboxes, "records", f"r{n}") for n in range(1_100)))
    await bury(mailboxes, "queue", "leave")
    assert await dead.replay_all("queue") == 2
    assert await queued(mailboxes) == ["join", "leave"]
    assert await dead.replay_all("queue") == 0


async def test_a_letter_that_cannot_be_put_back_holds_up_no_other(
    mailboxes: Mailboxes, dead: RedisDeadLetters, caplog: pytest.LogCaptureFixture
) -> None:
    shard = mailboxes.keys.shard(CHAT)
    chats = (ConversationId(f"web-{n}") for n in range(10_000))
    other = next(chat for chat in chats if mailboxes.keys.shard(chat) == shard)
    await bury(mailboxes, "queue", "first")
    await bury(mailboxes, "queue", "second", other)
    await mailboxes._client.call("SET", f"{shard}:q:queue/{CHAT}", "no list")
    assert await dead.replay_all("queue") == 1
    assert await queued(mailboxes, other) == ["second"]
    assert [letter.event_id for letter in await dead.list()] == ["first"]
    assert "cannot be put back" in caplog.text


async def test_while_the_store_is_away_nothing_is_tried_one_by_one(
    mailboxes: Mailboxes, dead: RedisDeadLetters
) -> None:
    await bury(mailboxes, "queue", "join")
    await mailboxes._client.close()
    with pytest.raises(StoreUnavailable):
        await dead.replay_all("queue")


async def test_letters_of_all_shards_are_counted(
    mailboxes: Mailboxes, dead: RedisDeadLetters
) -> None:
    assert await dead.count() == 0
    for n in range(5):
        await bury(mailboxes, "queue", f"n{n}", ConversationId(f"web-{n}"))
    assert await dead.count() == 5
