"""What the assistant advises and what becomes of it."""

from dataclasses import replace

import pytest

from handoff.rules.conversation import Conversation, Question, State
from handoff.rules.effects import CancelTimer, Record, SayAnswer, SetTimer
from handoff.rules.events import AssistantFailed, CustomerOpened, HandlingFailed
from tests.rules.cases import (
    AGENT,
    ASKED,
    BOT,
    EVERY_STATE,
    NOW,
    NUMBERED,
    QUEUED,
    answer,
    buttons,
    go,
    kinds,
    pressed,
    said,
    topic,
    wrote,
)

WAITING = replace(QUEUED, pending=(Question("m1", "and now?"),))
ANSWERED = replace(ASKED, last_topics=("refund",), tried=("refund",))
OBJECTION = {"signal": "not_my_question"}


@pytest.mark.parametrize(
    ("signal", "texts"),
    [
        (topic("answer", "refund", "login"), ["answer:refund"]),
        (topic("offer", "refund", "login"), ["offer"]),
        (topic("guess", "refund", "login"), ["guess"]),
        (topic("unsure"), ["unsure"]),
        (topic("answer", "gone"), ["unsure"]),
        (topic("offer"), ["unsure"]),
        ({"signal": "say", "text": "thanks"}, ["thanks"]),
        ({"signal": "say", "text": "ask_wait"}, ["nobody_asked_yet"]),
        ({"signal": "say", "text": "cancel"}, ["cancel_what"]),
        ({"signal": "menu"}, ["menu"]),
        ({"signal": "helped", "yes": True}, ["glad_it_helped"]),
        ({"signal": "helped", "yes": False}, ["unsure"]),
        (OBJECTION, ["unsure"]),
        ({"signal": "handoff", "reason": "user_request"}, ["handoff_request"]),
        ({"signal": "handoff", "reason": "unheard_of"}, ["handoff_request"]),
        ({"signal": "handoff", "reason": "security_emergency"}, ["handoff_security"]),
        ({"signal": "handoff", "reason": "unsupported_language"}, ["handoff_language"]),
    ],
)
def test_each_signal_leads_to_words(signal: dict, texts: list):
    state, effects = go(ASKED, answer(signal))
    assert said(effects) == texts
    assert state.pending == ()
    assert CancelTimer("assistant_slow") in effects


@pytest.mark.parametrize(
    ("text", "told", "state"),
    [
        ("ask_wait", "queue_joining", State.QUEUED),
        ("cancel", "queue_cancelled", State.BOT),
    ],
)
def test_who_waits_can_ask_for_the_place_and_stop_in_words(text: str, told: str, state: State):
    signal = {"signal": "say", "text": text, "confidence": 0.9}
    after, effects = go(WAITING, answer(signal, epoch=WAITING.epoch))
    assert said(effects) == [told]
    assert after.state is state


def test_a_place_is_not_given_up_for_words_that_may_mean_an_order():
    signal = {"signal": "say", "text": "cancel", "confidence": 0.89}
    after, effects = go(WAITING, answer(signal, epoch=WAITING.epoch))
    assert (after.state, after.handoff) == (State.QUEUED, WAITING.handoff)
    assert (said(effects), buttons(effects)) == (["check_cancel_wait"], ["queue:cancel"])


def test_several_signals_are_carried_out_in_order():
    _, effects = go(ASKED, answer({"signal": "say", "text": "thanks"}, topic("answer", "login")))
    assert said(effects) == ["thanks", "answer:login"]


def test_what_comes_after_a_handoff_in_the_same_answer_is_void():
    signals = ({"signal": "handoff", "reason": "user_request"}, topic("answer", "login"))
    assert said(go(ASKED, answer(*signals))[1]) == ["handoff_request"]


def test_an_answer_without_signals_is_no_silence():
    assert said(go(ASKED, answer())[1]) == ["unsure"]


@pytest.mark.parametrize("name", EVERY_STATE)
def test_late_answers_change_nothing(name: str):
    """Wrong epoch, an unknown question, or a person who has it by now."""
    asked = replace(EVERY_STATE[name], pending=(Question("m1", "?"),))
    cases = [answer(topic("answer", "login"), epoch=asked.epoch + 1)]
    cases.append(answer(topic("answer", "login"), epoch=asked.epoch, ask_id="other"))
    if asked is not EVERY_STATE["agent"] and asked.has_person:
        cases.append(answer(topic("answer", "login"), epoch=asked.epoch))
    for late in cases:
        state, effects = go(asked, late)
        assert (state, said(effects)) == (asked, [])
        assert [type(effect) for effect in effects] == [Record]
        assert go(asked, AssistantFailed(late.ask_id, late.epoch, "?")) == (asked, ())


def test_the_language_of_the_words_is_followed_if_the_bot_speaks_it():
    assert go(ASKED, answer(topic("unsure", language="nl")))[0].language == "nl"
    assert go(ASKED, answer(topic("unsure", language="other")))[0].language == "en"


def test_two_misses_in_a_row_hand_over_and_a_good_answer_between_them_forgives():
    once = replace(ASKED, misses=1)
    state, effects = go(once, answer(topic("unsure")))
    assert (state.state, said(effects)) == (State.QUEUED, ["handoff_not_understood"])
    assert go(once, answer(topic("answer", "login")))[0].misses == 0


@pytest.mark.parametrize("text", ["out_of_scope", "insult"])
def test_what_helped_nobody_does_not_forgive_a_miss(text: str):
    state, effects = go(replace(ASKED, misses=1), answer({"signal": "say", "text": text}))
    assert (state.misses, said(effects)) == (1, [text])


@pytest.mark.parametrize("signal", [OBJECTION, {"signal": "helped", "yes": False}])
def test_words_against_an_answer_before_any_are_a_question_that_was_not_understood(signal: dict):
    state, effects = go(ASKED, answer(signal))
    assert (state.misses, state.objections) == (1, 0)
    assert (said(effects), buttons(effects)) == (["unsure"], ["menu:top", "person:now"])
    state, effects = go(replace(state, pending=ASKED.pending), answer(signal))
    assert said(effects) == ["handoff_not_understood"]


def test_of_two_guesses_in_a_row_the_second_brings_a_person():
    once, effects = go(ASKED, answer(topic("guess", "refund", "login")))
    assert (said(effects), once.misses) == (["guess"], 1)
    again = replace(once, pending=ASKED.pending)
    state, effects = go(again, answer(topic("guess", "upload", "login")))
    assert (state.state, said(effects)) == (State.QUEUED, ["handoff_not_understood"])
    _, effects = go(again, answer(topic("offer", "upload", "login")))
    assert said(effects) == ["offer"]
    state, effects = go(WAITING, answer(topic("guess", "refund", "login"), epoch=1))
    assert (said(effects), state.misses) == (["guess"], 0)


def test_an_objection_before_any_answer_offers_what_it_speaks_of():
    spoken_of = [{"id": "upload", "score": 0.6}]
    state, effects = go(ASKED, answer({**OBJECTION, "topics": spoken_of}))
    assert (said(effects), state.misses, state.objections) == (["offer"], 0, 0)
    assert buttons(effects)[0] == "topic:upload"


def test_while_waiting_misses_are_not_counted_and_the_place_is_told():
    state, effects = go(WAITING, answer(topic("unsure"), epoch=1))
    assert (state.state, state.misses) == (State.QUEUED, 0)
    assert said(effects) == ["unsure_queued", "queue_joining"]


def test_the_second_objection_reaches_a_person():
    state, effects = go(ANSWERED, answer(OBJECTION))
    assert (state.objections, buttons(effects)) == (1, ["person:now"])
    again = replace(state, pending=ASKED.pending)
    state, effects = go(again, answer(OBJECTION))
    assert (state.state, said(effects)) == (State.QUEUED, ["handoff_not_my_question"])


def test_what_an_objection_speaks_of_is_offered_first():
    answered, _ = go(ASKED, answer(topic("answer", "refund", "login")))
    again = replace(answered, pending=ASKED.pending)
    said_beside = [{"id": "refund", "score": 0.6}, {"id": "upload", "score": 0.5}]
    _, effects = go(again, answer({**OBJECTION, "topics": said_beside}))
    assert said(effects) == ["sorry_not_my_question"]
    assert buttons(effects) == ["topic:upload", "topic:login", "person:now"]


def test_what_an_objection_speaks_of_and_was_near_is_offered_once():
    answered, _ = go(ASKED, answer(topic("answer", "refund", "login", "upload")))
    again = replace(answered, pending=ASKED.pending)
    _, effects = go(again, answer({**OBJECTION, "topics": [{"id": "upload", "score": 0.6}]}))
    assert buttons(effects) == ["topic:upload", "topic:login", "person:now"]


@pytest.mark.parametrize(
    ("signal", "with_others", "alone"),
    [
        (OBJECTION, "sorry_not_my_question", "sorry_other_words"),
        ({"signal": "helped", "yes": False}, "sorry_did_not_help", "sorry_what_is_missing"),
    ],
)
def test_an_apology_points_to_other_subjects_only_where_there_are_some(
    signal: dict, with_others: str, alone: str
):
    _, effects = go(replace(ANSWERED, last_topics=("refund", "login")), answer(signal))
    assert (said(effects), buttons(effects)) == ([with_others], ["topic:login", "person:now"])
    _, effects = go(ANSWERED, answer(signal))
    assert (said(effects), buttons(effects)) == ([alone], ["person:now"])


def test_an_objection_offers_other_subjects_and_never_the_refused_answer():
    answered, _ = go(ASKED, answer(topic("answer", "refund", "login", "upload")))
    _, effects = go(answered, pressed("helped:no"))
    assert buttons(effects) == ["topic:login", "topic:upload", "person:now"]
    tried, _ = go(answered, pressed("topic:login"), pressed("topic:refund"))
    _, effects = go(tried, pressed("helped:no"))
    assert buttons(effects) == ["person:now"]


def test_a_subject_that_was_taken_out_of_the_content_is_not_offered():
    answered, _ = go(ASKED, answer(topic("answer", "refund", "login")))
    stale = replace(answered, last_topics=("refund", "gone", "login"))
    assert buttons(go(stale, pressed("helped:no"))[1]) == ["topic:login", "person:now"]


def test_none_of_these_does_not_offer_the_same_subjects_again():
    offered, effects = go(ASKED, answer(topic("offer", "refund", "login", "upload", "payout")))
    shown = [button for button in buttons(effects) if button.startswith("topic:")]
    assert shown == ["topic:refund", "topic:login", "topic:upload"]
    _, effects = go(offered, pressed("helped:no"))
    assert buttons(effects) == ["topic:payout", "person:now"]


def test_an_answer_offers_a_way_on():
    _, effects = go(ASKED, answer(topic("answer", "refund")))
    assert buttons(effects) == ["helped:yes", "helped:no", "complaint:billing_dispute"]


def scored(**scores: float) -> dict:
    topics = [{"id": name, "score": score} for name, score in scores.items()]
    return {"signal": "topic", "kind": "answer", "topics": topics}


def test_what_may_have_been_meant_instead_can_be_chosen_at_once():
    signal = scored(refund=0.6, login=0.5, upload=0.37, gone=0.37, video=0.2)
    state, effects = go(ASKED, answer(signal))
    [shown] = [effect for effect in effects if isinstance(effect, SayAnswer)]
    assert (shown.topic, shown.below) == ("refund", "answer_or")
    assert buttons(effects)[3:] == ["topic:login", "topic:upload"]
    chosen, effects = go(state, pressed("topic:login"))
    assert said(effects) == ["answer:login"]
    # What was answered before is no choice any more.
    asked, _ = go(chosen, wrote("and the money?", "m2"))
    _, effects = go(asked, answer(scored(refund=0.6, login=0.5), ask_id="m2"))
    assert "topic:login" not in buttons(effects)


@pytest.mark.parametrize("signal", [scored(refund=0.6, login=0.35), topic("answer", "refund")])
def test_a_clear_answer_has_no_other_choice_beside_it(signal: dict):
    _, effects = go(ASKED, answer(signal))
    [shown] = [effect for effect in effects if isinstance(effect, SayAnswer)]
    assert shown.below == ""
    assert not any(button.startswith("topic:") for button in buttons(effects))


@pytest.mark.parametrize("state", [replace(ASKED, state=State.FORM), WAITING])
def test_where_something_else_comes_next_there_is_the_answer_alone(state: Conversation):
    signal = scored(refund=0.6, login=0.5)
    _, effects = go(state, answer(signal, epoch=state.epoch))
    [shown] = [effect for effect in effects if isinstance(effect, SayAnswer)]
    assert (shown.topic, shown.below) == ("refund", "")


def test_the_same_answer_is_not_printed_twice_in_a_row():
    answered, _ = go(ASKED, answer(topic("answer", "refund", "login")))
    asked, _ = go(answered, wrote("and when do I get it", "m2"))
    state, effects = go(asked, answer(topic("answer", "refund", "upload"), ask_id="m2"))
    assert said(effects) == ["answered_above"]
    assert buttons(effects)[-3:] == ["topic:upload", "topic:login", "person:now"]
    asked, _ = go(state, wrote("How do I log in?", "m3"))
    state, effects = go(asked, answer(topic("answer", "login"), ask_id="m3"))
    assert said(effects) == ["answer:login"]
    asked, _ = go(state, wrote("Where is my money?", "m4"))
    assert said(go(asked, answer(topic("answer", "refund"), ask_id="m4"))[1]) == ["answer:refund"]


@pytest.mark.parametrize("between", [pressed("helped:yes"), CustomerOpened("en", "video")])
def test_who_comes_back_to_it_later_is_answered_anew(between):
    answered, _ = go(ASKED, answer(topic("answer", "refund")), between)
    asked, _ = go(answered, wrote("Where is my money?", "m2"))
    assert said(go(asked, answer(topic("answer", "refund"), ask_id="m2"))[1]) == ["answer:refund"]


def test_in_another_language_the_same_answer_is_given():
    answered, _ = go(ASKED, answer(topic("answer", "refund")))
    asked, _ = go(answered, wrote("Waar is mijn geld?", "m2"))
    again = answer(topic("answer", "refund", language="nl"), ask_id="m2")
    assert said(go(asked, again)[1]) == ["answer:refund"]


def test_who_waits_is_pointed_back_with_the_place():
    asked, _ = go(replace(NUMBERED, last_topics=("refund",), answered_in="en"), wrote("why", "m2"))
    _, effects = go(asked, answer(topic("answer", "refund"), epoch=1, ask_id="m2"))
    assert said(effects) == ["answered_above_queued", "queue_place_number"]


def test_who_met_a_person_is_greeted_as_one_who_came_back():
    met = replace(ASKED, met_person="Ada")
    _, effects = go(met, answer({"signal": "say", "text": "greeting"}))
    assert (said(effects), effects[-1].values) == (["greeting_again"], {"name": "Ada"})


def test_the_clock_of_the_next_question_starts_when_the_first_is_answered():
    two = replace(ASKED, pending=(*ASKED.pending, Question("m2", "?")))
    _, effects = go(two, answer(topic("answer", "login")), now=NOW + 5)
    assert SetTimer("assistant_slow", "m2", NOW + 5 + 15_000) in effects


def test_a_question_that_was_given_up_brings_a_person():
    state, effects = go(ASKED, AssistantFailed("m1", 0, "away"))
    assert (state.state, said(effects)) == (State.QUEUED, ["handoff_bot_error"])
    state, effects = go(WAITING, AssistantFailed("m1", 1, "away"))
    assert (state.state, said(effects)) == (State.QUEUED, ["queue_joining"])


@pytest.mark.parametrize("name", EVERY_STATE)
def test_an_event_that_could_not_be_handled_never_ends_in_silence(name: str):
    state, effects = go(EVERY_STATE[name], HandlingFailed("m1"))
    assert kinds(effects, Record)
    if name == "agent":
        assert state == AGENT
    else:
        assert state.state is State.QUEUED
        assert said(effects) == ["handoff_bot_error"]


def test_the_words_pinned_for_a_person_are_those_of_the_present_matter():
    first = replace(BOT, first_question="hi", pending=(Question("m1", "hi"),))
    after, _ = go(first, answer({"signal": "say", "text": "greeting"}))
    assert after.first_question == ""
    asked = replace(after, first_question="money?", pending=(Question("m2", "money?"),))
    answered, _ = go(asked, answer(topic("answer", "refund"), ask_id="m2"))
    assert answered.first_question == "money?"
