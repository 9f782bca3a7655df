"""How long Slack waits, and how much it takes: its real figures, which a test may shorten."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.slack.errors import rate_limited

# Calls a minute by tier. The methods marked 0 are "special": several hundred a minute.
TIERS = {0: 600, 1: 10, 2: 20, 3: 50, 4: 100}


@dataclass(frozen=True)
class Times:
    """Seconds. ``retries_s`` are the waits before each repeat of an event.

    ``edit_window_s`` is the workspace's setting for editing messages; None means no limit.
    """

    ack_s: float = 3.0
    retries_s: tuple[float, ...] = (0.0, 60.0, 300.0)
    trigger_s: float = 3.0
    response_url_s: float = 1800.0
    edit_window_s: float | None = None
    share_file_s: float = 0.0


@dataclass
class Bucket:
    """Tokens that come back with time; each call takes one."""

    size: float
    a_second: float
    tokens: float = 0.0
    at: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until there is a token; 0 takes one."""
        self.tokens = min(self.size, self.tokens + max(0.0, now - self.at) * self.a_second)
        self.at = max(now, self.at)
        if self.tokens < 1:
            return (1 - self.tokens) / self.a_second
        self.tokens -= 1
        return 0.0


@dataclass
class Limits:
    """Slack's rate limits: by method, and for posts by channel and for the whole workspace.

    Slack tells no exact figures for bursts. Here a channel takes ``burst`` posts at once and then
    one a second; a method takes the calls of a minute at once and then its share of each second.
    Apps are told to come back after whole seconds.
    """

    posts_a_second: float = 1.0
    burst: int = 4
    posts_a_minute: int = 300
    on: bool = True
    _buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)

    @classmethod
    def off(cls) -> "Limits":
        return cls(on=False)

    def check(self, method: str, tier: int, channel: str, now: Callable[[], float]) -> None:
        """Refuses with 429 a call that comes too early."""
        if not self.on:
            return
        if method != "chat.postMessage":
            self._take((method, ""), TIERS[tier], TIERS[tier] / 60, now())
            return
        self._take((method, channel), self.burst, self.posts_a_second, now())
        self._take((method, ""), self.posts_a_minute, self.posts_a_minute / 60, now())

    def _take(self, key: tuple[str, str], size: float, a_second: float, now: float) -> None:
        bucket = self._buckets.setdefault(key, Bucket(size, a_second, tokens=size, at=now))
        if wait := bucket.wait(now):
            raise rate_limited(max(1, math.ceil(wait)))
