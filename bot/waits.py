"""How long customers wait: worked out when one joins a line, and again while they stand there.

What it is learnt from is counted by the scripts of the lines (``lua/past.lua``), so that every copy
of the service knows the same, also after a restart.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from time import monotonic

from handoff.errors import FootbridgeError
from handoff.ports import Clock
from handoff.ports_desk import Card
from handoff.rules.classes import class_of
from handoff.rules.pools import Known, wait_of
from handoff.rules.shown_range import Shown, shown_range
from handoff.rules.tables import Tables
from handoff.stores.pasts import LOOKED_AT, Pasts, Standing

log = logging.getLogger(__name__)

LOOK_EVERY_MS = 10_000
"""How often those who wait are looked at again; what each is shown changes half as often."""
PAUSE_S = 1.0
"""Until it is seen whether it is time to look."""
FRESH_S = 1.0
"""Customers who join together are told by one look at the agents."""


class Waits:
    """Any number of copies may look: of those who find the same, one tells the customer."""

    def __init__(self, pasts: Pasts, clock: Clock, tables: Callable[[], Tables]) -> None:
        self._pasts = pasts
        self._clock = clock
        self._tables = tables
        self._known: Known | None = None
        self._read_at = 0.0
        self._looked_ms = 0
        self._behind: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look at the lines from now on."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(PAUSE_S)
            try:
                await self.look()
            except FootbridgeError as error:
                log.info("the look at the waits is put off: %s", error)
            except Exception:
                log.exception("the look at the waits failed; it is tried again")

    async def of_card(self, card: Card) -> Shown | None:
        """What to tell one who joins now; None if it is not known, whatever the reason."""
        line = class_of(card.department, card.language, card.skills[0] if card.skills else "")
        now_ms = self._now_ms()
        if now_ms < card.opens_ms:
            return None
        try:
            return await self._range(line, card.rank_ms or card.due_ms, None, now_ms)
        except Exception as error:
            # Nobody is kept from joining by what is only told.
            log.warning("%s: no wait can be told: %r", card.conversation, error)
            return None

    async def look(self) -> int:
        """See to what those in the lines are shown, if it is time; how many heard of a change."""
        now_ms = self._now_ms()
        if abs(now_ms - self._looked_ms) < LOOK_EVERY_MS:
            return 0
        self._looked_ms = now_ms
        waiting = sorted({name.split("|")[0] for name in await self._pasts.classes()})
        told = 0
        for department in waiting:
            size, standing = await self._pasts.standing(department)
            told += await self._tell(standing, now_ms)
            told += await self._look_behind(department, size, now_ms)
        return told

    async def _look_behind(self, department: str, size: int, now_ms: int) -> int:
        """Those behind the first hundred hear more seldom: at every look the next hundred."""
        first = self._behind.get(department, LOOKED_AT)
        if size <= LOOKED_AT:
            self._behind.pop(department, None)
            return 0
        first = first if first < size else LOOKED_AT
        self._behind[department] = first + LOOKED_AT
        _, standing = await self._pasts.standing(department, first)
        return await self._tell(standing, now_ms)

    async def _tell(self, standing: Iterable[Standing], now_ms: int) -> int:
        told = 0
        for one in standing:
            shown = await self._range(one.line, one.rank_ms, one.shown, now_ms)
            if shown != one.shown:
                told += await self._pasts.tell(one, shown)
        return told

    async def _range(
        self, line: str, rank_ms: int, before: Shown | None, now_ms: int
    ) -> Shown | None:
        known = await self._look_at_agents()
        near = known.near(line)
        if new := [each for each in near if each not in known.lines]:
            known.lines |= await self._pasts.lines(new)
        ahead = await self._pasts.ahead(rank_ms, near)
        found = wait_of(line, rank_ms / 1000, now_ms / 1000, ahead, known)
        return shown_range(found, before, now_ms)

    async def _look_at_agents(self) -> Known:
        if self._known is None or monotonic() - self._read_at > FRESH_S:
            tables = self._tables()
            targets_s = {name: minutes * 60.0 for name, minutes in tables.targets.items()}
            workers = await self._pasts.workers()
            waited_for = await self._pasts.classes()
            self._known = Known(workers, tables.offers.offer_ms / 1000, targets_s, waited_for)
            self._read_at = monotonic()
        return self._known

    def _now_ms(self) -> int:
        return int(self._clock.now().timestamp() * 1000)
