"""What a ticket waits for: the next words and files are for it, and nothing else is."""

from dataclasses import replace

import pytest

from handoff.rules.conversation import State, Wanted
from handoff.rules.effects import AskAssistant, DoDeed, FindTickets, KeepEvidence, Say
from handoff.rules.events import TicketNews
from handoff.rules.step import step
from handoff.rules.ticket import Decision, Deed
from handoff.rules.tickets import decide
from tests.rules import forms_cases
from tests.rules.cases import BOT, NUMBERED, go, kinds, pressed, said, wrote
from tests.rules.cases import TABLES as RULES
from tests.rules.form_cases import ASKING, PROOF
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


@pytest.mark.parametrize("state", [BOT, NUMBERED], ids=["bot", "queued"])
@pytest.mark.parametrize(
    "words", ["still no coins, FB-7K3QX9", "fb 7k3qx9: nog steeds geen munten", "FB-7K3QX9还没到账"]
)
def test_words_with_the_number_of_a_ticket_go_onto_it(state, words):
    state, effects = go(state, wrote(words))
    assert kinds(effects, DoDeed) == [DoDeed("FB-7K3QX9", "answer", {"text": words})]
    assert not kinds(effects, AskAssistant)


def test_a_question_with_the_number_is_answered_with_where_it_stands():
    words = replace(RULES, forms=replace(RULES.forms, words=forms_cases.TABLES.words))
    asked = wrote("when do I get the coins of FB-7K3QX9?")
    _, effects = step(BOT, asked, NOW, words)
    assert (kinds(effects, DoDeed), kinds(effects, FindTickets)) == ([], [FindTickets("FB-7K3QX9")])


def test_in_a_form_the_number_may_be_the_answer():
    _, effects = go(ASKING, wrote("it was FB-7K3QX9, still no answer"))
    assert not kinds(effects, DoDeed)
    assert kinds(effects, AskAssistant)


@pytest.mark.parametrize("text", ["ticket_answer_added", "ticket_words_added"])
def test_files_that_follow_such_words_belong_to_the_ticket_too(text):
    news = TicketNews("t1", Say(text, {"number": "FB-1"}))
    state, effects = go(BOT, news, wrote("", files=(PROOF,)))
    assert kinds(effects, KeepEvidence) == [KeepEvidence("t1", (PROOF,))]
    assert said(effects) == ["file_added_to_ticket"]
    state, effects = go(state, TAKEN, wrote("", files=(PROOF,)))
    assert not kinds(effects, KeepEvidence)


def test_a_ticket_that_waits_for_an_answer_goes_on_waiting_when_another_gets_words():
    added = TicketNews("t2", Say("ticket_words_added", {"number": "FB-2"}))
    assert go(BOT, ASKED, added)[0].wanted == Wanted("answer", "FB-1", "t1")


def test_words_sent_before_the_picture_that_was_asked_for_leave_room_for_it():
    state, _ = go(BOT, ASKED, wrote("one moment, here it comes"), ADDED)
    _, effects = go(state, wrote("", files=(PROOF,)))
    assert kinds(effects, KeepEvidence) == [KeepEvidence("t1", (PROOF,))]
    assert said(effects) == ["file_added_to_ticket"]


def test_a_picture_that_a_ticket_waits_for_is_its_own_also_while_the_customer_is_in_line():
    _, effects = go(replace(NUMBERED, wanted=Wanted("answer", "FB-1", "t1")),
                        wrote("", files=(PROOF,)))  # fmt: skip
    assert kinds(effects, KeepEvidence) == [KeepEvidence("t1", (PROOF,))]
    assert kinds(effects, DoDeed) == [DoDeed("FB-1", "answer", {"text": ""})]


def test_any_other_file_of_one_in_line_is_for_the_person_who_joins():
    _, effects = go(NUMBERED, wrote("", files=(PROOF,)))
    assert kinds(effects, KeepEvidence) == [KeepEvidence(NUMBERED.handoff.id, (PROOF,))]
    assert said(effects) == ["file_for_person", "queue_place_number"]
