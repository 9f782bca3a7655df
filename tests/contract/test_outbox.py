"""How long what leads outwards is tried again, and what becomes of it then."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import housekeeping
from bot.clock import HandClock, WallClock
from bot.housekeeping import Housekeeping
from bot.outbox import ChannelSink, QueueSink, Sink
from bot.records_sink import RecordsSink
from bot.router import NEWER_TRIES
from handoff.errors import DeliveryError, RecordsRejected
from handoff.ports import Agent
from handoff.rules.codec import event_from_json, to_json, to_plain
from handoff.rules.conversation import Conversation, Handoff, State
from handoff.rules.events import DeliveryFailed, HandlingFailed
from handoff.rules.ids import AgentId, ConversationId
from handoff.rules.messages import Entry, Speaker
from handoff.stores.client import RedisClient
from handoff.stores.dead_letters import RedisDeadLetters
from handoff.stores.keys import Keys
from handoff.stores.lines import Lines
from handoff.stores.log import RedisLog
from handoff.stores.mailbox import Mailboxes
from handoff.stores.wake import Wake
from tests.contract.lines_machine import card_of
from tests.redis_server import RedisServer, free_port

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

    async def record_event(self, effect_id: str, name: str, data: dict[str, Any]) -> bool:
        raise self._error

    async def store_ticket(self, effect_id: str, ticket: dict[str, Any]) -> str:
        raise self._error


@pytest.fixture
async def mailboxes(redis_server: RedisServer, prefix: str) -> AsyncIterator[Mailboxes]:
    client = RedisClient(redis_server.url)
    yield Mailboxes(client, Keys(prefix=prefix))
    await client.close()


@pytest.fixture
async def nowhere() -> AsyncIterator[RedisClient]:
    """A client whose server does not run: the part of a cluster that is away."""
    client = RedisClient(f"redis://127.0.0.1:{free_port()}")
    yield client
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
    refusing: Any = Refusing(RecordsRejected("too long"))
    sink = RecordsSink(mailboxes, wake, refusing, refusing)
    record = to_json({"do": "record", "name": "answered", "data": {}})
    await handled(mailboxes, sink, "records", record, tries=7)
    [(_, letter)] = await mailboxes.dead(mailboxes.keys.shard(CHAT))
    assert (letter["lane"], letter["error"]) == (f"records/{CHAT}", "too long")


async def test_complaint_or_objection_that_sql_does_not_take_brings_a_person_once(
    mailboxes: Mailboxes, wake: Wake
) -> None:
    refusing: Any = Refusing(RecordsRejected("too long"))
    sink = RecordsSink(mailboxes, wake, refusing, refusing)
    store = to_json({"do": "store_ticket", "ticket": {"id": "t1"}})
    await handled(mailboxes, sink, "records", store, tries=7)
    [letter] = await RedisDeadLetters(mailboxes, wake).list()
    assert await RedisDeadLetters(mailboxes, wake).replay(letter.id)
    for _ in range(8):
        lease = await mailboxes.claim(mailboxes.keys.shard(CHAT), "records", lease_ms=9_000)
        assert lease is not None
        await sink.handle(lease)
        await mailboxes._client.call("ZADD", f"{lease.base}:ready:records", "XX", 0, CHAT)
    assert await told(mailboxes) == [HandlingFailed("m-1")]


async def test_record_of_a_newer_version_is_not_lost(mailboxes: Mailboxes, wake: Wake) -> None:
    refusing: Any = Refusing(RecordsRejected("never asked"))
    sink = RecordsSink(mailboxes, wake, refusing, refusing)
    await handled(mailboxes, sink, "records", to_json({"do": "sing"}), tries=NEWER_TRIES - 1)
    [(_, letter)] = await mailboxes.dead(mailboxes.keys.shard(CHAT))
    assert letter["payload"] == to_json({"do": "sing"})


JOIN = to_json({"do": "join", "epoch": 1, "card": {"written_by": "an older version"}})
CLOSE = to_json({"do": "close", "handoff_id": "h1"})


def queue(mailboxes: Mailboxes, wake: Wake, client: RedisClient) -> QueueSink:
    keys = mailboxes.keys
    return QueueSink(mailboxes, wake, Lines(client, keys), RedisLog(client, keys, wake))


async def test_line_is_tried_again_for_weeks_while_its_store_is_away(
    mailboxes: Mailboxes, wake: Wake, nowhere: RedisClient
) -> None:
    await handled(mailboxes, queue(mailboxes, wake, nowhere), "queue", CLOSE, tries=100_000)
    assert await mailboxes.dead(mailboxes.keys.shard(CHAT)) == []
    assert await told(mailboxes) == []


async def test_join_that_is_given_up_is_told_to_the_conversation_once(
    mailboxes: Mailboxes, wake: Wake
) -> None:
    sink, base = queue(mailboxes, wake, mailboxes._client), mailboxes.keys.shard(CHAT)
    dead = RedisDeadLetters(mailboxes, wake)
    await handled(mailboxes, sink, "queue", JOIN, tries=3)
    for _ in range(2):
        assert [letter.lane for letter in await dead.list()] == [f"queue/{CHAT}"]
        assert await dead.replay_all("queue") == 1
        lease = await mailboxes.claim(base, "queue", lease_ms=9_000)
        assert lease is not None
        await sink.handle(lease)
    assert await told(mailboxes) == [HandlingFailed("m-1")]


@pytest.mark.parametrize("at", [State.QUEUED, State.AGENT, State.WRAP_UP, State.BOT])
async def test_late_join_seats_only_one_who_still_waits(
    mailboxes: Mailboxes, wake: Wake, at: State
) -> None:
    handoff = Handoff("h1", "user_request", "frontline", "P3", 1, 7, "?")
    state = Conversation(CHAT, state=at, handoff=handoff)
    client, keys = mailboxes._client, mailboxes.keys
    await client.call("HSET", keys.conversation(CHAT), "state", to_json(state))
    card = to_plain(card_of(CHAT, "h1", "frontline", 7))
    join = to_json({"do": "join", "epoch": 1, "card": card})
    await handled(mailboxes, queue(mailboxes, wake, client), "queue", join, tries=0)
    waiting = [c.conversation for c in await Lines(client, keys).waiting(["frontline"])]
    assert waiting == ([CHAT] if at is State.QUEUED else [])
    assert await mailboxes.dead(keys.shard(CHAT)) == []


@pytest.mark.parametrize("since", ["reopened", "put back"])
async def test_late_join_of_an_earlier_wait_seats_nobody(
    mailboxes: Mailboxes, wake: Wake, since: str
) -> None:
    """A dead letter that is replayed: the same handoff waits anew, under a later epoch."""
    handoff = Handoff("h1", "user_request", "billing", "P3", 1, 7, "?")
    state = Conversation(CHAT, state=State.QUEUED, epoch=5, handoff=handoff)
    client, keys = mailboxes._client, mailboxes.keys
    await client.call("HSET", keys.conversation(CHAT), "state", to_json(state))
    lines, sink = Lines(client, keys), queue(mailboxes, wake, client)
    if since == "put back":
        await lines.join(card_of(CHAT, "h1", "billing", 7), 5)
    late = to_plain(card_of(CHAT, "h1", "frontline", 3))
    join = to_json({"do": "join", "epoch": 1, "card": late})
    await handled(mailboxes, sink, "queue", join, tries=0)
    assert await lines.waiting(["frontline"]) == []

    await lines.join(card_of(CHAT, "h1", "billing", 7), 5)

    [card] = await lines.waiting(["frontline", "billing"])
    assert (card.department, card.rank_ms, card.due_ms) == ("billing", 7, 7)
    taken = await lines.take(CHAT, Agent(AgentId("ada"), "Ada", "agent"), 1)
    assert taken.epoch == 6, "an epoch that the conversation takes"


async def nothing(before: datetime) -> int:
    return 0


async def test_what_belongs_to_no_ticket_is_forgotten_by_an_age_of_its_own(
    mailboxes: Mailboxes, wake: Wake
) -> None:
    asked: list[datetime] = []

    async def forget(before: datetime) -> int:
        asked.append(before)
        return 3

    lines, dead = Lines(mailboxes._client, mailboxes.keys), RedisDeadLetters(mailboxes, wake)
    clock, week = HandClock(), timedelta(days=7)
    keeper = Housekeeping(mailboxes, dead, lines, clock, timedelta, [nothing], week, forget)
    assert await keeper.forget_unclaimed() == 3
    assert asked == [clock.now() - week]


async def test_upkeep_goes_on_after_something_nobody_foresaw(
    mailboxes: Mailboxes, wake: Wake, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    monkeypatch.setattr(housekeeping, "FORGET_EVERY_S", 0.0)
    went_on, tries = asyncio.Event(), 0

    async def forget(before: datetime) -> int:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise RuntimeError("a bug")
        went_on.set()
        return 0

    lines = Lines(mailboxes._client, mailboxes.keys)
    dead = RedisDeadLetters(mailboxes, wake)
    keeper = Housekeeping(
        mailboxes, dead, lines, WallClock(), timedelta, [forget], timedelta(days=7), nothing
    )
    keeper.start()
    async with asyncio.timeout(10):
        await went_on.wait()
    await keeper.stop()
    assert "upkeep failed" in caplog.text


async def test_join_that_nobody_can_read_is_over_when_the_customer_has_left(
    mailboxes: Mailboxes, wake: Wake
) -> None:
    join = to_json({"do": "join", "epoch": 1, "card": {"handoff_id": "h1", "since": "long ago"}})
    sink = queue(mailboxes, wake, mailboxes._client)
    await handled(mailboxes, sink, "queue", join, tries=3)
    assert await mailboxes.dead(mailboxes.keys.shard(CHAT)) == []
    assert await told(mailboxes) == []


async def test_end_of_a_handoff_that_is_given_up_does_not_trouble_the_customer(
    mailboxes: Mailboxes, wake: Wake
) -> None:
    sink = queue(mailboxes, wake, mailboxes._client)
    await mailboxes._client.call("SET", f"{mailboxes.keys.line}:h:{CHAT}", "no handoff")
    await handled(mailboxes, sink, "queue", CLOSE, tries=3)
    assert len(await mailboxes.dead(mailboxes.keys.shard(CHAT))) == 1
    assert await told(mailboxes) == []


async def test_dead_letter_of_the_line_is_said_once_and_tried_at_every_look(
    mailboxes: Mailboxes, wake: Wake, caplog: pytest.LogCaptureFixture
) -> None:
    sink, dead = queue(mailboxes, wake, mailboxes._client), RedisDeadLetters(mailboxes, wake)
    lines = Lines(mailboxes._client, mailboxes.keys)
    keeper = Housekeeping(
        mailboxes, dead, lines, WallClock(), timedelta, [], timedelta(days=7), nothing
    )
    await handled(mailboxes, sink, "queue", JOIN, tries=3)
    for look in range(3):
        assert await keeper.look() == (1 if look == 0 else 0)
        lease = await mailboxes.claim(mailboxes.keys.shard(CHAT), "queue", lease_ms=9_000)
        assert lease is not None
        assert lease.items[0].payload == JOIN
        await sink.handle(lease)
    assert sum("dead letter" in record.getMessage() for record in caplog.records) == 1
