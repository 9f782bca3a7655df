"""Questions to colleagues in the lists of the waiting lines, in a real Redis."""

import pytest

from handoff.ports import Agent
from handoff.rules.ids import AgentId, ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.lines import Lines
from tests.contract.lines_machine import card_of
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
CHAT, HID = ConversationId("web-a"), "web-a:h1"
ADA = Agent(AgentId("ada"), "Ada", "agent")


@pytest.fixture
async def client(redis_server: RedisServer):
    client = RedisClient(redis_server.url)
    yield client
    await client.close()


@pytest.fixture
async def lines(client: RedisClient, prefix: str) -> Lines:
    lines = Lines(client, Keys(prefix=prefix))
    await lines.join(card_of(CHAT, HID, "frontline", 1_000), 0)
    await lines.take(CHAT, ADA, 5)
    return lines


async def listed(lines: Lines, *to: str) -> list[str]:
    return [card.conversation for card in await lines.asked_of(to)]


async def test_it_is_listed_for_whom_it_is_asked_until_it_is_over(lines: Lines):
    for _ in range(2):
        await lines.list_question(CHAT, HID, "agent:bo")
    await lines.list_question(CHAT, HID, "department:billing")
    assert await listed(lines, "agent:bo", "department:billing") == [CHAT]
    assert await listed(lines, "agent:cy", "department:frontline") == []
    await lines.list_question(CHAT, HID, "agent:bo", is_over=True)
    assert await listed(lines, "agent:bo") == []
    assert await listed(lines, "department:billing") == [CHAT]


async def test_it_changes_neither_holder_nor_load_nor_epoch(lines: Lines):
    before = await lines.held_by(ADA.id)
    await lines.list_question(CHAT, HID, "agent:bo")
    assert await lines.held_by(ADA.id) == before
    [duty] = await lines.on_duty([ADA.id])
    assert duty.load == 1
    assert (await lines.take(CHAT, ADA, 9)).epoch == 1


async def test_the_end_of_the_handoff_takes_it_out_of_every_list(lines: Lines):
    await lines.list_question(CHAT, HID, "agent:bo")
    await lines.list_question(CHAT, HID, "department:billing")
    await lines.close(CHAT, HID)
    assert await listed(lines, "agent:bo", "department:billing") == []
    await lines.list_question(CHAT, HID, "agent:bo")
    assert await listed(lines, "agent:bo") == []


async def test_lost_lists_are_built_again_and_spoilt_ones_put_right(
    client: RedisClient, lines: Lines, prefix: str
):
    await lines.list_question(CHAT, HID, "agent:bo")
    assert await lines.recount() == 0
    key = f"{Keys(prefix=prefix).line}:ask:agent:bo"
    await client.call("DEL", key)
    assert await lines.recount() == 1
    await client.call("SADD", key, "web-gone")
    assert await lines.recount() == 1
    assert await listed(lines, "agent:bo") == [CHAT]
