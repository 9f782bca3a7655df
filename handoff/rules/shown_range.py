"""What a waiting customer is told of an estimate: a range of minutes that stays calm."""

from dataclasses import dataclass

from handoff.rules.estimate import Estimate

STEPS = (1, 2, 5, 10, 15, 30, 60, 90, 120, 180, 240)
"""Minutes that are told; whole hours after the last."""
REFRESH_MS = 20_000
GROWTH = 1.5


@dataclass(frozen=True)
class Shown:
    """A range as it stands before the customer.

    ``low`` and ``high`` in minutes, ``at_ms`` when it was worked out, ``least_high`` the smallest
    upper bound that stood there since the customer was last told in words. ``is_longer``: the
    upper bound has grown so much that it must be said in a message, not changed in silence.
    """

    low: int
    high: int
    at_ms: int
    least_high: int
    is_longer: bool = False


def shown_range(found: Estimate | None, before: Shown | None, now_ms: int) -> Shown | None:
    """The range to show now: p50 to p90, each rounded up to a step of `STEPS`.

    None where nothing is known (no agent on duty): then no number is shown at all. ``before`` is
    what was shown last, kept by the caller over such a time as well. Within `REFRESH_MS` it stays.
    """
    if found is None:
        return None
    if before is not None and now_ms - before.at_ms < REFRESH_MS:
        # It was told when it was new; asking again does not make it news.
        return Shown(before.low, before.high, before.at_ms, before.least_high)
    low, high = in_steps(found.p50_s), in_steps(found.p90_s)
    if before is None or high > GROWTH * before.least_high:
        return Shown(low, high, now_ms, high, is_longer=before is not None)
    return Shown(low, high, now_ms, min(high, before.least_high))


def in_steps(seconds: float) -> int:
    """Minutes, rounded up to what is told: 1, 2, 5, 10, 15, 30, 60 and so on."""
    minutes = seconds / 60
    for step in STEPS:
        if minutes <= step:
            return step
    return -int(-minutes // 60) * 60


def told_minutes(shown: Shown) -> tuple[int, int]:
    """Least and most minutes in words: never the same number twice, and never zero.

    Where both points round up to one step, the wait lies between the step before and this one.
    """
    if shown.high <= STEPS[0]:
        return STEPS[0], STEPS[1]
    if shown.low < shown.high:
        return shown.low, shown.high
    before = [step for step in STEPS if step < shown.high]
    return (before[-1] if shown.high <= STEPS[-1] else shown.high - 60), shown.high
