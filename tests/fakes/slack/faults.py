"""What can go wrong at Slack: planned by a test, and counted when it happens."""

import asyncio
import random
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from tests.fakes.slack.errors import SlackError, rate_limited

ANY = "*"


@dataclass(frozen=True)
class Fault:
    """Done to a call of a method: refuse it, answer a page, hold it, or lose the connection.

    ``hold`` and ``delay_s`` are waited for before the call is carried out. With ``drop`` the
    connection ends without an answer, "before" or "after" the call was carried out.
    """

    name: str
    error: SlackError | None = None
    status: int = 0
    hold: asyncio.Event | None = None
    delay_s: float = 0.0
    answer_delay_s: float = 0.0
    drop: Literal["", "before", "after"] = ""

    @classmethod
    def slow_down(cls, seconds: int) -> "Fault":
        return cls("429", error=rate_limited(seconds))

    @classmethod
    def refused(cls, error: str) -> "Fault":
        return cls(error, error=SlackError(error))

    @classmethod
    def down(cls, status: int = 500) -> "Fault":
        return cls(str(status), status=status)

    @classmethod
    def unreached(cls) -> "Fault":
        return cls("unreached", drop="before")

    @classmethod
    def lost_answer(cls) -> "Fault":
        return cls("lost_answer", drop="after")

    @classmethod
    def held(cls, until: asyncio.Event) -> "Fault":
        return cls("held", hold=until)

    @classmethod
    def slow(cls, seconds: float) -> "Fault":
        return cls("slow", delay_s=seconds)

    @classmethod
    def late_answer(cls, seconds: float) -> "Fault":
        """Carried out at once, answered late: the caller may have given up by then."""
        return cls("late_answer", answer_delay_s=seconds)


@dataclass(frozen=True)
class Trouble:
    """Done to a delivery: send it more than once, late, behind the next one, or deaf to its ack.

    A deaf delivery is repeated with a retry number although the app has acknowledged it.
    """

    name: str
    copies: int = 1
    late_s: float = 0.0
    behind: bool = False
    deaf: bool = False

    @classmethod
    def twice(cls) -> "Trouble":
        return cls("twice", copies=2)

    @classmethod
    def late(cls, seconds: float) -> "Trouble":
        return cls("late", late_s=seconds)

    @classmethod
    def after_the_next(cls) -> "Trouble":
        return cls("after_the_next", behind=True)

    @classmethod
    def ack_lost(cls) -> "Trouble":
        return cls("ack_lost", deaf=True)


class Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


class Plan(Generic[T]):
    """Which calls or deliveries go wrong. ``counts`` has (what, fault) -> how often it happened.

    ``what`` is a method such as "chat.postMessage", a type of event or interaction, or ``ANY``.
    Shares are drawn from a seeded generator: the same calls in the same order fare the same.
    """

    def __init__(self, seed: int = 1) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self._next: dict[str, deque[T]] = defaultdict(deque)
        self._shares: dict[str, list[tuple[float, T]]] = defaultdict(list)
        self._random = random.Random(seed)

    def next(self, what: str, *faults: T) -> None:
        """Let the next ones go wrong, one fault each."""
        self._next[what].extend(faults)

    def share(self, what: str, share: float, fault: T) -> None:
        """Let a share of them, 0 to 1, go wrong from now on."""
        self._shares[what].append((share, fault))

    def clear(self) -> None:
        self._next.clear()
        self._shares.clear()

    def take(self, what: str) -> T | None:
        fault = self._drawn(what)
        if fault is not None:
            self.counts[what, fault.name] += 1
        return fault

    def total(self, name: str) -> int:
        """How often the fault of this name happened, to whatever."""
        return sum(count for (_, fault), count in self.counts.items() if fault == name)

    def _drawn(self, what: str) -> T | None:
        for place in (what, ANY):
            if self._next[place]:
                return self._next[place].popleft()
        for share, fault in [*self._shares[what], *self._shares[ANY]]:
            if self._random.random() < share:
                return fault
        return None
