"""Which pictures agents see only when they ask for them."""

from pathlib import Path

import pytest

from bot.content import load
from handoff.desks.console.ticket_facts import covers

DATA = Path(__file__).parents[3] / "data"
SENSITIVE = ("harassment_hate", "copyright", "underage_safety", "self_harm_violence")
UNKNOWN = "general_request"


def of(now: str, first: str = "") -> dict[str, str]:
    return {"type": now, "first_type": first or now}


@pytest.mark.parametrize(
    ("tickets", "covered"),
    [
        ([], True),
        ([of(UNKNOWN)], True),
        *(([of(kind)], True) for kind in SENSITIVE),
        ([of("payout")], False),
        ([of("payout", UNKNOWN)], False),
        ([of("payout", "harassment_hate")], True),
        ([of("payout"), of("copyright")], True),
        ([of("payout"), of(UNKNOWN)], True),
    ],
)
def test_pictures_are_covered_where_they_may_distress_or_nobody_knows_the_matter(tickets, covered):
    assert covers(load(DATA).tables, tickets) is covered
