"""What nobody waits for but somebody must do: indexes, dead letters, and forgetting in time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from handoff.errors import FootbridgeError
from handoff.ports import Clock
from handoff.ports_desk import DeadLetter, DeadLetters
from handoff.stores.lines import Lines
from handoff.stores.mailbox import REPLAYED, Mailboxes

log = logging.getLogger(__name__)

REBUILD_EVERY_S = 3600.0
LOOK_EVERY_S = 15.0
FORGET_EVERY_S = 6 * 3600.0

Forget = Callable[[datetime], Awaitable[int]]
"""Deletes what is older; how much it was."""


class Housekeeping:
    """Runs beside the workers until stopped."""

    def __init__(
        self,
        mailboxes: Mailboxes,
        dead: DeadLetters,
        lines: Lines,
        clock: Clock,
        kept: Callable[[], timedelta],
        forgetful: Sequence[Forget],
        unclaimed_kept: timedelta,
        forget_unclaimed: Forget,
    ) -> None:
        self._mailboxes = mailboxes
        self._dead = dead
        self._lines = lines
        self._clock = clock
        self._kept = kept
        self._forgetful = forgetful
        self._unclaimed_kept = unclaimed_kept
        self._forget_unclaimed = forget_unclaimed
        self._newest_ms = 0
        self._has_trouble = False
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._every(REBUILD_EVERY_S, self.rebuild)),
            asyncio.create_task(self._every(LOOK_EVERY_S, self.look)),
            asyncio.create_task(self._every(FORGET_EVERY_S, self.forget)),
            asyncio.create_task(self._every(FORGET_EVERY_S, self.forget_unclaimed)),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def rebuild(self) -> int:
        """Put lost index entries right in all shards; 0 repairs on a healthy store."""
        keys = self._mailboxes.keys
        repairs = 0
        for base in [*keys.shards(), keys.line]:
            repairs += await self._mailboxes.rebuild(base)
        if repairs:
            log.warning("%d lanes were put back into their index", repairs)
        return repairs + await self.reseat() + await self.recount()

    async def reseat(self) -> int:
        """Put customers back whose waiting line was lost; how many."""
        seated = await self._lines.reseat()
        if seated:
            log.error("%d customers stood in no line although they wait; they do now", seated)
        return seated

    async def recount(self) -> int:
        """Put right who can be offered what, and what counts against whose room; repairs."""
        repairs = await self._lines.recount()
        if repairs:
            log.warning("%d entries of the lines were put right", repairs)
        return repairs

    async def forget(self) -> int:
        """Delete words that are older than customers are told, wherever they are kept.

        State and log in Redis forget by themselves, counted from the last word.
        """
        before = self._clock.now() - self._kept()
        gone = 0
        for forget in self._forgetful:
            gone += await forget(before)
        for base in [*self._mailboxes.keys.shards(), self._mailboxes.keys.line]:
            gone += await self._mailboxes.forget_dead(base, int(before.timestamp() * 1000))
        if gone:
            log.info("%d pieces older than %s were forgotten", gone, before.date())
        return gone

    async def forget_unclaimed(self) -> int:
        """Delete files of customers that no ticket came to need; how many."""
        gone = await self._forget_unclaimed(self._clock.now() - self._unclaimed_kept)
        if gone:
            log.info("%d files that belonged to no ticket were deleted", gone)
        return gone

    async def look(self) -> int:
        """Say what was given up, and try again what nobody may miss; how many were new.

        A customer who could not be put into a line waits unseen, and one who could not be taken out
        fills an agent's hands: neither is left to somebody who happens to look.
        """
        new = await self.alert()
        had_trouble = self._has_trouble
        self._has_trouble = await self._dead.replay_all("queue") > 0
        if self._has_trouble or had_trouble:
            # What keeps one from joining a line can have cost others theirs; the look after that
            # counts too, since a line may have become whole between the two deeds of this one.
            await self.reseat()
        return new

    async def alert(self) -> int:
        """Say so, once for each, when messages were given up; how many were new."""
        letters = [letter for letter in await self._dead.list() if letter.at_ms > self._newest_ms]
        for letter in letters:
            self._newest_ms = max(self._newest_ms, letter.at_ms)
        new = [letter for letter in letters if not _was_told(letter)]
        for letter in new:
            log.error(
                "dead letter %s in %s: %s; a lead can replay it at the desk",
                letter.id,
                letter.lane,
                letter.error,
            )
        return len(new)

    async def _every(self, seconds: float, work: Callable[[], Awaitable[int]]) -> None:
        while True:
            try:
                await work()
            except FootbridgeError as error:
                log.info("upkeep waits: %s", error)
            except Exception:
                # One thing that cannot be kept in order must not end what is done for the others.
                log.exception("upkeep failed; it is tried again in %d s", seconds)
            await asyncio.sleep(seconds)


def _was_told(letter: DeadLetter) -> bool:
    """Back from a try of our own, which comes every few seconds."""
    return letter.lane.startswith("queue/") and REPLAYED in letter.event_id
