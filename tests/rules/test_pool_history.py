"""What a pool learns from its events, against the plain sum over all of them."""

import pytest

from handoff.rules.estimate import Past
from handoff.rules.pool_history import DAY_S, WINDOW_S, Level, PoolHistory

pytest.importorskip("hypothesis")

from hypothesis import given, settings
from hypothesis import strategies as st

SETTINGS = settings(max_examples=60, deadline=None, database=None)


def test_two_hours_of_a_pool() -> None:
    pool = PoolHistory(0)
    pool.starts(0)
    pool.came(0, "P2")
    pool.joined(0)
    pool.called(100)
    pool.began(100)
    pool.joined(300)
    pool.left(500)
    pool.ended(700)
    pool.goes(1000)
    pool.comes_back(1600)
    past = pool.past(3600)
    assert past == Past(1, 600.0, 1, 300.0, 1, 3000.0, 1, 600.0)
    assert pool.arrival_rate(3600, "P2") == pytest.approx(1 / 3600)
    assert pool.arrival_rate(3600, "P0") == 0


def test_what_is_older_than_two_hours_is_forgotten() -> None:
    pool = PoolHistory(0)
    pool.came(0, "P2")
    pool.began(0)
    pool.ended(1000)
    assert pool.past(WINDOW_S + 600) == Past(closures=1, busy_s=400)
    assert pool.past(WINDOW_S + 1000) == Past()
    assert pool.arrival_rate(WINDOW_S + 1000, "P2") == 0
    assert pool.day(WINDOW_S + 1000) == Past(closures=1, busy_s=1000)
    assert pool.day(DAY_S + 1000) == Past()


def test_a_chat_that_is_still_open_counts_with_its_time() -> None:
    pool = PoolHistory(50)
    pool.began(100)
    assert pool.past(400) == Past(busy_s=300)
    assert pool.past(10 * WINDOW_S) == Past(busy_s=WINDOW_S)


def test_a_pool_that_has_just_begun_has_no_rates() -> None:
    pool = PoolHistory(5)
    pool.came(5, "P1")
    assert pool.arrival_rate(5, "P1") == 0


@given(st.lists(st.tuples(st.floats(0, 3000), st.integers(-2, 3)), max_size=30), st.floats(0, 9000))
@SETTINGS
def test_an_integral_is_that_of_the_window(changes: list[tuple[float, int]], after: float) -> None:
    level, spans, now, value = Level(0), [], 0.0, 0
    for wait, by in changes:
        spans.append((now, now + wait, value))
        now += wait
        value += by
        level.change(now, by)
    end = now + after
    spans.append((now, end, value))
    start = max(0.0, end - WINDOW_S)
    expected = sum(v * max(0.0, b - max(a, start)) for a, b, v in spans)
    assert level.integral(end) == pytest.approx(expected, abs=1e-4)
