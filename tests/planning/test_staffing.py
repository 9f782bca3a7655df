"""What a manager is told of so many agents."""

from dataclasses import replace

import pytest

from handoff.planning.staffing import (
    Question,
    by_formula,
    by_simulation,
    problem,
    rows,
)

ASKED = Question(arrivals_per_hour=60, agents=5, chats=3)


def test_formula_and_simulation_agree() -> None:
    asked = replace(ASKED, agents=4, patience_minutes=15)
    formula, played = by_formula(asked, 4), by_simulation(asked, 4)
    assert played.mean_s == pytest.approx(formula.mean_s, rel=0.15)
    assert played.p90_s == pytest.approx(formula.p90_s, rel=0.15)
    assert played.within == pytest.approx(formula.within, abs=0.02)
    assert played.leaves == pytest.approx(formula.leaves, abs=0.01)
    assert played.busy == pytest.approx(formula.busy, abs=0.02)


def test_rows_go_from_two_fewer_to_three_more() -> None:
    asked = replace(ASKED, hours=2)
    assert [row.agents for row in rows(asked)] == [3, 4, 5, 6, 7, 8]
    assert [row.agents for row in rows(replace(asked, agents=1))] == [1, 2, 3, 4]


def test_an_overload_has_no_end_by_formula_and_is_played_all_the_same() -> None:
    asked = replace(ASKED, hours=5)
    assert by_formula(asked, 2).mean_s == float("inf")
    assert by_formula(asked, 2).within == 0
    assert by_simulation(asked, 2).mean_s > 600
    assert by_simulation(asked, 2).busy == pytest.approx(1, abs=0.03)


def test_a_time_in_which_nobody_comes_is_no_error() -> None:
    assert by_simulation(replace(ASKED, arrivals_per_hour=0.001, hours=0.1), 1).within == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"arrivals_per_hour": 0.0}, "Give --arrivals a number above zero."),
        ({"arrivals_per_hour": float("nan")}, "Give --arrivals a number above zero."),
        ({"chat_minutes": float("inf")}, "Give --chat-minutes a number above zero."),
        ({"patience_minutes": -1.0}, "Give --patience a number above zero."),
        ({"target_minutes": 0.0}, "Give --target a number above zero."),
        ({"hours": 0.0}, "Give --hours a number above zero."),
        ({"agents": 0}, "Give --agents a whole number from 1 to 500."),
        ({"agents": 501}, "Give --agents a whole number from 1 to 500."),
        ({"chats": 0}, "Give --chats, the chats that one agent holds at once, from 1 to 20."),
        ({"chat_minutes": 2000.0}, "Give --chat-minutes in minutes, at most 1,440 (a day)."),
        ({"arrivals_per_hour": 1e9}, "Give --arrivals as customers an hour, at most 200,000."),
        ({"hours": 1e5}, "That many customers take too long to play: give --hours at most 3333."),
    ],
)  # fmt: skip
def test_what_cannot_be_played_is_answered_with_what_to_give(
    change: dict[str, float], sentence: str
) -> None:
    assert problem(replace(ASKED, **change)) == sentence  # type: ignore[arg-type]


def test_what_can_be_played_has_no_problem() -> None:
    assert problem(ASKED) is None
    assert problem(replace(ASKED, patience_minutes=15, hours=100)) is None
