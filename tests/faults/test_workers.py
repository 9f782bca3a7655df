"""Workers go on after whatever happens to them."""

import asyncio
import secrets
from collections.abc import AsyncIterator

import pytest

from bot import workers
from bot.workers import Fenced, Lane, backoff_ms, renewing
from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.mailbox import Lease, Mailboxes
from tests.cli.waiting import until
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
CONVERSATION = ConversationId("web-1")


@pytest.fixture
async def mailboxes(redis_server: RedisServer) -> AsyncIterator[Mailboxes]:
    client = RedisClient(redis_server.url)
    yield Mailboxes(client, Keys(prefix=secrets.token_hex(4)), hints=False)
    await client.close()


async def claimed(mailboxes: Mailboxes, lease_ms: int = 9_000) -> Lease:
    base = mailboxes.keys.shard(CONVERSATION)
    while (lease := await mailboxes.claim(base, "in", lease_ms=lease_ms)) is None:  # noqa: ASYNC110
        await asyncio.sleep(0)
    return lease


async def test_a_worker_survives_an_answer_of_the_store_that_it_does_not_know(
    mailboxes: Mailboxes, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(workers, "SWEEP_EVERY_S", 0.01)
    done = asyncio.Event()

    async def handle(lease: Lease) -> None:
        await mailboxes.ack(lease, lease.items[-1].seq)
        done.set()

    base = mailboxes.keys.shard(CONVERSATION)
    client = RedisClient(redis_server.url)
    await client.call("SET", f"{base}:ready:in", "no list of lanes")
    lane = Lane(mailboxes, "in", handle, workers=1)
    lane.start()
    lane.wake(base)
    # Until the lane has looked at what it was told of.
    await until(lambda: not lane._hot, within_s=60)
    await client.call("DEL", f"{base}:ready:in")
    await mailboxes.enqueue("in", CONVERSATION, "m1", "x")
    lane.wake(base)
    await asyncio.wait_for(done.wait(), 60)
    await lane.stop(1.0)
    await client.close()


async def test_who_loses_the_lane_while_busy_is_stopped_and_goes_on_unharmed(
    mailboxes: Mailboxes, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(workers, "LEASE_MS", 60)
    await mailboxes.enqueue("in", CONVERSATION, "m1", "x")
    asleep = await claimed(mailboxes, lease_ms=1)
    heir = await claimed(mailboxes)
    assert heir.fence != asleep.fence
    with pytest.raises(Fenced):
        async with asyncio.timeout(5), renewing(mailboxes, asleep):
            await asyncio.Event().wait()
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0, "what comes next in this worker is not cancelled as well"


async def test_who_is_stopped_from_outside_hears_that_and_no_fence(mailboxes: Mailboxes):
    await mailboxes.enqueue("in", CONVERSATION, "m1", "x")
    lease = await claimed(mailboxes)
    inside = asyncio.Event()

    async def busy() -> None:
        async with renewing(mailboxes, lease):
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(busy())
    await asyncio.wait_for(inside.wait(), 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_lease_is_renewed_while_something_slow_is_done(
    mailboxes: Mailboxes, monkeypatch: pytest.MonkeyPatch
):
    lease_ms = 600
    monkeypatch.setattr(workers, "LEASE_MS", lease_ms)
    await mailboxes.enqueue("in", CONVERSATION, "m1", "x")
    lease = await claimed(mailboxes, lease_ms=lease_ms)
    base = mailboxes.keys.shard(CONVERSATION)

    async def held_until_ms() -> int:
        lane = f"in/{CONVERSATION}"
        return int(await mailboxes._client.call("ZSCORE", f"{base}:leases", lane) or 0)

    first_end_ms = await held_until_ms()

    async def was_renewed_after_its_first_end() -> bool:
        assert await mailboxes.claim(base, "in", lease_ms=lease_ms) is None
        return await held_until_ms() >= first_end_ms + lease_ms

    async with renewing(mailboxes, lease):
        await until(was_renewed_after_its_first_end)
    assert (await mailboxes.ack(lease, 1)).done


def test_the_pause_before_another_try_grows_to_its_cap_and_is_never_the_same_for_all():
    for tries, most in ((0, 1_000), (3, 8_000), (6, 60_000), (400, 60_000)):
        pauses = {backoff_ms(tries) for _ in range(50)}
        assert most / 2 <= min(pauses) <= max(pauses) <= most
        assert len(pauses) > 5
    assert backoff_ms(9, cap_ms=3_000) <= 3_000
