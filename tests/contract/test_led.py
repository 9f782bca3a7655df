"""The index of conversations that the bot leads, in a real Redis."""

import asyncio
from dataclasses import replace

import pytest

from handoff.rules.codec import to_json
from handoff.rules.conversation import Conversation, State
from handoff.rules.events import AgentWrote, CustomerWrote, TimerFired
from handoff.rules.ids import ConversationId
from handoff.rules.led import MOST_TROUBLE, RUNNING_MS, STEP, is_led, moves, said_ms, score
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.led import RedisLed
from handoff.stores.mailbox import Mailboxes, Outputs
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
NOW = 1_772_600_000_000


@pytest.fixture
async def client(redis_server: RedisServer):
    client = RedisClient(redis_server.url)
    yield client
    await client.close()


class Road:
    """Writes states as the router does."""

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self.boxes = Mailboxes(client, keys, hints=False)
        self.count = 0

    async def write(self, state: Conversation, led: int | None) -> None:
        self.count += 1
        await self.boxes.enqueue("in", state.id, f"m{self.count}", "{}")
        base = self.boxes.keys.shard(state.id)
        lease = await self.boxes.claim(base, "in", lease_ms=9_000)
        assert lease is not None
        outputs = Outputs(state=to_json(state), epoch=state.epoch, led=led)
        assert (await self.boxes.ack(lease, lease.items[-1].seq, outputs)).done


def chat(name: str, **facts: object) -> Conversation:
    return Conversation(ConversationId(f"web-{name}"), **facts)  # type: ignore[arg-type]


async def test_most_trouble_comes_first_then_the_newest_and_never_more_than_wanted(
    client: RedisClient, prefix: str
):
    keys = Keys(prefix=prefix)
    road, led = Road(client, keys), RedisLed(client, keys)
    states = [chat(f"calm{n}") for n in range(20)]
    states += [chat("missed", misses=1), chat("angry", misses=1, objections=1)]
    for n, state in enumerate(states):
        await road.write(state, score(state, NOW + n))

    found = await led.running(NOW + 100, 5)

    names = [state.id.removeprefix("web-") for state, _ in found]
    assert names == ["angry", "missed", "calm19", "calm18", "calm17"]
    assert [at_ms for _, at_ms in found] == [NOW + 21, NOW + 20, NOW + 19, NOW + 18, NOW + 17]


async def test_what_has_gone_quiet_is_cut_off_whatever_the_trouble(
    client: RedisClient, prefix: str
):
    keys = Keys(prefix=prefix)
    road, led = Road(client, keys), RedisLed(client, keys)
    quiet, talks = chat("quiet", misses=2), chat("talks")
    await road.write(quiet, score(quiet, NOW))
    await road.write(talks, score(talks, NOW + 1))
    assert len(await led.running(NOW + RUNNING_MS - 1, 9)) == 2
    found = await led.running(NOW + RUNNING_MS, 9)
    assert [state.id for state, _ in found] == [talks.id]
    assert await client.call("ZCARD", f"{keys.shard(quiet.id)}:led") == 0


async def test_it_leaves_the_index_in_the_same_write_that_takes_it_from_the_bot(
    client: RedisClient, prefix: str
):
    keys = Keys(prefix=prefix)
    road, led = Road(client, keys), RedisLed(client, keys)
    state = chat("one")
    await road.write(state, score(state, NOW))
    await road.write(replace(state, state=State.QUEUED, epoch=1), 0)
    assert await led.running(NOW, 9) == []
    await road.write(state, None)
    assert await led.running(NOW, 9) == []


async def test_an_entry_whose_state_says_otherwise_is_not_shown(client: RedisClient, prefix: str):
    keys = Keys(prefix=prefix)
    road, led = Road(client, keys), RedisLed(client, keys)
    await road.write(chat("one", state=State.AGENT), NOW)
    assert await led.running(NOW, 9) == []


async def test_many_shards_are_read_at_once(client: RedisClient, prefix: str):
    keys = Keys(prefix=prefix)
    road, led = Road(client, keys), RedisLed(client, keys)
    states = [chat(f"n{n}") for n in range(120)]
    await asyncio.gather(*(road.write(each, score(each, NOW + n)) for n, each in enumerate(states)))
    found = await led.running(NOW + 200, 100)
    assert [state.id for state, _ in found] == [state.id for state in states[:19:-1]]


def test_only_words_move_a_conversation():
    assert moves(CustomerWrote("m", "hi", NOW))
    assert not moves(TimerFired("form_silent", "x"))
    assert not moves(AgentWrote("ada", "Ada", "m", "note", NOW, note=True))


def test_a_phoned_complaint_is_led_by_an_agent():
    assert is_led(chat("one", state=State.FORM))
    assert not is_led(Conversation(ConversationId("desk-1")))


def test_trouble_stands_before_time():
    worst = chat("one", misses=9, objections=9)
    assert score(worst, NOW) == MOST_TROUBLE * STEP + NOW
    assert said_ms(score(worst, NOW)) == NOW
