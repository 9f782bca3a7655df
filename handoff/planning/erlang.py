"""How long customers wait on average, by the formulas of Erlang and Palm.

Arrivals are Poisson, chats exponential, one line, ``slots`` served at once (agents times chats
that each holds). All times are seconds, all rates are per second. Sums run over logarithms, so that
hundreds of slots neither overflow nor vanish.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, expm1, inf, log, log1p

FADED = 45.0
"""Integrals end where a density has fallen by e to this power."""
POINTS = 40
PRECISE = 1e-5
LARGEST = 700.0
"""Of exponents: e to the power of more is no number here."""


@dataclass(frozen=True)
class Load:
    """``patience_s`` is the mean time after which a waiting customer leaves; None: nobody does."""

    arrival_rate: float
    chat_s: float
    slots: int
    patience_s: float | None = None

    def __post_init__(self) -> None:
        if self.arrival_rate <= 0 or self.chat_s <= 0 or self.slots < 1:
            raise ValueError("Arrivals, length of chats and slots must be above zero.")
        if self.patience_s is not None and self.patience_s <= 0:
            raise ValueError("Patience must be above zero, or None.")

    @property
    def erlangs(self) -> float:
        """Chats that would be open if there were slots for all."""
        return self.arrival_rate * self.chat_s

    @property
    def pace(self) -> float:
        """Closures per second while all slots are busy."""
        return self.slots / self.chat_s


class Offered:
    """The wait that is offered to an arrival: until a slot would be free, if the customer stayed.

    Its density is in proportion to exp(arrivals * patience * (1 - e^(-v / patience)) - pace * v)
    (Baccelli and Hebuterne, 1981). Here its largest value is 1; ``scale`` is the logarithm of what
    it was divided by for that.
    """

    def __init__(self, load: Load, patience_s: float) -> None:
        self._load, self.patience_s = load, patience_s
        # It is largest where the arrivals that stay that long equal the pace.
        self._peak = max(0.0, patience_s * log(load.arrival_rate / load.pace))
        self.scale = 0.0
        self.scale = self._exponent(self._peak)
        self._scale = min(patience_s, load.chat_s / load.slots)
        self._width = self._scale
        while self._exponent(self._peak + self._width) > -FADED:
            self._width *= 1.5
        self.whole = self.mean_of(lambda v: 1.0, whole=1.0)

    def density(self, v: float) -> float:
        return exp(self._exponent(v))

    def mean_of(
        self, value: Callable[[float], float], start: float = 0.0, whole: float | None = None
    ) -> float:
        """Mean of ``value(wait)`` over all who wait, counting zero for waits below ``start``."""
        peak, end = self._peak, self._peak + self._width
        low = max(start, peak - self._width)
        parts = _pieces(max(start, peak), end, self._scale)
        # The same to the left of the peak, seen in a mirror.
        parts += [
            (2 * peak - b, 2 * peak - a) for a, b in _pieces(peak, 2 * peak - low, self._scale)
        ]
        total = sum(_simpson(lambda v: value(v) * self.density(v), *part) for part in parts)
        return total / (whole or self.whole)

    def stays(self, v: float) -> float:
        """Share of customers who have the patience to wait for so long."""
        return exp(-v / self.patience_s)

    def _exponent(self, v: float) -> float:
        coming = -self._load.arrival_rate * self.patience_s * expm1(-v / self.patience_s)
        return coming - self._load.pace * v - self.scale


@dataclass(frozen=True)
class Answer:
    """Of all customers: share who wait, mean wait, share who leave, busy share of the slots.

    `mean_s` counts who leaves up to then, and is infinite where the line grows without end.
    """

    load: Load
    waits: float
    mean_s: float
    leaves: float
    busy: float
    offered: Offered | None = None

    def longer_than(self, seconds: float) -> float:
        """Share of customers who are in the line for longer than this."""
        if self.offered is None:
            spare = max(0.0, self.load.pace - self.load.arrival_rate)
            return self.waits * exp(-spare * seconds)
        share = self.offered.mean_of(lambda v: 1.0, seconds)
        return self.waits * share * self.offered.stays(seconds)

    def within(self, seconds: float) -> float:
        """Share of all customers who are taken within this time.

        One less those who are still in the line then, and those who have left it before: all who
        leave, less those who leave later. Who is offered a longer wait v leaves later with the
        chance of having the patience for ``seconds`` but not for v.
        """
        offered = self.offered
        if offered is None:
            return 1 - self.longer_than(seconds)
        later = offered.mean_of(lambda v: offered.stays(seconds) - offered.stays(v), seconds)
        return 1 - self.longer_than(seconds) - (self.leaves - self.waits * later)

    def point(self, share: float) -> float:
        """The time after which this share (0 to below 1) of customers is out of the line."""
        if self.longer_than(0.0) <= 1 - share:
            return 0.0
        if self.mean_s == inf:
            return inf
        low, high = 0.0, self.load.chat_s
        while self.longer_than(high) > 1 - share:
            low, high = high, 2 * high
        while high - low > PRECISE * high:
            middle = (low + high) / 2
            low, high = (middle, high) if self.longer_than(middle) > 1 - share else (low, middle)
        return high


def answer(load: Load) -> Answer:
    """Erlang-A where customers lose patience, Erlang-C where they do not."""
    return erlang_c(load) if load.patience_s is None else erlang_a(load, load.patience_s)


def erlang_b(erlangs: float, slots: int) -> float:
    """Share of the time in which all slots are busy, if nobody could wait (Erlang, 1917)."""
    return exp(-_log_inverse_b(erlangs, slots))


def _log_inverse_b(erlangs: float, slots: int) -> float:
    """By the recursion 1 / B(n) = 1 + n / erlangs / B(n - 1), all of whose terms are positive."""
    found = 0.0
    for n in range(1, slots + 1):
        term = found + log(n / erlangs)
        found = max(term, 0.0) + log1p(exp(-abs(term)))
    return found


def erlang_c(load: Load) -> Answer:
    """Nobody leaves: C = B / (1 - rho (1 - B)), mean wait C / (pace - arrivals)."""
    rho = load.erlangs / load.slots
    if rho >= 1:
        return Answer(load, waits=1.0, mean_s=inf, leaves=0.0, busy=1.0)
    blocked = erlang_b(load.erlangs, load.slots)
    waits = blocked / (1 - rho * (1 - blocked))
    return Answer(load, waits, waits / (load.pace - load.arrival_rate), 0.0, rho)


def erlang_a(load: Load, patience_s: float) -> Answer:
    """Each waiting customer leaves after an exponential time with this mean (Palm, 1946).

    The density of the offered wait starts at arrivals * p, where p is the share of the time in
    which exactly one slot is free; the states with more are in proportion as in Erlang-B; all
    shares add up to 1. Mean wait is share leaving times patience (Little's law for the line).
    """
    offered = Offered(load, patience_s)
    all_busy = log(load.arrival_rate * offered.whole) + offered.scale
    free = _log_inverse_b(load.erlangs, load.slots - 1)
    waits = 1 / (1 + exp(min(LARGEST, free - all_busy)))
    leaves = waits * offered.mean_of(lambda v: 1 - offered.stays(v))
    busy = load.erlangs * (1 - leaves) / load.slots
    return Answer(load, waits, leaves * patience_s, leaves, busy, offered)


def _pieces(low: float, high: float, first: float) -> list[tuple[float, float]]:
    """Each twice as long as the one before: what is near ``low`` changes on a finer scale."""
    found = []
    while low < high:
        found.append((low, min(high, low + first)))
        low, first = low + first, 2 * first
    return found


def _simpson(of: Callable[[float], float], low: float, high: float) -> float:
    step = (high - low) / POINTS
    total = of(low) + of(high)
    total += sum((4 if n % 2 else 2) * of(low + n * step) for n in range(1, POINTS))
    return total * step / 3
