"""A chat leaves an agent's hands without an end."""

from dataclasses import replace

import pytest

from handoff.rules.conversation import Question, State
from handoff.rules.effects import (
    ChangeTicket,
    CloseHandoff,
    LeaveTrace,
    Put,
    Record,
    RenewCard,
    Say,
    SetTimer,
)
from handoff.rules.events import AgentWrote
from handoff.rules.events_desk import BackInLine, ChatPassedOn, Trace
from handoff.rules.messages import Audience
from tests.rules.cases import AGENT, BOT, HANDOFF, MINUTE, NOW, QUEUED, go, kinds

EPOCH = AGENT.epoch + 1
ASKED = AGENT.handoff
BACK = BackInLine(HANDOFF.id, HANDOFF.department, 2, EPOCH, "lost", NOW, "ada", "Ada Smit")
PASSED = ChatPassedOn(HANDOFF.id, "bo", "Bo", EPOCH, NOW, "Ada Smit", "Ada Smit")


def told(effects: list) -> list[Say]:
    return [one for one in kinds(effects, Say) if one.audience is Audience.ALL]


@pytest.mark.parametrize("why", ["lost", "put_back", "passed_on"])
def test_back_in_line_is_told_once_with_place_and_time_and_keeps_the_place(why):
    state, effects = go(AGENT, replace(BACK, why=why, by_name="Bo"))
    assert (state.state, state.epoch) == (State.QUEUED, EPOCH)
    assert (state.handoff.agent_id, state.handoff.agent_name, state.handoff.ahead) == ("", "", 2)
    assert (state.handoff.rank_ms, state.handoff.asked_at_ms) == (ASKED.rank_ms, ASKED.asked_at_ms)
    [said] = told(effects)
    assert said.text == f"back_{why}"
    assert (said.values["name"], said.values["ahead"]) == ("Ada", "2")
    assert int(said.values["minutes"]) > 0
    [change] = kinds(effects, ChangeTicket)
    assert (change.change["state"], change.change["agent"]) == ("queued", "")
    assert RenewCard() in effects
    assert [one.text for one in kinds(effects, Say) if one.audience is Audience.DESK] == [
        f"desk_back_{why}"
    ]


def test_a_message_without_an_answer_is_a_message_again_and_one_with_an_answer_waits():
    left = replace(AGENT, handoff=replace(ASKED, message="My parcel", replied=False))
    state, effects = go(left, BACK)
    assert state.state is State.LEFT_MESSAGE
    assert [one for one in kinds(effects, SetTimer) if one.name == "handoff_overdue"] == []
    answered = replace(left, handoff=replace(left.handoff, replied=True))
    assert go(answered, BACK)[0].state is State.QUEUED


def test_a_promise_that_is_over_is_made_anew_and_watched():
    late = replace(AGENT, handoff=replace(ASKED, due_ms=NOW - MINUTE))
    state, effects = go(late, BACK)
    assert state.handoff.due_ms > NOW
    [timer] = [one for one in kinds(effects, SetTimer) if one.name == "handoff_overdue"]
    assert timer.due_ms == state.handoff.due_ms


def test_words_of_the_agent_from_before_reach_nobody():
    state, _ = go(AGENT, BACK)
    _, effects = go(state, AgentWrote(ASKED.agent_id, "Ada", "a9", "still me", NOW))
    assert told(effects) == []
    assert [one.name for one in kinds(effects, Record)] == ["reply_refused"]


def test_passed_on_to_an_agent_names_both_and_changes_the_holder():
    state, effects = go(AGENT, PASSED)
    assert (state.state, state.epoch) == (State.AGENT, EPOCH)
    assert (state.handoff.agent_id, state.handoff.agent_name) == ("bo", "Bo")
    [said] = told(effects)
    assert (said.text, said.values) == ("passed_to_agent", {"before": "Ada", "name": "Bo"})


def test_one_who_waited_is_given_as_if_the_agent_had_taken_it():
    state, effects = go(QUEUED, replace(PASSED, epoch=QUEUED.epoch + 1, from_name=""))
    assert (state.state, state.handoff.agent_id) == (State.AGENT, "bo")
    assert [one.text for one in told(effects)] == ["agent_joined"]


TRACE = Trace("A matter of money", "console:lena:1", by_id="lena")
MOVED = BackInLine(
    QUEUED.handoff.id, "billing", 2, QUEUED.epoch, "moved", NOW, by_name="Lena", trace=TRACE
)


def test_one_who_waits_is_moved_to_another_line_and_told_once():
    asked = replace(QUEUED, pending=(Question("m9", "And my parcel?"),))
    state, effects = go(asked, MOVED)
    assert (state.state, state.epoch, state.pending) == (State.QUEUED, QUEUED.epoch, asked.pending)
    waits, before = state.handoff, QUEUED.handoff
    assert (waits.department, waits.ahead, waits.told) == ("billing", 2, True)
    assert (waits.rank_ms, waits.asked_at_ms, waits.due_ms) == (
        before.rank_ms, before.asked_at_ms, before.due_ms,
    )  # fmt: skip
    [said] = told(effects)
    assert (said.text, said.names["department"]) == ("moved_in_line", "team_billing")
    assert (said.values["ahead"], int(said.values["minutes"]) > 0) == ("2", True)
    [recorded] = kinds(effects, Record)
    assert (recorded.name, recorded.data["to_department"]) == ("handoff_transferred", "billing")
    [change] = kinds(effects, ChangeTicket)
    assert change.change == {"department": "billing"}


def test_the_new_wait_is_told_where_it_is_known_but_in_danger():
    _, effects = go(QUEUED, replace(MOVED, low=5, high=10))
    assert [one.text for one in told(effects)] == ["moved_range"]
    urgent = replace(QUEUED.handoff, reason="safety_emergency", priority="P0")
    state, effects = go(replace(QUEUED, handoff=urgent), replace(MOVED, low=5, high=10))
    [said] = told(effects)
    assert (said.text, said.buttons, state.handoff.priority) == ("moved_in_line", (), "P0")


def test_a_message_that_was_left_is_moved_and_stays_a_message():
    left = replace(QUEUED, state=State.LEFT_MESSAGE)
    state, effects = go(left, MOVED)
    assert state.state is State.LEFT_MESSAGE
    assert [one.text for one in told(effects)] == ["message_moved"]
    assert [one for one in kinds(effects, SetTimer) if one.name == "handoff_overdue"] == []


def test_note_and_audit_come_with_the_move_and_only_with_it():
    _, effects = go(QUEUED, MOVED)
    [note] = kinds(effects, Put)
    assert (note.entry.id, note.entry.text, note.entry.audience, note.deliver) == (
        TRACE.note_id, TRACE.note, Audience.DESK, False,
    )  # fmt: skip
    left = LeaveTrace("lena", "moved", f"{QUEUED.id} department:billing")
    assert kinds(effects, LeaveTrace) == [left]
    _, effects = go(QUEUED, replace(PASSED, epoch=EPOCH, from_name="", trace=TRACE))
    assert kinds(effects, LeaveTrace) == [LeaveTrace("lena", "moved", f"{QUEUED.id} agent:bo")]
    for state in (BOT, AGENT):
        _, effects = go(state, replace(MOVED, epoch=state.epoch - 1))
        assert kinds(effects, LeaveTrace) + kinds(effects, Put) == []


@pytest.mark.parametrize("event", [BACK, PASSED])
def test_what_is_older_than_the_ownership_changes_nothing(event):
    assert go(AGENT, replace(event, epoch=AGENT.epoch)) == (AGENT, ())


@pytest.mark.parametrize("event", [BACK, PASSED])
def test_of_one_who_left_the_line_lets_go(event):
    state, effects = go(BOT, event)
    assert (state, effects) == (BOT, (CloseHandoff(HANDOFF.id),))
