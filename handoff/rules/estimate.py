"""How long one waiting customer still has to wait.

The answer is conditional on the place in the line, unlike Erlang's formulas, which tell the mean of
all customers. All times are seconds, all rates are per second. What is told of an estimate to the
customer is in `shown_range.py`; what it is learnt from in `pool_history.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

ENOUGH = 20
"""Closures in a day from which on the pool's own figures count alone."""
PLENTY = 100
"""Closures in two hours from which on these count alone, and not the day's."""
PRIOR_S = 480.0
"""How long a chat takes, where nothing is known."""
Z90 = 1.2815515655446004
"""The point of the normal distribution below which 90 % lies."""
LONGEST_S = 24 * 3600.0
"""Nobody is passed for longer than this; a bound on the work of one estimate."""
MOST_STEPS = 2_000
"""A longer line is walked down several customers at a time, for the same reason."""
LEAST = 1e-6
STEADY = 0.05
STAY = 0.5
"""More than this share of those on duty is not expected to go while one customer waits."""


@dataclass(frozen=True)
class Past:
    """What a pool did in the last two hours.

    ``busy_s`` are slot-seconds with a chat, also of chats that are still open; ``waited_s``
    customer-seconds in the line, also of those who are still in it; ``on_s`` and ``away_s``
    agent-seconds on duty, and away but expected back; ``gone`` and ``back`` how often agents
    changed between them.
    """

    closures: int = 0
    busy_s: float = 0.0
    left: int = 0
    waited_s: float = 0.0
    gone: int = 0
    on_s: float = 0.0
    back: int = 0
    away_s: float = 0.0


NOTHING = Past()


@dataclass(frozen=True)
class Passing:
    """Customers of a higher priority: those who come within ``window_s`` from now go first."""

    rate: float
    window_s: float


@dataclass(frozen=True)
class Neighbour:
    """Another line that some of our slots serve as well.

    ``ahead`` are those in it who are due before the customer asked about, ``own_slots`` serve it
    and not us, ``shared_slots`` serve both.
    """

    ahead: int
    own_slots: float
    shared_slots: float


@dataclass(frozen=True)
class Shifts:
    """Agents who go and come: ``away_slots`` are of those expected back, who bring ``chats`` each.

    ``back_rate`` is how often one of them comes back, ``go_rate`` how often one on duty goes.
    """

    away_slots: float
    chats: float
    back_rate: float
    go_rate: float


NO_SHIFTS = Shifts(0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True)
class Place:
    """All that an estimate needs.

    ``ahead`` are the waiting of the same line who are due earlier, ``slots`` those of agents on
    duty that may take this customer, ``sole_slots`` those of them that serve no other line (needed
    with neighbours only). ``rate`` is closures per second of one busy slot, ``known`` the number of
    closures that it was learnt from, ``leave_rate`` how often one waiting customer leaves.
    """

    ahead: int
    slots: float
    rate: float
    known: float
    leave_rate: float = 0.0
    passing: Sequence[Passing] = ()
    neighbours: Sequence[Neighbour] = ()
    sole_slots: float = 0.0
    shifts: Shifts = NO_SHIFTS


@dataclass(frozen=True)
class Estimate:
    """The wait from now on: its mean, and the points below which 50 % and 90 % of waits end."""

    mean_s: float
    p50_s: float
    p90_s: float


def slot_rate(past: Past, day: Past = NOTHING, prior_s: float = PRIOR_S) -> tuple[float, float]:
    """Closures per second of one busy slot, and the closures that are behind it.

    Closures over busy time is the maximum likelihood rate of exponential lifetimes of which some
    are still running (right-censored): chats that are open count with the time they have taken,
    whereas the mean of closed chats is too short. Below `PLENTY` closures the missing ones are
    added with the length that chats had over the ``day``, so that a small team is not taken for
    slow whenever its line is long; below `ENOUGH` in the day, those of the day with ``prior_s``.
    """
    day_rate = _filled(day, prior_s, ENOUGH)
    known = max(past.closures, min(PLENTY, max(day.closures, ENOUGH)))
    return _filled(past, 1 / day_rate, PLENTY), known


def _filled(past: Past, length_s: float, enough: int) -> float:
    """The rate after filling up to ``enough`` closures with chats of this length.

    The one more makes the time that follows from the rate unbiased: for a Poisson number N,
    E[1 / (N + 1)] is 1 / E[N] but for e^(-E[N]), and E[1 / N] is more.
    """
    added = max(0, enough - past.closures)
    busy_s = past.busy_s + added * length_s * (enough + 1) / enough
    return (past.closures + added + 1) / busy_s


def leave_rate(past: Past) -> float:
    """How often a waiting customer leaves: departures over time waited, censored as `slot_rate`."""
    return past.left / past.waited_s if past.waited_s > 0 else 0.0


def shifts(past: Past, away_slots: float, chats: float) -> Shifts:
    """How agents of the pool go and come: events over time at risk, censored as `slot_rate`."""
    back = past.back / past.away_s if past.away_s > 0 else 0.0
    gone = past.gone / past.on_s if past.on_s > 0 else 0.0
    return Shifts(away_slots, chats, back, gone)


def estimate(place: Place) -> Estimate | None:
    """The wait of a customer at this place; None where no slot is on duty, since nobody knows.

    With ``a`` ahead and a pool that closes R chats a second the wait is the time of a + 1 closures,
    Gamma(a + 1, R) for chats of exponential length: all slots are busy while somebody waits, and
    the superposition of their ends is a Poisson process. Corrections: see `_walk` and `_of_others`.
    """
    pace = place.rate * place.slots
    if pace <= 0:
        return None
    mean, variance = _walk(place.ahead + _of_others(place), place)
    # The rate itself is known from a limited number of closures only, whose relative variance is
    # 1 / number: for a long line this is what the promise fails by, not chance in the closures.
    shape = 1 / (variance / mean**2 + 1 / max(place.known, 1.0))
    return Estimate(mean, mean * gamma_point(shape, 0.0), mean * gamma_point(shape, Z90))


def gamma_point(shape: float, z: float) -> float:
    """A point of the gamma distribution with this shape and mean 1; ``z`` is the normal's point.

    Wilson and Hilferty (1931): the cube root of a gamma variable is nearly normal. Its relative
    error is below 2 % for the points used here and shapes from 1 on; it is never below zero.
    """
    return float(max(0.0, 1 - 1 / (9 * shape) + z / (3 * sqrt(shape))) ** 3)


def _walk(ahead: float, place: Place) -> tuple[float, float]:
    """Mean and variance of the time until ``ahead`` and then the customer have been taken.

    The line is walked down in thought, one departure at a time. With j ahead the next one takes
    1 / (R + j * leave_rate): closures and departures of the impatient compete, so the mean is the
    sum of these over j = 0..a (birth-death chain; Erlang-A's offered wait). While a window of a
    higher priority is open its arrivals lengthen the line. That gives (a + 1) / (R - rate) while
    the window is open, the mean of a busy period, and (a + 1 + rate * window) / R when it closed
    before the end. The variance is that of Poisson counts, turned into time at the pace at which
    the line shrinks at the end: for one priority the sum of squares of the steps; in a window
    that stays open (a + 1) (R + rate) / (R - rate)^3, that of a busy period.

    Agents who come back bring free slots at once, those who go finish what they hold and take no
    more: both move R as the walk goes on, at the rates of the last two hours.
    """
    steps: list[tuple[float, float]] = []
    left, now, part = ahead + 1.0, 0.0, ahead % 1 or 1.0
    size = max(1.0, ahead / MOST_STEPS)
    slots, away, shifts = place.slots, place.shifts.away_slots, place.shifts
    while left > LEAST:
        back = away * shifts.back_rate
        speed = slots * place.rate + back + max(0.0, left - 1) * place.leave_rate
        share = min(part, left)
        took = share / speed
        came = took * _passing_rate(place, now)
        steps.append((share + came + took * back * (shifts.chats - 1), speed))
        left += came - share
        now += took
        moved = max(took * (back - slots * shifts.go_rate), STAY * place.slots - slots)
        slots, away, part = slots + moved, away - moved, size
    coming = _passing_rate(place, now)
    variance = sum(noise / max(speed - coming, STEADY * speed) ** 2 for noise, speed in steps)
    return now, variance


def _passing_rate(place: Place, now: float) -> float:
    return sum(p.rate for p in place.passing if now < min(p.window_s, LONGEST_S))


def _of_others(place: Place) -> float:
    """How many customers of other lines are taken first by agents who serve ours as well.

    Earliest due first: an agent of two lines takes those of the other who are due before us,
    unless the agents of that line alone get to them sooner. For a wait W each neighbour leaves
    ``ahead - W * own pace`` to the shared slots, which can take ``W * shared pace`` at most. W
    is where all slots together have just taken ours, us, and those. Exact in the mean (as a fluid)
    for two lines; with more lines an agent of three is split by need.
    """
    most = sum(n.ahead for n in place.neighbours)
    if not most:
        return 0.0
    low, high = 0.0, (place.ahead + 1 + most) / (place.rate * place.slots)
    for _ in range(40):
        middle = (low + high) / 2
        enough = place.ahead + 1 + _taken_of_others(place, middle)
        low, high = (low, middle) if place.rate * place.slots * middle >= enough else (middle, high)
    return _taken_of_others(place, high)


def _taken_of_others(place: Place, wait: float) -> float:
    each = place.rate * wait
    taken = sum(
        min(max(0.0, n.ahead - n.own_slots * each), n.shared_slots * each) for n in place.neighbours
    )
    return min(taken, max(0.0, place.slots - place.sole_slots) * each)
