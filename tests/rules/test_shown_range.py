"""What a waiting customer is told of an estimate."""

import pytest

from handoff.rules.estimate import Estimate
from handoff.rules.shown_range import (
    GROWTH,
    REFRESH_MS,
    STEPS,
    Shown,
    in_steps,
    shown_range,
    told_minutes,
)

pytest.importorskip("hypothesis")

from hypothesis import given, settings
from hypothesis import strategies as st

SETTINGS = settings(max_examples=80, deadline=None, database=None)


def of(p50_minutes: float, p90_minutes: float) -> Estimate:
    return Estimate(p50_minutes * 60, p50_minutes * 60, p90_minutes * 60)


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [(0, 1), (60, 1), (61, 2), (120, 2), (121, 5), (301, 10), (601, 15), (901, 30), (1801, 60),
     (3601, 90), (5401, 120), (7201, 180), (10_801, 240), (14_400, 240), (14_401, 300),
     (18_001, 360)],
)  # fmt: skip
def test_minutes_are_rounded_up_to_a_step(seconds: float, minutes: int) -> None:
    assert in_steps(seconds) == minutes


def test_a_range_goes_from_the_middle_to_the_ninth_tenth() -> None:
    assert shown_range(of(3.2, 8), None, 0) == Shown(5, 10, 0, 10)


def test_no_number_is_shown_while_nobody_is_on_duty() -> None:
    assert shown_range(None, None, 0) is None
    assert shown_range(None, Shown(5, 10, 0, 10), 60_000) is None


def test_a_range_stays_for_twenty_seconds() -> None:
    before = Shown(5, 10, 1_000, 10)
    assert shown_range(of(1, 2), before, 1_000 + REFRESH_MS - 1) == before
    assert shown_range(of(1, 2), before, 1_000 + REFRESH_MS) == Shown(1, 2, 1_000 + REFRESH_MS, 2)


def test_a_much_longer_wait_is_said_once() -> None:
    before = Shown(5, 10, 0, 10)
    now = REFRESH_MS
    grown = shown_range(of(12, 20), before, now)
    assert grown == Shown(15, 30, now, 30, is_longer=True)
    again = shown_range(of(12, 20), grown, now + 1)
    assert again == Shown(15, 30, now, 30)
    assert shown_range(of(12, 20), again, 2 * now) == Shown(15, 30, 2 * now, 30)


def test_growth_is_measured_from_the_least_that_was_shown() -> None:
    first = shown_range(of(5, 60), None, 0)
    second = shown_range(of(5, 90), first, REFRESH_MS)
    assert second == Shown(5, 90, REFRESH_MS, 60)
    third = shown_range(of(5, 120), second, 2 * REFRESH_MS)
    assert third is not None
    assert third.is_longer


@given(st.lists(st.tuples(st.floats(0, 400), st.floats(0, 400), st.integers(0, 60)), min_size=1))
@SETTINGS
def test_the_upper_bound_never_grows_much_in_silence(told: list[tuple[float, float, int]]) -> None:
    shown: Shown | None = None
    now, least, changed_at = 0, 0, -REFRESH_MS
    for low, more, seconds in told:
        now += seconds * 1000
        found = shown_range(of(low, low + more), shown, now)
        assert found is not None
        assert found.low <= found.high
        assert found.high in STEPS or found.high % 60 == 0
        if shown is None or found.is_longer:
            least = found.high
        if shown is None or (found.low, found.high) != (shown.low, shown.high):
            assert now - changed_at >= REFRESH_MS
            changed_at = now
        assert found.high <= GROWTH * least
        least, shown = min(least, found.high), found


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(1, 1, (1, 2)), (1, 2, (1, 2)), (5, 10, (5, 10)), (10, 10, (5, 10)), (5, 60, (5, 60)),
     (240, 240, (180, 240)), (300, 300, (240, 300))],
)  # fmt: skip
def test_two_different_numbers_are_told(low: int, high: int, told: tuple[int, int]) -> None:
    assert told_minutes(Shown(low, high, 0, high)) == told
