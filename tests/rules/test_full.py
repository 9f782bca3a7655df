"""A full line: reason and next step for who has just come; danger and complaints get in."""

from dataclasses import replace

import pytest

from handoff.rules.closed import awaits_message
from handoff.rules.conversation import State
from handoff.rules.effects import CloseHandoff, RenewCard
from handoff.rules.events import QueueJoined, TicketStored
from handoff.rules.routes import Routes
from handoff.rules.step import step
from tests.rules.cases import BOT, NOW, TABLES, buttons, kinds, pressed, said, wrote

BUSY = replace(TABLES, routes=Routes(most_waiting={"frontline": 3, "urgent": 0, "security": 3}))
PERSON = wrote("human please")


def go(conversation, *events):
    effects = ()
    for event in events:
        conversation, effects = step(conversation, event, NOW, BUSY)
    return conversation, effects


WAITS, _ = go(BOT, PERSON)
HANDOFF = WAITS.handoff


def joined(ahead: int) -> QueueJoined:
    return QueueJoined(HANDOFF.id, "frontline", ahead)


def test_who_comes_to_a_full_line_is_asked_for_a_message_and_keeps_a_place():
    state, effects = go(WAITS, joined(3))
    assert (state.state, awaits_message(state)) == (State.LEFT_MESSAGE, True)
    assert (said(effects), buttons(effects)) == (["queue_full"], ["menu:top", "queue:cancel"])
    assert effects[-1].times == {"by": HANDOFF.due_ms}
    assert kinds(effects, RenewCard, CloseHandoff) == [RenewCard()]
    state, effects = go(state, TicketStored(HANDOFF.id, "T-1"))
    assert said(effects) == ["ticket_number"]
    state, effects = go(state, wrote("My parcel is lost", "m2"))
    assert (said(effects), state.handoff.message) == (["message_kept"], "My parcel is lost")


def test_the_number_comes_along_if_it_is_known():
    _, effects = go(WAITS, TicketStored(HANDOFF.id, "T-1"), joined(3))
    assert (said(effects), effects[-1].values["number"]) == (["queue_full_number"], "T-1")


@pytest.mark.parametrize("ahead", [0, 2])
def test_there_is_room_for_as_many_as_the_table_says(ahead: int):
    state, _ = go(WAITS, joined(ahead))
    assert state.state is State.QUEUED


def test_who_stands_in_the_line_is_not_sent_out_of_it():
    state, effects = go(WAITS, joined(1), TicketStored(HANDOFF.id, "T-1"), joined(9))
    assert (state.state, said(effects)) == (State.QUEUED, [])


def test_it_is_told_once_and_waiting_after_all_is_possible():
    state, _ = go(WAITS, joined(3))
    state, effects = go(state, joined(4))
    assert said(effects) == []
    state, _ = go(state, pressed("queue:place"))
    assert state.state is State.QUEUED


@pytest.mark.parametrize(
    "change", [{"complaint": "fault", "is_filed": True}, {"priority": "P0"},
               {"reason": "security_emergency"}]
)  # fmt: skip
def test_danger_and_complaints_are_never_turned_away(change):
    urgent = replace(WAITS, handoff=replace(HANDOFF, **change))
    state, effects = go(urgent, joined(99))
    assert (state.state, "queue_full" in said(effects)) == (State.QUEUED, False)
