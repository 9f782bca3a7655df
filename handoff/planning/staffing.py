"""How long customers wait with so many agents, by formula and by simulation, side by side."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, isfinite

from handoff.planning.erlang import Load, answer
from handoff.planning.simulation import Agent, Chat, Plan, Simulation, Stream

CUSTOMERS = 20_000
"""Played for each number of agents, where no hours are given."""
MOST_CUSTOMERS = 200_000
MOST_AGENTS = 500
MOST_CHATS = 20
LONGEST_MINUTES = 24 * 60
FEWER, MORE = 2, 3
WARM_UP = 0.1
"""The part of a run, at its start, that is not counted: it begins with an empty line."""
LINE = "all"


@dataclass(frozen=True)
class Question:
    """What a manager asks. Without ``patience_minutes`` nobody leaves."""

    arrivals_per_hour: float
    agents: int
    chats: int
    chat_minutes: float = 10.0
    patience_minutes: float | None = None
    target_minutes: float = 5.0
    hours: float | None = None
    seed: int = 1

    @property
    def played_hours(self) -> float:
        return self.hours if self.hours is not None else CUSTOMERS / self.arrivals_per_hour


@dataclass(frozen=True)
class Figures:
    """Of all customers: wait (seconds), share taken within the target, share who leave.

    ``busy`` is the share of the slots that hold a chat. Infinite: the line grows without end.
    """

    mean_s: float
    p50_s: float
    p90_s: float
    within: float
    leaves: float
    busy: float


@dataclass(frozen=True)
class Row:
    agents: int
    formula: Figures
    simulation: Figures


def problem(asked: Question) -> str | None:
    """A sentence that says what to give instead, or None."""
    amounts = {
        "--arrivals": asked.arrivals_per_hour,
        "--chat-minutes": asked.chat_minutes,
        "--patience": 1.0 if asked.patience_minutes is None else asked.patience_minutes,
        "--target": asked.target_minutes,
        "--hours": 1.0 if asked.hours is None else asked.hours,
    }
    for option, amount in amounts.items():
        if not isfinite(amount) or amount <= 0:
            return f"Give {option} a number above zero."
    if not 1 <= asked.agents <= MOST_AGENTS:
        return f"Give --agents a whole number from 1 to {MOST_AGENTS}."
    if not 1 <= asked.chats <= MOST_CHATS:
        return f"Give --chats, the chats that one agent holds at once, from 1 to {MOST_CHATS}."
    for option in ("--chat-minutes", "--patience", "--target"):
        if amounts[option] > LONGEST_MINUTES:
            return f"Give {option} in minutes, at most {LONGEST_MINUTES:,} (a day)."
    if asked.arrivals_per_hour > MOST_CUSTOMERS:
        return f"Give --arrivals as customers an hour, at most {MOST_CUSTOMERS:,}."
    if asked.arrivals_per_hour * asked.played_hours > MOST_CUSTOMERS:
        most = MOST_CUSTOMERS / asked.arrivals_per_hour
        return f"That many customers take too long to play: give --hours at most {most:.4g}."
    return None


def rows(asked: Question) -> Iterator[Row]:
    """From two agents fewer, but at least one, to three more."""
    for agents in range(max(1, asked.agents - FEWER), asked.agents + MORE + 1):
        yield Row(agents, by_formula(asked, agents), by_simulation(asked, agents))


def by_formula(asked: Question, agents: int) -> Figures:
    """Erlang-A, or Erlang-C where nobody leaves."""
    patience = None if asked.patience_minutes is None else asked.patience_minutes * 60
    slots = agents * asked.chats
    found = answer(Load(asked.arrivals_per_hour / 3600, asked.chat_minutes * 60, slots, patience))
    points = found.point(0.5), found.point(0.9)
    within = found.within(asked.target_minutes * 60) if isfinite(found.mean_s) else 0.0
    return Figures(found.mean_s, *points, within, found.leaves, found.busy)


def by_simulation(asked: Question, agents: int) -> Figures:
    hours = asked.played_hours
    plan = Plan(
        streams=[Stream(LINE, asked.arrivals_per_hour)],
        agents=[Agent((LINE,), asked.chats)] * agents,
        chat_s=asked.chat_minutes * 60,
        hours=hours,
        patience_s=None if asked.patience_minutes is None else asked.patience_minutes * 60,
        seed=asked.seed,
    )
    start, end = WARM_UP * hours * 3600, hours * 3600
    chats = Simulation(plan).run()
    busy = sum(_overlap(chat, start, end) for chat in chats)
    counted = [chat for chat in chats if chat.arrived >= start] or chats
    slots = agents * asked.chats
    return _figures(counted, asked.target_minutes * 60, busy / (slots * (end - start)))


def _overlap(chat: Chat, start: float, end: float) -> float:
    """Seconds of the chat that lie between."""
    if chat.taken is None or chat.closed is None:
        return 0.0
    return max(0.0, min(chat.closed, end) - max(chat.taken, start))


def _figures(chats: Sequence[Chat], target_s: float, busy: float) -> Figures:
    if not chats:
        return Figures(0.0, 0.0, 0.0, 1.0, 0.0, busy)
    waits = sorted(chat.wait_s or 0.0 for chat in chats)
    taken = sorted(chat.wait_s or 0.0 for chat in chats if chat.taken is not None)
    count = len(chats)
    return Figures(
        mean_s=sum(waits) / count,
        p50_s=waits[ceil(0.5 * count) - 1],
        p90_s=waits[ceil(0.9 * count) - 1],
        within=bisect_right(taken, target_s) / count,
        leaves=1 - len(taken) / count,
        busy=busy,
    )
