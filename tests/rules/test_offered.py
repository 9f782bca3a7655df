"""Offers to agents are recorded, and nothing else comes of them."""

import pytest

from handoff.rules.effects import Record
from handoff.rules.events_desk import HandoffOffered, OfferEnded
from tests.rules.cases import EVERY_STATE, HANDOFF, go

OFFERED = HandoffOffered(HANDOFF.id, "ada", "frontline")
ENDED = OfferEnded(HANDOFF.id, "ada", "missed", "frontline")


@pytest.mark.parametrize("name", EVERY_STATE)
@pytest.mark.parametrize("event", [OFFERED, ENDED])
def test_an_offer_changes_no_conversation_and_tells_nobody(name, event):
    before = EVERY_STATE[name]
    after, effects = go(before, event)
    assert after == before
    [recorded] = effects
    assert isinstance(recorded, Record)
    assert (recorded.data["handoff"], recorded.data["agent"]) == (HANDOFF.id, "ada")
    assert recorded.data["department"] == "frontline"


def test_it_tells_of_the_handoff_as_it_is_and_why_it_ended():
    _, [offered] = go(EVERY_STATE["queued"], OFFERED)
    _, [ended] = go(EVERY_STATE["queued"], ENDED)
    assert (offered.name, ended.name) == ("handoff_offered", "offer_ended")
    assert (offered.data["priority"], offered.data["reason"]) == ("P3", "user_request")
    assert (ended.data["why"], ended.data["due_ms"]) == ("missed", HANDOFF.due_ms)


def test_of_one_that_is_over_the_line_knows_the_department():
    _, [recorded] = go(EVERY_STATE["bot"], OFFERED)
    assert (recorded.data["department"], recorded.data["reason"]) == ("frontline", "")
