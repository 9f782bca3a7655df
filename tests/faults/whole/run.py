"""One run: people talk, parts are killed in turn, everything drains, and all is compared."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from handoff.errors import StoreUnavailable
from handoff.ports import Agent
from handoff.rules.ids import AgentId
from tests.cli.waiting import until
from tests.faults.whole.agent import DeskAgent
from tests.faults.whole.checker import Findings, check
from tests.faults.whole.customer import Customer
from tests.faults.whole.history import History
from tests.faults.whole.kept import Keeper
from tests.faults.whole.stack import Kill, Stack, running

DRAINS_WITHIN_S = 150.0
REPLIES_WITHIN_S = 60.0
AT_ONCE = 2
STARTS_OVER_S = 4.0
"""Customers come one after the other, not all in the same moment."""


@dataclass(frozen=True)
class Plan:
    """What a run is made of; ``parts`` are killed in turn, ``every_s`` seconds apart or more.

    It lasts ``for_s`` seconds, and longer until each part was killed once and each agent, on a
    machine however busy, has replied more than once on average.
    """

    parts: Sequence[str]
    for_s: float
    every_s: float
    customers: int = 20
    agents: int = 3
    assistant_url: str = ""


@dataclass(frozen=True)
class Report:
    history: History
    findings: Findings
    kills: list[Kill]

    @property
    def messages(self) -> int:
        return sum(len(customer.written) for customer in self.history.customers)


async def run(plan: Plan, folder: Path, say: Callable[[str], None] = lambda _: None) -> Report:
    """Carry out ``plan`` in ``folder``; ``say`` hears how it goes."""
    async with (
        running(folder, assistant_url=plan.assistant_url) as stack,
        AsyncExitStack() as after,
    ):
        say(f"up at {stack.url}, log {stack.log}")
        keeper = await Keeper.open(stack.settings)
        after.push_async_callback(keeper.close)
        customers = [Customer(stack.url, number) for number in range(plan.customers)]
        agents = [await _new_agent(stack, keeper, number) for number in range(plan.agents)]
        people = [asyncio.create_task(agent.run()) for agent in agents]
        people += [asyncio.create_task(_come(each, plan.customers)) for each in customers]
        try:
            await _kill_in_turn(plan, stack, customers, people, say)
            await _until_replied(agents, people)
            undrained = await _drain(customers, agents, keeper, people, say)
            history = await _history(customers, agents, keeper, undrained)
        finally:
            await _cancel(people)
    return Report(history, check(history, stack.kills), stack.kills)


async def _new_agent(stack: Stack, keeper: Keeper, number: int) -> DeskAgent:
    name = ("Sanne", "Mei", "Tom")[number % 3]
    agent = await keeper.records.add_agent(Agent(AgentId(""), name, "agent"))
    code = await keeper.records.make_sign_in_code(agent.id)
    return DeskAgent(stack.url, agent, code, seed=number)


async def _come(customer: Customer, of: int) -> None:
    number = int(customer.history.name.split()[1])
    await asyncio.sleep(STARTS_OVER_S * number / of)
    await customer.run()


async def _kill_in_turn(
    plan: Plan,
    stack: Stack,
    customers: list[Customer],
    people: list["asyncio.Task[None]"],
    say: Callable[[str], None],
) -> None:
    begun = time.monotonic()
    next_at, parts = begun + plan.every_s, cycle(plan.parts)
    while next_at < begun + plan.for_s or len(stack.kills) < len(plan.parts):
        await _pass(next_at - time.monotonic(), people)
        await _in_the_middle(customers)
        kill = await stack.kill(next(parts))
        say(f"{kill.at - begun:6.1f} s  {kill.part} killed, back after {kill.away_s:.1f} s")
        # A part that was away for long has to catch up before the next one goes.
        next_at = max(kill.at + plan.every_s, kill.ready_at + plan.every_s / 2)
    await _pass(begun + plan.for_s - time.monotonic(), people)


async def _until_replied(agents: list[DeskAgent], people: list["asyncio.Task[None]"]) -> None:
    with suppress(AssertionError):
        await until(
            lambda: sum(len(agent.history.replies) for agent in agents) > len(agents),
            within_s=REPLIES_WITHIN_S,
        )
    await _pass(0.0, people)


async def _in_the_middle(customers: list[Customer]) -> None:
    """Until several messages are under way, so that a kill hits them."""
    with suppress(AssertionError):
        await until(lambda: sum(each.is_waiting for each in customers) >= AT_ONCE, within_s=5)


async def _pass(seconds: float, people: list["asyncio.Task[None]"]) -> None:
    """Let time go by; if one of the people fails, the run fails with the reason."""
    done, _ = await asyncio.wait(
        people, timeout=max(0.0, seconds), return_when=asyncio.FIRST_EXCEPTION
    )
    for task in done:
        task.result()


async def _drain(
    customers: list[Customer],
    agents: list[DeskAgent],
    keeper: Keeper,
    people: list["asyncio.Task[None]"],
    say: Callable[[str], None],
) -> list[str]:
    """Nobody writes any more: wait until all has been said and stored; what is left over."""
    begun = time.monotonic()
    for customer in customers:
        customer.ended.set()
    await _within(lambda: all(customer.is_done for customer in customers))
    await _within(lambda: _is_empty(keeper))
    for agent in agents:
        agent.closing = True
    await _within(lambda: all(agent.is_done for agent in agents))
    await _within(lambda: _is_empty(keeper))
    await _within(lambda: _all_seen(customers, keeper))
    await _pass(0.0, people)
    say(f"drained in {time.monotonic() - begun:.1f} s")
    return await keeper.undrained()


async def _within(happened: Callable[[], bool | Awaitable[bool]]) -> None:
    """What has not happened in time is found by the checker, with names."""
    with suppress(AssertionError):
        await until(happened, within_s=DRAINS_WITHIN_S)


async def _is_empty(keeper: Keeper) -> bool:
    try:
        return not await keeper.undrained()
    except StoreUnavailable:
        return False


async def _all_seen(customers: list[Customer], keeper: Keeper) -> bool:
    for customer in customers:
        kept = await keeper.read(customer.history.conversation)
        last = max((each.seq for each in kept.log if each.for_customer), default=0)
        if not customer.history.seen or customer.history.seen[-1].seq < last:
            return False
    return True


async def _history(
    customers: list[Customer], agents: list[DeskAgent], keeper: Keeper, undrained: list[str]
) -> History:
    told = [customer.history for customer in customers]
    kept = {each.conversation: await keeper.read(each.conversation) for each in told}
    letters = await keeper.dead_letters()
    return History(told, [agent.history for agent in agents], kept, letters, undrained)


async def _cancel(people: list["asyncio.Task[None]"]) -> None:
    for task in people:
        task.cancel()
    await asyncio.gather(*people, return_exceptions=True)
