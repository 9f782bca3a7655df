"""Customers, lines and agents, played through event by event on a virtual clock.

The order is that of the service: who is due first is taken first (due is the arrival and the target
of the priority), by the agent with the fewest chats, of those the one who got none for longest.
All times are seconds from the start. The same plan and seed give the same run.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import exp, inf, log1p
from random import Random
from typing import Any


@dataclass(frozen=True)
class Stream:
    """Customers of one priority for one line; ``target_s`` is how long they may wait."""

    line: str
    per_hour: float
    priority: str = "P3"
    target_s: float = 3600.0


@dataclass(frozen=True)
class Agent:
    """Who serves these lines with so many chats at once, but for absences (from, to).

    Chats that are held when an absence begins are finished in it; no new ones are taken.
    """

    lines: tuple[str, ...]
    chats: int
    absences: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Plan:
    """What is played for ``hours``; who came by then is still served.

    Chats take ``chat_s`` on average: exponential, or lognormal with a coefficient of variation of
    ``chat_spread``. A customer leaves the line after an exponential time of ``patience_s``.
    """

    streams: Sequence[Stream]
    agents: Sequence[Agent]
    chat_s: float
    hours: float
    chat_spread: float | None = None
    patience_s: float | None = None
    seed: int = 1


@dataclass(eq=False, slots=True)
class Chat:
    """One customer. Of the times, those that did not come are None.

    ``offered_s`` is how long the customer waited, or would have waited with endless patience.
    """

    stream: Stream
    arrived: float
    taken: float | None = None
    left: float | None = None
    closed: float | None = None
    offered_s: float | None = None
    agent: int | None = None

    @property
    def due(self) -> float:
        return self.arrived + self.stream.target_s

    @property
    def wait_s(self) -> float | None:
        """Time in the line, until taken or gone."""
        ends = self.taken if self.taken is not None else self.left
        return None if ends is None else ends - self.arrived


class Watcher:
    """Hears what happens when it has happened; a base to override."""

    def came(self, chat: Chat) -> None:
        """A customer is here, and neither in a line nor with an agent yet."""

    def joined(self, now: float, chat: Chat, lines: "Lines") -> None:
        """Nobody is free: the customer stands in the line."""

    def left(self, now: float, chat: Chat) -> None: ...

    def taken(self, now: float, chat: Chat, agent: int) -> None: ...

    def closed(self, now: float, chat: Chat, agent: int) -> None: ...

    def duty(self, now: float, agent: int, on: bool) -> None: ...


Entry = tuple[float, int, Chat]


class Lines:
    """Who waits, by line and due time; and who left but is remembered for the offered wait."""

    def __init__(self, names: Sequence[str]) -> None:
        self._live: dict[str, list[Entry]] = {name: [] for name in names}
        self._gone: dict[str, list[Entry]] = {name: [] for name in names}
        self._number = 0

    def add(self, chat: Chat) -> Entry:
        self._number += 1
        entry = (chat.due, self._number, chat)
        insort(self._live[chat.stream.line], entry)
        return entry

    def leave(self, entry: Entry) -> None:
        line = entry[2].stream.line
        self._live[line].pop(bisect_left(self._live[line], entry[:2]))
        insort(self._gone[line], entry)

    def ahead(self, line: str, due: float) -> int:
        """How many wait in this line who are due earlier."""
        return bisect_left(self._live[line], (due,))

    def take(self, names: Sequence[str], now: float) -> Chat | None:
        """Who is due first in these lines; who left and was due before has now had a turn."""
        first = min((self._live[name][0] for name in names if self._live[name]), default=None)
        bound = (inf, 0) if first is None else first[:2]
        for name in names:
            gone = self._gone[name]
            while gone and gone[0][:2] < bound:
                chat = gone.pop(0)[2]
                chat.offered_s = now - chat.arrived
        return None if first is None else self._live[first[2].stream.line].pop(0)[2]


@dataclass(eq=False)
class Desk:
    """An agent at work: chats held now, since when none was given, on duty or not."""

    agent: Agent
    on: bool = True
    load: int = 0
    since: float = 0.0
    stamp: int = 0

    @property
    def is_free(self) -> bool:
        return self.on and self.load < self.agent.chats


@dataclass(eq=False)
class Simulation:
    """One run: `run` gives all customers in the order of their arrival."""

    plan: Plan
    watcher: Watcher = field(default_factory=Watcher)

    def __post_init__(self) -> None:
        plan = self.plan
        names = sorted({s.line for s in plan.streams} | {n for a in plan.agents for n in a.lines})
        self.lines = Lines(names)
        self.desks = [Desk(agent) for agent in plan.agents]
        self.chats: list[Chat] = []
        self._random = Random(plan.seed)  # noqa: S311 - chance, no secret
        self._events: list[tuple[float, int, Callable[..., None], Any]] = []
        self._count = 0
        self._free: dict[str, list[tuple[int, float, int, int]]] = {name: [] for name in names}
        self._waiting: dict[int, Entry] = {}
        self._length = lengths(plan.chat_s, plan.chat_spread, self._random)

    def run(self) -> list[Chat]:
        for stream in self.plan.streams:
            self._next(0.0, stream)
        for number, desk in enumerate(self.desks):
            self._offer(number)
            for start, end in desk.agent.absences:
                self._at(start, self._goes, number)
                self._at(end, self._comes, number)
        while self._events:
            now, _, happens, what = heappop(self._events)
            happens(now, what)
        return self.chats

    def _at(self, when: float, happens: Callable[..., None], what: Any) -> None:
        self._count += 1
        heappush(self._events, (when, self._count, happens, what))

    def _next(self, now: float, stream: Stream) -> None:
        when = now + self._random.expovariate(stream.per_hour / 3600)
        if when < self.plan.hours * 3600:
            self._at(when, self._arrives, stream)

    def _arrives(self, now: float, stream: Stream) -> None:
        self._next(now, stream)
        chat = Chat(stream, now)
        self.chats.append(chat)
        self.watcher.came(chat)
        number = self._freest(stream.line)
        if number is not None:
            self._take(now, number, chat)
            return
        entry = self.lines.add(chat)
        self._waiting[id(chat)] = entry
        if self.plan.patience_s is not None:
            self._at(now + self._random.expovariate(1 / self.plan.patience_s), self._leaves, chat)
        self.watcher.joined(now, chat, self.lines)

    def _leaves(self, now: float, chat: Chat) -> None:
        entry = self._waiting.pop(id(chat), None)
        if entry is not None:
            self.lines.leave(entry)
            chat.left = now
            self.watcher.left(now, chat)

    def _freest(self, line: str) -> int | None:
        """The agent for this line with the least load, then the longest without a new chat."""
        heap = self._free[line]
        while heap and not self._holds(heap[0]):
            heappop(heap)
        return heap[0][2] if heap else None

    def _holds(self, entry: tuple[int, float, int, int]) -> bool:
        desk = self.desks[entry[2]]
        return desk.is_free and desk.stamp == entry[3]

    def _offer(self, number: int) -> None:
        """Note what is free now; older notes about the same agent no longer hold."""
        desk = self.desks[number]
        desk.stamp += 1
        if desk.is_free:
            for line in desk.agent.lines:
                heappush(self._free[line], (desk.load, desk.since, number, desk.stamp))

    def _take(self, now: float, number: int, chat: Chat) -> None:
        desk = self.desks[number]
        desk.load += 1
        desk.since = now
        chat.taken, chat.agent, chat.offered_s = now, number, now - chat.arrived
        self._waiting.pop(id(chat), None)
        length = self._length()
        self._at(now + length, self._closes, (chat, number))
        self._offer(number)
        self.watcher.taken(now, chat, number)

    def _closes(self, now: float, what: tuple[Chat, int]) -> None:
        chat, number = what
        self.desks[number].load -= 1
        chat.closed = now
        self.watcher.closed(now, chat, number)
        self._fill(now, number)

    def _fill(self, now: float, number: int) -> None:
        """A slot may be free: whoever is due first gets it."""
        desk = self.desks[number]
        while desk.is_free and (chat := self.lines.take(desk.agent.lines, now)) is not None:
            self._take(now, number, chat)
        self._offer(number)

    def _goes(self, now: float, number: int) -> None:
        self.desks[number].on = False
        self.watcher.duty(now, number, False)

    def _comes(self, now: float, number: int) -> None:
        self.desks[number].on = True
        self.watcher.duty(now, number, True)
        self._fill(now, number)


def lengths(mean_s: float, spread: float | None, random: Random) -> Callable[[], float]:
    """Draws lengths of chats: exponential, or lognormal with this coefficient of variation."""
    if spread is None:
        return lambda: random.expovariate(1 / mean_s)
    variance = log1p(spread**2)
    middle = mean_s * exp(-variance / 2)
    return lambda: middle * random.lognormvariate(0.0, variance**0.5)
