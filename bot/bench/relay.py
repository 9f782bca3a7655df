"""From an agent to a customer, without the assistant: open loop, latency from the due time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from bot.bench.customers import Customer, DeskAgent, Frame, NoAnswer, from_address
from bot.bench.figures import spread
from bot.up.parts import service_url
from handoff.ports import Agent
from handoff.records.sql import SqlRecords
from handoff.rules.ids import AgentId
from handoff.settings import Settings

HELD_BY_ONE = 50
FROM_ONE_ADDRESS = 10
PATIENCE_S = 30.0

Progress = Callable[[str], None]


@dataclass(frozen=True)
class RelayPlan:
    """``rate_per_s`` replies for ``seconds``, in turn to all ``conversations``."""

    conversations: int = 1_000
    rate_per_s: int = 100
    seconds: int = 20

    @property
    def replies(self) -> int:
        return self.rate_per_s * self.seconds


class Arrivals:
    """When each numbered reply was due, and how late the customer's page had it."""

    def __init__(self, count: int) -> None:
        self.due: dict[str, float] = {}
        self.late_ms: list[float] = []
        self.finished = asyncio.Event()
        self._count = count

    def seen(self, frame: Frame) -> None:
        if frame["type"] == "entry" and (due := self.due.pop(frame["text"], None)):
            self.late_ms.append((monotonic() - due) * 1000)
            if len(self.late_ms) >= self._count:
                self.finished.set()


async def measure(settings: Settings, plan: RelayPlan, progress: Progress) -> dict[str, Any]:
    """``relay_p50_ms`` and ``relay_p99_ms`` of a running service. Raises ``NoAnswer``."""
    arrivals = Arrivals(plan.replies)
    async with _held(settings, plan, arrivals, progress) as held:
        progress(f"relay: {plan.rate_per_s} replies a second for {plan.seconds} s")
        await _reply_all(held, plan, arrivals)
        try:
            await asyncio.wait_for(arrivals.finished.wait(), PATIENCE_S)
        except TimeoutError as error:
            raise NoAnswer(f"{len(arrivals.due)} replies did not reach their customers") from error
    figures = spread(arrivals.late_ms)
    return {
        **{f"relay_{name}": value for name, value in figures.items()},
        "relay_conversations": plan.conversations,
        "relay_per_s": plan.rate_per_s,
        "relay_replies": len(arrivals.late_ms),
    }


async def _reply_all(
    held: list[tuple[DeskAgent, Customer]], plan: RelayPlan, arrivals: Arrivals
) -> None:
    begin = monotonic() + 1.0
    for number in range(plan.replies):
        due = begin + number / plan.rate_per_s
        await asyncio.sleep(max(0.0, due - monotonic()))
        agent, customer = held[number * 7 % len(held)]
        text = f"Your case moves on: step {number} is done."
        arrivals.due[text] = due
        await agent.reply(customer.conversation, text)


@asynccontextmanager
async def _held(
    settings: Settings, plan: RelayPlan, arrivals: Arrivals, progress: Progress
) -> AsyncIterator[list[tuple[DeskAgent, Customer]]]:
    """Customers, each held by one of the agents whose pages are all open."""
    all_numbers = range(plan.conversations)
    groups = [all_numbers[n : n + HELD_BY_ONE] for n in range(0, plan.conversations, HELD_BY_ONE)]
    held: list[tuple[DeskAgent, Customer]] = []
    async with AsyncExitStack() as stack:
        records = await SqlRecords.open(settings.database_address)
        stack.push_async_callback(records.close)
        team = Team(records, stack, service_url(settings), arrivals)
        for number, group in enumerate(groups):
            progress(f"relay: {len(held)} of {plan.conversations} conversations are held by agents")
            held += await team.take(number, group)
        progress("relay: all agents open their desks")
        for agent in dict.fromkeys(agent for agent, _ in held):
            await agent.open_desk()
        yield held


class Team:
    """Brings customers and agents together, group by group, so that lines stay short."""

    def __init__(
        self, records: SqlRecords, stack: AsyncExitStack, url: str, arrivals: Arrivals
    ) -> None:
        self._records = records
        self._stack = stack
        self._url = url
        self._arrivals = arrivals

    async def take(self, number: int, group: range) -> list[tuple[DeskAgent, Customer]]:
        """One agent takes all customers of a group, and closes the desk for now."""
        wish = Agent(AgentId(""), f"Agent {number}", "agent", capacity=HELD_BY_ONE)
        added = await self._records.add_agent(wish)
        code = await self._records.make_sign_in_code(added.id)
        http = await self._stack.enter_async_context(from_address(10_000 + number))
        agent = DeskAgent(http, self._url)
        customers = await _customers(self._stack, self._url, group, self._arrivals)
        await agent.sign_in(code)
        await agent.open_desk()
        for customer in customers:
            await agent.claim(customer.conversation)
        await agent.page.close()
        self._stack.push_async_callback(agent.page.close)
        return [(agent, customer) for customer in customers]


async def _customers(
    stack: AsyncExitStack, url: str, numbers: range, arrivals: Arrivals
) -> list[Customer]:
    """Those who wait for a person, ten from each address."""
    groups = [numbers[n : n + FROM_ONE_ADDRESS] for n in range(0, len(numbers), FROM_ONE_ADDRESS)]
    customers = []
    for group in groups:
        http = await stack.enter_async_context(from_address(group[0] // FROM_ONE_ADDRESS))
        these = [Customer(arrivals.seen) for _ in group]
        await asyncio.gather(*(customer.come(http, url) for customer in these))
        for customer in these:
            stack.push_async_callback(customer.page.close)
        await asyncio.gather(*(customer.want_person() for customer in these))
        customers += these
    return customers
