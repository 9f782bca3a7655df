"""What a ticket waits for: the next words and files are for it, and nothing else is."""

from dataclasses import replace

import pytest

from handoff.rules.conversation import State, Wanted
from handoff.rules.effects import AskAssistant, DoDeed, KeepEvidence, Say
from handoff.rules.events import TicketNews
from handoff.rules.ticket import Decision, Deed
from handoff.rules.tickets import decide
from tests.rules.cases import BOT, go, kinds, pressed, said, wrote
from tests.rules.form_cases import PROOF
from tests.rules.ticket_cases import CUSTOMER, EVERY, NOW, TABLES

ASKED = TicketNews("t1", Say("ticket_waiting_user", {"number": "FB-1"}))
ADDED = TicketNews("t1", Say("ticket_answer_added", {"number": "FB-1"}))
TAKEN = TicketNews("t1", Say("ticket_taken", {"number": "FB-1"}))


def test_the_next_words_are_the_answer_and_the_ones_after_are_for_the_bot():
    state, effects = go(BOT, ASKED, wrote("Order 7"))
    assert kinds(effects, DoDeed) == [DoDeed("FB-1", "answer", {"text": "Order 7"})]
    assert not kinds(effects, AskAssistant)
    assert state.first_question == ""
    assert kinds(go(state, wrote("refund?"))[1], AskAssistant)


def test_files_go_to_the_ticket_until_there_is_other_news_of_it():
    state, effects = go(BOT, ASKED, wrote("", files=(PROOF,)))
    assert kinds(effects, KeepEvidence) == [KeepEvidence("t1", (PROOF,))]
    assert kinds(effects, DoDeed) == [DoDeed("FB-1", "answer", {"text": ""})]
    state, effects = go(state, ADDED, wrote("", files=(PROOF,)))
    assert kinds(effects, KeepEvidence)
    state, effects = go(state, TAKEN, wrote("", files=(PROOF,)))
    assert not kinds(effects, KeepEvidence)
    assert state.evidence == (PROOF,)


@pytest.mark.parametrize("words", ["human please", "my tickets"])
def test_a_wish_that_is_understood_is_no_answer(words):
    state, effects = go(BOT, ASKED, wrote(words))
    assert not kinds(effects, DoDeed)
    assert state.wanted == Wanted("answer", "FB-1", "t1")


@pytest.mark.parametrize("state", [State.AGENT, State.FORM])
def test_words_for_a_person_or_a_form_are_no_answer(state):
    waiting = replace(BOT, state=state, wanted=Wanted("answer", "FB-1", "t1"))
    assert not kinds(go(waiting, wrote("Order 7"))[1], DoDeed)


def test_an_objection_has_the_customers_own_reason():
    state, effects = go(BOT, pressed("ticket:appeal:FB-1"))
    assert said(effects) == ["ticket_appeal_why"]
    assert not kinds(effects, DoDeed)
    state, effects = go(state, wrote("I did send it"))
    assert kinds(effects, DoDeed) == [DoDeed("FB-1", "appeal", {"why": "I did send it"})]
    assert said(effects) == ["ticket_appeal_noted"]
    assert state.wanted is None


@pytest.mark.parametrize("kind", ["answer", "appeal"])
def test_of_a_long_answer_nothing_is_cut_off_or_refused(kind):
    words = "The parcel came open. " * 186  # 4,092 letters: as long as a message can be
    if kind == "answer":
        _, effects = go(BOT, ASKED, wrote(words))
    else:
        _, effects = go(go(BOT, pressed("ticket:appeal:FB-1"))[0], wrote(words))
    [one] = kinds(effects, DoDeed)
    [given] = one.fields.values()
    assert given.strip() == words.strip()
    ticket = EVERY["waiting_user" if kind == "answer" else "resolved"]
    assert isinstance(decide(ticket, Deed(kind, CUSTOMER, NOW, one.fields), TABLES), Decision)
