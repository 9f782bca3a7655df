"""Gives out chats as time passes: offers that end, agents who are gone, places that have moved.

Who gets what is decided by the scripts of the waiting lines alone; here they are called in time.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress

from handoff.errors import FootbridgeError
from handoff.ports import Clock
from handoff.ports_desk import Card, Ticked
from handoff.rules.classes import Step, steps_of
from handoff.rules.offers import OfferRules
from handoff.rules.signals import LANGUAGES
from handoff.rules.tables import Tables
from handoff.stores.lines import Lines
from handoff.stores.wake import DESK, Wake

log = logging.getLogger(__name__)

EVERY_S = 1.0
"""How late an offer may end; a hint that somebody came or went is followed at once."""
CALM_S = 0.2
"""Hints that come together are followed together, in seconds."""
AFTER_TROUBLE_S = 2.0

How = tuple[OfferRules, Mapping[str, int]]
Wanted = Callable[[], How]


def how_to_give_out(tables: Tables) -> How:
    return tables.offers, tables.most_chats


def whom_to_ask(card: Card) -> tuple[Step, ...]:
    """Agents of the card's own class first, with time those of wider ones."""
    own = (card.department, card.language, card.skills[0] if card.skills else "")
    due_ms = card.rank_ms or card.due_ms
    return steps_of(
        own, card.since_ms, due_ms, card.opens_ms, LANGUAGES, card.stand_in, card.wider_ms
    )


class Assigning:
    """Runs beside the workers until stopped; any number of copies may."""

    def __init__(self, lines: Lines, wake: Wake, clock: Clock, wanted: Wanted) -> None:
        """``wanted`` gives the rules of offers and the most chats of departments at this moment."""
        self._lines = lines
        self._wake = wake
        self._clock = clock
        self._wanted = wanted
        self._tuned: How | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def tick(self) -> Ticked:
        """One look at the lines; what it has done."""
        wanted = self._wanted()
        if wanted != self._tuned:
            await self._lines.tune(*wanted)
            self._tuned = wanted
        done = await self._lines.tick(int(self._clock.now().timestamp() * 1000))
        if done.lost:
            log.warning("%d agents are gone; %d chats wait again", done.lost, done.put_back)
        return done

    async def _run(self) -> None:
        with self._wake.watch(DESK) as changed:
            while True:
                changed.clear()
                try:
                    await self.tick()
                except FootbridgeError as error:
                    log.info("giving out chats waits: %s", error)
                    # A server that comes back may have lost what was set.
                    self._tuned = None
                    await asyncio.sleep(AFTER_TROUBLE_S)
                except Exception:
                    log.exception("giving out chats failed; it is tried again")
                    await asyncio.sleep(AFTER_TROUBLE_S)
                with suppress(TimeoutError):
                    async with asyncio.timeout(EVERY_S):
                        await changed.wait()
                await asyncio.sleep(CALM_S)
