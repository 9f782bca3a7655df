"""This project's mailbox: the parts the service itself runs, with a handler that only acks.

Every message costs a claim and an acknowledgement that writes the conversation's state and one
message for an outgoing lane, as the router does; nothing is batched.
"""

import asyncio
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any

from bot.bench.load import PAYLOAD, STATE, conversation_of, message_id
from bot.clock import WallClock
from bot.workers import Handler, Lane, Sweeper, then
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.mailbox import Lease, Mailboxes, Outputs
from handoff.stores.wake import Wake


@asynccontextmanager
async def mailboxes_at(url: str) -> Any:
    client = RedisClient(url)
    yield Mailboxes(client, Keys(prefix="bench"))
    await client.close()


@asynccontextmanager
async def worked(url: str, mailboxes: Mailboxes, handler: Handler, workers: int) -> Any:
    """Run the lanes of the inbox with hints and sweeps, as in the service."""
    wake = Wake(url, mailboxes.keys.wake, mailboxes.nonce)
    lane = Lane(mailboxes, "in", handler, workers=workers)
    sweeper = Sweeper(mailboxes, wake, WallClock(), [lane])
    wake.start()
    sweeper.start()
    lane.start()
    yield wake
    await lane.stop(grace_s=1)
    await sweeper.stop()
    await wake.stop()


class Acker:
    """Acknowledges each message with its outputs; ``finished`` is set after ``count`` of them."""

    def __init__(self, mailboxes: Mailboxes, count: int) -> None:
        self._mailboxes = mailboxes
        self._left = count
        self.finished = asyncio.Event()

    async def handle(self, lease: Lease) -> Lease | None:
        item = lease.items[0]
        lanes = [("records", f"{item.id}:log", "", item.payload)]
        outputs = Outputs(STATE, 0, lanes=lanes)
        acked = await self._mailboxes.ack(lease, item.seq, outputs, then=then(lease, 1))
        if acked.done:
            self._left -= 1
            if not self._left:
                self.finished.set()
        return acked.next


async def drain(url: str, count: int, tasks: int) -> dict[str, float]:
    """Store ``count`` messages with ``tasks`` tasks, then let as many workers handle them."""
    async with mailboxes_at(url) as mailboxes:
        started = perf_counter()
        await asyncio.gather(*(_fill(mailboxes, range(n, count, tasks)) for n in range(tasks)))
        full = perf_counter()
        acker = Acker(mailboxes, count)
        async with worked(url, mailboxes, acker.handle, tasks):
            await acker.finished.wait()
            ended = perf_counter()
    return {"enqueue_per_s": count / (full - started), "drain_per_s": count / (ended - full)}


async def _fill(mailboxes: Mailboxes, numbers: range) -> None:
    for number in numbers:
        await mailboxes.enqueue("in", conversation_of(number), message_id(number), PAYLOAD)
