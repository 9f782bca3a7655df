"""Erlang-C and Erlang-A, against known figures, each other, and the balance of states."""

from math import exp, inf, isfinite

import pytest

from handoff.planning.erlang import Answer, Load, answer, erlang_a, erlang_b, erlang_c

pytest.importorskip("hypothesis")

from hypothesis import given, settings
from hypothesis import strategies as st

SETTINGS = settings(max_examples=40, deadline=None, database=None)
CHAT_S = 600.0


def load(slots: int, rho: float, patience_s: float | None = None) -> Load:
    return Load(rho * slots / CHAT_S, CHAT_S, slots, patience_s)


def by_states(given: Load) -> tuple[float, float]:
    """Share who wait and share who leave, from the balance of the states one by one."""
    assert given.patience_s is not None
    weights, weight, number = [1.0], 1.0, 0
    while number < given.slots or weight > 1e-14 * max(weights):
        number += 1
        leaving = max(0, number - given.slots) / given.patience_s
        weight *= given.arrival_rate / (min(number, given.slots) / given.chat_s + leaving)
        weights.append(weight)
    waits = sum(weights[given.slots :]) / sum(weights)
    line = sum(n * w for n, w in enumerate(weights[given.slots :])) / sum(weights)
    return waits, line / given.patience_s / given.arrival_rate


@pytest.mark.parametrize(
    ("slots", "rho", "waits", "mean_s"),
    [(15, 0.9, 0.6026, 241.1), (40, 0.95, 0.6636, 199.1), (6, 0.8, 0.5178, 258.9)],
)
def test_erlang_c_gives_the_known_figures(
    slots: int, rho: float, waits: float, mean_s: float
) -> None:
    found = erlang_c(load(slots, rho))
    assert (found.waits, found.mean_s) == (
        pytest.approx(waits, abs=5e-5),
        pytest.approx(mean_s, abs=0.05),
    )
    assert found.busy == pytest.approx(rho)
    assert found.leaves == 0


def test_erlang_b_gives_the_known_figures() -> None:
    assert erlang_b(1, 1) == pytest.approx(0.5)
    assert erlang_b(2, 3) == pytest.approx(4 / 19)
    assert erlang_b(100, 100) == pytest.approx(0.0757, abs=5e-5)


def test_one_slot_is_the_textbook_queue() -> None:
    found = erlang_c(load(1, 0.5))
    assert (found.waits, found.mean_s) == (pytest.approx(0.5), pytest.approx(600))
    assert found.within(600) == pytest.approx(1 - 0.5 * exp(-0.5))
    assert found.longer_than(found.point(0.9)) == pytest.approx(0.1, rel=1e-4)
    assert found.point(0.5) == 0.0


def test_a_line_that_nobody_leaves_grows_without_end_when_overloaded() -> None:
    found = answer(load(10, 1.0))
    assert (found.waits, found.mean_s, found.busy) == (1, inf, 1)
    assert found.point(0.5) == inf


@pytest.mark.parametrize("rho", [0.3, 0.9, 1.0, 1.4])
@pytest.mark.parametrize("slots", [1, 6, 40, 300])
@pytest.mark.parametrize("patience_s", [30.0, 600.0, 6000.0])
def test_erlang_a_is_the_balance_of_its_states(slots: int, rho: float, patience_s: float) -> None:
    found = erlang_a(load(slots, rho), patience_s)
    waits, leaves = by_states(load(slots, rho, patience_s))
    assert (found.waits, found.leaves) == (
        pytest.approx(waits, rel=1e-5, abs=1e-12),
        pytest.approx(leaves, rel=1e-5, abs=1e-12),
    )


def test_endless_patience_is_erlang_c() -> None:
    patient, endless = erlang_a(load(15, 0.9), 1e9), erlang_c(load(15, 0.9))
    assert patient.mean_s == pytest.approx(endless.mean_s, rel=1e-4)
    assert patient.within(120) == pytest.approx(endless.within(120), rel=1e-4)
    assert patient.point(0.9) == pytest.approx(endless.point(0.9), rel=1e-3)


LOADS = st.builds(
    load,
    slots=st.integers(1, 900),
    rho=st.floats(0.01, 3),
    patience_s=st.one_of(st.none(), st.floats(5, 90_000)),
)


@given(LOADS, st.floats(0, 20_000))
@SETTINGS
def test_all_shares_are_shares(given_load: Load, seconds: float) -> None:
    found = answer(given_load)
    shares = [
        found.waits,
        found.leaves,
        found.busy,
        found.longer_than(seconds),
        found.within(seconds),
    ]
    assert all(-1e-6 <= share <= 1 + 1e-6 for share in shares)
    assert found.within(seconds) + found.longer_than(seconds) <= 1 + 1e-6
    assert found.longer_than(seconds) <= found.longer_than(0.0) + 1e-9


def as_told(found: Answer) -> list[float]:
    return [found.mean_s, found.leaves, -found.within(60)]


@given(LOADS)
@SETTINGS
def test_one_slot_more_never_makes_it_worse(given_load: Load) -> None:
    more = Load(
        given_load.arrival_rate, given_load.chat_s, given_load.slots + 1, given_load.patience_s
    )
    before, after = as_told(answer(given_load)), as_told(answer(more))
    assert all(b <= a + 1e-6 for a, b in zip(before, after, strict=True) if isfinite(a))


def test_who_leaves_before_the_target_was_not_answered_in_time() -> None:
    found = erlang_a(load(15, 1.1), 600.0)
    assert found.within(1e6) == pytest.approx(1 - found.leaves, abs=1e-6)
    assert found.within(0.0) == pytest.approx(1 - found.waits, abs=1e-6)


@pytest.mark.parametrize("wrong", [(0, 1, 1, None), (1, 0, 1, None), (1, 1, 0, None), (1, 1, 1, 0)])
def test_a_load_of_nothing_is_refused(wrong: tuple[float, float, int, float | None]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        Load(*wrong)
