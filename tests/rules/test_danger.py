"""Where danger is not sure: one question, and silence counts as a yes."""

from dataclasses import replace

import pytest

from handoff.rules.conversation import State
from handoff.rules.effects import JoinQueue, Say, SetTimer
from handoff.rules.events import AgentAssigned, AssistantFailed, TimerFired
from handoff.rules.messages import Audience
from tests.rules.cases import (
    AGENT,
    ASKED,
    BOT,
    NOW,
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

CHECK = {"signal": "check"}
TIMER = "danger_check"
MINUTES_2 = 120_000


def asked_whether(start=BOT, text: str = "he stands up there again"):
    return go(start, wrote(text, "m1"), answer(CHECK, epoch=start.epoch))


def says(text: str, confidence: float = 0.9):
    return {"signal": "say", "text": text, "confidence": confidence}


def test_one_question_with_the_numbers_to_call_and_a_time():
    state, effects = asked_whether()
    assert (state.state, said(effects)) == (State.BOT, ["check_danger"])
    assert buttons(effects) == ["danger:yes", "danger:no", "person:now"]
    assert kinds(effects, Say)[0].values == {"minutes": "2"}
    assert kinds(effects, SetTimer)[-1].due_ms == NOW + MINUTES_2
    assert TIMER in state.timers


@pytest.mark.parametrize("start", [BOT, NUMBERED], ids=["bot", "waiting"])
@pytest.mark.parametrize("how", ["button", "words", "silence"])
def test_a_yes_and_silence_bring_a_person_at_once(start, how: str):
    state, _ = asked_whether(start)
    if how == "button":
        state, effects = go(state, pressed("danger:yes"))
    elif how == "silence":
        state, effects = go(state, TimerFired(TIMER, state.timers[TIMER]), now=NOW + MINUTES_2)
    else:
        state, effects = go(state, wrote("yes", "m2"), answer(says("affirm"), epoch=start.epoch,
                                                               ask_id="m2"))  # fmt: skip
    assert (state.state, state.handoff.priority) == (State.QUEUED, "P0")
    assert state.handoff.question == "he stands up there again"
    assert said(effects) == ["handoff_safety"]
    assert kinds(effects, JoinQueue)
    assert TIMER not in state.timers


def test_the_message_on_the_card_is_the_one_that_was_asked_about():
    missed, _ = go(replace(ASKED, first_question="refund?", misses=1), answer(topic("offer")))
    state, _ = asked_whether(missed)
    state, _ = go(state, pressed("danger:yes"))
    assert state.handoff.question == "he stands up there again"


@pytest.mark.parametrize("reason", ["safety_emergency", "security_emergency"])
@pytest.mark.parametrize("start", [BOT, NUMBERED], ids=["bot", "waiting"])
def test_on_the_card_of_an_emergency_stand_its_own_words(start, reason: str):
    before = replace(start, first_question="refund?", misses=1)
    said_it = wrote("they are emptying my wallet", "m1")
    signal = {"signal": "handoff", "reason": reason}
    state, _ = go(before, said_it, answer(signal, epoch=start.epoch))
    assert state.handoff.reason == reason
    assert state.handoff.question == "they are emptying my wallet"


@pytest.mark.parametrize("how", ["button", "words"])
def test_a_no_ends_it_and_offers_the_ways_on(how: str):
    state, _ = asked_whether()
    if how == "button":
        state, effects = go(state, pressed("danger:no"))
    else:
        state, effects = go(state, wrote("no", "m2"), answer(says("deny"), ask_id="m2"))
    assert (state.state, said(effects)) == (State.BOT, ["no_danger"])
    assert buttons(effects) == ["menu:top", "person:now"]
    assert TIMER not in state.timers


@pytest.mark.parametrize(
    "after",
    [
        (pressed("topic:refund"),),
        (wrote("where is my refund", "m2"), answer(topic("answer", "refund"), ask_id="m2")),
        (wrote("my money", "m2"), answer(topic("offer", "refund", "login"), ask_id="m2")),
    ],
    ids=["button", "question", "offer"],
)
def test_who_goes_on_to_something_else_is_not_taken_for_silent(after):
    state, _ = asked_whether()
    token = state.timers[TIMER]
    state, _ = go(state, *after)
    assert TIMER not in state.timers
    handoff = state.handoff
    later, effects = go(state, TimerFired(TIMER, token), now=NOW + MINUTES_2)
    assert (later.handoff, effects) == (handoff, ())


@pytest.mark.parametrize("start", [BOT, NUMBERED], ids=["bot", "waiting"])
def test_two_doubtful_messages_before_the_question_are_asked_about_once(start):
    state, _ = go(start, wrote("he stands up there again", "m1"), wrote("so high", "m2"))
    state, effects = go(state, answer(CHECK, epoch=start.epoch))
    assert said(effects) == ["check_danger"]
    first = state.timers[TIMER]
    second = answer(CHECK, epoch=start.epoch, ask_id="m2")
    state, effects = go(state, second, now=NOW + 5_000)
    assert (said(effects), state.timers[TIMER]) == ([], first)
    state, effects = go(state, TimerFired(TIMER, first), now=NOW + MINUTES_2)
    assert (state.handoff.priority, said(effects)) == ("P0", ["handoff_safety"])
    assert state.handoff.question == "he stands up there again"


def test_doubt_after_the_question_repeats_it_with_the_time_that_is_left():
    state, _ = asked_whether()
    first = state.timers[TIMER]
    state, _ = go(state, wrote("still there", "m2"))
    state, effects = go(state, answer(CHECK, ask_id="m2"), now=NOW + 70_000)
    assert (said(effects), kinds(effects, Say)[0].values) == (["check_danger"], {"minutes": "1"})
    assert state.timers[TIMER] == first, "the end is not put off"
    state, effects = go(state, wrote("no", "m3"), answer(says("deny"), ask_id="m3"))
    assert (said(effects), TIMER in state.timers) == (["no_danger"], False)


@pytest.mark.parametrize(
    "on_its_way",
    [says("deny"), says("affirm"), topic("answer", "refund")],
    ids=["no", "yes", "faq"],
)
def test_what_was_written_before_the_question_is_no_reply_to_it(on_its_way):
    state, _ = go(BOT, wrote("he stands up there again", "m1"), wrote("no no no", "m2"))
    state, _ = go(state, answer(CHECK), answer(on_its_way, ask_id="m2"))
    assert (state.state, TIMER in state.timers) == (State.BOT, True)
    state, effects = go(state, wrote("no", "m3"), answer(says("deny"), ask_id="m3"))
    assert (said(effects), TIMER in state.timers) == (["no_danger"], False)


def test_two_replies_that_are_not_understood_bring_a_person_as_if_in_danger():
    state, _ = asked_whether()
    for number in ("m2", "m3"):
        state, effects = go(state, wrote("hm", number), answer(topic("unsure"), ask_id=number))
    assert (state.handoff.priority, said(effects)) == ("P0", ["handoff_safety"])
    assert state.handoff.question == "he stands up there again"
    assert TIMER not in state.timers


def test_a_reply_that_the_assistant_fails_to_read_counts_as_a_yes():
    state, _ = asked_whether()
    failed = AssistantFailed("m2", state.epoch, "away")
    state, effects = go(state, wrote("yes", "m2"), failed)
    assert (state.handoff.priority, said(effects)) == ("P0", ["handoff_safety"])


@pytest.mark.parametrize("how", ["button", "words"])
def test_who_is_asked_about_danger_reaches_a_person_in_spite_of_the_limit(how: str):
    state, _ = asked_whether(replace(BOT, left_line_ms=(NOW,) * 5))
    wish = pressed("person:now") if how == "button" else wrote("human please", "m2")
    state, effects = go(state, wish)
    assert (state.state, said(effects)) == (State.QUEUED, ["handoff_safety"])


def test_one_who_waits_as_an_emergency_and_asks_again_keeps_the_place():
    urgent, _ = go(BOT, wrote("I want to kill myself"))
    state, _ = asked_whether(urgent)
    state, effects = go(state, pressed("person:now"))
    assert state.handoff == urgent.handoff
    assert said(effects) == ["handoff_safety", "queue_joining"]
    assert TIMER not in state.timers


def test_clear_words_end_the_question_for_one_who_waits_with_the_highest_priority():
    urgent, _ = go(BOT, wrote("I want to kill myself"))
    state, _ = asked_whether(urgent)
    state, effects = go(state, wrote("I want to kill myself", "m2"))
    assert said(effects)[0] == "handoff_safety"
    assert TIMER not in state.timers


def test_who_leaves_the_line_of_an_emergency_hears_whom_to_call():
    waiting, _ = go(BOT, wrote("i want to kill myself"))
    assert waiting.state is State.QUEUED
    state, effects = go(waiting, pressed("queue:cancel"))
    assert (state.state, said(effects)) == (State.BOT, ["queue_cancelled_emergency"])
    assert "person:now" in buttons(effects)


def test_a_no_of_one_who_waits_says_the_place_as_well():
    state, _ = asked_whether(NUMBERED)
    _, effects = go(state, pressed("danger:no"))
    assert said(effects) == ["no_danger", "queue_place_number"]


def test_an_agent_who_joins_has_it_all_and_a_late_yes_reaches_that_agent():
    state, _ = asked_whether(NUMBERED)
    joined = AgentAssigned(NUMBERED.handoff.id, "ada", "Ada", 2, NOW)
    state, _ = go(state, joined)
    assert TIMER not in state.timers
    state, effects = go(state, pressed("danger:yes"))
    assert (state.state, said(effects)) == (State.AGENT, ["help_lines"])
    desk = [effect.text for effect in kinds(effects, Say) if effect.audience is Audience.DESK]
    assert desk == ["desk_danger_words"]


def test_an_old_no_is_an_old_button_and_an_old_yes_is_still_a_cry_for_help():
    assert said(go(BOT, pressed("danger:no"))[1]) == ["button_too_old"]
    state, effects = go(BOT, pressed("danger:yes"))
    assert (state.handoff.priority, said(effects)) == ("P0", ["handoff_safety"])
    assert said(go(AGENT, pressed("danger:yes"))[1]) == ["help_lines"]


@pytest.mark.parametrize("text", ["affirm", "deny"])
def test_yes_and_no_mean_nothing_of_the_kind_when_nobody_asked(text: str):
    state, effects = go(ASKED, answer(says(text)))
    assert (state.state, said(effects)) == (State.BOT, [text])
