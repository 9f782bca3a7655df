"""What happens on the side of people: the line, the desk, the ticket, deliveries."""

from dataclasses import replace

from handoff.rules.closed import leave_office, without_message
from handoff.rules.conversation import Conversation, Handoff, State, go
from handoff.rules.drafts import MINUTE_MS, RESUME, dropped
from handoff.rules.effects import (
    ButtonOf,
    CancelTimer,
    ChangeTicket,
    CloseHandoff,
    Effect,
    MailNotice,
    Put,
    Record,
    Say,
    TellAssistant,
)
from handoff.rules.events import (
    AgentAssigned,
    AgentHandedBack,
    AgentResolved,
    AgentWrote,
    DeliveryFailed,
    QueueJoined,
    TicketStored,
)
from handoff.rules.filing import NUMBER_LATE, filed_as, numbered, say_receipt
from handoff.rules.full import is_full, line_is_full
from handoff.rules.handoffs import (
    DANGER_CHECK,
    MENU,
    OVERDUE,
    PERSON,
    SLOW,
    STATUS,
    TOLD,
    Result,
    say_place,
)
from handoff.rules.messages import Audience, Entry, Speaker
from handoff.rules.recorded import ACCEPTED, FIRST_REPLY, HANDED_BACK, RESOLVED, of_handoff
from handoff.rules.tables import Tables
from handoff.rules.ticket_fields import DAY_MS

OF_NOTICE = "notice:"
"""Begins the id of what is said about a ticket; then come the notice's own and a number."""
OUTCOMES = frozenset({"answered", "solved", "declined", "passed_on", "no_reply"})
"""Ends of a handoff that have words of their own for the customer."""
CARD_MASKED = Say("desk_card_masked", speaker=Speaker.SYSTEM, audience=Audience.DESK)


def queue_joined(
    conversation: Conversation, event: QueueJoined, now_ms: int, tables: Tables
) -> Result:
    """The place is known or has changed; it is told in words once, and shown from then on."""
    handoff = _open(conversation, event.handoff_id)
    if handoff is None or not conversation.waits:
        return conversation, []
    placed = replace(handoff, ahead=event.ahead)
    if is_full(conversation, handoff, event.ahead, tables):
        return line_is_full(conversation, placed)
    return _tell_once(conversation, placed, now_ms)


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
    if handoff is None:
        return conversation, [*done, say_receipt(conversation, filed, now_ms)] if filed else []
    state = replace(conversation, handoff=replace(handoff, number=event.number))
    if state.waits and not handoff.told:
        state, effects = _tell_once(state, replace(handoff, number=event.number), now_ms)
        return state, done + effects
    if filed is not None:
        return state, [*done, say_receipt(state, filed, now_ms)]
    return state, [Say("ticket_number", {"number": event.number}, speaker=Speaker.SYSTEM)]


def _tell_once(conversation: Conversation, handoff: Handoff, now_ms: int) -> Result:
    state = replace(conversation, handoff=handoff)
    if handoff.told or handoff.ahead < 0 or not handoff.number:
        return state, []
    told = replace(state, handoff=replace(handoff, told=True))
    filed = filed_as(told, handoff.id)
    said = say_receipt(told, filed, now_ms) if filed else say_place(told, now_ms)
    return told, [CancelTimer(TOLD), said]


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
    if not _holds(conversation, event.agent_id):
        refused = Put(replace(entry, text_id="desk_not_sent"))
        return conversation, [refused, *told, Record("reply_refused", {"agent": event.agent_id})]
    effects: list[Effect] = [Put(replace(entry, audience=Audience.ALL), deliver=True), *told]
    handoff = conversation.handoff
    if handoff is not None and not handoff.replied:
        waited_s = max(0, event.at_ms - handoff.asked_at_ms) // 1000
        facts = {"waited_s": waited_s, "in_time": event.at_ms <= handoff.due_ms}
        effects.append(of_handoff(FIRST_REPLY, handoff, agent=event.agent_id, **facts))
        effects.append(_by_holder(handoff, state="in_progress"))
        conversation = replace(
            conversation, handoff=replace(handoff, replied=True, replied_ms=event.at_ms)
        )
    return conversation, effects


def handed_back(
    conversation: Conversation, event: AgentHandedBack, now_ms: int, tables: Tables
) -> Result:
    """The bot goes on, and knows with whom the customer talked."""
    handoff = conversation.handoff
    if handoff is None or not _holds(conversation, event.agent_id):
        return conversation, []
    outcome = f"{event.reason}: {event.done}" if event.done else event.reason
    state = go(
        conversation,
        State.BOT,
        epoch=conversation.epoch + 1,
        handoff=None,
        met_person=handoff.first_name,
        first_question="",
        misses=0,
        objections=0,
        rejected=(),
        tried=(),
        answered_in="",
        last_topics=(),
    )
    return state, [
        CloseHandoff(handoff.id),
        _by_holder(handoff, state="resolved", outcome=outcome),
        of_handoff(HANDED_BACK, handoff, agent=event.agent_id, why=event.reason),
        TellAssistant(f"{handoff.id}:back", handoff.first_name),
        Say(
            "handed_back",
            {"name": handoff.first_name},
            (RESUME, MENU, PERSON) if state.form else (MENU, PERSON),
            Speaker.SYSTEM,
        ),
        *([CARD_MASKED] if event.masked else []),
    ]


def resolved(
    conversation: Conversation, event: AgentResolved, now_ms: int, tables: Tables
) -> Result:
    handoff = conversation.handoff
    if handoff is None or not _holds(conversation, event.agent_id):
        return conversation, []
    if handoff.complaint:
        return _complaint_stays(conversation, handoff, event, now_ms, tables)
    done, forgotten = dropped(conversation)
    state = go(
        done,
        State.WRAP_UP,
        epoch=conversation.epoch + 1,
        met_person=handoff.first_name,
        first_question="",
    )
    return state, [
        CloseHandoff(handoff.id),
        _by_holder(handoff, state="resolved", outcome=event.outcome),
        of_handoff(RESOLVED, handoff, agent=event.agent_id, outcome=event.outcome),
        *forgotten,
        Say(
            f"resolved_{event.outcome}" if event.outcome in OUTCOMES else "resolved",
            {"name": handoff.first_name},
            (ButtonOf("solved:yes", "button_solved"), ButtonOf("solved:no", "button_not_solved")),
            Speaker.SYSTEM,
        ),
    ]


def _complaint_stays(
    conversation: Conversation,
    handoff: Handoff,
    event: AgentResolved,
    now_ms: int,
    tables: Tables,
) -> Result:
    """Only the chat is over: a complaint stays open until the desk has decided on it."""
    done, forgotten = dropped(conversation)
    state = go(
        done,
        State.BOT,
        epoch=conversation.epoch + 1,
        handoff=None,
        met_person=handoff.first_name,
        first_question="",
    )
    return state, [
        CloseHandoff(handoff.id),
        _by_holder(handoff, state="resolved", outcome=event.outcome),
        of_handoff(RESOLVED, handoff, agent=event.agent_id, outcome=event.outcome),
        *forgotten,
        Say(
            "resolved_complaint_open",
            {"name": handoff.first_name},
            (STATUS, MENU, PERSON),
            Speaker.SYSTEM,
            times={"by": _decided_by(conversation, handoff, now_ms, tables)},
        ),
    ]


def _decided_by(conversation: Conversation, handoff: Handoff, now_ms: int, tables: Tables) -> int:
    """By when the customer was told an outcome; a day from now where that has passed."""
    filed, kind = filed_as(conversation, handoff.id), tables.complaint_types.get(handoff.complaint)
    promised = filed.resolution_ms if filed else handoff.asked_at_ms
    if kind and not filed:
        promised += kind.resolution * MINUTE_MS
    return promised if promised > now_ms else now_ms + DAY_MS


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


def _by_holder(handoff: Handoff, **change: str) -> ChangeTicket:
    return ChangeTicket(handoff.id, change, handoff.agent_id, handoff.agent_name)


def _holds(conversation: Conversation, agent_id: str) -> bool:
    handoff = conversation.handoff
    return conversation.has_person and handoff is not None and handoff.agent_id == agent_id
