"""The one place where it is decided what an event does to a conversation.

Pure: no clock, no store, no network. The router calls it, one event after the other, and writes the
new state and the effects in one piece.
"""

from dataclasses import replace

from handoff.rules import (
    answers,
    buttons,
    consulting,
    customer,
    endings,
    matters,
    notices,
    offered,
    passing,
    people,
    sent_files,
    status,
    takeover,
    timers,
)
from handoff.rules.conversation import Conversation
from handoff.rules.danger import is_asked
from handoff.rules.draft_deeds import resume
from handoff.rules.drafts import lacks_form
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
    FileDiscarded,
    HandlingFailed,
    NoticeOver,
    QueueJoined,
    TicketNews,
    TicketsFound,
    TicketStored,
    TimerFired,
)
from handoff.rules.events_desk import (
    BackInLine,
    ChatPassedOn,
    ColleagueAnswered,
    ColleagueAsked,
    HandoffOffered,
    OfferEnded,
    QuestionWithdrawn,
    TakenOver,
)
from handoff.rules.tables import Tables

Outcome = tuple[Conversation, tuple[Effect, ...]]

_HANDLERS = {
    CustomerOpened: customer.opened,
    CustomerWrote: customer.wrote,
    CustomerEdited: customer.edited,
    ButtonPressed: buttons.pressed,
    AssistantAnswered: answers.answered,
    AssistantFailed: answers.failed,
    HandlingFailed: answers.handling_failed,
    QueueJoined: people.queue_joined,
    HandoffOffered: offered.offered,
    OfferEnded: offered.offer_ended,
    AgentAssigned: people.assigned,
    TakenOver: takeover.taken_over,
    ChatPassedOn: passing.passed_on,
    BackInLine: passing.back_in_line,
    AgentWrote: people.wrote,
    ColleagueAsked: consulting.asked,
    ColleagueAnswered: consulting.answered,
    QuestionWithdrawn: consulting.withdrawn,
    AgentHandedBack: endings.handed_back,
    AgentResolved: endings.resolved,
    FileDiscarded: sent_files.file_discarded,
    TicketStored: people.ticket_stored,
    TicketsFound: status.found,
    TicketNews: matters.told,
    NoticeOver: notices.over,
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
    state, effects = consulting.ending_with_handoff(conversation, state, effects)
    state, effects = notices.with_notices(state, event, effects, now_ms, tables)
    state = _with_timers(state, effects)
    if lacks_form(state) and not is_asked(state):
        name = f"{state.id}:form:{state.dialogue}"
        state, more = resume(state, name, now_ms)
        state, effects = _with_timers(state, more), [*effects, *more]
    return state, tuple(effects)


def _with_timers(conversation: Conversation, effects: list[Effect]) -> Conversation:
    """The state remembers what runs, so that a timer that was replaced is known for stale."""
    running = dict(conversation.timers)
    for effect in effects:
        if isinstance(effect, SetTimer):
            running[effect.name] = effect.token
        elif isinstance(effect, CancelTimer):
            running.pop(effect.name, None)
    return replace(conversation, timers=running)
