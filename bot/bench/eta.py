"""How good the estimate of a customer's wait is, on played lines: told at the start, then lived.

The teller knows what the service would know: what happened before the moment, and who is on duty.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from bot.bench.eta_scenarios import Scenario
from bot.bench.figures import machine, versions
from handoff.planning.simulation import Agent, Chat, Lines, Simulation, Watcher
from handoff.rules.estimate import Estimate, Passing, Place, estimate
from handoff.rules.pool_history import WINDOW_S, PoolHistory
from handoff.rules.pools import Server, place_of

SAMPLE = 100
"""How many recent chats the other formula takes its average of, and its divisor, as shipped."""
SUM_LEAST, SUM_MOST = 0.9, 1.1
COVER_LEAST, COVER_MOST = 0.87, 0.95
MAE_LEAST = 2.0


@dataclass(frozen=True)
class Told:
    """Of one customer who had to wait: what we would say, and the other formula in two readings."""

    chat: Chat
    ours: Estimate
    sample: float
    slots: float


class Teller(Watcher):
    """Learns from events and estimates for everyone who joins a line."""

    def __init__(self, agents: Sequence[Agent], streams: dict[str, float]) -> None:
        self._agents = agents
        self._targets = streams
        self._on = [True] * len(agents)
        self._pools = {line: PoolHistory(0.0) for agent in agents for line in agent.lines}
        self._serve = {
            line: frozenset(i for i, agent in enumerate(agents) if line in agent.lines)
            for line in self._pools
        }
        self._lengths: dict[str, deque[float]] = {
            line: deque(maxlen=SAMPLE) for line in self._pools
        }
        self.told: list[Told] = []
        for agent in agents:
            for line in agent.lines:
                self._pools[line].starts(0.0)

    def came(self, chat: Chat) -> None:
        self._pools[chat.stream.line].came(chat.arrived, chat.stream.priority)

    def joined(self, now: float, chat: Chat, lines: Lines) -> None:
        self._pools[chat.stream.line].joined(now)
        if now >= WINDOW_S:
            self._tell(now, chat, lines)

    def left(self, now: float, chat: Chat) -> None:
        self._pools[chat.stream.line].left(now)

    def taken(self, now: float, chat: Chat, agent: int) -> None:
        if chat.arrived < now:
            self._pools[chat.stream.line].called(now)
        for line in self._agents[agent].lines:
            self._pools[line].began(now)

    def closed(self, now: float, chat: Chat, agent: int) -> None:
        for line in self._agents[agent].lines:
            self._pools[line].ended(now)
        self._lengths[chat.stream.line].append(now - (chat.taken or 0.0))

    def duty(self, now: float, agent: int, on: bool) -> None:
        self._on[agent] = on
        for line in self._agents[agent].lines:
            pool = self._pools[line]
            (pool.comes_back if on else pool.goes)(now)

    def _tell(self, now: float, chat: Chat, lines: Lines) -> None:
        place = self._place(now, chat, lines)
        ours, lengths = estimate(place), self._lengths[chat.stream.line]
        if ours is None or not lengths:
            return
        average = sum(lengths) / len(lengths)
        sample, slots = ((place.ahead / n + 1) * average for n in (SAMPLE, place.slots))
        self.told.append(Told(chat, ours, sample, slots))

    def _place(self, now: float, chat: Chat, lines: Lines) -> Place:
        line = chat.stream.line
        pool = self._pools[line]
        ahead = {self._serve[other]: lines.ahead(other, chat.due) for other in self._pools}
        servers = [
            Server(agent.chats, on, not on)
            for agent, on in zip(self._agents, self._on, strict=True)
        ]
        passing = self._passing(now, chat)
        return place_of(self._serve[line], ahead, servers, pool.past(now), pool.day(now), passing)

    def _passing(self, now: float, chat: Chat) -> list[Passing]:
        pool, target = self._pools[chat.stream.line], chat.stream.target_s
        return [
            Passing(pool.arrival_rate(now, priority), target - other)
            for priority, other in self._targets.items()
            if other < target
        ]


def measure(say: Callable[[str], None], played: Sequence[Scenario]) -> dict[str, Any]:
    """Plays every scenario and gives its figures."""
    began = perf_counter()
    rows = []
    for scenario in played:
        say(scenario.name)
        rows.append(play(scenario))
    return {
        "scenarios": rows,
        "seconds": perf_counter() - began,
        "versions": versions([]),
        "machine": machine(),
    }


def play(scenario: Scenario) -> dict[str, Any]:
    """Figures of one scenario over its customers of the measured priority who had to wait."""
    plan = scenario.plan
    teller = Teller(plan.agents, {s.priority: s.target_s for s in plan.streams})
    Simulation(plan, teller).run()
    told = [
        one
        for one in teller.told
        if one.chat.offered_s is not None and scenario.counts(one.chat.stream)
    ]
    return {"name": scenario.name, "waited": len(told), **_figures(told)}


def _figures(told: Sequence[Told]) -> dict[str, Any]:
    waits = [one.chat.offered_s or 0.0 for one in told]
    ours = _error([one.ours.mean_s for one in told], waits)
    sample = _error([one.sample for one in told], waits)
    slots = _error([one.slots for one in told], waits)
    covered = sum(wait <= one.ours.p90_s for wait, one in zip(waits, told, strict=True))
    return {
        "sum_ratio": sum(one.ours.mean_s for one in told) / sum(waits),
        "p90_coverage": covered / len(told),
        "mae_ratio": min(sample, slots) / ours,
        "mae_ratio_sample": sample / ours,
        "mae_ratio_slots": slots / ours,
        "mean_wait_s": sum(waits) / len(waits),
    }


def _error(estimates: Sequence[float], waits: Sequence[float]) -> float:
    """Mean absolute error."""
    return sum(abs(e - w) for e, w in zip(estimates, waits, strict=True)) / len(waits)


def is_met(row: dict[str, Any]) -> bool:
    """Whether a row of `play` keeps all three targets."""
    return bool(
        SUM_LEAST <= row["sum_ratio"] <= SUM_MOST
        and COVER_LEAST <= row["p90_coverage"] <= COVER_MOST
        and row["mae_ratio"] >= MAE_LEAST
    )
