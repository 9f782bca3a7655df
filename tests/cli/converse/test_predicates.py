"""What code judges of a turn, and what it leaves to people."""

import re
from typing import Any

import pytest

from bot.app import DATA
from bot.content import load
from bot.converse.deeds import Deed, Said, Wrote
from bot.converse.moment import Moment
from bot.converse.predicates import FAILED, PASSED, UNCHECKED, Check, judge
from bot.converse.record import Form, Message, Seen, languages_of
from bot.converse.script import Turn
from bot.converse.wanted import IDS, PARTS, PREDICATES, check_predicate
from handoff.rules.messages import Entry, Speaker
from tests.cli.converse.scripts import KNOWN

REFUND = Message("bot", "You can ask.", "answer:refund_request", languages=("en",))
OFFER = Message(
    "bot",
    "Do you mean one of these?",
    "offer",
    buttons=(("topic:payout_delay", "Late"), ("topic:refund_status", "Status"), ("person:now", "")),
    languages=("en",),
)
UNSURE = Message("bot", "In other words?", "unsure", languages=("en",))
PLACE = Message(
    "system",
    "Your number is FB-1. People ahead of you: 2.",
    "queue_place_number",
    {"ahead": "2", "minutes": "45", "number": "FB-1"},
    languages=("en", "nl"),
)
LATE = Message("system", "Late.", "queue_late", {"ahead": "2", "minutes": "45", "number": "FB-1"})
HANDOFF = {"id": "h1", "reason": "user_request", "department": "frontline", "priority": "P3"}
TICKET: dict[str, Any] = {
    "id": "h1",
    "number": "FB-1",
    "type": "payout",
    "state": "queued",
    "department": "creator_support",
    "priority": "P2",
}
STORY = ["My payout is late", "It was announced for Monday"]
DRAFT = {"contact": "a@example.com", "occurred_at": "2026-11-19T10", "description": STORY}
FORM = Form("payout", "amount", draft=DRAFT)
DESK = {
    "card": {"question": "where is it", "reason": "user_request"},
    "tried": ["refund_request"],
    "transcript": [{"text": "where is it"}, {"text": "You can ask."}],
}


def judged(expect: dict[str, Any], seen: Seen, *past: Moment, deed: Deed | None = None) -> Check:
    """The only check of a turn that expects one thing."""
    for name, wanted in expect.items():
        check_predicate(name, wanted, KNOWN)
    deed = deed or Said("where is it")
    turn = Turn(len(past) + 1, "user", "", deed, expect)
    [check] = judge(Moment(turn, seen, past))
    return check


def moment(seen: Seen, words: str = "where is it") -> Moment:
    return Moment(Turn(1, "user", words, Said(words)), seen)


def messages(*given: Message) -> Seen:
    return Seen(messages=given)


HOLDS: list[tuple[dict[str, Any], Seen]] = [
    ({"faq_answered": "refund_request"}, messages(REFUND)),
    ({"one_of_faq": ["refund_status", "refund_request"]}, messages(REFUND)),
    ({"clarify_between": ["refund_status", "payout_delay"]}, messages(OFFER)),
    ({"says": ["offer", "unsure"]}, messages(OFFER, UNSURE)),
    ({"offers": ["topic:payout_delay", "Status"]}, messages(OFFER)),
    ({"form_started": "payout"}, Seen(form=FORM)),
    ({"form_started": True}, Seen(form=FORM)),
    ({"form_asks": "amount"}, Seen(form=FORM)),
    ({"field_set": {"contact": "a@example.com", "occurred_at": True}}, Seen(form=FORM)),
    ({"field_missing": ["amount", "evidence"]}, Seen(form=FORM)),
    ({"description": ["payout is late", "announced for Monday"]}, Seen(form=FORM)),
    ({"description": "It was announced"}, Seen(tickets=({**TICKET, "question": STORY[1]},))),
    ({"field_rejected": "amount"}, Seen(form=Form("payout", "amount", "amount"))),
    ({"summary_shown": True}, Seen(form=Form("payout", is_summed_up=True))),
    ({"ticket_created": {"type": "payout", "priority": ["P2", "P3"]}}, Seen(tickets=(TICKET,))),
    ({"ticket_created": "payout"}, Seen(tickets=(TICKET,))),
    ({"ticket_state": "queued"}, Seen(tickets=(TICKET,))),
    ({"no_ticket": True}, Seen()),
    ({"no_ticket": False}, Seen(tickets=(TICKET,))),
    ({"handoff": True}, Seen(handoff=HANDOFF)),
    ({"handoff": {"reason": "user_request", "priority": "P3"}}, Seen(handoff=HANDOFF)),
    ({"handoff": False}, Seen()),
    ({"queue_told": True}, messages(PLACE)),
    ({"queue_told": False}, messages(LATE)),
    ({"state": "queued"}, Seen(state="queued")),
    ({"state": ["bot", "queued"]}, Seen(state="queued")),
    ({"bot_silent": True}, messages(Message("agent", "Hello."))),
    ({"answer_lang": "en"}, messages(REFUND, PLACE)),
    ({"evidence_stored": ["photo"]}, Seen(tickets=({**TICKET, "evidence": ["photo"]},))),
    ({"root_cause": "outage"}, Seen(tickets=({**TICKET, "root_cause": "outage"},))),
    ({"user_gets": "ticket number"}, Seen(messages=(PLACE,), tickets=(TICKET,))),
    ({"user_gets": "2 people ahead"}, messages(PLACE)),
    ({"user_gets": "前面2人"}, messages(PLACE)),
    ({"user_gets": "“People ahead”"}, messages(PLACE)),
    ({"user_gets": "expected wait"}, messages(PLACE)),
    ({"agent_gets": '"where is it"'}, Seen(desk=DESK)),
    ({"must_not": "“your card”"}, messages(PLACE)),
    ({"user_gets": "greeting"}, messages(Message("bot", "Hi", "greeting_again"))),
    ({"agent_gets": "reason user_request"}, Seen(desk=DESK)),
    ({"agent_gets": "original question word for word"}, Seen(desk=DESK)),
    ({"agent_gets": "whole transcript"}, Seen(messages=(REFUND,), desk=DESK)),
    ({"must_not": "handoff"}, messages(REFUND)),
    ({"must_not": "fallback"}, messages(REFUND)),
    ({"must_not": "bot text"}, messages(Message("customer", "hm"))),
    ({"must_not": "the same answer again"}, messages(REFUND)),
    ({"must_not": "new ticket"}, Seen()),
    ({"must_not": "form"}, Seen()),
    ({"must_not": "faq refund_request only"}, messages(REFUND, PLACE)),
    ({"must_not": "asking contact again"}, Seen(form=FORM)),
]


@pytest.mark.parametrize(("expect", "seen"), HOLDS, ids=str)
def test_what_holds_is_passed(expect: dict[str, Any], seen: Seen) -> None:
    assert judged(expect, seen) == Check(*next(iter(expect.items())), PASSED)


FAILS: list[tuple[dict[str, Any], Seen, str]] = [
    ({"says": "offer"}, messages(UNSURE), "offer was not said"),
    ({"offers": "topic:payout"}, messages(OFFER), "no button topic:payout"),
    ({"user_gets": "“your card”"}, messages(PLACE), "no message of the turn has it"),
    ({"agent_gets": "“your card”"}, Seen(desk=DESK), "not on the agent's screen"),
    ({"must_not": "“People ahead”"}, messages(PLACE), "has it"),
    ({"faq_answered": "refund_status"}, messages(OFFER), r"got offer \(payout_delay, refund_st"),
    ({"one_of_faq": ["refund_status"]}, messages(REFUND), "got answer:refund_request"),
    ({"clarify_between": ["refund_status", "gift_sending"]}, messages(OFFER), "not asked which"),
    ({"form_started": "payout"}, Seen(handoff=HANDOFF), r"no form is open; .*\(user_request\)"),
    ({"form_started": "copyright"}, Seen(form=FORM), "type is payout"),
    ({"form_asks": "contact"}, Seen(form=FORM), "asked for is amount"),
    ({"form_asks": "contact"}, messages(UNSURE), "no form is open; got unsure"),
    ({"form_resumed": True}, Seen(form=FORM), "no field was asked for before"),
    ({"form_cancelled": True}, Seen(), "no form was open before"),
    ({"field_set": {"amount": 5}}, Seen(form=FORM), "amount is not there"),
    ({"field_set": {"amount": 5}}, Seen(), "no form is open"),
    ({"field_missing": ["contact"]}, Seen(form=FORM), "contact is filled"),
    ({"description": ["is late", "stolen"]}, Seen(form=FORM), "^“stolen” is not in “My payout"),
    ({"description": "late"}, Seen(tickets=(TICKET,)), "“late” is not in “”"),
    ({"description": "late"}, messages(UNSURE), "no form is open; got unsure"),
    ({"field_rejected": "amount"}, Seen(form=FORM), "refused is none"),
    ({"summary_shown": True}, Seen(form=FORM), "not shown"),
    ({"summary_shown": True}, Seen(), "no form is open"),
    ({"ticket_created": True}, Seen(), "no ticket was made in this turn; there are 0"),
    ({"ticket_created": {"type": "copyright"}}, Seen(tickets=(TICKET,)), "type is payout"),
    ({"ticket_created": {"fields": {"contact": "x"}}}, Seen(tickets=(TICKET,)), "not there"),
    ({"ticket_state": "closed"}, Seen(tickets=(TICKET,)), "state is queued"),
    ({"ticket_state": "closed"}, Seen(), "there is no ticket"),
    ({"no_ticket": True}, Seen(tickets=(TICKET,)), r"there is FB-1 \(payout, queued\)"),
    ({"handoff": {"priority": "P0"}}, Seen(handoff=HANDOFF), "priority is P3"),
    ({"handoff": True}, messages(UNSURE), "no person was asked for; .* unsure"),
    ({"handoff": False}, Seen(handoff=HANDOFF), "it is so"),
    ({"queue_told": True}, messages(LATE), "no place and time"),
    ({"queue_told": True}, messages(REFUND), "no place and time"),
    ({"state": "agent"}, Seen(), "state is bot"),
    ({"bot_silent": True}, messages(PLACE), "got queue_place_number"),
    ({"answer_lang": "nl"}, messages(REFUND, PLACE), "answer:refund_request in en"),
    ({"answer_lang": "nl"}, Seen(), "said nothing"),
    ({"evidence_stored": ["photo"]}, Seen(tickets=(TICKET,)), "no ticket or draft holds"),
    ({"root_cause": "outage"}, Seen(tickets=(TICKET,)), "no root cause"),
    ({"user_gets": "agent name"}, Seen(handoff=HANDOFF), "no agent has"),
    ({"user_gets": "nummer"}, Seen(tickets=(TICKET,)), "no message of the turn has it"),
    ({"user_gets": "3 ahead"}, messages(PLACE), "2 ahead were told"),
    ({"agent_gets": "whole transcript"}, Seen(), "no agent sees"),
    ({"agent_gets": "whole transcript"}, Seen(messages=(PLACE,), desk=DESK), "1 messages"),
    ({"agent_gets": "reason bot_error"}, Seen(desk=DESK), "shows user_request"),
    ({"must_not": "handoff"}, Seen(handoff=HANDOFF), "was asked for"),
    ({"must_not": "fallback"}, messages(UNSURE), "said unsure"),
    ({"must_not": "a ticket"}, Seen(tickets=(TICKET,)), "FB-1 was made"),
    ({"must_not": "form"}, Seen(form=FORM), "payout is open"),
    ({"must_not": "faq refund_request"}, messages(REFUND, PLACE), "was answered"),
    ({"must_not": "asking amount again"}, Seen(form=FORM), "amount is asked for"),
]


@pytest.mark.parametrize(("expect", "seen", "why"), FAILS, ids=str)
def test_what_does_not_hold_fails_and_says_why(
    expect: dict[str, Any], seen: Seen, why: str
) -> None:
    check = judged(expect, seen)
    assert check.result == FAILED
    assert re.search(why, check.why), check.why


@pytest.mark.parametrize(
    ("predicate", "item"),
    [
        ("user_gets", "an apology that sounds sincere"),
        ("agent_gets", "a friendly summary"),
        ("agent_gets", "answers already given"),
        ("must_not", "promising money back"),
        ("must_not", "asking description again"),
    ],
)
def test_prose_that_code_cannot_judge_stays_unchecked(predicate: str, item: str) -> None:
    check = judged({predicate: [item]}, messages(REFUND))
    assert check == Check(predicate, item, UNCHECKED)


def test_a_ticket_or_a_handoff_of_an_earlier_turn_is_none_of_this_one() -> None:
    before = moment(Seen(tickets=(TICKET,), handoff=HANDOFF))
    again = Seen(tickets=(TICKET,), handoff=HANDOFF)
    assert judged({"ticket_created": True}, again, before).result == FAILED
    assert judged({"must_not": "handoff"}, again, before).result == PASSED
    assert judged({"handoff": True}, again, before).result == PASSED


def test_the_same_answer_again_is_found_in_any_later_turn() -> None:
    past = [moment(messages(REFUND)), moment(messages(UNSURE))]
    check = judged({"must_not": "the same answer again"}, messages(REFUND), *past)
    assert (check.result, check.why) == (FAILED, "refund_request was answered again")


def test_a_form_that_was_left_and_comes_back_asks_for_the_same_field() -> None:
    before = moment(Seen(form=FORM))
    assert judged({"form_resumed": True}, Seen(form=FORM), before).result == PASSED
    assert judged({"form_resumed": "contact"}, Seen(form=FORM), before).result == FAILED
    assert judged({"form_started": True}, Seen(form=FORM), before).why == "it was open before"
    assert judged({"form_cancelled": True}, Seen(), before).result == PASSED
    ended = Seen(tickets=(TICKET,))
    assert judged({"form_cancelled": True}, ended, before).why == "a ticket was made"


def test_a_word_of_the_line_breaks_the_silence_only_where_somebody_writes() -> None:
    reply = Wrote("Hello.")
    joined = messages(Message("system", "Sanne has joined.", "agent_joined"))
    assert judged({"bot_silent": True}, joined, deed=reply).result == FAILED
    said = messages(Message("agent", "Hello."))
    assert judged({"user_gets": "text of the agent"}, said, deed=reply).result == PASSED
    assert judged({"user_gets": "text of the agent"}, Seen(), deed=reply).result == FAILED


def test_courtesies_are_not_the_original_question() -> None:
    hello = moment(messages(Message("bot", "Hi", "greeting")), "hello")
    shown = Seen(desk=DESK)
    expect = {"agent_gets": "original question word for word"}
    assert judged(expect, shown, hello).result == PASSED
    assert judged(expect, shown, moment(messages(UNSURE), "hello")).result == FAILED


def test_the_language_of_a_text_is_that_of_its_files() -> None:
    content = load(DATA).content
    answer = content.render_answer("refund_request", "nl", "marketplace")
    entry = Entry("1", Speaker.BOT, answer, 0, text_id="answer:refund_request")
    assert languages_of(entry, content, "marketplace") == ("nl",)
    values = {"name": "Wei"}
    joined = content.render_text("agent_joined", "zh", values)
    entry = Entry("2", Speaker.SYSTEM, joined, 0, text_id="agent_joined", values=values)
    assert languages_of(entry, content, "marketplace") == ("zh",)
    assert languages_of(Entry("3", Speaker.AGENT, "Hallo", 0), content, "marketplace") == ()


def test_every_predicate_is_judged_here() -> None:
    tried = {name for expect, *_ in [*HOLDS, *FAILS] for name in expect}
    assert tried == PREDICATES
    assert {*IDS, *PARTS} <= PREDICATES
