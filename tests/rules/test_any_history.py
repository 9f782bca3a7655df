"""Properties: whatever happens in whatever order, the rules keep their promises."""

import pytest

pytest.importorskip("hypothesis")

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff.rules.conversation import Conversation, State, can_go
from handoff.rules.effects import (
    AskAssistant,
    ChangeTicket,
    CloseHandoff,
    Effect,
    FindTickets,
    JoinQueue,
    Put,
    SetTimer,
    StoreTicket,
)
from handoff.rules.events import (
    AgentAssigned,
    AgentHandedBack,
    AgentResolved,
    AssistantAnswered,
    ButtonPressed,
    CustomerWrote,
    Event,
    QueueJoined,
    TicketStored,
    TimerFired,
)
from handoff.rules.messages import Audience, Speaker
from handoff.rules.step import step
from tests.rules.cases import BOT, EVERY_STATE, NOW, TABLES, said
from tests.rules.histories import BUTTONS, EVENTS, SIGNALS, TEXTS

SETTINGS = settings(
    max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


def lively(dice: st.DataObject, now: Conversation) -> Event:
    """An event that fits the conversation: the right epochs, ids and tokens."""
    handoff = now.handoff
    choices: list[Event] = [
        CustomerWrote("w", dice.draw(st.sampled_from(TEXTS)), NOW),
        ButtonPressed("b", dice.draw(st.sampled_from(BUTTONS)), "label", NOW),
    ]
    for question in now.pending:
        signal = dice.draw(st.sampled_from(SIGNALS))
        choices.append(AssistantAnswered(question.ask_id, now.epoch, (signal,)))
    choices += [TimerFired(name, token) for name, token in now.timers.items()]
    if handoff is not None:
        choices += [
            QueueJoined(handoff.id, handoff.department, 1),
            TicketStored(handoff.id, "T-1"),
            AgentAssigned(handoff.id, "ada", "Ada", now.epoch + 1, NOW),
            AgentHandedBack(handoff.agent_id, "done", NOW),
            AgentResolved(handoff.agent_id, "done", NOW),
        ]
    choices += [TicketStored(filed.id, "T-1") for filed in now.filed]
    return dice.draw(st.sampled_from(choices))


def is_told(effects: "tuple[Effect, ...]") -> bool:
    return bool(said(effects))


def check_customer_is_served(before, event: Event, after, effects) -> None:
    """Words of the customer always lead to words, to the assistant with a timer, or to a person."""
    if not isinstance(event, (CustomerWrote, ButtonPressed)):
        return
    if isinstance(event, CustomerWrote) and event.refused and not event.text:
        return  # The channel has told the customer.
    asked = any(isinstance(effect, AskAssistant) for effect in effects)
    looked_up = any(isinstance(effect, FindTickets) for effect in effects)
    taps = {question.button for question in before.pending}
    if isinstance(event, ButtonPressed):
        is_on_its_way = event.button in taps or (
            event.button.startswith("form:") and "form:resume" in taps
        )
    else:
        # Words and button for the same: one answer comes.
        is_on_its_way = "form:resume" in taps and TABLES.wishes.wants_form(event.text)
    assert is_told(effects) or asked or looked_up or after.has_person or is_on_its_way
    if asked:
        assert after.pending
        assert "assistant_slow" in after.timers
    if before.has_person and not (isinstance(event, ButtonPressed) and "language" in event.button):
        # Where help is in danger, and that a button is of no use, is told by the system.
        spoken = {"help_lines", "button_with_person", "still_here"}
        assert set(said(effects)) <= spoken, "the bot speaks over a person"


def check_state_is_sound(before, after, effects) -> None:
    assert can_go(before.state, after.state) or State.BOT in (before.state, after.state)
    assert after.epoch >= before.epoch
    assert after.state is before.state or after.epoch > before.epoch or not after.has_person
    owned = {State.QUEUED, State.AGENT, State.WRAP_UP, State.LEFT_MESSAGE}
    assert (after.handoff is not None) == (after.state in owned)
    assert not (after.has_person and after.pending)
    for question in after.pending[:1]:
        assert "assistant_slow" in after.timers, f"nobody watches over {question}"
    if before.handoff != after.handoff and any(isinstance(e, JoinQueue) for e in effects):
        reopened = [e for e in effects if isinstance(e, ChangeTicket)]
        is_known = any(e.change.get("state") == "reopened" for e in reopened)
        assert is_known or any(isinstance(effect, StoreTicket) for effect in effects)
        assert after.handoff.due_ms <= NOW + TABLES.targets[after.handoff.priority] * 60_000
    if before.state is State.QUEUED and after.handoff is not before.handoff:
        same = after.handoff is not None and after.handoff.id == before.handoff.id
        assert same or any(isinstance(effect, CloseHandoff) for effect in effects)


def check_effects_are_sound(after, effects) -> None:
    for effect in effects:
        if isinstance(effect, SetTimer):
            assert effect.due_ms > NOW
        if isinstance(effect, Put) and effect.entry.speaker is Speaker.AGENT:
            assert effect.deliver == (effect.entry.audience is Audience.ALL)
            assert not effect.deliver or after.has_person


def check_form_is_sound(before, after, effects) -> None:
    """A draft is watched over; a ticket is stored for what was shown, and its number told once."""
    if after.form is not None:
        assert "form_over" in after.timers
    assert after.form is not None or after.state not in (State.FORM, State.CONFIRMING)
    filed = {f.id for f in after.filed} - {f.id for f in before.filed}
    if filed:
        assert before.state is State.CONFIRMING
        stored = [effect.ticket for effect in effects if isinstance(effect, StoreTicket)]
        assert {ticket.get("id") for ticket in stored} == filed
    told = [text for text in said(effects) if text.startswith("complaint_receipt")]
    known = {f.id: f.number for f in before.filed}
    assert len(told) <= sum(1 for f in after.filed if f.number and not known.get(f.id))


def check_danger_is_not_forgotten(before, after, effects) -> None:
    """The question ends with a person at once, a no, or an answer to something else."""
    if "danger_check" in before.timers.keys() - after.timers.keys():
        told = said(effects)
        is_answered = any(text.startswith(("answer:", "offer", "no_danger")) for text in told)
        assert after.has_person or "handoff_safety" in told or is_answered


@SETTINGS
@given(st.data())
def test_no_history_breaks_a_promise(dice: st.DataObject):
    now = BOT
    for _ in range(dice.draw(st.integers(1, 25))):
        event = dice.draw(EVENTS) if dice.draw(st.integers(0, 2)) == 0 else lively(dice, now)
        after, effects = step(now, event, NOW, TABLES)
        check_customer_is_served(now, event, after, effects)
        check_state_is_sound(now, after, effects)
        check_effects_are_sound(after, effects)
        check_danger_is_not_forgotten(now, after, effects)
        check_form_is_sound(now, after, effects)
        now = after


@SETTINGS
@given(name=st.sampled_from(sorted(EVERY_STATE)), event=EVENTS)
def test_any_event_in_any_state_is_handled(name: str, event: Event):
    """Also in the states that only a later event may bring about."""
    before = EVERY_STATE[name]
    after, effects = step(before, event, NOW, TABLES)
    check_customer_is_served(before, event, after, effects)
    check_effects_are_sound(after, effects)
    again, same = step(before, event, NOW, TABLES)
    assert (again, same) == (after, effects), "the same event has the same outcome"
