"""Messages that were given up, gathered from all shards."""

import asyncio
import logging
from collections.abc import Sequence

from handoff.errors import StoreUnavailable
from handoff.ports_desk import DeadLetter
from handoff.stores.mailbox import Mailboxes
from handoff.stores.wake import Wake

log = logging.getLogger(__name__)

MOST_SHOWN = 100
PAGE = 500
"""Letters that are read at once: some hold a long text."""


class RedisDeadLetters:
    """The ``DeadLetters`` port. A letter's id is ``<number of its shard>.<id in the stream>``."""

    def __init__(self, mailboxes: Mailboxes, wake: Wake) -> None:
        self._mailboxes = mailboxes
        self._wake = wake
        self._bases = [*mailboxes.keys.shards(), mailboxes.keys.line]

    async def list(self) -> list[DeadLetter]:
        letters = await self._newest()
        return sorted(letters, key=lambda letter: -letter.at_ms)[:MOST_SHOWN]

    async def count(self) -> int:
        """How many there are, of all lanes."""
        counts = await asyncio.gather(*(self._mailboxes.count_dead(b) for b in self._bases))
        return sum(counts)

    async def replay_all(self, kind: str) -> int:
        # All are found before the first is put back: what fails again is not met a second time.
        # The lanes of a conversation are in one shard, which lists its letters in their order.
        shards = range(len(self._bases))
        found = await asyncio.gather(*(self._of_kind(shard, kind) for shard in shards))
        return sum([await self._replay_if_possible(id_) for letters in found for id_ in letters])

    async def _of_kind(self, shard: int, kind: str) -> Sequence[str]:
        """Ids of all letters of one kind of lane, the oldest first."""
        ids: tuple[str, ...] = ()
        last, lane = "", f"{kind}/"
        while page := await self._mailboxes.oldest_dead(self._bases[shard], last, PAGE):
            last = page[-1][0]
            found = (id_ for id_, fields in page if fields["lane"].startswith(lane))
            ids += tuple(f"{shard}.{id_}" for id_ in found)
        return ids

    async def _replay_if_possible(self, letter: str) -> bool:
        """One that cannot be put back is left, and holds up no other."""
        try:
            return await self.replay(letter)
        except StoreUnavailable:
            raise
        except Exception as error:
            log.error("dead letter %s cannot be put back: %s", letter, error)
            return False

    async def _newest(self) -> Sequence[DeadLetter]:
        """The newest of each shard."""
        shards = (self._mailboxes.dead(base, MOST_SHOWN) for base in self._bases)
        found = await asyncio.gather(*shards)
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
