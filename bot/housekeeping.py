"""What nobody waits for but somebody must do: indexes are checked, dead letters are noticed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from handoff.errors import FootbridgeError
from handoff.ports import DeadLetters
from handoff.stores.mailbox import Mailboxes

log = logging.getLogger(__name__)

REBUILD_EVERY_S = 3600.0
LOOK_EVERY_S = 15.0


class Housekeeping:
    """Runs beside the workers until stopped."""

    def __init__(self, mailboxes: Mailboxes, dead: DeadLetters) -> None:
        self._mailboxes = mailboxes
        self._dead = dead
        self._newest_ms = 0
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._every(REBUILD_EVERY_S, self.rebuild)),
            asyncio.create_task(self._every(LOOK_EVERY_S, self.alert)),
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
        return repairs

    async def alert(self) -> int:
        """Say so, once for each, when messages were given up; how many were new."""
        letters = [letter for letter in await self._dead.list() if letter.at_ms > self._newest_ms]
        for letter in letters:
            log.error(
                "dead letter %s in %s: %s; a lead can replay it at the desk",
                letter.id,
                letter.lane,
                letter.error,
            )
            self._newest_ms = max(self._newest_ms, letter.at_ms)
        return len(letters)

    async def _every(self, seconds: float, work: Callable[[], Awaitable[int]]) -> None:
        while True:
            with suppress(FootbridgeError):
                await work()
            await asyncio.sleep(seconds)
