"""Where one matter ends and the next begins: the pinned words, objections, refused answers."""

import json
from dataclasses import replace

import pytest

from handoff.rules.codec import from_json, to_json
from handoff.rules.conversation import Conversation, State
from handoff.rules.effects import AskAssistant
from tests.rules.cases import (
    BOT,
    NUMBERED,
    answer,
    buttons,
    go,
    kinds,
    pressed,
    said,
    topic,
    wrote,
)
from tests.rules.form_cases import draft, form

OBJECTION = {"signal": "not_my_question"}
UNSURE = topic("unsure")


def asks(state, text: str, signal: dict):
    """The customer's words, and what the assistant makes of them."""
    ask_id = f"m{state.turns}"
    return go(state, wrote(text, ask_id), answer(signal, epoch=state.epoch, ask_id=ask_id))


def objected():
    state, _ = asks(BOT, "Where is my money?", topic("answer", "refund", "login"))
    state, _ = asks(state, "not what I asked", OBJECTION)
    return state


def test_a_question_after_an_answer_that_was_let_stand_is_a_new_matter():
    state, _ = asks(objected(), "How do I log in?", topic("answer", "login"))
    state, _ = asks(state, "Why does my upload fail?", topic("answer", "upload"))
    assert (state.first_question, state.objections) == ("Why does my upload fail?", 0)
    state, effects = asks(state, "not what I asked", OBJECTION)
    assert (state.state, said(effects)) == (State.BOT, ["sorry_other_words"])
    state, _ = go(state, wrote("human please"))
    assert state.handoff.question == "Why does my upload fail?"


def test_a_question_that_nobody_understands_is_a_new_matter_as_well():
    state, _ = asks(objected(), "How do I log in?", topic("answer", "login"))
    state, _ = asks(state, "the blue one", UNSURE)
    state, _ = asks(state, "you know", UNSURE)
    assert state.handoff.question == "the blue one"


@pytest.mark.parametrize(
    "signal", [UNSURE, topic("answer", "login"), topic("offer", "login", "upload")]
)
def test_other_words_after_an_objection_are_the_same_matter(signal: dict):
    state, _ = asks(objected(), "I mean my other money", signal)
    assert (state.first_question, state.objections) == ("Where is my money?", 1)
    state, _ = asks(state, "no, not that", OBJECTION)
    assert state.handoff.question == "Where is my money?"


@pytest.mark.parametrize("way", ["words", "button"])
def test_a_refused_answer_never_comes_back_in_the_same_matter(way: str):
    state = objected()
    if way == "button":
        state, _ = go(state, pressed("topic:login"))
    else:
        state, _ = asks(state, "I mean the other", topic("answer", "login"))
    state, effects = asks(state, "Where is my money then?", topic("answer", "refund"))
    assert said(effects) == ["handoff_not_my_question"]
    assert state.handoff.question == "Where is my money?"


def test_a_refused_answer_is_not_offered_either_and_nothing_left_is_a_miss():
    state, effects = asks(objected(), "I mean", topic("offer", "refund", "login", "upload"))
    assert buttons(effects)[:2] == ["topic:login", "topic:upload"]
    state, effects = asks(state, "I mean", topic("offer", "refund"))
    assert (state.misses, said(effects)) == (1, ["unsure"])


def test_in_a_new_matter_the_answer_that_was_refused_may_be_right():
    state, _ = asks(objected(), "How do I log in?", topic("answer", "login"))
    state, _ = asks(state, "Why does my upload fail?", topic("answer", "upload"))
    _, effects = asks(state, "And my refund?", topic("answer", "refund"))
    assert said(effects) == ["answer:refund"]


@pytest.mark.parametrize("button", ["helped:yes", "person:now"])
def test_what_was_refused_is_forgotten_when_the_matter_is_over(button: str):
    state, _ = go(objected(), pressed(button))
    assert (state.objections, state.rejected) == (0, ())


def test_what_was_refused_outlives_a_restart_and_older_states_have_none():
    stored = to_json(objected())
    assert from_json(Conversation, stored).rejected == ("refund",)
    assert from_json(Conversation, stored.replace("rejected", "was_unknown")).rejected == ()


@pytest.mark.parametrize(
    "signal",
    [
        *({"signal": "handoff", "reason": reason} for reason in (
            "security_emergency", "legal_or_press", "unsupported_language")),
    ],
    ids=["loss", "legal", "language"],
)  # fmt: skip
@pytest.mark.parametrize("start", [BOT, NUMBERED], ids=["bot", "waiting"])
def test_what_brings_a_person_by_itself_is_pinned_whatever_was_open(start, signal: dict):
    before = replace(start, first_question="refund?", misses=1, objections=1)
    state, _ = asks(before, "I am writing to you as a lawyer", signal)
    assert state.first_question == "I am writing to you as a lawyer"
    if start is BOT:
        assert state.handoff.question == "I am writing to you as a lawyer"


@pytest.mark.parametrize("reason", ["user_request", "unheard_of"])
def test_the_wish_for_a_person_is_about_what_was_asked_before(reason: str):
    state, _ = asks(objected(), "somebody else", {"signal": "handoff", "reason": reason})
    assert state.handoff.question == "Where is my money?"


def begun(state) -> list[str]:
    """The story with which the form opens that is under the answer."""
    _, effects = go(state, pressed("complaint:billing_dispute"))
    [asked] = kinds(effects, AskAssistant)
    return json.loads(asked.text.removeprefix("/form_open"))["draft"]["description"]


def test_a_complaint_begins_with_the_words_that_led_to_it_and_all_said_since():
    state, _ = asks(BOT, "wheres my complaint", topic("answer", "login"))
    state, _ = asks(state, "no", OBJECTION)
    told = "my paid video of @mila wont open, i paid 4,99"
    state, _ = asks(state, told, topic("answer", "refund"))
    assert begun(state) == [told]
    state, _ = asks(state, "thanks", {"signal": "say", "text": "thanks"})
    state, _ = asks(state, "oh and it was 5.99", UNSURE)
    assert begun(state) == [told, "oh and it was 5.99"]


def test_words_that_nobody_understood_are_part_of_the_story():
    state, _ = asks(BOT, "4,99 for nothing", UNSURE)
    state, _ = asks(state, "I want my money back", topic("answer", "refund"))
    assert begun(state) == ["4,99 for nothing", "I want my money back"]
    state, _ = asks(state, "How do I log in?", topic("answer", "login"))
    state, _ = asks(state, "And my money?", topic("answer", "refund"))
    assert begun(state) == ["And my money?"]


def test_what_was_said_before_a_person_came_is_no_part_of_a_later_story():
    state, _ = asks(BOT, "4,99 for nothing", UNSURE)
    over = replace(state, first_question="")
    assert begun(go(over, wrote("hm"))[0]) == ["hm"]


def test_words_that_another_answer_was_given_to_are_no_story():
    """The button stands under an older answer, or under one out of the menu."""
    state, _ = asks(BOT, "And my refund, it was 5 euro?", topic("answer", "refund"))
    state, _ = asks(state, "How do I log in?", topic("answer", "login"))
    assert begun(state) == []
    state, _ = asks(BOT, "How do I log in?", topic("answer", "login"))
    menu, _ = go(state, pressed("menu:money"))
    chosen, _ = go(menu, pressed("topic:refund"))
    assert begun(chosen) == []
    chosen, _ = asks(chosen, "thanks", {"signal": "say", "text": "thanks"})
    assert begun(chosen) == []
    told, _ = asks(chosen, "it was 5 euro", UNSURE)
    assert begun(told) == ["it was 5 euro"]


def test_who_looks_for_a_better_answer_goes_on_with_the_same_matter():
    unsure, _ = asks(BOT, "4,99 for nothing", UNSURE)
    refused, _ = asks(objected(), "I mean my other money", topic("offer", "login", "upload"))
    offered, _ = asks(BOT, "4,99 for nothing", topic("offer", "login", "refund"))
    offered, _ = go(offered, pressed("topic:login"))
    for state, words in (
        (unsure, ["4,99 for nothing"]),
        (refused, ["Where is my money?", "not what I asked", "I mean my other money"]),
    ):
        state, _ = go(state, pressed("menu:money"), pressed("topic:refund"))
        assert begun(state) == words
    assert begun(go(offered, pressed("topic:refund"))[0]) == ["4,99 for nothing"]


def test_an_unclear_wish_after_an_answer_takes_none_of_its_words():
    state, _ = asks(BOT, "How do I log in?", topic("answer", "login"))
    state, _ = asks(state, "I have a complaint about money", {"signal": "purpose"})
    assert begun(state) == ["I have a complaint about money"]


def test_the_words_of_a_kept_complaint_are_not_those_of_the_next():
    state, _ = asks(BOT, "4,99 for nothing", topic("answer", "refund"))
    state, _ = go(state, pressed("complaint:billing_dispute"))
    kept = form("paused", {**draft(), "description": ["4,99 for nothing"]})
    state, _ = go(state, answer(kept, epoch=state.epoch, ask_id="b1:form"))
    assert state.form.draft["description"] == ["4,99 for nothing"]
    state, _ = go(state, pressed("complaint:fault"))
    _, effects = go(state, pressed("form:new:fault"))
    [asked] = kinds(effects, AskAssistant)
    assert json.loads(asked.text.removeprefix("/form_open"))["draft"]["description"] == []
