"""The holder asks a colleague; the customer hears nothing, and the chat stays where it is."""

from dataclasses import replace

import pytest

from handoff.rules.consults import MOST
from handoff.rules.effects import ListQuestion, Put, Record, Say
from handoff.rules.events import AgentHandedBack, AgentResolved
from handoff.rules.events_desk import (
    BackInLine,
    ChatPassedOn,
    ColleagueAnswered,
    ColleagueAsked,
    QuestionWithdrawn,
)
from handoff.rules.messages import Audience
from tests.rules.cases import AGENT, EVERY_STATE, NOW, go, kinds, said

ASK = ColleagueAsked("ada", "Ada", "q1", "agent:bo", "Is this rule new?", NOW, "Bo")
ANSWER = ColleagueAnswered("bo", "Bo", "a1", "q1", "Yes, since May.", NOW + 30_000)
ASKED, _ = go(AGENT, ASK)


def test_a_question_is_a_note_and_is_shown_to_whom_it_is_asked():
    state, effects = go(AGENT, ASK)
    assert [(one.to, one.text, one.by_name) for one in state.consults] == [
        ("agent:bo", "Is this rule new?", "Ada")
    ]
    assert kinds(effects, ListQuestion) == [ListQuestion(AGENT.handoff.id, "agent:bo")]
    [note] = kinds(effects, Put)
    assert (note.entry.text, note.entry.audience, note.deliver) == (
        "Is this rule new?", Audience.DESK, False,
    )  # fmt: skip
    [recorded] = kinds(effects, Record)
    assert (recorded.name, recorded.data["to_agent"]) == ("colleague_asked", "bo")


@pytest.mark.parametrize("event", [ASK, ANSWER, QuestionWithdrawn("ada", "Ada", "q1")])
@pytest.mark.parametrize("state", [AGENT, ASKED])
def test_nothing_of_it_reaches_the_customer_and_the_chat_stays(state, event):
    after, effects = go(state, event)
    assert said(effects) == []
    assert all(put.entry.audience is Audience.DESK and not put.deliver
               for put in kinds(effects, Put))  # fmt: skip
    assert all(one.audience is Audience.DESK for one in kinds(effects, Say))
    assert replace(after, consults=()) == AGENT


def test_an_answer_is_a_note_with_the_name_and_ends_the_question():
    state, effects = go(ASKED, ANSWER)
    assert state.consults == ()
    [note] = kinds(effects, Put)
    assert (note.entry.name, note.entry.text) == ("Bo", "Yes, since May.")
    assert kinds(effects, ListQuestion) == [
        ListQuestion(AGENT.handoff.id, "agent:bo", is_over=True)
    ]
    [recorded] = kinds(effects, Record)
    assert (recorded.name, recorded.data["waited_s"]) == ("colleague_answered", 30)


def test_of_two_answers_the_second_is_kept_as_a_note_and_not_counted():
    answered, _ = go(ASKED, ANSWER)
    again = replace(ANSWER, agent_id="cy", agent_name="Cy", message_id="a2", text="No.")
    state, effects = go(answered, again)
    assert state == answered
    assert [type(effect) for effect in effects] == [Put]


def test_a_department_is_asked_by_its_name():
    state, effects = go(AGENT, replace(ASK, to="department:billing", name=""))
    assert state.consults[0].department == "billing"
    [told] = kinds(effects, Say)
    assert told.names == {"name": "desk_department_billing"}
    [recorded] = kinds(effects, Record)
    assert (recorded.data["to_agent"], recorded.data["to_department"]) == ("", "billing")


def test_only_the_holder_asks_and_only_so_many_at_once():
    assert go(AGENT, replace(ASK, agent_id="zoe")) == (AGENT, ())
    state = AGENT
    for number in range(MOST + 2):
        state, _ = go(state, replace(ASK, message_id=f"q{number}", to=f"agent:b{number}"))
    assert len(state.consults) == MOST
    assert go(ASKED, replace(ASK, message_id="q2")) == (ASKED, ())


def test_the_holder_takes_it_back_and_nobody_else_does():
    assert go(ASKED, QuestionWithdrawn("zoe", "Zoe", "q1")) == (ASKED, ())
    state, effects = go(ASKED, QuestionWithdrawn("ada", "Ada", "q1"))
    assert state.consults == ()
    [recorded] = kinds(effects, Record)
    assert (recorded.name, recorded.data["why"]) == ("question_ended", "withdrawn")


@pytest.mark.parametrize(
    "end", [AgentHandedBack("ada", "answered", NOW), AgentResolved("ada", "answered", NOW)]
)
def test_it_ends_with_the_handoff(end):
    state, effects = go(ASKED, end)
    assert state.consults == ()
    ends = [one for one in kinds(effects, Record) if one.name == "question_ended"]
    assert [(one.data["why"], one.data["handoff"]) for one in ends] == [("over", AGENT.handoff.id)]


@pytest.mark.parametrize(
    "moved",
    [
        ChatPassedOn(AGENT.handoff.id, "cy", "Cy", 3, NOW),
        BackInLine(AGENT.handoff.id, "frontline", 0, 3, "lost", NOW, "ada", "Ada"),
    ],
)
def test_a_chat_that_changes_hands_keeps_its_question(moved):
    state, _ = go(ASKED, moved)
    assert state.consults == ASKED.consults
    answered, effects = go(state, ANSWER)
    assert answered.consults == ()
    assert [one.name for one in kinds(effects, Record)] == ["colleague_answered"]


@pytest.mark.parametrize("name", [name for name in EVERY_STATE if name != "agent"])
def test_without_a_holder_nobody_asks(name):
    assert go(EVERY_STATE[name], ASK) == (EVERY_STATE[name], ())


def test_the_agent_is_told_of_a_card_number():
    _, effects = go(AGENT, replace(ASK, masked=True))
    assert "desk_card_masked" in [one.text for one in kinds(effects, Say)]
