"""The promises of a lane, against a real server."""

from collections.abc import AsyncIterator

import pytest

from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.mailbox import Lease, Mailboxes, Next, Outputs
from tests.redis_server import RedisServer

CONVERSATION = ConversationId("web-abc")


@pytest.fixture
async def mailboxes(redis_server: RedisServer, prefix: str) -> AsyncIterator[Mailboxes]:
    client = RedisClient(redis_server.url)
    yield Mailboxes(client, Keys(prefix=prefix))
    await client.close()


async def claim(mailboxes: Mailboxes, kind: str = "in", lease_ms: int = 9000) -> Lease | None:
    base = mailboxes.keys.shard(CONVERSATION)
    return await mailboxes.claim(base, kind, lease_ms=lease_ms, batch=8)


async def held(mailboxes: Mailboxes, kind: str = "in", lease_ms: int = 9000) -> Lease:
    lease = await claim(mailboxes, kind, lease_ms)
    assert lease is not None
    return lease


async def test_messages_come_out_in_the_order_they_went_in(mailboxes: Mailboxes) -> None:
    for n in range(5):
        await mailboxes.enqueue("in", CONVERSATION, f"m{n}", f"text {n} | with \n breaks")
    lease = await held(mailboxes)
    assert [(i.seq, i.id) for i in lease.items] == [(n + 1, f"m{n}") for n in range(5)]
    assert lease.items[3].payload == "text 3 | with \n breaks"


async def test_the_same_message_id_is_stored_once_and_told_its_first_number(
    mailboxes: Mailboxes,
) -> None:
    first = await mailboxes.enqueue("in", CONVERSATION, "m", "a")
    await mailboxes.enqueue("in", CONVERSATION, "n", "b")
    again = await mailboxes.enqueue("in", CONVERSATION, "m", "a")
    assert (first.stored, again.stored, again.seq) == (True, False, first.seq)
    lease = await held(mailboxes)
    await mailboxes.ack(lease, 2)
    late = await mailboxes.enqueue("in", CONVERSATION, "m", "a")
    assert (late.stored, late.seq) == (False, 1)


async def test_a_leased_lane_is_given_to_nobody_else(mailboxes: Mailboxes) -> None:
    await mailboxes.enqueue("in", CONVERSATION, "m", "a")
    await held(mailboxes)
    await mailboxes.enqueue("in", CONVERSATION, "n", "b")
    assert await claim(mailboxes) is None


async def test_a_worker_that_died_is_replaced_and_can_no_longer_write(mailboxes: Mailboxes) -> None:
    await mailboxes.enqueue("in", CONVERSATION, "m", "a")
    dead = await held(mailboxes, lease_ms=1)
    heir = None
    for _ in range(200):
        heir = heir or await claim(mailboxes)
    assert heir is not None
    assert [item.id for item in heir.items] == ["m"]
    assert heir.tries == 1
    late = await mailboxes.ack(dead, 1, Outputs(state="{}", epoch=9))
    assert (late.done, late.before) == (False, False)
    assert await mailboxes.renew(dead, 1000) is False
    assert (await mailboxes.ack(heir, 1, Outputs(state='{"by":"heir"}', epoch=1))).done


async def test_an_acknowledgement_sent_twice_writes_once(mailboxes: Mailboxes) -> None:
    await mailboxes.enqueue("in", CONVERSATION, "m", "a")
    lease = await held(mailboxes)
    outputs = Outputs(state="{}", epoch=1, entries=["{}"], lanes=[("telegram", "m:0", "1", "hi")])
    first = await mailboxes.ack(lease, 1, outputs)
    again = await mailboxes.ack(lease, 1, outputs)
    assert first.done
    assert (again.done, again.before) == (False, True)
    out = await held(mailboxes, "telegram")
    assert [item.payload for item in out.items] == ["hi"]


async def test_state_is_handed_to_the_next_worker(mailboxes: Mailboxes) -> None:
    await mailboxes.enqueue("in", CONVERSATION, "m", "a")
    await mailboxes.ack(await held(mailboxes), 1, Outputs(state='{"x":1}', epoch=3))
    await mailboxes.enqueue("in", CONVERSATION, "n", "b")
    assert (await held(mailboxes)).state == '{"x":1}'


async def test_a_reply_made_under_an_older_epoch_is_dropped_before_it_goes_out(
    mailboxes: Mailboxes,
) -> None:
    await mailboxes.enqueue("in", CONVERSATION, "m", "a")
    lanes = [("telegram", "r1", "1", "bot"), ("telegram", "r2", "", "agent")]
    await mailboxes.ack(await held(mailboxes), 1, Outputs(state="{}", epoch=1, lanes=lanes))
    await mailboxes.enqueue("in", CONVERSATION, "n", "b")
    await mailboxes.ack(await held(mailboxes), 2, Outputs(state="{}", epoch=2))
    out = await held(mailboxes, "telegram")
    assert [item.payload for item in out.items] == ["agent"]
    assert out.dropped == 1


async def test_a_full_lane_refuses_more(mailboxes: Mailboxes) -> None:
    for n in range(3):
        await mailboxes.enqueue("in", CONVERSATION, f"m{n}", "a", most=3)
    refused = await mailboxes.enqueue("in", CONVERSATION, "m3", "a", most=3)
    assert (refused.full, refused.stored) == (True, False)


async def test_a_failed_message_is_tried_again_and_given_up_after_the_last_try(
    mailboxes: Mailboxes,
) -> None:
    await mailboxes.enqueue("in", CONVERSATION, "bad", "a")
    await mailboxes.enqueue("in", CONVERSATION, "good", "b")
    for buried in (False, False, True):
        lease = await held(mailboxes)
        assert lease.items[0].id == "bad"
        assert await mailboxes.nack(lease, delay_ms=0, most_tries=3, error="boom") is buried
    assert [item.id for item in (await held(mailboxes)).items] == ["good", "bad:failed"]
    base = mailboxes.keys.shard(CONVERSATION)
    [(letter, fields)] = await mailboxes.dead(base)
    assert (fields["id"], fields["error"], fields["lane"]) == ("bad", "boom", f"in/{CONVERSATION}")
    assert await mailboxes.replay(base, letter) == f"in/{CONVERSATION}"
    assert await mailboxes.replay(base, letter) == ""
    assert await mailboxes.dead(base) == []


async def test_a_message_whose_worker_dies_three_times_is_poison_and_told(
    mailboxes: Mailboxes,
) -> None:
    await mailboxes.enqueue("in", CONVERSATION, "poison", "a")
    base = mailboxes.keys.shard(CONVERSATION)
    claimed: list[str] = []
    for _ in range(2000):
        lease = await claim(mailboxes, lease_ms=1)
        if lease is not None:
            claimed.append(lease.items[0].id)
        if claimed[-1] == "poison:failed":
            break
    assert claimed == ["poison"] * 3 + ["poison:failed"]
    assert len(await mailboxes.dead(base)) == 1


async def test_a_delayed_retry_waits(mailboxes: Mailboxes) -> None:
    await mailboxes.enqueue("in", CONVERSATION, "m", "a")
    await mailboxes.nack(await held(mailboxes), delay_ms=60_000, most_tries=9, error="later")
    assert await claim(mailboxes) is None
    waits = await mailboxes.sweep(mailboxes.keys.shard(CONVERSATION), 0, ["in", "telegram"])
    assert 50_000 < waits["in"] <= 60_000
    assert "telegram" not in waits


async def test_a_timer_becomes_an_event_once_and_can_be_cancelled(mailboxes: Mailboxes) -> None:
    await mailboxes.enqueue("in", CONVERSATION, "m", "a")
    timers = [("slow", 5_000, '{"n":1}'), ("never", 5_000, '{"n":2}')]
    await mailboxes.ack(await held(mailboxes), 1, Outputs(state="{}", timers=timers))
    await mailboxes.enqueue("in", CONVERSATION, "n", "b")
    await mailboxes.ack(await held(mailboxes), 2, Outputs(state="{}", cancelled=["never"]))
    base = mailboxes.keys.shard(CONVERSATION)
    await mailboxes.sweep(base, 4_999, ["in"])
    assert await claim(mailboxes) is None
    assert await mailboxes.sweep(base, 5_000, ["in"]) == {"in": 0}
    await mailboxes.sweep(base, 9_000, ["in"])
    lease = await held(mailboxes)
    assert [(item.id, item.payload) for item in lease.items] == [("timer:slow:5000", '{"n":1}')]


async def test_lost_indexes_are_rebuilt_from_the_lanes(
    mailboxes: Mailboxes, redis_server: RedisServer
) -> None:
    await mailboxes.enqueue("in", CONVERSATION, "m", "a")
    base = mailboxes.keys.shard(CONVERSATION)
    assert await mailboxes.rebuild(base) == 0
    client = RedisClient(redis_server.url)
    await client.call("DEL", f"{base}:ready:in")
    await client.close()
    assert await claim(mailboxes) is None
    assert await mailboxes.rebuild(base) == 1
    assert (await held(mailboxes)).items[0].id == "m"
    assert await mailboxes.rebuild(base) == 0


async def test_keeping_the_lease_goes_on_with_the_same_lane(mailboxes: Mailboxes) -> None:
    for n in range(3):
        await mailboxes.enqueue("in", CONVERSATION, f"m{n}", "a")
    lease = await held(mailboxes)
    assert (await mailboxes.ack(lease, 1, keep_ms=9000)).left == 2
    assert await claim(mailboxes) is None
    assert (await mailboxes.ack(lease, 3, keep_ms=9000)).left == 0
    await mailboxes.enqueue("in", CONVERSATION, "m3", "a")
    assert (await held(mailboxes)).items[0].id == "m3"


async def test_an_acknowledgement_can_bring_the_next_lane_of_the_shard(
    mailboxes: Mailboxes,
) -> None:
    shard = mailboxes.keys.shard(CONVERSATION)
    neighbours = (ConversationId(f"web-n{n}") for n in range(10_000))
    neighbour = next(n for n in neighbours if mailboxes.keys.shard(n) == shard)
    await mailboxes.enqueue("in", CONVERSATION, "m", "a")
    lease = await held(mailboxes)
    await mailboxes.enqueue("in", neighbour, "n", "b")
    following = (await mailboxes.ack(lease, 1, then=Next(9000, 8))).next
    assert following is not None
    assert (following.conversation, following.chain) == (neighbour, 1)
    assert [item.id for item in following.items] == ["n"]
    assert await claim(mailboxes) is None, "it is held"
    last = await mailboxes.ack(following, 1, Outputs(state="{}", epoch=1), then=Next(9000, 8))
    assert (last.done, last.next) == (True, None)


async def test_state_and_log_are_forgotten_after_the_time_that_is_told(
    mailboxes: Mailboxes, redis_server: RedisServer
) -> None:
    await mailboxes.enqueue("in", CONVERSATION, "m", "a")
    await mailboxes.ack(
        await held(mailboxes), 1, Outputs(state="{}", epoch=1, entries=["{}"], keep_s=86_400)
    )
    client = RedisClient(redis_server.url)
    keys = mailboxes.keys
    for key in (keys.conversation(CONVERSATION), keys.log(CONVERSATION)):
        assert 86_000 < await client.call("TTL", key) <= 86_400
    await client.close()


async def test_old_dead_letters_are_forgotten(mailboxes: Mailboxes) -> None:
    await mailboxes.enqueue("in", CONVERSATION, "bad", "a")
    await mailboxes.nack(await held(mailboxes), delay_ms=0, most_tries=1, error="boom")
    base = mailboxes.keys.shard(CONVERSATION)
    assert await mailboxes.forget_dead(base, 0) == 0
    assert await mailboxes.forget_dead(base, 99_999_999_999_999) == 1
    assert await mailboxes.dead(base) == []


async def test_a_shard_tells_which_lanes_are_in_use_until_all_is_done(
    mailboxes: Mailboxes,
) -> None:
    base = mailboxes.keys.shard(CONVERSATION)
    assert await mailboxes.lanes_in_use(base) == []
    await mailboxes.enqueue("in", CONVERSATION, "m", "a")
    await mailboxes.enqueue("records", CONVERSATION, "m", "a")
    assert await mailboxes.lanes_in_use(base) == [f"in/{CONVERSATION}", f"records/{CONVERSATION}"]
    lease = await held(mailboxes)
    assert await mailboxes.lanes_in_use(base) == [f"in/{CONVERSATION}", f"records/{CONVERSATION}"]
    await mailboxes.ack(lease, 1)
    assert await mailboxes.lanes_in_use(base) == [f"records/{CONVERSATION}"]


async def test_the_next_timer_of_a_shard_is_the_one_that_is_due_first(mailboxes: Mailboxes) -> None:
    base = mailboxes.keys.shard(CONVERSATION)
    assert await mailboxes.next_timer(base) is None
    await mailboxes.enqueue("in", CONVERSATION, "m", "a")
    due = 1_795_183_200_123
    timers = [("late", due + 1, "{}"), ("early", due, "{}")]
    await mailboxes.ack(await held(mailboxes), 1, Outputs(timers=timers))
    assert await mailboxes.next_timer(base) == due
    await mailboxes.sweep(base, due, ["in"])
    assert await mailboxes.next_timer(base) == due + 1
