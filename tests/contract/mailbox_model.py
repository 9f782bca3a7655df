"""What lanes are, in a page of Python: the model that the scripts are compared with."""

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass, field

from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.mailbox import Lease, Mailboxes, Outputs

ONE, TWO = ConversationId("web-0"), ConversationId("web-73")
assert Keys().shard(ONE) == Keys().shard(TWO), "the model looks at one shard"
KINDS = ("in", "telegram", "records")
DEEDS = ["nothing", "reply", "reply", "raise", "record", "set", "cancel"]
DOORS = [f"in/{ONE}", f"in/{ONE}", f"in/{TWO}", f"records/{ONE}"]
START_MS = 1_700_000_000_000
DAY_MS = 86_400_000


@dataclass
class Lane:
    """The model of one lane; ``ready_at`` and ``leased_until`` are never both set."""

    kind: str
    conversation: ConversationId
    waiting: deque[tuple[int, str, str]] = field(default_factory=deque)
    seq: int = 0
    acked: int = 0
    own: str = ""
    tries: int = 0
    expired: int = 0
    ready_at: int | None = None
    leased_until: int | None = None
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.conversation}"

    def push(self, message_id: str, epoch: str, now: int) -> None:
        self.seq += 1
        self.waiting.append((self.seq, message_id, epoch))
        if self.ready_at is None and self.leased_until is None:
            self.ready_at = now

    def push_once(self, message_id: str, epoch: str, now: int) -> bool:
        if message_id in self.seen:
            return False
        self.push(message_id, epoch, now)
        self.seen[message_id] = self.seq
        return True

    def drop(self, upto: int) -> list[str]:
        gone = []
        while self.waiting and self.waiting[0][0] <= upto:
            gone.append(self.waiting.popleft()[1])
        self.acked, self.tries, self.expired = upto, 0, 0
        return gone

    def release(self, at: int) -> None:
        self.own, self.leased_until = "", None
        self.ready_at = at if self.waiting else None


class MailboxModel:
    """All lanes of one shard, as they should be; ``client`` and its loop are given by the test."""

    client: RedisClient
    loop: asyncio.AbstractEventLoop

    def begin(self) -> None:
        self.mailboxes = Mailboxes(self.client, Keys(prefix=secrets.token_hex(4)), hints=False)
        self.base = self.mailboxes.keys.shard(ONE)
        self.lanes = {
            f"{kind}/{conversation}": Lane(kind, conversation)
            for kind in KINDS
            for conversation in (ONE, TWO)
        }
        self.epoch = {ONE: 0, TWO: 0}
        self.log: dict[ConversationId, list[str]] = {ONE: [], TWO: []}
        self.timers: dict[tuple[ConversationId, str], int] = {}
        self.ends: dict[str, list[str]] = {name: [] for name in self.lanes}
        self.dead: list[tuple[str, str]] = []
        self.now = START_MS
        self.set_clock(0)

    def ask(self, *calls):
        """Carry out calls in one go; a single one gives its reply itself."""

        async def together():
            return await asyncio.gather(*calls)

        replies = self.loop.run_until_complete(together())
        return replies[0] if len(calls) == 1 else replies

    def set_clock(self, ms: int) -> None:
        self.now += ms
        self.ask(self.client.call("SET", f"{self.base}:clock", self.now))

    def bury(self, lane: Lane) -> None:
        seq, message_id, _ = lane.waiting[0]
        self.ends[lane.name] += lane.drop(seq)
        self.dead.append((lane.name, message_id))
        if lane.kind == "in" and not message_id.endswith(":failed"):
            lane.push_once(f"{message_id}:failed", "", self.now)

    def reaped(self) -> None:
        """Follow the server in what it took back, which must have run out before."""
        held = set(self.ask(self.client.call("ZRANGE", f"{self.base}:leases", 0, -1)))
        for lane in self.lanes.values():
            if lane.leased_until is None or lane.name in held:
                continue
            assert lane.leased_until <= self.now, "a lease was taken before its time"
            lane.expired += 1
            if lane.expired >= 3:
                self.bury(lane)
            lane.release(self.now)

    def claimable(self, kind: str) -> list[Lane]:
        return [
            lane
            for lane in self.lanes.values()
            if lane.kind == kind and lane.ready_at is not None and lane.ready_at <= self.now
        ]

    def take(self, lane: Lane, ready: list[Lane], lease: Lease, batch: int, lease_ms: int) -> None:
        known = lane.leased_until
        if ready:
            assert lane in ready, "a lane was given away that is not ready"
            assert lane.ready_at == min(other.ready_at or 0 for other in ready)
        else:
            assert known is not None
            assert known <= self.now, "a held lane was given to another worker"
            lane.expired += 1
            if lane.expired >= 3:
                self.bury(lane)
            lane.release(self.now)
        current, look = self.epoch[lane.conversation], list(lane.waiting)[:batch]
        dropped = 0
        while look and look[0][2] != "" and int(look[0][2]) < current:
            self.ends[lane.name] += lane.drop(look.pop(0)[0])
            dropped += 1
        assert lease.dropped == dropped
        assert [(i.seq, i.id, i.epoch) for i in lease.items] == look, "not the head of the lane"
        if not look:
            lane.release(self.now)
        else:
            assert lease.tries == lane.tries + lane.expired
            lane.own, lane.ready_at = lease.fence, None
            lane.leased_until = self.now + lease_ms
        self.reaped()

    def outputs_of(self, deed: str, lane: Lane, seq: int) -> Outputs:
        epoch = self.epoch[lane.conversation]
        lanes = {
            "reply": [("telegram", f"r{lane.kind}{seq}", str(epoch), "out")],
            "record": [("records", f"r{lane.kind}{seq}", "", "out")],
        }
        return Outputs(
            state="{}" if deed == "raise" else "",
            epoch=epoch + 1,
            entries=[f"{lane.name}:{seq}"] if deed == "reply" else [],
            lanes=lanes.get(deed, []),
            timers=[("t", self.now + 700, f"{seq}")] if deed == "set" else [],
            cancelled=["t"] if deed == "cancel" else [],
        )

    def written(self, lane: Lane, outputs: Outputs) -> None:
        conversation = lane.conversation
        if outputs.state:
            self.epoch[conversation] = outputs.epoch
        self.log[conversation] += outputs.entries
        for kind, message_id, epoch, _ in outputs.lanes:
            self.lanes[f"{kind}/{conversation}"].push_once(message_id, epoch, self.now)
        for name in outputs.cancelled:
            self.timers.pop((conversation, name), None)
        for name, due, _ in outputs.timers:
            self.timers[conversation, name] = due

    def check_places(self) -> None:
        queues, ready, leases = [], [], self.client.call("ZRANGE", f"{self.base}:leases", 0, -1)
        for lane in self.lanes.values():
            queues.append(self.client.call("LRANGE", f"{self.base}:q:{lane.name}", 0, -1))
            ready.append(
                self.client.call("ZSCORE", f"{self.base}:ready:{lane.kind}", lane.conversation)
            )
        *found, held, repairs = self.ask(*queues, *ready, leases, self.mailboxes.rebuild(self.base))
        assert repairs == 0, "a healthy shard needs no repair"
        for n, lane in enumerate(self.lanes.values()):
            stored = [tuple(item.split("|")[:3]) for item in found[n]]
            assert stored == [(str(seq), e, i) for seq, i, e in lane.waiting]
            assert lane.seq - lane.acked == len(lane.waiting)
            at = found[len(self.lanes) + n]
            assert (None if at is None else int(at)) == lane.ready_at
            assert (lane.name in held) == (lane.leased_until is not None)
            assert bool(stored) == (at is not None or lane.name in held)

    def check_ends(self) -> None:
        """Whatever was accepted came to exactly one end, in order; the log has no gaps."""
        for lane in self.lanes.values():
            ended = self.ends[lane.name] + [message_id for _, message_id, _ in lane.waiting]
            assert len(ended) == len(set(ended)) == lane.seq
            assert set(lane.seen) <= set(ended)
        for conversation, entries in self.log.items():
            key = self.mailboxes.keys.log(conversation)
            found = self.ask(self.client.call("XRANGE", key, "-", "+"))
            assert [(at, fields[1]) for at, fields in found] == [
                (f"{n}-0", entry) for n, entry in enumerate(entries, 1)
            ]
