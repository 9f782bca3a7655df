"""What is put together for an estimate, from agents, their lines and what they did."""

from dataclasses import replace

import pytest

from handoff.rules.estimate import ENOUGH, Past, estimate
from handoff.rules.pools import Known, LinePast, Server, Worker, place_of, wait_of

EN, NL, BILLING = "frontline|en|", "frontline|nl|", "billing|en|"
DID = Past(closures=12, busy_s=6_000.0, on_s=7_200.0)
DAY = Past(closures=ENOUGH, busy_s=10_000.0)
BUSY = Worker(Server(3, is_on=True), frozenset({EN}), 3, DID, DAY)


def known(*workers: Worker, offer_s: float = 30.0, **lines: LinePast) -> Known:
    found = Known(workers, offer_s, {"P0": 300.0, "P3": 3_600.0})
    found.lines |= lines
    return found


def test_the_wait_of_one_line_is_that_of_its_place() -> None:
    place = place_of(frozenset({0}), {frozenset({0}): 4}, [BUSY.server], DID, DAY, ())
    assert (place.ahead, place.slots, place.neighbours) == (4, 3, [])
    assert wait_of(EN, 3_600, 0, {EN: 4}, known(BUSY)) == estimate(place)


def test_nothing_is_known_while_nobody_is_on_duty_or_little_was_learnt() -> None:
    assert wait_of(EN, 3_600, 0, {EN: 4}, known()) is None
    assert wait_of(NL, 3_600, 0, {NL: 4}, known(BUSY)) is None
    new = replace(BUSY, day=Past(closures=ENOUGH - 1, busy_s=10_000.0))
    assert wait_of(EN, 3_600, 0, {EN: 4}, known(new)) is None
    away = replace(BUSY, server=Server(3, is_on=False, is_away=True))
    assert wait_of(EN, 3_600, 0, {EN: 4}, known(away)) is None
    gone = replace(BUSY, server=Server(3, is_on=False))
    assert wait_of(EN, 3_600, 0, {EN: 4}, known(gone)) is None


def test_those_who_went_home_are_no_slots_but_what_they_did_counts() -> None:
    gone = replace(BUSY, server=Server(3, is_on=False))
    fresh = replace(BUSY, past=Past(), day=Past())
    assert wait_of(EN, 3_600, 0, {EN: 4}, known(fresh)) is None
    found = wait_of(EN, 3_600, 0, {EN: 4}, known(fresh, gone))
    assert found == wait_of(EN, 3_600, 0, {EN: 4}, known(BUSY))


def test_lines_with_the_same_agents_are_one_line() -> None:
    both = replace(BUSY, classes=frozenset({EN, NL}))
    together = wait_of(EN, 3_600, 0, {EN: 2, NL: 2}, known(both))
    assert together == wait_of(EN, 3_600, 0, {EN: 4}, known(BUSY))


def test_lines_that_share_agents_are_neighbours() -> None:
    both = replace(BUSY, classes=frozenset({EN, BILLING}))
    own, shared = frozenset({0, 1}), frozenset({1})
    servers = [BUSY.server, both.server]
    place = place_of(own, {own: 1, shared: 5}, servers, DID, DAY, ())
    (neighbour,) = place.neighbours
    assert (neighbour.ahead, neighbour.own_slots, neighbour.shared_slots) == (5, 0, 3)
    assert (place.slots, place.sole_slots) == (6, 3)
    assert Known((BUSY, both), 30.0, {}, [BILLING, NL, EN]).near(EN) == (EN, BILLING)


def test_more_urgent_customers_who_may_still_come_go_first() -> None:
    urgent = {EN: LinePast(came={"P0": 0.002})}
    now = 1_000.0
    calm = wait_of(EN, now + 3_600, now, {EN: 4}, known(BUSY, **{EN: LinePast()}))
    found = wait_of(EN, now + 3_600, now, {EN: 4}, known(BUSY, **urgent))
    late = wait_of(EN, now + 300, now, {EN: 4}, known(BUSY, **urgent))
    assert calm
    assert found
    assert found.mean_s > calm.mean_s
    assert late == calm, "who comes now would be due later"


def test_customers_who_leave_shorten_the_wait() -> None:
    leaving = known(BUSY, **{EN: LinePast(left=20, waited_s=4_000.0)})
    found, calm = wait_of(EN, 0, 0, {EN: 9}, leaving), wait_of(EN, 0, 0, {EN: 9}, known(BUSY))
    assert found
    assert calm
    assert found.mean_s < calm.mean_s


@pytest.mark.parametrize(("held", "ahead", "is_free"), [(2, 0, True), (2, 1, False), (1, 1, True)])
def test_with_a_free_slot_it_takes_as_long_as_an_offer(
    held: int, ahead: int, is_free: bool
) -> None:
    found = wait_of(EN, 3_600, 0, {EN: ahead}, known(replace(BUSY, held=held)))
    assert found is not None
    assert ((found.p50_s, found.p90_s) == (30.0, 60.0)) is is_free


def test_where_nothing_is_offered_a_free_slot_tells_nothing() -> None:
    free = replace(BUSY, held=0)
    assert wait_of(EN, 3_600, 0, {EN: 0}, known(free, offer_s=0.0)) is None
