"""Where it stands: asked by number, by words, by button, in every state."""

from dataclasses import replace

import pytest

from handoff.rules.conversation import Conversation
from handoff.rules.effects import FindTickets, Say, SayAnswer
from handoff.rules.events import TicketsFound, TimerFired
from handoff.rules.status import TOPIC
from handoff.rules.step import step
from handoff.rules.tables import Topic
from tests.rules.cases import (
    AGENT,
    BOT,
    MINUTE,
    NOW,
    NUMBERED,
    TABLES,
    answer,
    go,
    kinds,
    pressed,
    said,
    topic,
    wrote,
)
from tests.rules.form_cases import ASKING, asked_of, hears

TICKET = {
    "number": "FB-7K3QX9", "type": "billing_dispute", "state": "queued", "department": "billing",
    "changed_ms": NOW, "response_due_ms": NOW + 60 * MINUTE, "resolution_due_ms": NOW + 90 * MINUTE,
}  # fmt: skip


@pytest.mark.parametrize("state", [BOT, NUMBERED, ASKING], ids=["bot", "queued", "form"])
@pytest.mark.parametrize("words", ["my tickets", "My tickets?"])
def test_plain_words_ask_in_every_state_without_the_assistant(state: Conversation, words: str):
    _, effects = go(state, wrote(words))
    assert (kinds(effects, FindTickets), asked_of(effects)) == ([FindTickets()], [])


@pytest.mark.parametrize("words", ["FB-7K3QX9", "fb 7k3qx9 ?", "fb7k3qx9"])
def test_a_number_alone_asks_about_that_ticket(words: str):
    _, effects = go(BOT, wrote(words))
    assert kinds(effects, FindTickets) == [FindTickets("FB-7K3QX9")]


@pytest.mark.parametrize(
    "words",
    ["coins of FB-7K3QX9 and FB-222222", "FBI-222222 and more"],
)
def test_a_number_among_other_words_is_for_the_assistant(words: str):
    _, effects = go(BOT, wrote(words))
    assert (kinds(effects, FindTickets), asked_of(effects)) == ([], [words])


def test_in_a_form_a_number_alone_is_an_answer():
    _, effects = go(ASKING, wrote("FB-7K3QX9"))
    assert (kinds(effects, FindTickets), asked_of(effects)) == ([], ["FB-7K3QX9"])


def test_a_button_and_the_assistant_ask_as_well():
    assert kinds(go(BOT, pressed("status:all"))[1], FindTickets) == [FindTickets()]
    _, effects = hears(BOT, "and now?", {"signal": "status", "number": "FB-7K3QX9"})
    assert kinds(effects, FindTickets) == [FindTickets("FB-7K3QX9")]


@pytest.mark.parametrize(
    ("state", "line"),
    [
        ("queued", "status_next_answer"),
        ("in_progress", "status_next_outcome"),
        ("waiting_user", "status_next_you"),
        ("closed", "status_line"),
    ],
)
def test_each_ticket_is_a_line_with_its_state_and_what_comes_next(state: str, line: str):
    _, effects = go(BOT, TicketsFound("", ({**TICKET, "state": state},)))
    [shown] = kinds(effects, Say)
    assert [each.text for each in shown.lines] == [line]
    assert shown.lines[0].names["state"] == f"ticket_state_{state}"


def test_a_target_that_is_over_is_owned_up_to():
    late = {**TICKET, "response_due_ms": NOW - MINUTE}
    _, effects = go(BOT, TicketsFound("", (late,)))
    assert kinds(effects, Say)[0].lines[0].text == "status_next_late"


def test_only_the_own_tickets_are_known():
    _, effects = go(BOT, TicketsFound("FB-222222", (TICKET,)))
    assert said(effects) == ["status_unknown_number"]
    assert said(go(BOT, TicketsFound("", ()))[1]) == ["status_none"]


def test_in_a_form_the_open_question_is_asked_again():
    _, effects = go(ASKING, TicketsFound("", (TICKET,)))
    assert said(effects) == ["status_one", "form_ask_amount"]


def test_a_look_that_takes_long_is_told():
    state, _ = go(BOT, wrote("my tickets"))
    state, effects = go(state, TimerFired("status_late", state.timers["status_late"]))
    assert said(effects) == ["status_late"]
    assert said(go(state, TicketsFound("", (TICKET,)))[1]) == ["status_one"]


def test_with_a_person_the_words_are_for_the_person():
    _, effects = go(AGENT, wrote("my tickets"))
    assert kinds(effects, FindTickets) == []


STATUS_HOW = Topic(TOPIC, "support", "frontline", "", ("video",))
WITH_TOPIC = replace(TABLES, topics={**TABLES.topics, TOPIC: STATUS_HOW})


@pytest.mark.parametrize("times", [1, 2])
def test_whoever_asks_how_to_ask_sees_the_tickets_at_once(times: int):
    state, effects = BOT, ()
    for n in range(times):
        asked = wrote("where did it go", f"m{n}")
        state, _ = step(state, asked, NOW, WITH_TOPIC)
        answered = answer(topic("answer", TOPIC), ask_id=f"m{n}")
        state, effects = step(state, answered, NOW, WITH_TOPIC)
    assert kinds(effects, FindTickets) == [FindTickets()]
    assert len(kinds(effects, SayAnswer)) == (1 if times == 1 else 0)


def test_so_does_who_chooses_it_from_a_list():
    _, effects = step(BOT, pressed(f"topic:{TOPIC}"), NOW, WITH_TOPIC)
    assert kinds(effects, FindTickets) == [FindTickets()]
