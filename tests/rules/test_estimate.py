"""The estimate of one customer's wait, against what is known in closed form."""

from dataclasses import replace
from math import exp, factorial

import pytest

from handoff.rules.estimate import (
    ENOUGH,
    PLENTY,
    PRIOR_S,
    Neighbour,
    Passing,
    Past,
    Place,
    Shifts,
    estimate,
    gamma_point,
    leave_rate,
    shifts,
    slot_rate,
)

pytest.importorskip("hypothesis")

from hypothesis import given, settings
from hypothesis import strategies as st

SURE = 1e12
"""So many closures that the rate counts as known."""
RATE = 1 / 600
FRONT = Place(ahead=0, slots=6, rate=RATE, known=SURE)
PACE = FRONT.slots * RATE
SETTINGS = settings(max_examples=60, deadline=None, database=None)


def mean_of(place: Place) -> float:
    found = estimate(place)
    assert found is not None
    return found.mean_s


def reached(shape: int, point: float) -> float:
    """Share of a gamma distribution of mean 1 below a point, for whole shapes (Erlang)."""
    x = shape * point
    return 1 - sum(exp(-x) * x**n / factorial(n) for n in range(shape))


@pytest.mark.parametrize("shape", [1, 2, 3, 5, 10, 40])
def test_the_points_are_those_of_the_gamma_distribution(shape: int) -> None:
    assert reached(shape, gamma_point(shape, 0.0)) == pytest.approx(0.5, abs=0.005)
    assert reached(shape, gamma_point(shape, 1.2815515655446004)) == pytest.approx(0.9, abs=0.003)


@pytest.mark.parametrize("ahead", [0, 1, 7, 200])
def test_the_mean_is_the_time_of_all_closures_up_to_the_customers_own(ahead: int) -> None:
    found = estimate(replace(FRONT, ahead=ahead))
    assert found is not None
    assert found.mean_s == pytest.approx((ahead + 1) / PACE, rel=1e-5)
    assert found.p90_s == pytest.approx(
        found.mean_s * gamma_point(ahead + 1, 1.2815515655446004), rel=1e-5
    )


@pytest.mark.parametrize("place", [replace(FRONT, slots=0), replace(FRONT, rate=0.0)])
def test_nothing_is_known_while_no_slot_is_on_duty(place: Place) -> None:
    assert estimate(place) is None


def test_who_may_leave_shortens_the_wait_of_those_behind() -> None:
    place = replace(FRONT, ahead=9, leave_rate=1 / 900)
    assert mean_of(place) == pytest.approx(sum(1 / (PACE + j / 900) for j in range(10)), rel=1e-5)


def test_higher_priorities_lengthen_the_wait_while_their_window_is_open() -> None:
    place = replace(FRONT, ahead=5, passing=[Passing(PACE / 3, 1e6)])
    assert mean_of(place) == pytest.approx(6 / (PACE - PACE / 3), rel=1e-4)


def test_higher_priorities_that_come_after_their_window_no_longer_pass() -> None:
    place = replace(FRONT, ahead=59, passing=[Passing(PACE / 2, 1200)])
    assert mean_of(place) == pytest.approx((60 + 1200 * PACE / 2) / PACE, rel=0.01)
    flood = replace(FRONT, ahead=0, passing=[Passing(3 * PACE, 1200)])
    assert mean_of(flood) == pytest.approx((1 + 1200 * 3 * PACE) / PACE, rel=0.1)


def test_an_open_window_makes_the_wait_less_certain() -> None:
    """The variance of a busy period: (a + 1) (R + rate) / (R - rate)^3."""
    plain, open_ = (
        replace(FRONT, ahead=5),
        replace(FRONT, ahead=5, passing=[Passing(PACE / 3, 1e6)]),
    )
    found = estimate(open_)
    assert found is not None
    shape = 6 * (1 - 1 / 3) / (1 + 1 / 3)
    assert found.p90_s / found.mean_s == pytest.approx(gamma_point(shape, 1.28155157), rel=1e-3)
    assert estimate(plain) != found


def test_a_rate_from_few_closures_widens_the_range_but_not_the_mean() -> None:
    few, many = estimate(replace(FRONT, ahead=50, known=20)), estimate(replace(FRONT, ahead=50))
    assert few is not None
    assert many is not None
    assert few.mean_s == many.mean_s
    assert few.p90_s > 1.1 * many.p90_s


@given(
    st.integers(0, 40), st.integers(0, 60), st.integers(1, 9), st.integers(0, 9), st.integers(1, 9)
)
@SETTINGS
def test_two_lines_that_share_agents(
    ahead: int, others: int, sole: int, own: int, shared: int
) -> None:
    """As a fluid: shared agents take whoever is due first, and no one whom his own get sooner."""
    neighbour = Neighbour(ahead=others, own_slots=own, shared_slots=shared)
    place = Place(ahead, sole + shared, RATE, SURE, neighbours=[neighbour], sole_slots=sole)
    all_of_us = (ahead + 1) / (sole + shared)
    together = (ahead + 1 + others) / (sole + shared + own)
    wait = max(all_of_us, min(together, (ahead + 1) / sole)) / RATE
    assert mean_of(place) == pytest.approx(wait, rel=1e-4)


def test_agents_who_come_back_are_counted_on() -> None:
    away = Shifts(away_slots=6, chats=3, back_rate=1 / 1800, go_rate=0.0)
    place = replace(FRONT, ahead=5)
    assert mean_of(replace(place, shifts=away)) < 0.85 * mean_of(place)
    going = Shifts(away_slots=0, chats=3, back_rate=1 / 1800, go_rate=1 / 3600)
    assert mean_of(replace(place, shifts=going)) > mean_of(place)


def test_the_rate_counts_chats_that_are_still_open() -> None:
    rate, known = slot_rate(Past(closures=199, busy_s=120_000))
    assert (1 / rate, known) == (pytest.approx(600), 199)


@pytest.mark.parametrize("closures", range(0, PLENTY + 1, 20))
def test_the_day_fills_up_what_two_hours_lack(closures: int) -> None:
    """Chats take 900 s over the day, and twice that now."""
    day = Past(closures=999, busy_s=900_000)
    rate, known = slot_rate(Past(closures=closures, busy_s=closures * 1800), day)
    assert known == PLENTY
    assert 1 / rate == pytest.approx(900 * (1 + closures / PLENTY), rel=0.02)


@pytest.mark.parametrize("closures", range(0, ENOUGH + 1, 4))
def test_the_prior_fades_until_there_are_enough_closures(closures: int) -> None:
    """A day in which chats took four times the prior, and none in the last two hours."""
    rate, known = slot_rate(Past(), Past(closures=closures, busy_s=closures * 4 * PRIOR_S))
    assert known == ENOUGH
    assert 1 / rate == pytest.approx(PRIOR_S * (1 + 3 * closures / ENOUGH), rel=0.05)


def test_other_rates_are_events_over_time_at_risk() -> None:
    past = Past(left=6, waited_s=3600, gone=2, on_s=7200, back=3, away_s=5400)
    assert leave_rate(past) == pytest.approx(1 / 600)
    assert shifts(past, 4, 2) == Shifts(4, 2, pytest.approx(1 / 1800), pytest.approx(1 / 3600))


def test_who_has_seen_nothing_knows_no_rates() -> None:
    assert leave_rate(Past()) == 0
    assert shifts(Past(), 0, 1) == Shifts(0, 1, 0, 0)
    assert slot_rate(Past())[0] == pytest.approx(1 / PRIOR_S)


PLACES = st.builds(
    Place,
    ahead=st.integers(0, 60),
    slots=st.integers(1, 200),
    rate=st.floats(1 / 7200, 1 / 120),
    known=st.integers(ENOUGH, 2000),
    leave_rate=st.floats(0, 0.05),
    sole_slots=st.integers(0, 200),
    neighbours=st.lists(
        st.builds(Neighbour, st.integers(0, 60), st.integers(0, 100), st.integers(0, 100)),
        max_size=3,
    ),
    passing=st.lists(st.builds(Passing, st.floats(0, 0.05), st.floats(0, 1800)), max_size=3),
    shifts=st.builds(
        Shifts,
        st.integers(0, 50),
        st.integers(1, 6),
        st.floats(0, 0.01),
        st.floats(0, 0.001),
    ),
)


@given(PLACES)
@SETTINGS
def test_every_place_gets_an_answer_in_order(place: Place) -> None:
    found = estimate(place)
    assert found is not None
    assert 0 < found.mean_s < float("inf")
    assert 0 <= found.p50_s < found.p90_s


@given(PLACES, st.integers(1, 50))
@SETTINGS
def test_who_stands_further_back_waits_longer(place: Place, further: int) -> None:
    plain = replace(place, passing=())
    assert mean_of(replace(plain, ahead=plain.ahead + further)) > mean_of(plain)


@given(PLACES, st.integers(1, 50))
@SETTINGS
def test_more_agents_of_the_line_alone_never_make_it_slower(place: Place, more: int) -> None:
    plain = replace(place, passing=(), sole_slots=min(place.sole_slots, place.slots))
    larger = replace(plain, slots=plain.slots + more, sole_slots=plain.sole_slots + more)
    assert mean_of(larger) <= mean_of(plain) * (1 + 1e-6)


def test_a_line_of_a_hundred_thousand_is_walked_in_few_steps() -> None:
    place = Place(ahead=100_000, slots=100, rate=1 / 600, known=1000)
    long = estimate(place)
    assert long is not None
    assert long.mean_s == pytest.approx(100_001 * 6)
    leaving = estimate(replace(place, leave_rate=0.0001))
    exact = sum(1 / (1 / 6 + j * 0.0001) for j in range(100_001))
    assert leaving is not None
    assert leaving.mean_s == pytest.approx(exact, rel=0.02)
