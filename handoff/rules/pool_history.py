"""What one pool did in the last two hours, and in a day, learnt from its events as they happen.

A pool is a waiting line with the agents who serve it. Times are seconds of one clock and never run
backwards.
"""

from collections import deque

from handoff.rules.estimate import Past

WINDOW_S = 7200.0
DAY_S = 86_400.0


class Count:
    """How often something happened within the window."""

    def __init__(self, window_s: float = WINDOW_S) -> None:
        self._window_s = window_s
        self._times: deque[float] = deque()

    def add(self, now: float) -> None:
        self._times.append(now)

    def at(self, now: float) -> int:
        while self._times and self._times[0] <= now - self._window_s:
            self._times.popleft()
        return len(self._times)


class Level:
    """A number that goes up and down, and its integral over the window."""

    def __init__(self, now: float, window_s: float = WINDOW_S) -> None:
        self._window_s = window_s
        self.value = 0
        # From when on which value held, and the integral from the start up to then.
        self._past: deque[tuple[float, int, float]] = deque()
        self._sum = 0.0
        self._since = now

    def change(self, now: float, by: int) -> None:
        self._sum += self.value * (now - self._since)
        self._since = now
        self.value += by
        self._past.append((now, self.value, self._sum))
        self._drop(now)

    def integral(self, now: float) -> float:
        """Of the value over the time, in its unit times seconds, back to the window's start."""
        self._drop(now)
        start = now - self._window_s
        before = 0.0
        if self._past and self._past[0][0] <= start:
            since, value, total = self._past[0]
            before = total + value * (start - since)
        return self._sum + self.value * (now - self._since) - before

    def _drop(self, now: float) -> None:
        """All changes before the window but the last one: its value holds at the start."""
        while len(self._past) > 1 and self._past[1][0] <= now - self._window_s:
            self._past.popleft()


class PoolHistory:
    """Learns from events; an agent who serves several pools tells each of them."""

    def __init__(self, now: float) -> None:
        self._start = now
        self._busy, self._waiting, self._on, self._away = (
            Level(now),
            Level(now),
            Level(now),
            Level(now),
        )
        self._closures, self._left, self._gone, self._back = Count(), Count(), Count(), Count()
        self._busy_day, self._closures_day = Level(now, DAY_S), Count(DAY_S)
        self._came: dict[str, Count] = {}

    def came(self, now: float, priority: str) -> None:
        """A customer for this pool, whether or not somebody is free."""
        self._came.setdefault(priority, Count()).add(now)

    def joined(self, now: float) -> None:
        """A customer stands in the line."""
        self._waiting.change(now, 1)

    def left(self, now: float) -> None:
        """A customer gave up and left the line."""
        self._waiting.change(now, -1)
        self._left.add(now)

    def called(self, now: float) -> None:
        """A customer left the line, because an agent took the conversation."""
        self._waiting.change(now, -1)

    def began(self, now: float) -> None:
        """An agent of this pool began a chat, of this line or another."""
        self._busy.change(now, 1)
        self._busy_day.change(now, 1)

    def ended(self, now: float) -> None:
        """An agent of this pool ended a chat, of this line or another."""
        self._busy.change(now, -1)
        self._closures.add(now)
        self._busy_day.change(now, -1)
        self._closures_day.add(now)

    def starts(self, now: float) -> None:
        """An agent of this pool begins to work."""
        self._on.change(now, 1)

    def goes(self, now: float) -> None:
        """An agent of this pool goes, and is expected back."""
        self._on.change(now, -1)
        self._away.change(now, 1)
        self._gone.add(now)

    def comes_back(self, now: float) -> None:
        self._away.change(now, -1)
        self._on.change(now, 1)
        self._back.add(now)

    def past(self, now: float) -> Past:
        return Past(
            closures=self._closures.at(now),
            busy_s=self._busy.integral(now),
            left=self._left.at(now),
            waited_s=self._waiting.integral(now),
            gone=self._gone.at(now),
            on_s=self._on.integral(now),
            back=self._back.at(now),
            away_s=self._away.integral(now),
        )

    def day(self, now: float) -> Past:
        """Closures and busy time of the last 24 hours, and nothing else."""
        closures = self._closures_day.at(now)
        return Past(closures=closures, busy_s=self._busy_day.integral(now))

    def arrival_rate(self, now: float, priority: str) -> float:
        """Customers of this priority a second."""
        span = min(WINDOW_S, now - self._start)
        count = self._came[priority].at(now) if priority in self._came else 0
        return count / span if span > 0 else 0.0
