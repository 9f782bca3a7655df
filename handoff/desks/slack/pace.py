"""How often each method may be called: Slack's limits, kept by ourselves and obeyed when told.

A channel takes about one message a second. Other methods have tiers: the third is some 50 calls a
minute, for each method and the whole workspace (Slack's page "Rate limits").
"""

import time
from collections.abc import Callable

from handoff.ports import Limits

POSTS_A_SECOND = 1.0
TIER_3_A_SECOND = 50 / 60
BURST = {"post": 1, "update": 10, "look": 10, "react": 10}


class Pace:
    """Asks the buckets that all copies of the service share, and remembers the waits."""

    def __init__(self, limits: Limits, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._monotonic = monotonic
        self._not_before: dict[str, float] = {}

    def wait(self, method: str, slack_channel: str) -> float:
        """Seconds until it is worth asking; 0 if now, and for no call at all."""
        return max(0.0, self._not_before.get(_name(method, slack_channel), 0) - self._monotonic())

    async def take(self, method: str, slack_channel: str) -> bool:
        """Whether the call may be made now. If not, ``wait`` says when."""
        name = _name(method, slack_channel)
        if self.wait(method, slack_channel) > 0:
            return False
        per_s = POSTS_A_SECOND if method == "post" else TIER_3_A_SECOND
        wait_s = await self._limits.take(f"slack:{name}", per_s=per_s, burst=BURST[method])
        if wait_s:
            self._not_before[name] = self._monotonic() + wait_s
        return not wait_s

    def told_to_wait(self, method: str, slack_channel: str, seconds: float) -> None:
        """Slack said when to come back."""
        self._not_before[_name(method, slack_channel)] = self._monotonic() + seconds


def _name(method: str, slack_channel: str) -> str:
    """Posts are counted by channel, everything else for the workspace."""
    return f"post:{slack_channel}" if method == "post" else method
