"""What ends the question whether somebody is in danger, and what only repeats it."""

from dataclasses import replace

import pytest

from handoff.rules.conversation import State
from handoff.rules.effects import Say
from handoff.rules.events import TimerFired
from handoff.rules.step import step
from tests.rules.cases import (
    BOT,
    NOW,
    NUMBERED,
    TABLES,
    answer,
    buttons,
    go,
    kinds,
    pressed,
    said,
    topic,
    wrote,
)
from tests.rules.form_cases import STORY, asked_of, draft, form, hears
from tests.rules.forms_cases import TABLES as FORMS
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


REAL = replace(TABLES, forms=FORMS)


def asked_amid_a_form(field: str):
    """The question about danger while a form waits for ``field``."""
    asking, _ = hears(BOT, STORY, form("ask", {**draft(), "open": field}, field=field))
    state, effects = hears(asking, "it stays dark", {"signal": "check"})
    assert said(effects) == ["check_danger"]
    return state


def replies(state, words: str, signal: dict):
    asked, _ = step(state, wrote(words, f"m:{words}"), NOW, REAL)
    return step(asked, answer(signal, epoch=asked.epoch, ask_id=f"m:{words}"), NOW, REAL)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("amount", "12.50 euro"),
        ("amount", "€ 12,50"),
        ("contact", "noor@example.nl"),
        ("contact", "+31 6 1234 5678"),
        ("transaction_id", "AB-12345"),
    ],
)
@pytest.mark.parametrize(
    "signal", [topic("unsure"), says("out_of_scope"), form("ask")], ids=["topic", "say", "form"]
)
def test_a_plain_answer_to_the_form_goes_on_with_it(field: str, words: str, signal: dict):
    state, effects = replies(asked_amid_a_form(field), words, signal)
    assert TIMER not in state.timers
    assert (state.state, state.handoff) == (State.FORM, None)
    assert state.form.draft["values"][field]["words"] == words
    [opened] = asked_of(effects)
    assert opened.startswith("/form_open"), "the next question comes"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("amount", "20"),
        ("amount", "112"),
        ("amount", "20 pills"),
        ("amount", "i took 20 euro worth of pills"),
        ("contact", "112"),
        ("contact", "call +31 6 1234 5678 he is here"),
        ("account_name", "goodbye"),
        ("transaction_id", "help-me"),
    ],
)
def test_what_may_be_about_danger_is_no_answer_to_the_form(field: str, words: str):
    state, effects = replies(asked_amid_a_form(field), words, topic("unsure"))
    assert TIMER in state.timers
    assert said(effects) == ["check_danger"]
    _, effects = replies(state, "please", topic("unsure"))
    assert "handoff_safety" in said(effects)


def test_what_was_answered_beside_the_words_of_danger_stays_answered():
    asking, _ = hears(BOT, STORY, form("ask"))
    own = asking.form.draft["id"]
    told = {"signal": "check", "draft": draft(amount=25)}
    asked, effects = hears(asking, "25 euro, and I am afraid he comes back", told)
    assert said(effects) == ["check_danger"]
    calm, effects = step(asked, pressed("danger:no"), NOW, TABLES)
    [again] = asked_of(effects)
    assert '"amount": {"value": 25' in again
    assert calm.form.draft["id"] == own


def test_nothing_is_kept_of_a_form_that_is_not_open():
    state, _ = hears(BOT, "I am afraid", {"signal": "check", "draft": draft(amount=25)})
    assert state.form is None
