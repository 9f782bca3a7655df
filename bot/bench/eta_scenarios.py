"""The lines on which the estimate of a wait is tried.

Chats take 600 s on average. In the first six all slots are alike; the last two have what real teams
have: agents of two lines, and agents who go and come.
"""

from dataclasses import dataclass
from random import Random

from handoff.planning.simulation import Agent, Plan, Stream

CHAT_S = 600.0
SEED = 20_261_122
CUSTOMERS = 20_000
"""Of each scenario."""


@dataclass(frozen=True)
class Scenario:
    """``priority`` names whose waits count; all, if empty."""

    name: str
    plan: Plan
    priority: str = ""

    def counts(self, stream: Stream) -> bool:
        return self.priority in ("", stream.priority)


def per_hour(slots: int, share: float) -> float:
    """Arrivals that keep this share of the slots busy."""
    return share * slots * 3600 / CHAT_S


def _one_line(
    agents: int,
    chats: int,
    share: float,
    customers: int,
    spread: float | None = None,
    patience_s: float | None = None,
) -> Plan:
    arrivals = per_hour(agents * chats, share)
    team = [Agent(("frontline",), chats)] * agents
    streams = [Stream("frontline", arrivals)]
    return Plan(streams, team, CHAT_S, customers / arrivals, spread, patience_s, SEED)


def _two_priorities(customers: int) -> Plan:
    arrivals = per_hour(15, 0.9)
    streams = [
        Stream("frontline", 0.3 * arrivals, "P2", 45 * 60),
        Stream("frontline", 0.7 * arrivals, "P3", 60 * 60),
    ]
    team = [Agent(("frontline",), 3)] * 5
    return Plan(streams, team, CHAT_S, customers / arrivals, seed=SEED)


def _shared(customers: int) -> Plan:
    """Two lines that are not equally busy; 2 agents each of their own, and 3 who serve both."""
    team = [Agent(("billing",), 3)] * 2 + [Agent(("frontline",), 3)] * 2
    team += [Agent(("billing", "frontline"), 3)] * 3
    arrivals = per_hour(21, 0.92)
    streams = [Stream("billing", 0.6 * arrivals), Stream("frontline", 0.4 * arrivals)]
    return Plan(streams, team, CHAT_S, customers / arrivals, seed=SEED)


def _absences(customers: int) -> Plan:
    """Eight agents, each there for two hours and away for half an hour on average, at random."""
    arrivals = per_hour(24, 0.72)
    hours = customers / arrivals
    random = Random(SEED)  # noqa: S311 - chance, no secret
    team = []
    for _ in range(8):
        spans, now = [], random.expovariate(1 / 7200)
        while now < hours * 3600:
            back = now + random.expovariate(1 / 1800)
            spans.append((now, back))
            now = back + random.expovariate(1 / 7200)
        team.append(Agent(("frontline",), 3, tuple(spans)))
    return Plan([Stream("frontline", arrivals)], team, CHAT_S, hours, seed=SEED)


def scenarios(customers: int) -> tuple[Scenario, ...]:
    """All eight, each with about so many customers."""
    return (
        Scenario("15 slots, 0.9 busy", _one_line(5, 3, 0.9, customers)),
        Scenario("40 slots, 0.95 busy", _one_line(10, 4, 0.95, customers)),
        Scenario("6 slots, 0.8 busy", _one_line(3, 2, 0.8, customers)),
        Scenario("lognormal chats", _one_line(5, 3, 0.9, customers, spread=1.0)),
        Scenario("two priorities, the lower", _two_priorities(customers), "P3"),
        Scenario("overload and impatience", _one_line(5, 3, 1.1, customers, patience_s=1800)),
        Scenario("agents of two lines", _shared(customers)),
        Scenario("agents go and come", _absences(customers)),
    )
