"""An agent takes over what the bot leads; the customer is told once, and nothing is lost."""

from dataclasses import replace

import pytest

from handoff.rules.conversation import Form, State
from handoff.rules.effects import ChangeTicket, CloseHandoff, Record, Say, SetTimer, StoreTicket
from handoff.rules.events import AgentWrote
from handoff.rules.events_desk import TakenOver
from handoff.rules.messages import FileRef
from handoff.rules.takeover import handoff_of, next_handoff
from tests.rules.cases import ASKED, BOT, NOW, QUEUED, TABLES, answer, go, kinds, said, topic, wrote

BY_ADA = TakenOver("web-c1:h1", "ada", "Ada Smit", 2, NOW)
DRAFT = {"id": "web-c1:f1", "type": "billing_dispute", "description": ["Money is gone"]}
FORM = replace(
    BOT, state=State.FORM, form=Form(DRAFT), evidence=(FileRef("k", "a.png", "image/png", 1),)
)


@pytest.mark.parametrize("state", [BOT, ASKED, FORM, replace(FORM, state=State.CONFIRMING)])
def test_the_agent_has_it_and_the_customer_hears_once_who_is_there(state):
    after, effects = go(state, BY_ADA)
    assert (after.state, after.epoch, after.handoffs) == (State.AGENT, 2, 1)
    assert (after.handoff.id, after.handoff.agent_id) == ("web-c1:h1", "ada")
    assert said(effects) == ["taken_over"]
    [told] = kinds(effects, Say)
    assert told.values == {"name": "Ada"}
    assert len(kinds(effects, StoreTicket)) == 1
    [change] = kinds(effects, ChangeTicket)
    assert (change.change["state"], change.change["agent"]) == ("assigned", "ada")
    [recorded] = kinds(effects, Record)
    assert (recorded.name, recorded.data["agent"]) == ("handoff_taken_over", "ada")
    assert recorded.data["reason"] == "agent_reclaim"
    assert {timer.name for timer in kinds(effects, SetTimer)} == {"target_warning", "target_missed"}


def test_an_open_form_goes_along_with_its_files_and_is_closed():
    after, effects = go(FORM, BY_ADA)
    assert (after.form, after.evidence) == (None, ())
    [stored] = kinds(effects, StoreTicket)
    assert (stored.type, stored.ticket["words"]) == ("billing_dispute", ["Money is gone"])
    assert len(stored.ticket["evidence"]) == 1
    [told] = kinds(effects, Say)
    assert [line.text for line in told.lines] == ["complaint_with_person"]
    assert after.handoff.department == "billing"


def test_a_form_that_was_put_off_is_kept():
    after, effects = go(replace(FORM, state=State.BOT), BY_ADA)
    assert after.form is not None
    [told] = kinds(effects, Say)
    assert told.lines == ()


def test_an_answer_of_the_bot_that_was_under_way_is_void():
    after, effects = go(ASKED, BY_ADA, answer(topic("answer", "refund")))
    assert (after.state, said(effects)) == (State.AGENT, [])


def test_words_of_the_agent_reach_the_customer_and_count_from_the_takeover():
    later = AgentWrote("ada", "Ada Smit", "a1", "Hello", NOW + 9_000)
    _, effects = go(BOT, BY_ADA, later)
    [reply] = kinds(effects, Record)
    assert (reply.name, reply.data["waited_s"]) == ("first_reply", 9)


def test_a_customer_who_asks_in_the_same_moment_gets_that_agent_once():
    asked, _ = go(BOT, wrote("human please"))
    assert (asked.state, asked.epoch) == (State.QUEUED, 1)
    after, effects = go(asked, BY_ADA)
    assert (after.state, after.epoch, after.handoffs) == (State.AGENT, 2, 1)
    assert after.handoff.reason == "user_request"
    assert said(effects) == ["agent_joined"]
    assert kinds(effects, StoreTicket) == []


def test_a_customer_who_asks_just_after_is_already_with_the_agent():
    after, effects = go(BOT, BY_ADA, wrote("human please"))
    assert (after.state, after.handoffs) == (State.AGENT, 1)
    assert kinds(effects, StoreTicket) == []


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (replace(BOT, handoffs=1), BY_ADA),  # asked for a person meanwhile, and cancelled
        (replace(BOT, epoch=2), BY_ADA),
        (QUEUED, replace(BY_ADA, handoff_id="web-c1:h9")),
        (replace(QUEUED, state=State.WRAP_UP), replace(BY_ADA, handoff_id="web-c1:h2")),
    ],
)
def test_what_the_bot_leads_no_longer_is_let_go_of(state, event):
    assert go(state, event) == (state, (CloseHandoff(event.handoff_id),))


def test_the_same_takeover_twice_changes_nothing():
    after, _ = go(BOT, BY_ADA)
    assert go(after, BY_ADA) == (after, ())


def test_while_danger_is_asked_about_it_is_an_emergency():
    checked = replace(BOT, timers={"danger_check": "m1"})
    made, _ = handoff_of(checked, NOW, TABLES)
    assert (made.reason, made.priority, made.department) == ("safety_emergency", "P0", "urgent")
    after, _ = go(checked, BY_ADA)
    assert (after.handoff.priority, "danger_check" in after.timers) == ("P0", False)


def test_a_takeover_and_a_request_lead_to_the_same_handoff():
    asked, _ = go(BOT, wrote("human please"))
    assert asked.handoff.id == next_handoff(BOT)
