"""What happens on the side of people: the line, the desk, the ticket, deliveries."""

from dataclasses import replace

from handoff.rules import silence
from handoff.rules.closed import leave_office, without_message
from handoff.rules.conversation import Conversation, Handoff, State, go
from handoff.rules.drafts import dropped
from handoff.rules.effects import (
    CancelTimer,
    ChangeTicket,
    CloseHandoff,
    Effect,
    MailNotice,
    Put,
    Record,
    Say,
)
from handoff.rules.endings import CARD_MASKED, by_holder, held_by
from handoff.rules.events import (
    AgentAssigned,
    AgentWrote,
    DeliveryFailed,
    QueueJoined,
    TicketStored,
)
from handoff.rules.filing import NUMBER_LATE, filed_as, numbered, say_receipt
from handoff.rules.full import is_full, line_is_full
from handoff.rules.handoffs import DANGER_CHECK, OVERDUE, SLOW, TOLD, Result
from handoff.rules.messages import Audience, Entry, Speaker
from handoff.rules.place_kept import moved, tell_place
from handoff.rules.recorded import ACCEPTED, FIRST_REPLY, of_handoff
from handoff.rules.tables import Tables
from handoff.rules.wait_told import has_range, say_longer, tell_long

OF_NOTICE = "notice:"
"""Begins the id of what is said about a ticket; then come the notice's own and a number."""


def queue_joined(
    conversation: Conversation, event: QueueJoined, now_ms: int, tables: Tables
) -> Result:
    """The place is known or has changed; it is told in words once, and shown from then on."""
    handoff = _open(conversation, event.handoff_id)
    if handoff is None or not conversation.waits:
        return conversation, []
    placed = replace(handoff, ahead=event.ahead, low=event.low, high=event.high)
    if handoff.before and TOLD in conversation.timers:
        # Most likely the agent who had it comes at once.
        return replace(conversation, handoff=placed), []
    if is_full(conversation, handoff, event.ahead, tables):
        return line_is_full(conversation, placed)
    if placed.told:
        is_same = placed == handoff and not event.is_longer
        state = replace(conversation, handoff=placed)
        return (state, []) if is_same else _keep_told(state, placed, event, now_ms, tables)
    return _tell_once(conversation, placed, now_ms, tables)


def _keep_told(
    conversation: Conversation, handoff: Handoff, event: QueueJoined, now_ms: int, tables: Tables
) -> Result:
    """A place that moves up is shown in silence; only what is much longer needs words."""
    state, said = tell_long(conversation, tables)
    is_said = event.is_longer and conversation.state is State.QUEUED and has_range(handoff)
    if is_said and not said:
        said = (say_longer(handoff),)
    state, changed = moved(state, now_ms)
    return state, [*said, *changed]


def ticket_stored(
    conversation: Conversation, event: TicketStored, now_ms: int, tables: Tables
) -> Result:
    """Only now may the number be told: alone, with the place in the line, or as a receipt."""
    filed = filed_as(conversation, event.handoff_id)
    done: list[Effect] = []
    if filed is not None:
        if filed.number:
            return conversation, []
        filed = replace(filed, number=event.number)
        conversation = numbered(conversation, filed.id, event.number)
        done = [CancelTimer(NUMBER_LATE)]
    handoff = _open(conversation, event.handoff_id)
    conversation = _numbered(conversation, event)
    if handoff is None:
        return conversation, [*done, say_receipt(conversation, filed, now_ms)] if filed else []
    state = replace(conversation, handoff=replace(handoff, number=event.number))
    if state.waits and not handoff.told:
        known = replace(handoff, number=event.number)
        state, effects = _tell_once(state, known, now_ms, tables)
        return state, done + effects
    if filed is not None:
        return state, [*done, say_receipt(state, filed, now_ms)]
    return state, [Say("ticket_number", {"number": event.number}, speaker=Speaker.SYSTEM)]


def _numbered(conversation: Conversation, event: TicketStored) -> Conversation:
    """A handoff may have ended before its number came."""
    ended = tuple(
        replace(one, handoff=replace(one.handoff, number=event.number))
        if one.handoff.id == event.handoff_id
        else one
        for one in conversation.ended
    )
    return replace(conversation, ended=ended)


def _tell_once(conversation: Conversation, handoff: Handoff, now_ms: int, tables: Tables) -> Result:
    state = replace(conversation, handoff=handoff)
    if handoff.told or handoff.ahead < 0 or not handoff.number:
        return state, []
    told, said = tell_place(state, handoff, now_ms, tables)
    return told, [CancelTimer(TOLD), *said]


def assigned(
    conversation: Conversation, event: AgentAssigned, now_ms: int, tables: Tables
) -> Result:
    """From here on the agent owns the conversation, and every older bot reply is void.

    So is the form whose facts and files the agent has: sent later, it would be a second ticket.
    """
    handoff = _open(conversation, event.handoff_id)
    if handoff is None:
        return conversation, [CloseHandoff(event.handoff_id)]  # the customer left meanwhile
    if event.epoch <= conversation.epoch:
        return conversation, []
    held = replace(handoff, agent_id=event.agent_id, agent_name=event.agent_name)
    joined = "agent_has_message" if handoff.message else "agent_joined"
    if handoff.before == event.agent_id:
        joined = "agent_back"
    free = without_message(conversation)
    state = go(free, State.AGENT, epoch=event.epoch, handoff=held, pending=())
    waited_s = max(0, event.at_ms - handoff.asked_at_ms) // 1000
    forgotten: list[Effect] = []
    if handoff.has_form and state.form is not None:
        state, forgotten = dropped(state)
        name = {"name": held.first_name}
        forgotten.append(Say("complaint_with_person", name, speaker=Speaker.SYSTEM))
    return state, [
        CancelTimer(SLOW),
        CancelTimer(TOLD),
        CancelTimer(OVERDUE),
        CancelTimer(DANGER_CHECK),
        *silence.is_over(conversation),
        *leave_office(conversation),
        ChangeTicket(
            handoff.id,
            {"state": "assigned", "agent": event.agent_id, "agent_name": event.agent_name},
            event.agent_id,
            event.agent_name,
        ),
        of_handoff(ACCEPTED, held, agent=event.agent_id, waited_s=waited_s),
        Say(joined, {"name": held.first_name}, speaker=Speaker.SYSTEM),
        *forgotten,
    ]


def wrote(conversation: Conversation, event: AgentWrote, now_ms: int, tables: Tables) -> Result:
    """Only the holder's plain words reach the customer; everything else stays at the desk."""
    entry = Entry(
        event.message_id, Speaker.AGENT, event.text, event.at_ms, event.agent_name, Audience.DESK
    )
    told = [CARD_MASKED] if event.masked else []
    if event.note:
        return conversation, [Put(entry), *told]
    handoff = held_by(conversation, event.agent_id)
    if handoff is None:
        refused = Put(replace(entry, text_id="desk_not_sent"))
        return conversation, [refused, *told, Record("reply_refused", {"agent": event.agent_id})]
    effects: list[Effect] = [Put(replace(entry, audience=Audience.ALL), deliver=True), *told]
    effects.append(silence.begins(event.message_id, now_ms, tables))
    if not handoff.replied:
        waited_s = max(0, event.at_ms - handoff.asked_at_ms) // 1000
        facts = {"waited_s": waited_s, "in_time": event.at_ms <= handoff.due_ms}
        effects.append(of_handoff(FIRST_REPLY, handoff, agent=event.agent_id, **facts))
        effects.append(by_holder(handoff, state="in_progress"))
        conversation = replace(
            conversation, handoff=replace(handoff, replied=True, replied_ms=event.at_ms)
        )
    return conversation, effects


def delivery_failed(
    conversation: Conversation, event: DeliveryFailed, now_ms: int, tables: Tables
) -> Result:
    """Agents must know that the customer did not get it."""
    said = Say(
        "desk_delivery_failed",
        {"error": event.error},
        speaker=Speaker.SYSTEM,
        audience=Audience.DESK,
    )
    effects: list[Effect] = [said, Record("delivery_failed", {"error": event.error})]
    if event.entry_id.startswith(OF_NOTICE):
        notice = event.entry_id.removeprefix(OF_NOTICE).rpartition(":")[0]
        effects.append(MailNotice(notice))
    return conversation, effects


def _open(conversation: Conversation, handoff_id: str) -> Handoff | None:
    handoff = conversation.handoff
    return handoff if handoff is not None and handoff.id == handoff_id else None
