"""A mailbox beside a small model of it, driven by hypothesis; every difference is a failure."""

import asyncio
import re

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from handoff.stores.client import RedisClient
from handoff.stores.mailbox import Lease
from tests.contract.mailbox_model import DAY_MS, DEEDS, DOORS, KINDS, MailboxModel


class MailboxMachine(MailboxModel, RuleBasedStateMachine):
    """What workers, channels and time do to a shard, in any order."""

    leases = Bundle("leases")

    def __init__(self) -> None:
        super().__init__()
        self.begin()

    @rule()
    def workers_die(self) -> None:
        """Time passes until every lease has run out."""
        self.pass_time(
            max([ln.leased_until or 0 for ln in self.lanes.values()] + [self.now]) - self.now
        )

    @rule(ms=st.sampled_from([1, 700, 3 * DAY_MS]))
    def pass_time(self, ms: int) -> None:
        self.set_clock(ms)

    @rule(
        name=st.sampled_from(DOORS),
        message_id=st.sampled_from("abcdef"),
        most=st.sampled_from([2, 5]),
    )
    def enqueue(self, name: str, message_id: str, most: int) -> None:
        lane = self.lanes[name]
        accepted = self.ask(
            self.mailboxes.enqueue(
                lane.kind, lane.conversation, message_id, f"<{message_id}>", most=most
            )
        )
        first = lane.seen.get(message_id)
        full = first is None and len(lane.waiting) >= most
        assert accepted.full == full
        assert accepted.stored == (first is None and not full)
        if first is not None:
            assert accepted.seq == first
        elif not full:
            lane.push_once(message_id, "", self.now)
            assert accepted.seq == lane.seq

    @rule(
        target=leases,
        pick=st.integers(0, 5),
        lease_ms=st.sampled_from([1_000, 9_000]),
        batch=st.sampled_from([1, 3]),
    )
    def claim(self, pick: int, lease_ms: int, batch: int):
        busy = sorted({lane.kind for lane in self.lanes.values() if lane.waiting}) or ["in"]
        kind = busy[pick % len(busy)]
        ready = self.claimable(kind)
        lease = self.ask(self.mailboxes.claim(self.base, kind, lease_ms=lease_ms, batch=batch))
        if lease is None:
            assert not ready, "a ready lane was not found"
            self.reaped()
            assert not self.claimable(kind), "what an ended lease left behind was not found"
            return multiple()
        self.take(self.lanes[f"{kind}/{lease.conversation}"], ready, lease, batch, lease_ms)
        return lease if lease.items else multiple()

    @rule(pick=st.integers(0, 5), keep=st.booleans(), deed=st.sampled_from(DEEDS))
    def serve(self, pick: int, keep: bool, deed: str) -> None:
        """A worker without trouble."""
        lease = self.claim(pick, 9_000, 1)
        for held in leases_in(lease):
            self.ack(held, 0, keep, deed)

    @rule(target=leases, pick=st.integers(0, 5))
    def overtaken(self, pick: int):
        """A worker that sleeps through its lease, and the one after it."""
        first = self.claim(pick, 1_000, 1)
        self.workers_die()
        second = self.claim(pick, 9_000, 1)
        return multiple(*leases_in(first), *leases_in(second))

    @rule(
        lease=leases,
        upto=st.sampled_from([0, 0, 1, 3]),
        keep=st.booleans(),
        deed=st.sampled_from(DEEDS),
    )
    def ack(self, lease: Lease, upto: int, keep: bool, deed: str) -> None:
        lane = self.lanes[f"{lease.kind}/{lease.conversation}"]
        seq = lease.items[0].seq + upto
        outputs = self.outputs_of(deed, lane, seq)
        acked = self.ask(self.mailboxes.ack(lease, seq, outputs, keep_ms=2_000 if keep else 0))
        if seq <= lane.acked:
            assert (acked.done, acked.before) == (False, True)
            return
        if lane.own != lease.fence or seq > lane.seq:
            assert (acked.done, acked.before) == (False, False), "written without the lane"
            return
        assert acked.done
        self.written(lane, outputs)
        self.ends[lane.name] += lane.drop(seq)
        assert acked.left == len(lane.waiting)
        if keep and lane.waiting:
            lane.leased_until = self.now + 2_000
        else:
            lane.release(self.now)

    @rule(lease=leases, delay_ms=st.sampled_from([0, 1_500]), most=st.sampled_from([0, 1, 2]))
    def nack(self, lease, delay_ms: int, most: int) -> None:
        lane = self.lanes[f"{lease.kind}/{lease.conversation}"]
        buried = self.ask(
            self.mailboxes.nack(lease, delay_ms=delay_ms, most_tries=most, error="no")
        )
        if lane.own != lease.fence:
            assert not buried
            return
        lane.tries += 1 if most else 0
        assert buried == (most > 0 and lane.tries >= most)
        if buried:
            self.bury(lane)
        lane.release(self.now if buried else self.now + delay_ms)

    @rule(lease=leases, ms=st.sampled_from([1_000, 9_000]))
    def renew(self, lease, ms: int) -> None:
        lane = self.lanes[f"{lease.kind}/{lease.conversation}"]
        assert self.ask(self.mailboxes.renew(lease, ms)) == (lane.own == lease.fence)
        if lane.own == lease.fence:
            lane.leased_until = self.now + ms

    @rule()
    def sweep(self) -> None:
        waits = self.ask(self.mailboxes.sweep(self.base, self.now, KINDS))
        self.reaped()
        expired = [
            ln for ln in self.lanes.values() if (ln.leased_until or self.now + 1) <= self.now
        ]
        assert not expired, "an ended lease was not taken back"
        for (conversation, name), due in list(self.timers.items()):
            if due <= self.now:
                del self.timers[conversation, name]
                self.lanes[f"in/{conversation}"].push_once(f"timer:{name}:{due}", "", self.now)
        for kind in KINDS:
            at = [ln.ready_at for ln in self.lanes.values() if ln.kind == kind and ln.ready_at]
            assert waits.get(kind) == (max(0, min(at) - self.now) if at else None)

    @rule()
    def lose_indexes(self) -> None:
        """Hints and indexes may go at any time; a rebuild finds every waiting lane again."""
        keys = [f"{self.base}:ready:{kind}" for kind in KINDS]
        lost = [lane for lane in self.lanes.values() if lane.ready_at is not None]
        self.ask(self.client.call("DEL", *keys))
        assert self.ask(self.mailboxes.rebuild(self.base)) == len(lost)
        for lane in lost:
            lane.ready_at = self.now

    @rule()
    def replay(self) -> None:
        letters = self.ask(self.mailboxes.dead(self.base))
        found = [(fields["lane"], fields["id"]) for _, fields in letters]
        assert sorted(found) == sorted(self.dead)
        if letters:
            letter, fields = letters[0]
            self.dead.remove(found[0])
            assert self.ask(self.mailboxes.replay(self.base, letter)) == fields["lane"]
            first = re.sub(r"~\d+-\d+$", "", fields["id"])
            again = f"{first}~{letter}"
            self.lanes[fields["lane"]].push(again, fields["epoch"], self.now)

    @invariant()
    def every_lane_is_in_one_place(self) -> None:
        self.check_places()

    def teardown(self) -> None:
        self.check_ends()


def leases_in(found: object) -> list[Lease]:
    several = getattr(found, "values", (found,))
    return [lease for lease in several if isinstance(lease, Lease)]


def machine(client: RedisClient, loop: asyncio.AbstractEventLoop) -> type[MailboxMachine]:
    return type("Mailbox", (MailboxMachine,), {"client": client, "loop": loop})
