"""Is it solved, what if nobody says, how it is opened again, and what a silence brings."""

import re
from dataclasses import replace
from typing import Any

import pytest

from handoff.rules.conversation import Conversation, Ended, State
from handoff.rules.effects import (
    CancelTimer,
    ChangeTicket,
    CloseHandoff,
    JoinQueue,
    Record,
    Say,
    SetTimer,
    StoreTicket,
)
from handoff.rules.events import (
    AgentAssigned,
    AgentResolved,
    AgentWrote,
    CustomerEdited,
    QueueJoined,
    TicketStored,
    TimerFired,
)
from handoff.rules.forms_words import FormWords
from handoff.rules.messages import Audience
from handoff.rules.recorded import RESOLVED, of_handoff
from handoff.rules.step import step
from tests.rules.cases import (
    AGENT,
    BOT,
    HANDOFF,
    MINUTE,
    NOW,
    QUEUED,
    TABLES,
    answer,
    buttons,
    kinds,
    pressed,
    said,
    topic,
    wrote,
)

DAY = 24 * 60 * MINUTE
WORDS = FormWords(
    whole={"yes": (re.compile("yes|ja|是的"),), "no": (re.compile("no|nee|没有"),)},
    within={"question": (re.compile("where is"),)},
)
WITH_WORDS = replace(TABLES, forms=replace(TABLES.forms, words=WORDS))
REPLY = AgentWrote("ada", "Ada", "a1", "Which order?", NOW)


def go(conversation: Conversation, *events: Any, now: int = NOW) -> Any:
    effects: tuple[Any, ...] = ()
    for event in events:
        conversation, effects = step(conversation, event, now, WITH_WORDS)
    return conversation, effects


def resolved(outcome: str = "answered", **handoff: Any) -> Conversation:
    chat = replace(AGENT, handoff=replace(AGENT.handoff, number="FB-ABCDEF", **handoff))
    state, _ = go(chat, AgentResolved("ada", outcome, NOW))
    return state


def states(effects: Any) -> "list[str]":
    return [effect.change["state"] for effect in kinds(effects, ChangeTicket)]


def test_the_question_says_when_it_closes_without_an_answer():
    _, effects = go(AGENT, AgentResolved("ada", "solved", NOW))
    [asked] = [effect for effect in kinds(effects, Say) if effect.audience is Audience.ALL]
    assert asked.text == "resolved_solved"
    [line] = asked.lines
    assert (line.text, line.times) == ("after_no_answer", {"by": NOW + DAY})
    [timer] = kinds(effects, SetTimer)
    assert (timer.name, timer.due_ms) == ("after_question", NOW + DAY)


@pytest.mark.parametrize(
    "event", [pressed("solved:yes:h1"), pressed("solved:yes"), wrote("yes"), wrote("Ja!")]
)
def test_a_yes_closes_the_ticket_and_asks_for_a_rating(event):
    state, effects = go(resolved(), event)
    assert (state.state, state.handoff) == (State.BOT, None)
    assert said(effects) == ["solved_thanks", "rate_agent"]
    assert buttons(effects) == [f"rate:h1:{n}" for n in range(1, 6)]
    assert states(effects) == ["closed"]
    assert CancelTimer("after_question") in effects
    assert state.first_question == ""


def test_a_yes_of_before_the_update_still_counts():
    """States that an older version wrote do not say what has ended."""
    old = replace(resolved(), ended=())
    assert said(go(old, pressed("solved:yes"))[1]) == ["solved_thanks", "rate_agent"]
    assert go(old, pressed("solved:no"))[0].state is State.QUEUED


@pytest.mark.parametrize("event", [pressed("solved:no:h1"), wrote("nee"), wrote("human please")])
def test_a_no_opens_the_same_ticket_for_the_same_agent_at_the_old_place(event):
    later = NOW + 5 * MINUTE
    state, effects = go(resolved(), event, now=later)
    assert (state.state, state.handoff.id) == (State.QUEUED, HANDOFF.id)
    assert (state.handoff.before, state.handoff.again, state.handoff.agent_id) == ("ada", 1, "")
    assert (state.handoff.rank_ms, state.handoff.priority) == (HANDOFF.due_ms, "P2")
    assert state.handoff.due_ms == later + 30 * MINUTE
    assert kinds(effects, JoinQueue) == [JoinQueue("ada")]
    assert states(effects) == ["reopened", "queued"]
    assert not kinds(effects, StoreTicket)
    assert said(effects) == ["reopened_by_name"]
    at_desk = [e.text for e in kinds(effects, Say) if e.audience is Audience.DESK]
    assert len(at_desk) == 1
    assert at_desk[0].startswith("desk_reopened_")


def test_after_a_refusal_nobody_is_asked_first():
    state, effects = go(resolved("declined"), pressed("solved:no:h1"))
    assert (kinds(effects, JoinQueue), said(effects)) == ([JoinQueue()], ["reopened"])
    assert state.handoff.before == ""


def test_the_place_waits_for_the_agent_who_had_it():
    state, _ = go(resolved(), pressed("solved:no:h1"))
    state, effects = go(state, QueueJoined(HANDOFF.id, "frontline", 0))
    assert (said(effects), state.handoff.ahead) == ([], 0)
    _, effects = go(state, AgentAssigned(HANDOFF.id, "ada", "Ada", state.epoch + 1, NOW))
    assert said(effects) == ["agent_back"]
    _, effects = go(state, AgentAssigned(HANDOFF.id, "zoe", "Zoe", state.epoch + 1, NOW))
    assert said(effects) == ["agent_joined"]
    _, effects = go(state, TimerFired("handoff_told", HANDOFF.id))
    assert said(effects) == ["queue_place_number"]


def test_without_an_answer_it_is_closed_once():
    state = resolved()
    token = state.timers["after_question"]
    state, effects = go(state, TimerFired("after_question", token), now=NOW + DAY)
    assert (state.state, said(effects)) == (State.BOT, ["after_closed"])
    assert states(effects) == ["closed"]
    assert effects[-1].times == {"until": NOW + 30 * DAY}
    assert go(state, TimerFired("after_question", token), now=NOW + DAY)[1] == ()


@pytest.mark.parametrize(
    ("days", "opens"), [(0, True), (30, True), (31, False)], ids=("at once", "late", "too late")
)
@pytest.mark.parametrize("how", ["button", "person", "number"])
def test_it_can_be_opened_again_for_thirty_days(how, days, opens):
    events = {
        "button": pressed("solved:no:h1"),
        "person": wrote("human please"),
        "number": wrote("FB-ABCDEF is not done"),
    }
    state = resolved()
    state, _ = go(state, TimerFired("after_question", state.timers["after_question"]))
    state, effects = go(state, events[how], now=NOW + days * DAY)
    is_same = state.handoff is not None and state.handoff.id == HANDOFF.id
    assert is_same is opens
    assert ("reopened" in states(effects)) is opens


@pytest.mark.parametrize("words", ["where is FB-ABCDEF", "FB-BBBBBB again"])
def test_a_question_about_it_or_another_number_opens_nothing(words):
    state, _ = go(resolved(), pressed("solved:yes:h1"))
    state, effects = go(state, wrote(words))
    assert (state.state, states(effects)) == (State.BOT, [])


def test_who_said_yes_or_asked_something_else_gets_a_new_handoff():
    solved, _ = go(resolved(), pressed("solved:yes:h1"))
    asked, _ = go(resolved(), wrote("refund?", "m1"))
    answered, _ = go(asked, answer(topic("answer", "refund"), epoch=asked.epoch))
    assert answered.last_topics[0] == "refund"
    for state in (solved, answered):
        new, effects = go(state, wrote("human please"))
        assert new.handoff.id == "web-c1:h2"
        assert kinds(effects, StoreTicket)


@pytest.mark.parametrize(("yes", "text"), [(True, "solved_thanks"), (False, "reopened_by_name")])
def test_what_the_assistant_takes_for_helped_is_about_the_person(yes, text):
    state, _ = go(resolved(), wrote("it works now", "m1"))
    state, effects = go(state, answer({"signal": "helped", "yes": yes}, epoch=state.epoch))
    assert said(effects)[0] == text


def test_a_number_that_comes_late_is_known_of_what_has_ended():
    state, _ = go(resolved(), TicketStored(HANDOFF.id, "FB-CCCCCC"))
    assert state.ended[-1].handoff.number == "FB-CCCCCC"


def test_only_a_few_that_ended_are_remembered():
    old = tuple(Ended(replace(HANDOFF, id=f"web-c1:h{n}"), "", NOW) for n in range(5))
    state, _ = go(replace(AGENT, ended=old), AgentResolved("ada", "solved", NOW))
    assert [one.handoff.id for one in state.ended] == ["web-c1:h3", "web-c1:h4", "web-c1:h1"]


def test_a_silence_is_told_asked_about_and_closes_in_this_order():
    state, effects = go(AGENT, REPLY)
    due = []
    told = []
    at = NOW
    while timers := [e for e in kinds(effects, SetTimer) if e.name == "customer_silent"]:
        at = timers[0].due_ms
        due.append((at - NOW) // MINUTE)
        state, effects = go(state, TimerFired("customer_silent", timers[0].token), now=at)
        told.append([effect.text for effect in kinds(effects, Say)])
    assert due == [10, 20, 40]
    assert told == [["desk_silent"], ["silence_ask"], ["desk_closed_in_silence",
                                                       "resolved_no_reply"]]  # fmt: skip
    assert (state.state, states(effects)) == (State.WRAP_UP, ["resolved"])
    assert CloseHandoff(HANDOFF.id) in effects
    assert effects[-1].lines[0].text == "after_no_reply"
    [end] = [e for e in kinds(effects, Record) if e.name == "handoff_resolved"]
    ended = of_handoff(RESOLVED, HANDOFF, agent="ada", outcome="no_reply", by="silence")
    assert end.data == ended.data


def test_a_complaint_stays_open_after_a_silence():
    chat = replace(AGENT, handoff=replace(AGENT.handoff, complaint="billing_dispute"))
    chat = replace(chat, timers={"customer_silent": "close:a1"})
    state, effects = go(chat, TimerFired("customer_silent", "close:a1"))
    assert (state.state, said(effects)) == (State.BOT, ["resolved_complaint_open"])


def test_in_danger_the_desk_is_told_and_nothing_closes():
    chat = replace(AGENT, handoff=replace(AGENT.handoff, priority="P0"))
    state, _ = go(chat, REPLY)
    state, effects = go(state, TimerFired("customer_silent", "notice:a1"))
    assert [effect.text for effect in kinds(effects, Say)] == ["desk_silent_danger"]
    assert "customer_silent" not in state.timers


@pytest.mark.parametrize(
    "sign",
    [
        wrote("12"),
        CustomerEdited("m1", "13", NOW),
        pressed("here:now"),
        pressed("menu:top"),
        AgentResolved("ada", "solved", NOW),
    ],
)
def test_every_sign_ends_the_silence(sign):
    state, _ = go(AGENT, REPLY)
    state, effects = go(state, sign)
    assert "customer_silent" not in state.timers
    assert CancelTimer("customer_silent") in effects


def test_each_reply_starts_the_count_anew_and_a_stale_timer_does_nothing():
    state, _ = go(AGENT, REPLY, replace(REPLY, message_id="a2"))
    assert state.timers["customer_silent"] == "notice:a2"
    assert go(state, TimerFired("customer_silent", "notice:a1")) == (state, ())
    _, effects = go(state, replace(REPLY, message_id="n1", note=True))
    assert not kinds(effects, SetTimer)


@pytest.mark.parametrize("event", [wrote("it is 42"), pressed("here:now"), wrote("", refused="")])
def test_who_comes_back_after_a_silence_goes_on_with_the_agent(event):
    state, effects = go(resolved("no_reply"), event)
    assert (state.state, said(effects)) == (State.QUEUED, ["went_on_by_name"])
    assert kinds(effects, JoinQueue) == [JoinQueue("ada")]


@pytest.mark.parametrize("name", ["solved:no:h1", "solved:yes:h9", "solved:maybe", "here:now"])
@pytest.mark.parametrize("state", [BOT, QUEUED])
def test_buttons_without_their_matter_are_answered(name, state):
    after, effects = go(state, pressed(name))
    assert (after.state, said(effects)) == (state.state, ["button_too_old"])
