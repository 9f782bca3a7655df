"""The promises of the waiting lines that need many at once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import hiredis
import pytest

from handoff.ports import Agent
from handoff.rules.codec import event_from_json
from handoff.rules.events import AgentAssigned, QueueJoined
from handoff.rules.ids import AgentId, ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.lines import Lines, relayed
from handoff.stores.mailbox import Mailboxes
from tests.cli.waiting import until
from tests.contract.lines_machine import card_of
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis


@pytest.fixture
async def client(redis_server: RedisServer) -> AsyncIterator[RedisClient]:
    client = RedisClient(redis_server.url)
    yield client
    await client.close()


@pytest.fixture
def keys(prefix: str) -> Keys:
    return Keys(prefix=prefix)


@pytest.fixture
def lines(client: RedisClient, keys: Keys) -> Lines:
    return Lines(client, keys)


def agent(name: str, capacity: int = 4) -> Agent:
    return Agent(AgentId(name), name.title(), "agent", capacity=capacity)


async def join(lines: Lines, name: str, due: int, department: str = "frontline") -> int:
    conversation = ConversationId(f"web-{name}")
    return await lines.join(card_of(conversation, f"web-{name}:h1", department, due), 1)


async def test_of_twenty_agents_who_press_at_once_exactly_one_gets_the_conversation(lines: Lines):
    await join(lines, "wanted", 1)
    agents = [agent(f"agent{n}") for n in range(20)]
    ends = await asyncio.gather(*(lines.take(ConversationId("web-wanted"), a, 1) for a in agents))
    [winner] = [a for a, end in zip(agents, ends, strict=True) if end.epoch]
    assert {end.holder for end in ends if not end.epoch} == {winner.name}
    assert [c.conversation for c in await lines.held_by(winner.id)] == ["web-wanted"]


async def test_an_agent_who_presses_everything_at_once_stays_within_capacity(lines: Lines):
    for n in range(10):
        await join(lines, str(n), n)
    ada = agent("ada", capacity=3)
    ends = await asyncio.gather(
        *(lines.take(ConversationId(f"web-{n}"), ada, 1) for n in range(10))
    )
    assert (sum(bool(end.epoch) for end in ends), sum(end.full for end in ends)) == (3, 7)


async def test_a_department_lists_its_own_and_several_are_merged_by_due_time(lines: Lines):
    await join(lines, "b", 2, "billing")
    await join(lines, "a", 1)
    await join(lines, "c", 3)
    both = await lines.waiting(["billing", "frontline"])
    assert [card.conversation for card in both] == ["web-a", "web-b", "web-c"]
    assert [card.conversation for card in await lines.waiting(["billing"])] == ["web-b"]


async def test_who_joins_a_line_of_more_than_a_hundred_is_told_the_place_too(
    lines: Lines, client: RedisClient, keys: Keys
):
    for n in range(105):
        assert await join(lines, f"{n:03}", n) == n
    lane = await Mailboxes(client, keys, hints=False).claim(
        keys.line, "relay", lease_ms=9_000, batch=200
    )
    assert lane is not None
    told = {}
    for item in lane.items:
        conversation, _, event = relayed(item.payload)
        told[conversation] = event_from_json(event)
    assert told[ConversationId("web-104")] == QueueJoined("web-104:h1", "frontline", 104)
    assert len(told) == 105


async def test_what_the_relay_carries_is_an_event_with_its_own_id(
    lines: Lines, client: RedisClient, keys: Keys
):
    await join(lines, "a", 5)
    at_ms = 1_763_683_855_123
    taken = await lines.take(ConversationId("web-a"), agent("zoë"), at_ms)
    lane = await Mailboxes(client, keys, hints=False).claim(
        keys.line, "relay", lease_ms=9_000, batch=9
    )
    assert lane is not None
    conversation, event_id, event = relayed(lane.items[-1].payload)
    assert (conversation, event_id) == ("web-a", f"assigned:web-a:h1:{taken.epoch}")
    assert event_from_json(event) == AgentAssigned("web-a:h1", "zoë", "Zoë", taken.epoch, at_ms)


async def test_who_stands_in_a_line_that_was_lost_gets_a_place_by_joining_again(
    lines: Lines, client: RedisClient, keys: Keys
):
    await join(lines, "a", 5)
    await join(lines, "b", 7)
    await client.call("DEL", f"{keys.line}:w:frontline")
    assert await join(lines, "b", 7) == 0
    assert await join(lines, "a", 5) == 0
    assert [c.conversation for c in await lines.waiting(["frontline"])] == ["web-a", "web-b"]


async def test_a_join_that_fails_leaves_nothing_behind_and_works_later(
    lines: Lines, client: RedisClient, keys: Keys
):
    await client.call("SET", f"{keys.line}:w:frontline", "no line")
    with pytest.raises(hiredis.ReplyError):
        await join(lines, "a", 5)
    assert await client.call("KEYS", f"{keys.line}:h:*") == []
    await client.call("DEL", f"{keys.line}:w:frontline")
    assert await join(lines, "a", 5) == 0


async def test_a_spoilt_line_hides_no_other_and_lets_go(
    lines: Lines, client: RedisClient, keys: Keys
):
    await join(lines, "a", 5, "billing")
    await join(lines, "b", 7)
    await client.call("SET", f"{keys.line}:w:billing", "no line")
    assert [c.conversation for c in await lines.waiting(["billing", "frontline"])] == ["web-b"]
    assert await lines.close(ConversationId("web-a"), "web-a:h1")


async def test_everybody_who_waits_gets_a_lost_line_back_and_nobody_else(
    lines: Lines, client: RedisClient, keys: Keys
):
    await join(lines, "a", 5)
    await join(lines, "b", 3)
    await join(lines, "held", 1)
    await lines.take(ConversationId("web-held"), agent("ada"), 1)
    assert await lines.reseat() == 0, "a healthy line needs no repair"
    await client.call("SET", f"{keys.line}:w:frontline", "no line")
    assert await lines.reseat() == 0
    await client.call("DEL", f"{keys.line}:w:frontline")
    assert await lines.reseat() == 2
    waiting = await lines.waiting(["frontline"])
    assert [card.conversation for card in waiting] == ["web-b", "web-a"]


async def test_lost_lines_are_made_up_for_without_reading_all_keys(
    lines: Lines, client: RedisClient, keys: Keys
):
    await join(lines, "a", 5)
    await lines.reseat()
    await client.call("CONFIG", "RESETSTAT")
    await client.call("DEL", f"{keys.line}:w:frontline")
    assert await lines.reseat() == 1
    statistics = await client.call("INFO", "commandstats")
    assert ("cmdstat_sscan:" in statistics, "cmdstat_scan:" in statistics) == (True, False)


@pytest.mark.parametrize("instead", ["nothing", "no index"])
async def test_an_index_that_is_missing_or_spoilt_is_built_from_what_is_there(
    lines: Lines, client: RedisClient, keys: Keys, instead: str
):
    """Missing as in a store that an older version has filled."""
    await join(lines, "before", 5)
    await lines.reseat()
    await client.call("DEL", f"{keys.line}:wait")
    if instead == "no index":
        await client.call("SET", f"{keys.line}:wait", instead)
    await join(lines, "after", 6)
    await join(lines, "held", 1)
    await lines.take(ConversationId("web-held"), agent("ada"), 1)
    await client.call("DEL", f"{keys.line}:w:frontline")
    assert await lines.reseat() == 2
    assert sorted(await client.call("SMEMBERS", f"{keys.line}:wait")) == [
        "", "web-after", "web-before",
    ]  # fmt: skip


async def test_many_get_a_lost_line_back_piece_by_piece_and_in_order(
    lines: Lines, client: RedisClient, keys: Keys
):
    names = [f"{n:04}" for n in range(1_200)]
    await asyncio.gather(*(join(lines, name, int(name)) for name in names))
    await client.call("DEL", f"{keys.line}:wait", f"{keys.line}:w:frontline")
    assert await lines.reseat() == 1_200
    found = await client.call("ZRANGE", f"{keys.line}:w:frontline", 0, -1)
    assert found == [f"web-{name}" for name in names]


async def test_in_a_cluster_the_lines_touch_their_own_slot_alone(tmp_path: Path, prefix: str):
    server = RedisServer(tmp_path, aof=False, cluster=True).start()
    client, keys = RedisClient(server.url), Keys(prefix=prefix)
    lines = Lines(client, keys)
    try:
        await client.call("CLUSTER", "ADDSLOTS", await client.call("CLUSTER", "KEYSLOT", keys.line))
        await until(lambda: _is_up(client), within_s=10)
        await join(lines, "a", 5)
        await client.call("DEL", f"{keys.line}:wait", f"{keys.line}:w:frontline")
        assert await lines.reseat() == 1
    finally:
        await client.close()
        server.stop()


async def _is_up(client: RedisClient) -> bool:
    return "cluster_state:ok" in await client.call("CLUSTER", "INFO")


async def test_how_many_wait_and_since_when(lines: Lines) -> None:
    came = {"web-a": ("billing", 2_000), "web-b": ("billing", 1_000), "web-c": ("frontline", 3_000)}
    for name, (department, since_ms) in came.items():
        card = replace(
            card_of(ConversationId(name), f"{name}:h1", department, 9_000), since_ms=since_ms
        )
        await lines.join(card, 1)
    assert await lines.depths(["billing", "frontline", "empty"]) == {
        "billing": (2, 1_000),
        "frontline": (1, 3_000),
        "empty": (0, 0),
    }
    assert await lines.depths([]) == {}


async def test_copies_whose_clocks_differ_do_not_make_the_clock_of_agents_run_faster(
    lines: Lines, client: RedisClient, keys: Keys
):
    for second in range(10):
        for behind_ms in (0, 800, 0, 800):
            await lines.tick(1_000_000 + second * 1_000 - behind_ms)
    assert await client.call("HGET", f"{keys.line}:clock", "run") == "9000"
