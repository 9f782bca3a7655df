"""From the bot to the line: ticket, place, number, raising and leaving."""

import re
from dataclasses import replace

import pytest

from handoff.rules.conversation import State, can_go
from handoff.rules.conversation import go as move
from handoff.rules.effects import (
    CancelTimer,
    ChangeTicket,
    CloseHandoff,
    JoinQueue,
    SetTimer,
    StoreTicket,
)
from handoff.rules.events import QueueJoined, TicketStored, TimerFired
from handoff.rules.step import step
from tests.rules.cases import (
    ASKED,
    BOT,
    HANDOFF,
    MINUTE,
    NOW,
    NUMBERED,
    QUEUED,
    TABLES,
    answer,
    go,
    kinds,
    pressed,
    said,
    topic,
    wrote,
)

JOINED = QueueJoined(HANDOFF.id, "frontline", 2)
STORED = TicketStored(HANDOFF.id, "T-1")


def test_a_handoff_has_a_ticket_a_place_a_new_epoch_and_the_first_question():
    asked = replace(ASKED, first_question="Where is my money?")
    state, effects = go(asked, wrote("human please"))
    handoff = state.handoff
    assert (handoff.id, handoff.question) == ("web-c1:h1", "Where is my money?")
    assert (handoff.department, handoff.priority, handoff.reason) == (
        "frontline", "P3", "user_request",
    )  # fmt: skip
    assert handoff.due_ms == NOW + 60 * MINUTE
    assert (state.epoch, state.pending, state.handoffs) == (1, (), 1)
    assert [type(e) for e in kinds(effects, StoreTicket, JoinQueue)] == [StoreTicket, JoinQueue]
    assert CancelTimer("assistant_slow") in effects
    assert SetTimer("handoff_told", handoff.id, NOW + 3_000) in effects


def test_a_complaint_without_a_form_goes_to_its_own_department():
    state, effects = go(ASKED, pressed("complaint:self_harm_violence"))
    assert (state.handoff.department, state.handoff.priority) == ("urgent", "P0")
    assert kinds(effects, StoreTicket) == [StoreTicket("self_harm_violence")]


@pytest.mark.parametrize("events", [(JOINED, STORED), (STORED, JOINED)])
def test_place_and_number_are_told_in_one_message_whichever_comes_first(events):
    state, effects = go(QUEUED, events[0])
    assert said(effects) == []
    state, effects = go(state, events[1])
    assert said(effects) == ["queue_place_number"]
    assert effects[-1].values == {"ahead": "2", "minutes": "60", "number": "T-1"}
    assert CancelTimer("handoff_told") in effects
    assert said(go(state, replace(JOINED, ahead=1))[1]) == []


def test_a_number_that_comes_late_is_told_alone():
    told = replace(QUEUED, handoff=replace(HANDOFF, told=True))
    assert said(go(told, STORED)[1]) == ["ticket_number"]


def test_the_place_moves_without_words_and_is_told_when_asked():
    state, effects = go(NUMBERED, replace(JOINED, ahead=0))
    assert effects == ()
    _, effects = go(state, wrote("human please"))
    assert effects[-1].values["ahead"] == "0"


def test_events_of_an_older_handoff_change_nothing():
    for event in (replace(JOINED, handoff_id="web-c1:h0"), TicketStored("web-c1:h0", "T-0")):
        assert go(QUEUED, event) == (QUEUED, ())
    for state in (BOT, replace(BOT, epoch=7)):
        assert go(state, JOINED) == (state, ())


def test_asking_again_with_the_same_urgency_keeps_the_place():
    state, effects = go(NUMBERED, wrote("human please"))
    assert (state.handoff, said(effects)) == (NUMBERED.handoff, ["queue_place_number"])


def joins_and_leaves(conversation, times: int, now: int = NOW):
    for _ in range(times):
        conversation, _ = go(conversation, pressed("person:now"), now=now)
        conversation, effects = go(conversation, pressed("queue:cancel"), now=now)
        assert said(effects) == ["queue_cancelled"]
    return conversation


def test_who_joins_and_leaves_too_often_is_told_when_it_is_possible_again():
    state = joins_and_leaves(BOT, 5)
    refused, effects = go(state, pressed("person:now"), now=NOW + 20 * MINUTE)
    assert (refused.state, said(effects)) == (State.BOT, ["handoff_limit"])
    assert effects[-1].values == {"times": "5", "minutes": "40"}
    waiting, _ = go(state, pressed("person:now"), now=NOW + 60 * MINUTE)
    assert waiting.state is State.QUEUED


def test_the_limit_holds_back_neither_danger_nor_a_complaint_nor_who_leaves_seldom():
    state = joins_and_leaves(BOT, 5)
    danger, _ = go(state, wrote("I want to kill myself"))
    assert danger.handoff.priority == "P0"
    told, _ = go(state, pressed("complaint:self_harm_violence"))
    assert told.state is State.QUEUED
    seldom, _ = go(joins_and_leaves(BOT, 4), pressed("person:now"))
    assert seldom.state is State.QUEUED


def test_a_graver_matter_is_raised_and_never_due_later_than_before():
    waited = 50 * MINUTE
    state, effects = go(NUMBERED, pressed("complaint:billing_dispute"), now=NOW + waited)
    handoff = state.handoff
    assert (handoff.id, handoff.priority, state.epoch) == ("web-c1:h2", "P2", 2)
    assert handoff.due_ms == HANDOFF.due_ms, "ten minutes were left, thirty would be worse"
    assert handoff.asked_at_ms == NOW
    order = [type(e) for e in kinds(effects, CloseHandoff, StoreTicket, JoinQueue)]
    assert order == [CloseHandoff, StoreTicket, JoinQueue]
    [ended] = [e for e in kinds(effects, ChangeTicket) if e.handoff_id == HANDOFF.id]
    assert ended.change == {"state": "merged", "outcome": "web-c1:h2"}


def test_a_raised_danger_is_promised_its_own_target():
    state, _ = go(NUMBERED, wrote("kill myself"), now=NOW + 30 * MINUTE)
    assert state.handoff.due_ms == NOW + 35 * MINUTE
    joined, stored = (
        QueueJoined(state.handoff.id, "urgent", 0),
        TicketStored(state.handoff.id, "T-2"),
    )
    _, effects = go(state, joined, stored, now=NOW + 30 * MINUTE)
    assert effects[-1].values["minutes"] == "5"


@pytest.mark.parametrize(
    ("passed", "text", "minutes"),
    [
        (1, "queue_place_number", "60"),
        (50 * MINUTE, "queue_place_number", "10"),
        (60 * MINUTE - 1, "queue_place_number", "1"),
        (60 * MINUTE, "queue_late", "60"),
        (70 * MINUTE, "queue_late", "60"),
    ],
)
def test_the_time_told_is_what_is_left_of_the_promise(passed: int, text: str, minutes: str):
    _, effects = go(NUMBERED, wrote("human please"), now=NOW + passed)
    assert (said(effects), effects[-1].values["minutes"]) == ([text], minutes)


def test_one_who_still_waits_when_the_time_is_over_is_told_once():
    state, effects = go(BOT, wrote("human please"))
    [overdue] = [timer for timer in kinds(effects, SetTimer) if timer.name == "handoff_overdue"]
    assert overdue.due_ms == state.handoff.due_ms
    due = TimerFired(overdue.name, overdue.token)
    state, _ = go(state, QueueJoined(state.handoff.id, "frontline", 3))
    told, effects = go(state, due, now=overdue.due_ms)
    assert (said(effects), effects[0].values["more"]) == (["queue_late"], "60")
    assert go(told, due, now=overdue.due_ms) == (told, ())
    [again] = kinds(effects, SetTimer)
    assert again.due_ms == overdue.due_ms + 60 * MINUTE
    _, effects = go(told, TimerFired(again.name, again.token), now=again.due_ms)
    assert (said(effects), effects[0].values["more"]) == (["queue_late"], "120")
    _, effects = go(told, wrote("human please"), now=overdue.due_ms + 20 * MINUTE)
    assert (said(effects), effects[-1].values["more"]) == (["queue_late"], "40")
    left, _ = go(state, pressed("queue:cancel"))
    assert go(left, due, now=overdue.due_ms) == (left, ())


def test_the_words_that_the_answer_on_a_hacked_account_names_bring_the_security_team():
    wishes = replace(TABLES.wishes, security=(re.compile("urgent security case"),))
    tables = replace(TABLES, wishes=wishes)
    state, effects = step(ASKED, wrote("Urgent security case!"), NOW, tables)
    assert (state.handoff.reason, state.handoff.priority) == ("security_emergency", "P1")
    assert "handoff_security" in said(effects)


def test_one_in_danger_who_waits_too_long_is_told_whom_to_call():
    state, effects = go(BOT, wrote("I want to kill myself"))
    [overdue] = [timer for timer in kinds(effects, SetTimer) if timer.name == "handoff_overdue"]
    joined = QueueJoined(state.handoff.id, "urgent", 0)
    due = TimerFired(overdue.name, overdue.token)
    _, effects = go(go(state, joined)[0], due, now=overdue.due_ms)
    assert said(effects) == ["queue_late_danger"]
    assert (effects[0].values["minutes"], effects[0].values["more"]) == ("5", "5")
    assert effects[0].buttons == ()


def test_one_who_stops_waiting_leaves_no_open_ticket():
    _, effects = go(NUMBERED, pressed("queue:cancel"))
    [ended] = [e for e in kinds(effects, ChangeTicket) if e.handoff_id == HANDOFF.id]
    assert ended.change["state"] == "cancelled"


def test_each_handoff_of_a_conversation_has_an_id_of_its_own():
    state = BOT
    ids = []
    for _ in range(3):
        state, _ = go(state, wrote("human please"))
        ids.append(state.handoff.id)
        state, _ = go(state, pressed("queue:cancel"))
    assert ids == ["web-c1:h1", "web-c1:h2", "web-c1:h3"]


def test_the_bot_answers_while_one_waits_and_the_place_stays():
    asked, _ = go(NUMBERED, wrote("How do I log in?", "m1"))
    state, effects = go(asked, answer(topic("answer", "login"), epoch=1))
    assert said(effects) == ["answer:login"]
    assert (state.state, state.handoff, state.epoch) == (State.QUEUED, NUMBERED.handoff, 1)


def test_a_step_outside_the_table_is_refused():
    assert not can_go(State.BOT, State.WRAP_UP)
    with pytest.raises(ValueError, match="bot -> wrap_up"):
        move(BOT, State.WRAP_UP)


def test_every_reason_has_a_department_and_a_target():
    for department, priority in TABLES.reasons.values():
        assert department in TABLES.departments
        assert TABLES.targets[priority] > 0
