"""Messages that were given up, gathered from all shards."""

import asyncio
from collections.abc import Sequence

from handoff.ports import DeadLetter
from handoff.stores.mailbox import Mailboxes
from handoff.stores.wake import Wake

MOST_SHOWN = 100
MOST_RETRIED = 1_000


class RedisDeadLetters:
    """The ``DeadLetters`` port. A letter's id is ``<number of its shard>.<id in the stream>``."""

    def __init__(self, mailboxes: Mailboxes, wake: Wake) -> None:
        self._mailboxes = mailboxes
        self._wake = wake
        self._bases = [*mailboxes.keys.shards(), mailboxes.keys.line]

    async def list(self) -> list[DeadLetter]:
        letters = await self._all(MOST_SHOWN)
        return sorted(letters, key=lambda letter: -letter.at_ms)[:MOST_SHOWN]

    async def replay_all(self, kind: str) -> int:
        letters = [x for x in await self._all(MOST_RETRIED) if x.lane.startswith(f"{kind}/")]
        # Each shard lists its newest first, and what belongs to one conversation has an order.
        letters = sorted(reversed(letters), key=lambda letter: letter.at_ms)
        return sum([await self.replay(letter.id) for letter in letters])

    async def _all(self, most: int) -> Sequence[DeadLetter]:
        """The newest of each shard, ``most`` of each."""
        found = await asyncio.gather(*(self._mailboxes.dead(base, most) for base in self._bases))
        return [
            DeadLetter(
                f"{number}.{letter}",
                fields["lane"],
                fields["id"],
                fields["error"],
                int(fields["at"]),
            )
            for number, letters in enumerate(found)
            for letter, fields in letters
        ]

    async def replay(self, letter: str) -> bool:
        number, _, stream_id = letter.partition(".")
        if not number.isdigit() or int(number) >= len(self._bases):
            return False
        base = self._bases[int(number)]
        lane = await self._mailboxes.replay(base, stream_id)
        if lane:
            self._wake.work(base, lane.partition("/")[0])
        return bool(lane)
