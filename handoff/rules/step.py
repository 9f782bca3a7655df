"""The one place where it is decided what an event does to a conversation.

Pure: no clock, no store, no network. The router calls it, one event after the other, and writes the
new state and the effects in one piece.
"""

from dataclasses import replace

from handoff.rules import answers, customer, matters, people, timers
from handoff.rules.conversation import Conversation
from handoff.rules.effects import CancelTimer, Effect, SetTimer
from handoff.rules.events import (
    AgentAssigned,
    AgentHandedBack,
    AgentResolved,
    AgentWrote,
    AssistantAnswered,
    AssistantFailed,
    ButtonPressed,
    CustomerEdited,
    CustomerOpened,
    CustomerWrote,
    DeliveryFailed,
    Event,
    HandlingFailed,
    QueueJoined,
    TicketNews,
    TicketStored,
    TimerFired,
)
from handoff.rules.tables import Tables

Outcome = tuple[Conversation, tuple[Effect, ...]]

_HANDLERS = {
    CustomerOpened: customer.opened,
    CustomerWrote: customer.wrote,
    CustomerEdited: customer.edited,
    ButtonPressed: customer.pressed,
    AssistantAnswered: answers.answered,
    AssistantFailed: answers.failed,
    HandlingFailed: answers.handling_failed,
    QueueJoined: people.queue_joined,
    AgentAssigned: people.assigned,
    AgentWrote: people.wrote,
    AgentHandedBack: people.handed_back,
    AgentResolved: people.resolved,
    TicketStored: people.ticket_stored,
    TicketNews: matters.told,
    TimerFired: timers.timer_fired,
    DeliveryFailed: people.delivery_failed,
}


def step(conversation: Conversation, event: Event, now_ms: int, tables: Tables) -> Outcome:
    """The conversation after ``event``, and the effects in the order in which they shall happen.

    ``now_ms`` is Unix time in milliseconds by the service's clock. An event that no longer applies
    (a late answer, an agent who lost the conversation) changes nothing the customer can see.
    """
    handler = _HANDLERS[type(event)]
    state, effects = handler(conversation, event, now_ms, tables)  # type: ignore[operator]
    return _with_timers(state, effects), tuple(effects)


def _with_timers(conversation: Conversation, effects: list[Effect]) -> Conversation:
    """The state remembers what runs, so that a timer that was replaced is known for stale."""
    running = dict(conversation.timers)
    for effect in effects:
        if isinstance(effect, SetTimer):
            running[effect.name] = effect.token
        elif isinstance(effect, CancelTimer):
            running.pop(effect.name, None)
    return replace(conversation, timers=running)
