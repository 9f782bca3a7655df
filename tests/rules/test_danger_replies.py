"""What ends the question whether somebody is in danger, and what only repeats it."""

import pytest

from handoff.rules.effects import Say
from handoff.rules.events import TimerFired
from tests.rules.cases import (
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
from tests.rules.test_danger import MINUTES_2, TIMER, asked_whether, says

NO_ANSWER = [
    ("he has it in his hand", topic("unsure")),
    ("he has it in his hand", says("out_of_scope")),
    ("shut up", says("insult")),
    ("...", None),
    ("bye", says("goodbye")),
    ("thank you for everything", says("thanks")),
    ("thanks, and sorry", topic("answer", "gone")),
    ("hello?", says("greeting")),
    ("I am fine", says("small_talk")),
    ("wait", says("hold_on")),
    ("forget it", says("cancel", 0.99)),
    ("laat maar", says("cancel", 0.6)),
    ("how long", says("ask_wait")),
    ("not sure", says("deny", 0.48)),
    ("whatever", says("deny", 0.59)),
    ("不知道", says("deny", 0.5)),
    ("no", {"signal": "say", "text": "deny"}),
    ("算了", {"signal": "not_my_question"}),
    ("that worked", {"signal": "helped", "yes": True}),
    ("that does nothing", {"signal": "helped", "yes": False}),
    ("what can you do", {"signal": "menu"}),
]


@pytest.mark.parametrize("start", [BOT, NUMBERED], ids=["bot", "waiting"])
@pytest.mark.parametrize(("words", "reply"), NO_ANSWER)
def test_a_reply_that_is_no_clear_no_repeats_the_question_and_the_time_runs_on(start, words, reply):
    state, _ = asked_whether(start)
    token = state.timers[TIMER]
    signals = [reply] if reply else []
    heard = answer(*signals, epoch=start.epoch, ask_id="m2")
    state, effects = go(state, wrote(words, "m2"), heard, now=NOW + 70_000)
    assert (said(effects), kinds(effects, Say)[0].values) == (["check_danger"], {"minutes": "1"})
    assert state.handoff == start.handoff
    state, effects = go(state, TimerFired(TIMER, token), now=NOW + MINUTES_2)
    assert (state.handoff.priority, said(effects)) == ("P0", ["handoff_safety"])
    assert state.handoff.question == "he stands up there again"


@pytest.mark.parametrize(
    ("button", "told"),
    [
        ("menu:top", "menu"),
        ("helped:yes", "glad_it_helped"),
        ("language:nl", "language_set"),
        ("queue:cancel", "queue_cancelled"),
        ("topic:gone", None),
    ],
)
def test_other_buttons_do_what_they_say_and_repeat_the_question(button: str, told: str):
    state, _ = asked_whether(NUMBERED)
    token = state.timers[TIMER]
    state, effects = go(state, pressed(button), now=NOW + 70_000)
    assert said(effects) == ([told] if told else []) + ["check_danger"]
    assert buttons(effects) == ["danger:yes", "danger:no", "person:now"]
    assert state.timers[TIMER] == token


@pytest.mark.parametrize("start", [BOT, NUMBERED], ids=["bot", "waiting"])
@pytest.mark.parametrize(
    "wish",
    [
        (pressed("person:now"),),
        (pressed("complaint:billing_dispute"),),
        (wrote("human please", "m2"),),
        (wrote("somebody", "m2"), {"signal": "handoff", "reason": "user_request"}),
        (wrote("my lawyer", "m2"), {"signal": "handoff", "reason": "not_my_question"}),
    ],
    ids=["button", "case", "plain", "words", "reason"],
)
def test_who_asks_for_a_person_while_the_question_is_open_gets_one_at_once(start, wish):
    state, _ = asked_whether(start)
    events = [answer(e, epoch=start.epoch, ask_id="m2") if isinstance(e, dict) else e for e in wish]
    state, effects = go(state, *events)
    handoff = state.handoff
    assert (handoff.reason, handoff.department) == ("safety_emergency", "urgent")
    assert (handoff.priority, said(effects)) == ("P0", ["handoff_safety"])
    assert handoff.question == "he stands up there again"
    assert TIMER not in state.timers
