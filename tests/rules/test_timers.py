"""Timers: what they say, and that a stale one says nothing."""

from dataclasses import replace

import pytest

from handoff.rules.conversation import Question, State
from handoff.rules.effects import SetTimer
from handoff.rules.events import TimerFired
from tests.rules.cases import (
    ASKED,
    BOT,
    EVERY_STATE,
    HANDOFF,
    NOW,
    QUEUED,
    answer,
    buttons,
    go,
    said,
    topic,
    wrote,
)

SLOW, STILL_SLOW = "assistant_slow", "assistant_still_slow"
TOLD, OVERDUE = "handoff_told", "handoff_overdue"


def running(conversation, name: str, token: str):
    return replace(conversation, timers={name: token})


def test_a_late_answer_is_announced_with_a_way_out_and_then_a_person_comes():
    state, effects = go(running(ASKED, SLOW, "m1"), TimerFired(SLOW, "m1"))
    assert (said(effects), buttons(effects)) == (["assistant_slow"], ["person:now"])
    assert effects[-1] == SetTimer(SLOW, "m1:late", NOW + 60_000)
    state, effects = go(state, TimerFired(SLOW, "m1:late"))
    assert (state.state, said(effects)) == (State.QUEUED, ["handoff_bot_error"])
    assert state.pending == ()


def test_an_answer_between_the_word_and_the_person_still_counts():
    late, _ = go(running(ASKED, SLOW, "m1"), TimerFired(SLOW, "m1"))
    state, effects = go(late, answer(topic("answer", "login")))
    assert said(effects) == ["answer:login"]
    assert go(state, TimerFired(SLOW, "m1:late")) == (state, ())


def test_what_is_written_after_the_word_gets_a_word_of_its_own():
    late, _ = go(running(ASKED, SLOW, "m1"), TimerFired(SLOW, "m1"))
    more, effects = go(late, wrote("Hello?", "m2"))
    assert effects[-1] == SetTimer(STILL_SLOW, "m2", NOW + 15_000)
    more, effects = go(more, wrote("Anybody?", "m3"))
    assert not any(isinstance(effect, SetTimer) for effect in effects), "one word for both"
    told, effects = go(more, TimerFired(STILL_SLOW, "m2"))
    assert (said(effects), buttons(effects)) == (["assistant_slow"], ["person:now"])
    _, effects = go(told, wrote("Are you there?", "m4"))
    assert effects[-1] == SetTimer(STILL_SLOW, "m4", NOW + 15_000)


def test_nobody_is_told_again_who_has_the_answer_or_a_person():
    late, _ = go(running(ASKED, SLOW, "m1"), TimerFired(SLOW, "m1"))
    more, _ = go(late, wrote("Hello?", "m2"))
    answered, _ = go(more, answer(topic("answer", "login"), ask_id="m2"))
    assert said(go(answered, TimerFired(STILL_SLOW, "m2"))[1]) == []
    handed, _ = go(more, wrote("human please", "m3"))
    assert said(go(handed, TimerFired(STILL_SLOW, "m2"))[1]) == []


def test_one_who_waits_for_a_person_anyway_is_told_the_place():
    waiting = replace(QUEUED, pending=(Question("m1", "?"),))
    late, _ = go(running(waiting, SLOW, "m1"), TimerFired(SLOW, "m1"))
    state, effects = go(late, TimerFired(SLOW, "m1:late"))
    assert (state.state, state.pending, said(effects)) == (State.QUEUED, (), ["queue_joining"])


def test_the_place_is_told_without_the_number_when_the_ticket_takes_long():
    state, effects = go(running(QUEUED, TOLD, HANDOFF.id), TimerFired(TOLD, HANDOFF.id))
    assert (state.handoff.told, said(effects)) == (True, ["queue_joining"])
    known = replace(QUEUED, handoff=replace(HANDOFF, ahead=3))
    _, effects = go(running(known, TOLD, HANDOFF.id), TimerFired(TOLD, HANDOFF.id))
    assert (said(effects), effects[-1].values["ahead"]) == (["queue_place"], "3")


@pytest.mark.parametrize("name", EVERY_STATE)
@pytest.mark.parametrize("timer", [SLOW, TOLD, "unheard_of"])
def test_a_timer_that_is_not_running_changes_nothing(name: str, timer: str):
    conversation = EVERY_STATE[name]
    assert go(conversation, TimerFired(timer, "old")) == (conversation, ())
    newer = running(conversation, timer, "new")
    assert go(newer, TimerFired(timer, "old")) == (newer, ())


def test_a_timer_fires_once():
    state, _ = go(running(ASKED, SLOW, "m1"), TimerFired(SLOW, "m1"))
    assert go(state, TimerFired(SLOW, "m1")) == (state, ())


def test_the_timer_of_a_question_ends_with_the_handoff():
    asked, _ = go(BOT, wrote("Where is my money?", "m1"))
    handed, _ = go(asked, wrote("human please", "m2"))
    assert set(handed.timers) == {TOLD, OVERDUE, "target_warning", "target_missed"}
    assert go(handed, TimerFired(SLOW, "m1")) == (handed, ())
