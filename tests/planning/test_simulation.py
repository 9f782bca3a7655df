"""The simulation keeps the rules of the line, and agrees with Erlang's formulas."""

from collections.abc import Sequence
from heapq import heappop, heappush
from itertools import pairwise

import pytest

from handoff.planning.erlang import Load, answer
from handoff.planning.simulation import Agent, Chat, Plan, Simulation, Stream, lengths

pytest.importorskip("hypothesis")

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

SETTINGS = settings(max_examples=40, deadline=None, database=None)
CHAT_S = 600.0


def one_line(slots: int, rho: float, customers: int, patience_s: float | None = None) -> Plan:
    arrivals = rho * slots * 3600 / CHAT_S
    team = [Agent(("all",), 1)] * slots
    return Plan([Stream("all", arrivals)], team, CHAT_S, customers / arrivals, None, patience_s, 7)


def waits_of(chats: Sequence[Chat]) -> list[float]:
    return [chat.wait_s or 0.0 for chat in chats]


@pytest.mark.parametrize(
    ("slots", "rho", "patience_s"), [(6, 0.6, None), (15, 0.9, 300.0), (15, 1.1, 600.0)]
)
def test_it_agrees_with_the_formulas(slots: int, rho: float, patience_s: float | None) -> None:
    chats = Simulation(one_line(slots, rho, 20_000, patience_s)).run()
    waits = waits_of(chats)
    expected = answer(Load(rho * slots / CHAT_S, CHAT_S, slots, patience_s))
    in_time = sum(c.taken is not None and c.taken - c.arrived <= 120 for c in chats) / len(chats)
    assert sum(wait > 0 for wait in waits) / len(waits) == pytest.approx(expected.waits, abs=0.03)
    assert sum(waits) / len(waits) == pytest.approx(expected.mean_s, rel=0.15)
    assert in_time == pytest.approx(expected.within(120), abs=0.03)
    assert sum(c.left is not None for c in chats) / len(chats) == pytest.approx(
        expected.leaves, abs=0.01
    )


@pytest.mark.parametrize("rho", [0.5, 0.9, 1.2])
def test_first_come_first_served_is_the_recursion_of_kiefer_and_wolfowitz(rho: float) -> None:
    """Everyone begins when the first of the slots is free, given when they come and how long."""
    slots = 7
    chats = Simulation(one_line(slots, rho, 3_000)).run()
    free = [0.0] * slots
    for chat in chats:
        begins = max(chat.arrived, heappop(free))
        assert chat.taken == pytest.approx(begins)
        heappush(free, begins + (chat.closed or 0.0) - (chat.taken or 0.0))


@pytest.mark.long
@pytest.mark.parametrize(
    ("agents", "chats", "rho", "waits", "mean_s"),
    [(5, 3, 0.9, 0.6026, 241.1), (10, 4, 0.95, 0.6636, 199.1), (3, 2, 0.8, 0.5178, 258.9)],
)
def test_it_agrees_with_erlang_c_over_half_a_million_chats(
    agents: int, chats: int, rho: float, waits: float, mean_s: float
) -> None:
    arrivals = rho * agents * chats * 3600 / CHAT_S
    team = [Agent(("all",), chats)] * agents
    found = waits_of(
        Simulation(Plan([Stream("all", arrivals)], team, CHAT_S, 500_000 / arrivals)).run()
    )
    assert sum(wait > 0 for wait in found) / len(found) == pytest.approx(waits, abs=0.03)
    assert sum(found) / len(found) == pytest.approx(mean_s, rel=0.2)


def test_the_same_seed_is_the_same_run() -> None:
    first, second = (waits_of(Simulation(one_line(3, 0.9, 300)).run()) for _ in range(2))
    assert first == second
    assert sum(first) > 0


def test_lognormal_chats_have_their_mean_and_spread() -> None:
    draw = lengths(600.0, 0.5, Random(3))
    drawn = [draw() for _ in range(20_000)]
    mean = sum(drawn) / len(drawn)
    assert mean == pytest.approx(600, rel=0.02)
    assert (sum((d - mean) ** 2 for d in drawn) / len(drawn)) ** 0.5 == pytest.approx(300, rel=0.05)


ABSENCE = st.tuples(st.floats(0, 9000), st.floats(1, 9000)).map(lambda t: (t[0], t[0] + t[1]))
AGENTS = st.lists(
    st.builds(
        Agent,
        st.sampled_from([("a",), ("b",), ("a", "b")]),
        st.integers(1, 3),
        st.one_of(st.just(()), ABSENCE.map(lambda one: (one,))),
    ),
    min_size=1,
    max_size=5,
)
STREAMS = st.lists(
    st.builds(
        Stream,
        st.sampled_from(["a", "b"]),
        st.floats(2, 40),
        target_s=st.sampled_from([300.0, 1800.0, 3600.0]),
    ),
    min_size=1,
    max_size=3,
)
PLANS = st.builds(
    Plan,
    STREAMS,
    AGENTS,
    st.just(CHAT_S),
    st.just(2.0),
    st.sampled_from([None, 1.0]),
    st.sampled_from([None, 400.0]),
    st.integers(0, 99),
)


def overlap(chats: Sequence[Chat]) -> int:
    """The most chats that are open at once; an end at a moment comes before a beginning."""
    ends = [(c.closed or 0.0, -1) for c in chats]
    level = most = 0
    for _, by in sorted([*ends, *((c.taken or 0.0, 1) for c in chats)]):
        level += by
        most = max(most, level)
    return most


@given(PLANS)
@SETTINGS
def test_agents_keep_to_their_lines_their_limit_and_their_absences(plan: Plan) -> None:
    chats = [chat for chat in Simulation(plan).run() if chat.taken is not None]
    for number, agent in enumerate(plan.agents):
        held = [chat for chat in chats if chat.agent == number]
        assert overlap(held) <= agent.chats
        assert {chat.stream.line for chat in held} <= set(agent.lines)
        taken = [chat.taken or 0.0 for chat in held]
        assert not [t for t in taken for start, end in agent.absences if start < t < end]


@given(PLANS)
@SETTINGS
def test_nobody_is_passed_by_who_is_due_later(plan: Plan) -> None:
    """In one line; who is still there when the other is taken was due later."""
    chats = Simulation(plan).run()
    for line in ("a", "b"):
        mine = [c for c in chats if c.stream.line == line]
        for chat in (c for c in mine if c.taken is not None):
            waiting = [
                other
                for other in mine
                if other.arrived < (chat.taken or 0.0)
                and other.due < chat.due
                and (other.taken is None or other.taken > (chat.taken or 0.0))
                and (other.left is None or other.left > (chat.taken or 0.0))
            ]
            assert waiting == []


@given(PLANS)
@SETTINGS
def test_everyone_is_taken_or_leaves_once(plan: Plan) -> None:
    chats = Simulation(plan).run()
    served = {line for agent in plan.agents for line in agent.lines}
    for chat in chats:
        assert chat.taken is None or chat.left is None
        if chat.taken is not None:
            assert chat.offered_s == chat.wait_s
        elif chat.offered_s is not None:
            assert chat.offered_s >= (chat.wait_s or 0.0)
        if plan.patience_s is None:
            assert (chat.taken is not None) == (chat.stream.line in served)


def test_what_was_offered_to_those_who_left_lies_between_their_neighbours() -> None:
    """First come, first served: had they stayed, they would have been taken in their place."""
    chats = Simulation(one_line(4, 1.3, 2_000, patience_s=400.0)).run()
    turns = [c.arrived + c.offered_s for c in chats if c.offered_s is not None]
    assert sum(c.left is not None and c.offered_s is not None for c in chats) > 100
    assert all(first <= second for first, second in pairwise(turns))
