"""How long what leads outwards is tried again, and what becomes of it then."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.outbox import ChannelSink, RecordsSink, Sink
from handoff.errors import DeliveryError, RecordsRejected
from handoff.rules.codec import event_from_json, to_json
from handoff.rules.events import DeliveryFailed
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Entry, Speaker
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.mailbox import Mailboxes
from handoff.stores.wake import Wake
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
CHAT = ConversationId("telegram-4711")
ENTRY = Entry("e-1", Speaker.AGENT, "Hello", 1)


class Refusing:
    """A channel and records that take nothing."""

    name = "telegram"

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def send(self, conversation: ConversationId, entry: Entry, *, again: bool) -> None:
        raise self._error

    async def record_event(self, effect_id: str, name: str, data: dict[str, Any]) -> None:
        raise self._error


@pytest.fixture
async def mailboxes(redis_server: RedisServer, prefix: str) -> AsyncIterator[Mailboxes]:
    client = RedisClient(redis_server.url)
    yield Mailboxes(client, Keys(prefix=prefix))
    await client.close()


@pytest.fixture
def wake(redis_server: RedisServer, mailboxes: Mailboxes) -> Wake:
    return Wake(redis_server.url, mailboxes.keys.wake, mailboxes.nonce)


async def handled(mailboxes: Mailboxes, sink: Sink, kind: str, payload: str, tries: int) -> None:
    """Let ``sink`` handle a message that failed ``tries`` times before."""
    base = mailboxes.keys.shard(CHAT)
    await mailboxes.enqueue(kind, CHAT, "m-1", payload)
    await mailboxes._client.call("HSET", f"{base}:m:{kind}/{CHAT}", "att", tries)
    lease = await mailboxes.claim(base, kind, lease_ms=9_000)
    assert lease is not None
    assert lease.tries == tries
    await sink.handle(lease)  # type: ignore[attr-defined]


async def told(mailboxes: Mailboxes) -> list[Any]:
    """The events that the conversation has heard of."""
    lease = await mailboxes.claim(mailboxes.keys.shard(CHAT), "in", lease_ms=9_000, batch=9)
    return [event_from_json(item.payload) for item in lease.items] if lease else []


async def test_send_that_surely_did_not_arrive_is_still_tried_after_hours(
    mailboxes: Mailboxes, wake: Wake
) -> None:
    sink = ChannelSink(mailboxes, wake, Refusing(DeliveryError("not reached")))
    await handled(mailboxes, sink, "telegram", to_json(ENTRY), tries=1_000)
    assert await told(mailboxes) == []


async def test_send_that_may_have_arrived_is_not_repeated_for_ever(
    mailboxes: Mailboxes, wake: Wake
) -> None:
    sink = ChannelSink(mailboxes, wake, Refusing(DeliveryError("no clear answer", ambiguous=True)))
    await handled(mailboxes, sink, "telegram", to_json(ENTRY), tries=11)
    assert await told(mailboxes) == [DeliveryFailed("e-1", "no clear answer")]


async def test_record_that_sql_does_not_take_lets_the_next_ones_pass(
    mailboxes: Mailboxes, wake: Wake
) -> None:
    sink = RecordsSink(mailboxes, wake, Refusing(RecordsRejected("too long")))  # type: ignore[arg-type]
    record = to_json({"do": "record", "name": "answered", "data": {}})
    await handled(mailboxes, sink, "records", record, tries=7)
    [(_, letter)] = await mailboxes.dead(mailboxes.keys.shard(CHAT))
    assert (letter["lane"], letter["error"]) == (f"records/{CHAT}", "too long")
