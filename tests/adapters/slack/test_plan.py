"""The one thing that a thread needs next."""

from dataclasses import replace

import pytest

from handoff.desks.slack.card import CardFacts, Status
from handoff.desks.slack.plan import (
    Deed,
    Look,
    Open,
    Pass,
    Rank,
    Redraw,
    Say,
    Settle,
    digest_of,
    next_deed,
    rank,
)
from handoff.ports_slack import Thread, ThreadState
from handoff.rules.messages import PLACE, Entry, Speaker
from tests.adapters.slack.test_card import CARD, text_in

TEXT = text_in("en")
FACTS = CardFacts(CARD, Status.WAITING, "https://desk.example/desk")
OVER = replace(FACTS, status=Status.OVER)
SHOWN = Thread(
    "t", CARD.conversation, "h1", "C1", 1, ThreadState.OPEN, "1.5", digest_of(FACTS, TEXT), 4
)


def entry(number: int, **changes: str) -> tuple[int, Entry]:
    return number, replace(Entry(f"e{number}", Speaker.CUSTOMER, "words", 1), **changes)


@pytest.mark.parametrize(
    ("look", "deed"),
    [
        (Look(FACTS, None), Open(1)),
        (Look(OVER, None), None),
        (Look(FACTS, replace(SHOWN, state=ThreadState.OPENING, ts="")), Open(1)),
        (Look(FACTS, replace(SHOWN, state=ThreadState.GONE)), Open(2)),
        (Look(OVER, replace(SHOWN, state=ThreadState.GONE)), None),
        (Look(FACTS, SHOWN), None),
        (Look(replace(FACTS, owner="Sanne", status=Status.HELD), SHOWN), "redraw"),
        (Look(OVER, SHOWN), "redraw"),
        (Look(OVER, replace(SHOWN, card=digest_of(OVER, TEXT))), Settle(ThreadState.OVER)),
        (Look(OVER, replace(SHOWN, state=ThreadState.OVER)), None),
        (Look(FACTS, replace(SHOWN, state=ThreadState.OVER)), Settle(ThreadState.OPEN)),
    ],
)
def test_each_difference_has_its_deed(look: Look, deed: Deed | str | None) -> None:
    found = next_deed(look, TEXT)
    assert isinstance(found, Redraw) if deed == "redraw" else found == deed


def test_few_lines_are_said_one_by_one_and_many_together() -> None:
    few = tuple(entry(n) for n in (5, 6, 7))
    assert next_deed(Look(FACTS, SHOWN, few), TEXT) == Say((few[0][1],), 5)
    many = tuple(entry(n) for n in (5, 6, 7, 9))
    assert next_deed(Look(FACTS, SHOWN, many), TEXT) == Say(tuple(e for _, e in many), 9)


def test_what_is_not_shown_is_passed_over() -> None:
    hidden = (entry(5, id="slack:C1:1.6"), entry(6, id=f"{PLACE}h1"), entry(7, edits=f"{PLACE}h1"),
              entry(8, text=""))  # fmt: skip
    assert next_deed(Look(FACTS, SHOWN, hidden), TEXT) == Pass(8)
    shown = entry(7)
    assert next_deed(Look(FACTS, SHOWN, (*hidden[:2], shown)), TEXT) == Say((shown[1],), 7)


def test_danger_goes_first_and_changes_of_cards_last() -> None:
    danger = replace(FACTS, card=replace(CARD, priority="P0"))
    orders = [
        rank(Open(1), Look(danger, None)),
        rank(Open(1), Look(FACTS, None)),
        rank(Say((), 5), Look(FACTS, SHOWN)),
        rank(Redraw("x"), Look(danger, SHOWN)),
    ]
    assert orders == [Rank.DANGER, Rank.OPEN, Rank.SAY, Rank.CARD] == sorted(orders)
