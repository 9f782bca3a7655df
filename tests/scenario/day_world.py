"""A day on a clock of its own: customers and agents act as drawn, the service is the real one.

A step is fifteen seconds. Whoever is due acts, the service does all that follows, and then it is
looked at in Redis itself who holds what. Timers fire once a minute.
"""

import asyncio
import heapq
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count
from typing import Protocol

from bot.app_desk import make_takeovers
from handoff.ports import Agent
from handoff.ports_desk import Offered, Ticked
from tests.scenario.day_plan import CAPACITY, Plan
from tests.scenario.stand import Stand

TICKS, TICK_S = 3, 5
"""The clock of agents runs by at most five seconds a look at the lines."""
TIMERS_EVERY = 4
"""Steps; to look for timers in all shards is most of the work of a quiet step."""
LONGEST_AFTER = timedelta(hours=10)
"""How long after the last customer came the last one may be waiting or in a chat."""
Deed = Callable[[], Awaitable[None]]


class AtWork(Protocol):
    """An agent at a desk: acts by the clock, and by what is on the screen after each step."""

    agent: Agent

    async def keeps_hours(self) -> None: ...

    def sees(self, chats: set[str], offer: Offered) -> None: ...


class World:
    """``held``: who has which chats, by agent; ``looks``: how often that was right in Redis."""

    def __init__(self, stand: Stand, plan: Plan) -> None:
        self.stand = stand
        self.plan = plan
        self.dice = random.Random(plan.seed + 2)
        self.held: dict[str, set[str]] = {}
        self.looks = 0
        self.takeovers = make_takeovers(stand.service)
        self.fullest = 0
        self.workers: list[AtWork] = []
        self._due: list[tuple[int, int, str, Deed]] = []
        self._numbers = count()

    @property
    def now_ms(self) -> int:
        return int(self.stand.clock.now().timestamp() * 1000)

    @property
    def at_s(self) -> float:
        return (self.stand.clock.now() - self.plan.begins).total_seconds()

    def later(self, seconds: float, conversation: str, deed: Deed) -> None:
        """What concerns one conversation is done in order, of several at once."""
        due_ms = self.now_ms + int(seconds * 1000)
        heapq.heappush(self._due, (due_ms, next(self._numbers), conversation, deed))

    async def lives(self) -> None:
        """Until nobody waits, nobody talks and nobody means to act."""
        last = self.plan.begins + timedelta(hours=self.plan.hours) + LONGEST_AFTER
        while not await self._is_over():
            assert self.stand.clock.now() < last, f"still {self.held}, {await self._waiting()}"
            await self._step()

    async def _step(self) -> None:
        ticked = []
        for _ in range(TICKS):
            self.stand.clock.forward(TICK_S)
            ticked.append(await self.stand.service.assigning.tick())
        await asyncio.gather(*(worker.keeps_hours() for worker in self.workers))
        acted = await self._whoever_is_due_acts()
        if is_minute := self.looks % TIMERS_EVERY == 0:
            await self._timers_fire()
        if acted or is_minute or any(one != Ticked() for one in ticked):
            await self.stand.quiet()
        await self._look()

    async def _timers_fire(self) -> None:
        service, now_ms = self.stand.service, self.now_ms
        bases = service.mailboxes.keys.shards()
        await asyncio.gather(*(service.mailboxes.sweep(base, now_ms, ["in"]) for base in bases))
        for base in bases:
            service.wake.work(base, "in")

    async def _whoever_is_due_acts(self) -> bool:
        """Whether anybody was."""
        deeds: dict[str, list[Deed]] = defaultdict(list)
        while self._due and self._due[0][0] <= self.now_ms:
            _, _, conversation, deed = heapq.heappop(self._due)
            deeds[conversation].append(deed)
        await asyncio.gather(*(_in_order(each) for each in deeds.values()))
        return bool(deeds)

    async def _look(self) -> None:
        """Nobody is with two, nobody has too much, and agents see what they have."""
        lines, client = self.stand.service.lines, self.stand.service.client
        ids = [worker.agent.id for worker in self.workers]
        base = self.stand.service.mailboxes.keys.line
        sets = await asyncio.gather(*(client.call("SMEMBERS", f"{base}:ac:{id}") for id in ids))
        offers = await asyncio.gather(*(lines.offer_to(id) for id in ids))
        held = [chat for chats in sets for chat in chats]
        offered = [offer.card.conversation for offer in offers if offer.card]
        assert len(set(held)) == len(held), "one chat is with two agents"
        assert len(set(offered)) == len(offered), "one chat is offered to two agents"
        assert not set(held) & set(offered), "a chat is offered that somebody has"
        self.fullest = max(self.fullest, *(len(chats) for chats in sets))
        assert self.fullest <= CAPACITY, "an agent has too much"
        self.looks += 1
        self.held = {id: set(chats) for id, chats in zip(ids, sets, strict=True)}
        for worker, offer in zip(self.workers, offers, strict=True):
            worker.sees(self.held[worker.agent.id], offer)

    async def _waiting(self) -> list[str]:
        departments = list(self.stand.service.content.now.tables.departments)
        cards = await self.stand.service.lines.waiting(departments)
        return [f"{card.conversation} {card.department} {card.language}" for card in cards]

    async def _is_over(self) -> bool:
        if self._due or any(self.held.values()):
            return False
        return not await self._waiting()


async def _in_order(deeds: list[Deed]) -> None:
    for deed in deeds:
        await deed()
