"""The benchmark of giving out chats: how it grows with the line, beside a bare script."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from bot.assigning import whom_to_ask
from bot.bench.figures import machine, percentile
from bot.bench.stack import own_redis
from handoff.ports import Agent
from handoff.ports_desk import Card
from handoff.rules.classes import class_of
from handoff.rules.ids import AgentId, ConversationId
from handoff.rules.offers import OfferRules
from handoff.stores.client import RedisClient, Script
from handoff.stores.keys import Keys
from handoff.stores.lines import Lines

Progress = Callable[[str], None]

DEPARTMENTS = [f"department{number}" for number in range(16)]
LANGUAGES = ["en", "nl", "zh"]
CAPACITY = 8
TOGETHER = 50
"""Calls under way at once where the number a second is measured."""
FILL = 500
NOW_MS = 1_800_000_000_000

BARE = Script("""
local n = redis.call('HINCRBY', KEYS[1] .. ':h', 'n', 1)
redis.call('RPUSH', KEYS[1] .. ':l', ARGV[1])
redis.call('ZADD', KEYS[1] .. ':z', n, ARGV[1])
redis.call('ZREM', KEYS[1] .. ':z', ARGV[1])
redis.call('LPOP', KEYS[1] .. ':l')
return redis.call('HGET', KEYS[1] .. ':h', 'n')
""")
"""What is called a bare EVALSHA: six commands, on a store of the same size."""


@dataclass(frozen=True)
class AssignPlan:
    """Lines of these ``sizes`` for ``agents``; ``claims`` of each size, in ``rounds``."""

    sizes: Sequence[int] = (1_000, 10_000, 100_000)
    agents: int = 500
    claims: int = 300
    rounds: int = 5

    @classmethod
    def quick(cls) -> "AssignPlan":
        return cls((100, 200, 400), agents=20, claims=20, rounds=2)


class Office:
    """A waiting line that is kept at one length, and the agents who serve it."""

    def __init__(self, client: RedisClient, agents: int) -> None:
        self._client = client
        self._dice = random.Random(7)  # noqa: S311
        self.keys = Keys()
        self.lines = Lines(client, self.keys, whom_to_ask)
        self.agents = [
            Agent(AgentId(f"agent{n}"), f"Agent {n}", "agent", capacity=CAPACITY)
            for n in range(agents)
        ]
        self._joined = 0
        self.waiting = 0

    async def open(self) -> None:
        """All agents come: each works in two departments and one or two languages."""
        await self.lines.tune(OfferRules(), {})
        await self.lines.tick(NOW_MS)
        for number, agent in enumerate(self.agents):
            own = [DEPARTMENTS[number % 16], DEPARTMENTS[(number * 7 + 3) % 16]]
            spoken = LANGUAGES[number % 3 :][: 1 + number % 2]
            classes = [class_of(department, each) for department in own for each in spoken]
            await self.lines.report(agent, classes, "available", alive=True)

    async def fill(self, size: int) -> None:
        """Customers come until so many wait."""
        while self.waiting < size:
            count = min(FILL, size - self.waiting)
            await asyncio.gather(*(self._join() for _ in range(count)))
            self.waiting += count

    async def _join(self) -> None:
        self._joined += 1
        conversation = ConversationId(f"web-{self._joined:07d}")
        department, language = self._dice.choice(DEPARTMENTS), self._dice.choice(LANGUAGES)
        since_ms = NOW_MS + self._joined
        due_ms = since_ms + self._dice.choice([5, 30, 45, 60]) * 60_000
        card = Card(
            conversation, f"{conversation}:h1", department, "P3", "user_request", language,
            "short_video", "web", "", "Where is my parcel?", since_ms, due_ms,
        )  # fmt: skip
        await self.lines.join(card, 1)

    async def wishes(self, count: int) -> list[tuple[ConversationId, Agent]]:
        """Who takes what: every other one takes what is on offer, the rest from the list."""
        found: list[tuple[ConversationId, Agent]] = []
        for agent in self._dice.sample(self.agents, min(count, len(self.agents))):
            offered = (await self.lines.offer_to(agent.id)).card
            if offered and len(found) % 2:
                found.append((offered.conversation, agent))
                continue
            # The end of a line is as far from its head as anything in it.
            line = f"{self.keys.line}:w:{self._dice.choice(DEPARTMENTS)}"
            place = self._dice.randrange(int(await self._client.call("ZCARD", line)))
            [conversation] = await self._client.call("ZRANGE", line, place, place)
            found.append((ConversationId(conversation), agent))
        return found

    async def take(self, wish: tuple[ConversationId, Agent]) -> None:
        await self.lines.take(*wish, NOW_MS)

    async def refill(self, wishes: Sequence[tuple[ConversationId, Agent]]) -> None:
        """All chats end, and as many customers come."""
        closed = await asyncio.gather(*(self.lines.close(c, f"{c}:h1") for c, _ in wishes))
        self.waiting -= sum(closed)
        await self._client.call("DEL", f"{self.keys.line}:q:relay/desk")
        await self.fill(self.waiting + sum(closed))


async def measure(plan: AssignPlan, progress: Progress) -> dict[str, Any]:
    """Every size on one server, growing; the bare script beside each. Raises ``PartFailed``."""
    before = machine()
    figures: dict[str, dict[str, float]] = {
        name: {} for name in ("claims_per_s", "p50_ms", "p99_ms", "server_us")
    }
    bare = {}
    async with own_redis() as url:
        client = RedisClient(url, timeout_s=60)
        office = Office(client, plan.agents)
        await office.open()
        for size in plan.sizes:
            progress(f"{size:,} customers come")
            await office.fill(size)
            rates, bare_rates, times, server = [], [], [], []
            for number in range(plan.rounds):
                progress(f"{size:,} wait: round {number + 1} of {plan.rounds}")
                wishes = await office.wishes(plan.claims)
                await client.call("CONFIG", "RESETSTAT")
                times += await _one_by_one(office.take, wishes)
                server.append(await _server_us(client))
                await office.refill(wishes)
                wishes = await office.wishes(plan.claims)
                rates.append(await _together(office.take, wishes))
                await office.refill(wishes)
                bare_rates.append(await _together(lambda n: _bare(client, n), range(len(wishes))))
            figures["claims_per_s"][str(size)] = median(rates)
            figures["p50_ms"][str(size)] = percentile(times, 0.50)
            figures["p99_ms"][str(size)] = percentile(times, 0.99)
            figures["server_us"][str(size)] = median(server)
            bare[str(size)] = median(bare_rates)
        repairs = await office.lines.recount()
        await client.close()
    last = str(plan.sizes[-1])
    return {
        **figures,
        "evalsha_per_s": bare,
        "ratio_to_evalsha": figures["claims_per_s"][last] / bare[last],
        "repairs": repairs,
        "agents": plan.agents,
        "machine": {**before, "load_1_min_after": machine()["load_1_min"]},
    }


async def _server_us(client: RedisClient) -> float:
    """Microseconds that the server itself spent on a script since the last reset, on average."""
    lines = str(await client.call("INFO", "commandstats")).splitlines()
    [evalsha] = [line for line in lines if line.startswith("cmdstat_evalsha:")]
    return float(evalsha.partition("usec_per_call=")[2].partition(",")[0])


async def _bare(client: RedisClient, number: int) -> None:
    await client.run(BARE, ["{bare}"], number)


async def _one_by_one(call: Callable[[Any], Awaitable[None]], each: Sequence[Any]) -> list[float]:
    """Milliseconds of each call, with no other under way."""
    times = []
    for one in each:
        started = perf_counter()
        await call(one)
        times.append((perf_counter() - started) * 1000)
    return times


async def _together(call: Callable[[Any], Awaitable[None]], each: Sequence[Any]) -> float:
    """Calls a second with a fixed number of them under way."""
    left = iter(each)

    async def work() -> None:
        for one in left:
            await call(one)

    started = perf_counter()
    await asyncio.gather(*(work() for _ in range(TOGETHER)))
    return len(each) / (perf_counter() - started)
