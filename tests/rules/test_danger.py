"""Where danger is not sure: one question, and silence counts as a yes."""

from dataclasses import replace

import pytest

from handoff.rules.conversation import State
from handoff.rules.effects import JoinQueue, Say, SetTimer
from handoff.rules.events import AgentAssigned, TimerFired
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


def says(text: str):
    return {"signal": "say", "text": text}


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
        (wrote("human please", "m2"),),
    ],
    ids=["button", "question", "person"],
)
def test_who_goes_on_to_something_else_is_not_taken_for_silent(after):
    state, _ = asked_whether()
    state, _ = go(state, *after)
    assert TIMER not in state.timers
    handoff = state.handoff
    later, effects = go(state, TimerFired(TIMER, str(NOW)), now=NOW + MINUTES_2)
    assert (later.handoff, effects) == (handoff, ())


def test_a_second_doubt_asks_again_with_its_own_time():
    state, _ = asked_whether()
    state, _ = go(state, wrote("still there", "m2"))
    later, effects = go(state, answer(CHECK, ask_id="m2"), now=NOW + 5_000)
    assert said(effects) == ["check_danger"]
    assert later.timers[TIMER] == str(NOW + 5_000)


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
