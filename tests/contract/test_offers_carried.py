"""Offers reach the conversation exactly once, though whoever carries them dies on the way."""

import json

import pytest

from bot.outbox import Relay
from handoff.ports import Agent
from handoff.rules.ids import AgentId, ConversationId
from handoff.rules.offers import OfferRules
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.lines import Lines, relayed
from handoff.stores.mailbox import Lease, Mailboxes
from handoff.stores.wake import Wake
from tests.cli.waiting import until
from tests.contract.lines_machine import card_of
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
CHAT = ConversationId("web-a")
ADA = Agent(AgentId("ada"), "Ada", "agent")


async def test_a_carrier_that_dies_before_it_acknowledges_doubles_nothing(
    redis_server: RedisServer, prefix: str
):
    client, keys = RedisClient(redis_server.url), Keys(prefix=prefix)
    boxes, lines = Mailboxes(client, keys), Lines(client, keys)
    wake = Wake(redis_server.url, keys.wake, boxes.nonce)
    await lines.tune(OfferRules(), {})
    await lines.report(ADA, ["frontline|en|"], "available", alive=True)
    await lines.join(card_of(CHAT, "web-a:h1", "frontline", 1_000), 0)
    assert await lines.refuse(CHAT, ADA.id)

    dies = await boxes.claim(keys.line, "relay", lease_ms=1, batch=16)
    assert dies is not None
    for item in dies.items:
        conversation, event_id, event = relayed(item.payload)
        await boxes.enqueue("in", conversation, event_id, event)
    found: list[Lease] = []

    async def is_claimed() -> bool:
        lease = await boxes.claim(keys.line, "relay", lease_ms=9_000, batch=16)
        found.extend([lease] if lease else [])
        return bool(found)

    await until(is_claimed, within_s=60)
    await Relay(boxes, wake).handle(found[0])

    lane = f"{keys.shard(CHAT)}:q:in/{CHAT}"
    items = await client.call("LRANGE", lane, 0, -1)
    events = [json.loads(item.split("|", 3)[3])["type"] for item in items]
    assert sorted(events) == ["HandoffOffered", "OfferEnded", "QueueJoined"]
    assert events.index("HandoffOffered") < events.index("OfferEnded")
    await client.close()
