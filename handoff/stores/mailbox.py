"""Mailboxes: lanes of messages that are handled in order, one worker at a time, and never lost.

A message stays at the head of its lane until it is acknowledged under a lease. So recovery from a
crash is the lease running out, and needs no step of its own. ``lua/lane.lua`` describes the keys.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.scripts import script
from handoff.stores.wire import Argument

MOST_WAITING = 200
"""Messages a lane may hold before it refuses more (back-pressure), as measured to be ample."""

REPLAYED = "~"
"""Stands after the first id of a message that was a dead letter, before the letter's own."""


@dataclass(frozen=True)
class Accepted:
    """The end of an enqueue: ``stored`` now, ``seq`` of the first arrival, or ``full``."""

    stored: bool
    seq: int
    full: bool = False


@dataclass(frozen=True)
class Item:
    """A message of a lane; ``epoch`` is empty where ownership does not matter."""

    seq: int
    epoch: str
    id: str
    payload: str


@dataclass(frozen=True)
class Lease:
    """A lane held by this worker: its first messages, and the state if it is an inbox."""

    base: str
    kind: str
    conversation: ConversationId
    fence: str
    tries: int
    state: str
    items: tuple[Item, ...]
    dropped: int
    chain: int = 0
    """How many leases before this one were given with an acknowledgement, without a claim."""


@dataclass(frozen=True)
class Acked:
    """``done``: written now. ``before``: an earlier call had written it. Neither: fenced off."""

    done: bool
    before: bool = False
    left: int = 0
    first_number: int = 0
    next: Lease | None = None


@dataclass(frozen=True)
class Next:
    """A wish to go on with the next ready lane of the same kind and shard."""

    lease_ms: int
    batch: int = 1


@dataclass(frozen=True)
class Outputs:
    """What follows from handled messages; written in one piece with their acknowledgement.

    ``lanes``: (kind, id, epoch or "", payload); ``timers``: (name, due in Unix ms, event JSON);
    ``keep_s``: seconds after which state and log are forgotten if nothing more is written.
    """

    state: str = ""
    epoch: int = 0
    entries: Sequence[str] = ()
    lanes: Sequence[tuple[str, str, str, str]] = ()
    timers: Sequence[tuple[str, int, str]] = ()
    cancelled: Sequence[str] = ()
    keep_s: int = 0
    led: int | None = None
    """Its score among those that the bot leads, 0 to take it out; None: as it was."""

    def arguments(self) -> list[Argument]:
        flat: list[Argument] = []
        if self.state:
            flat += ["S", self.state, self.epoch]
        for name in self.cancelled:
            flat += ["U", name]
        for entry in self.entries:
            flat += ["E", entry]
        for lane in self.lanes:
            flat += ["L", *lane]
        for timer in self.timers:
            flat += ["T", *timer]
        if self.led is not None:
            flat += ["B", self.led or ""]
        if self.keep_s:
            flat += ["K", self.keep_s]
        return flat


NOTHING = Outputs()


class Mailboxes:
    """The scripts of the lanes as calls. All raise ``StoreUnavailable`` and may be repeated."""

    def __init__(self, client: RedisClient, keys: Keys, *, hints: bool = True) -> None:
        self._client = client
        self.keys = keys
        self.nonce = secrets.token_hex(6)
        """Marks this process: its fences and its own wake-up hints."""
        self._channel = keys.wake if hints else ""

    async def enqueue(
        self,
        kind: str,
        conversation: ConversationId,
        message_id: str,
        payload: str,
        *,
        most: int = MOST_WAITING,
    ) -> Accepted:
        base = self.keys.shard(conversation)
        hint = f"{self.nonce} {base}  {kind}"
        code, seq = await self._client.run(
            script("enqueue"), [base], kind, conversation, message_id, payload, most, self._channel,
            hint,
        )  # fmt: skip
        return Accepted(stored=code == 1, seq=seq, full=code == -1)

    async def claim(self, base: str, kind: str, *, lease_ms: int, batch: int = 1) -> Lease | None:
        reply = await self._client.run(script("claim"), [base], kind, self.nonce, lease_ms, batch)
        if reply is None:
            return None
        return _lease(base, kind, reply)

    async def ack(
        self,
        lease: Lease,
        seq: int,
        outputs: Outputs = NOTHING,
        *,
        keep_ms: int = 0,
        then: Next | None = None,
    ) -> Acked:
        """Consume the messages up to ``seq``; with ``keep_ms`` hold the lane for the next ones.

        With ``then`` the same journey brings the next ready lane. If its reply is lost, that lane
        waits until the lease has run out.
        """
        wished = (then.lease_ms, then.batch) if then else (0, 0)
        code, *rest = await self._client.run(
            script("ack"), [lease.base], lease.kind, lease.conversation, lease.fence, seq, keep_ms,
            self._channel, self.nonce, *wished, *outputs.arguments(),
        )  # fmt: skip
        if code != 1:
            return Acked(done=False, before=code == 2)
        left, first_number, *claimed = rest
        following = _lease(lease.base, lease.kind, claimed, lease.chain + 1) if claimed else None
        return Acked(True, left=left, first_number=first_number, next=following)

    async def renew(self, lease: Lease, lease_ms: int) -> bool:
        """False when another worker holds the lane now: stop at once."""
        arguments = (lease.kind, lease.conversation, lease.fence, lease_ms)
        return bool(await self._client.run(script("renew"), [lease.base], *arguments))

    async def nack(self, lease: Lease, *, delay_ms: int, most_tries: int, error: str) -> bool:
        """Give the head back for a later try; True when it went to the dead letters instead."""
        code, _ = await self._client.run(
            script("nack"), [lease.base], lease.kind, lease.conversation, lease.fence,
            delay_ms, most_tries, error[:500],
        )  # fmt: skip
        return bool(code == 2)

    async def sweep(self, base: str, now_ms: int, kinds: Sequence[str]) -> dict[str, int]:
        """Reap leases, fire timers; ms until each kind has a claimable lane (absent: nothing)."""
        waits = await self._client.run(script("sweep"), [base], now_ms, 100, *kinds)
        return {kind: wait - 1 for kind, wait in zip(kinds, waits, strict=True) if wait > 0}

    async def lanes_in_use(self, base: str) -> list[str]:
        """The lanes that hold a message, be it waiting, being handled or to be tried again."""
        return sorted(await self._client.call("SMEMBERS", self.keys.active(base)))

    async def next_timer(self, base: str) -> int | None:
        """When the earliest timer of a shard is due, in Unix ms; None without timers."""
        first = await self._client.call("ZRANGE", self.keys.timers(base), 0, 0, "WITHSCORES")
        return int(float(first[1])) if first else None

    async def rebuild(self, base: str) -> int:
        """Put derived indexes right; the number of repairs, 0 on a healthy shard."""
        return int(await self._client.run(script("rebuild"), [base]))

    async def dead(self, base: str, most: int = 100) -> list[tuple[str, dict[str, str]]]:
        """Newest dead letters of a shard: (id, fields)."""
        found = await self._client.call("XREVRANGE", self.keys.dead(base), "+", "-", "COUNT", most)
        return _letters(found)

    async def count_dead(self, base: str) -> int:
        return int(await self._client.call("XLEN", self.keys.dead(base)))

    async def oldest_dead(
        self, base: str, after: str, most: int = 500
    ) -> list[tuple[str, dict[str, str]]]:
        """Dead letters of a shard in order, those behind ``after``, an id or "" for the first."""
        begin = f"({after}" if after else "-"
        found = await self._client.call("XRANGE", self.keys.dead(base), begin, "+", "COUNT", most)
        return _letters(found)

    async def forget_dead(self, base: str, before_ms: int) -> int:
        """Drop dead letters of a shard that are older; how many went."""
        return int(await self._client.call("XTRIM", self.keys.dead(base), "MINID", before_ms))

    async def replay(self, base: str, letter: str) -> str:
        """Put a dead letter back into its lane; the lane, or "" if there is no such letter."""
        _, lane = await self._client.run(script("replay"), [base], letter)
        return str(lane)


def _letters(found: list[tuple[str, list[str]]]) -> list[tuple[str, dict[str, str]]]:
    return [(letter, dict(zip(fields[::2], fields[1::2], strict=True))) for letter, fields in found]


def _lease(base: str, kind: str, reply: list[Any], chain: int = 0) -> Lease:
    conversation, fence, tries, state, dropped, *items = reply
    return Lease(
        base, kind, ConversationId(conversation), fence, tries, state,
        tuple(_item(item) for item in items), dropped, chain,
    )  # fmt: skip


def _item(raw: str) -> Item:
    seq, epoch, message_id, payload = raw.split("|", 3)
    return Item(int(seq), epoch, message_id, payload)
