"""What an estimate needs, put together from agents, lines and what both did lately.

A pool is the set of agents who serve a line. Lines with the same pool are one line to whoever
waits; lines whose pools overlap are neighbours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from handoff.rules.estimate import (
    ENOUGH,
    NOTHING,
    Estimate,
    Neighbour,
    Passing,
    Past,
    Place,
    estimate,
    leave_rate,
    shifts,
    slot_rate,
)

Pool = frozenset[int]
"""Numbers of agents in a sequence of `Server`."""


@dataclass(frozen=True)
class Server:
    """An agent as lines see them: how many ``chats`` at once, on duty or away but expected back."""

    chats: int
    is_on: bool
    is_away: bool = False


@dataclass(frozen=True)
class Worker:
    """An agent with what they serve, hold and did lately (only what agents do, see `Past`)."""

    server: Server
    classes: frozenset[str]
    held: int = 0
    past: Past = NOTHING
    day: Past = NOTHING


@dataclass(frozen=True)
class LinePast:
    """What came to a line and left it lately; ``came`` is customers a second by priority."""

    left: int = 0
    waited_s: float = 0.0
    came: Mapping[str, float] = field(default_factory=dict)


class Known:
    """Everything that is known at one moment of agents and lines; a line is named by its class.

    ``offer_s`` is how long an offer stands, 0 if chats are only taken from the list. ``targets_s``
    by priority, ``waited_for`` are the lines in which somebody may wait. ``lines`` may be added to.
    """

    def __init__(
        self,
        workers: Sequence[Worker],
        offer_s: float,
        targets_s: Mapping[str, float],
        waited_for: Sequence[str] = (),
    ) -> None:
        self.workers = workers
        self.offer_s = offer_s
        self.targets_s = targets_s
        self.waited_for = waited_for
        self.lines: dict[str, LinePast] = {}
        self._near: dict[str, tuple[str, ...]] = {}
        self._pools: dict[str, Pool] = {}
        self._pasts: dict[str, tuple[Past, Past]] = {}

    def pool(self, line: str) -> Pool:
        """Those who serve it and are on duty, or expected back."""
        if line not in self._pools:
            self._pools[line] = frozenset(
                number
                for number, worker in enumerate(self.workers)
                if line in worker.classes and (worker.server.is_on or worker.server.is_away)
            )
        return self._pools[line]

    def past(self, line: str) -> tuple[Past, Past]:
        """What all who serve it did in two hours and in a day, also those who are gone by now."""
        if line not in self._pasts:
            did = [worker for worker in self.workers if line in worker.classes]
            self._pasts[line] = total(w.past for w in did), total(w.day for w in did)
        return self._pasts[line]

    def near(self, line: str) -> tuple[str, ...]:
        """The line, and of those that are waited for all that agents of its pool serve as well."""
        if line not in self._near:
            own, others = self.pool(line), (each for each in self.waited_for if each != line)
            self._near[line] = (line, *(each for each in others if self.pool(each) & own))
        return self._near[line]


def wait_of(
    line: str, rank_s: float, now_s: float, ahead: Mapping[str, int], known: Known
) -> Estimate | None:
    """How long one customer of ``line`` waits from now on, whose place is ``rank_s``.

    ``ahead``: how many are due earlier, by line, for all that are `Known.near`. None where it is
    not known: nobody is on duty, or fewer than `ENOUGH` chats of theirs ended within a day.
    """
    own = known.pool(line)
    by_pool: dict[Pool, int] = {own: 0}
    for each, number in ahead.items():
        by_pool[known.pool(each)] = by_pool.get(known.pool(each), 0) + number
    past, day = known.past(line)
    if not own or day.closures < ENOUGH:
        return None
    if _free(own, known) > sum(by_pool.values()):
        return _of_an_offer(known.offer_s)
    same = [known.lines[each] for each in ahead if known.pool(each) == own and each in known.lines]
    left, waited_s = sum(each.left for each in same), sum(each.waited_s for each in same)
    passing = [
        Passing(sum(each.came.get(priority, 0.0) for each in same), rank_s - target_s - now_s)
        for priority, target_s in known.targets_s.items()
        if rank_s - target_s > now_s
    ]
    servers = [worker.server for worker in known.workers]
    past = replace(past, left=left, waited_s=waited_s)
    return estimate(place_of(own, by_pool, servers, past, day, passing))


def _free(pool: Pool, known: Known) -> int:
    """Slots that hold nothing."""
    working = [known.workers[number] for number in pool]
    return sum(max(0, w.server.chats - w.held) for w in working if w.server.is_on)


def place_of(
    own: Pool,
    ahead: Mapping[Pool, int],
    servers: Sequence[Server],
    past: Past,
    day: Past,
    passing: Sequence[Passing],
) -> Place:
    """One customer's place, from those due earlier in each pool; ``past`` is of the own pool."""

    def slots(pool: Pool) -> int:
        return sum(servers[number].chats for number in pool if servers[number].is_on)

    others = {pool: number for pool, number in ahead.items() if pool != own and pool & own}
    away = [servers[number].chats for number in own if servers[number].is_away]
    rate, known = slot_rate(past, day)
    return Place(
        ahead=ahead.get(own, 0),
        slots=slots(own),
        rate=rate,
        known=known,
        leave_rate=leave_rate(past),
        passing=passing,
        neighbours=[
            Neighbour(number, slots(pool - own), slots(pool & own))
            for pool, number in others.items()
        ],
        sole_slots=slots(own.difference(*others)),
        shifts=shifts(past, sum(away), sum(away) / len(away) if away else 1.0),
    )


def total(pasts: Iterable[Past]) -> Past:
    """What several agents did together."""
    every = [vars(past) for past in pasts]
    return Past(**{name: sum(past[name] for past in every) for name in vars(NOTHING)})


def _of_an_offer(offer_s: float) -> Estimate | None:
    """A slot is free: whoever is asked has so long, and then the next one is."""
    return Estimate(offer_s, offer_s, 2 * offer_s) if offer_s > 0 else None
