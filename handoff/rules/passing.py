"""A chat leaves an agent's hands without an end: to another agent, or back into a line.

The customer is told once what happens next and when; the place in the line is the original one.
"""

from dataclasses import replace

from handoff.rules import silence
from handoff.rules.closed import (
    MESSAGE_BUTTONS,
    WAIT_MENU,
    is_urgent,
    promised_anew,
    turned_office,
    watch_office,
)
from handoff.rules.conversation import Conversation, Handoff, State, go
from handoff.rules.effects import (
    ChangeTicket,
    CloseHandoff,
    Effect,
    LeaveTrace,
    Put,
    Record,
    RenewCard,
    Say,
    SetTimer,
)
from handoff.rules.endings import CARD_MASKED
from handoff.rules.events import AgentAssigned
from handoff.rules.events_desk import BackInLine, ChatPassedOn
from handoff.rules.handoffs import (
    OVERDUE,
    Result,
    minutes_in,
)
from handoff.rules.messages import Audience, Entry, Speaker, first_name
from handoff.rules.people import assigned
from handoff.rules.place_kept import kept_true
from handoff.rules.recorded import REQUEUED, TRANSFERRED, of_handoff
from handoff.rules.tables import Tables
from handoff.rules.wait_told import has_range, wait_words

MOVED = "moved"
"""Why one who waited stands in another line."""


def passed_on(
    conversation: Conversation, event: ChatPassedOn, now_ms: int, tables: Tables
) -> Result:
    """To another agent at once. One who waited is taken as if the agent had done it."""
    handoff = conversation.handoff
    if handoff is None or handoff.id != event.handoff_id or not conversation.has_person:
        taken = AgentAssigned(
            event.handoff_id, event.agent_id, event.agent_name, event.epoch, event.at_ms
        )
        state, effects = assigned(conversation, taken, now_ms, tables)
        is_taken = conversation.waits and state.has_person
        return state, [*effects, *(_left_with_colleagues(conversation, event) if is_taken else [])]
    if event.epoch <= conversation.epoch:
        return conversation, []
    held = replace(handoff, agent_id=event.agent_id, agent_name=event.agent_name)
    state = go(conversation, State.AGENT, epoch=event.epoch, handoff=held)
    values = {"before": first_name(event.from_name), "name": held.first_name}
    return state, [
        ChangeTicket(handoff.id, {"agent": event.agent_id, "agent_name": event.agent_name}),
        of_handoff(TRANSFERRED, handoff, agent=handoff.agent_id, to_agent=event.agent_id),
        *silence.is_over(conversation),
        Say("passed_to_agent", values, speaker=Speaker.SYSTEM),
        _to_desk("desk_passed_to_agent", {"by": event.by_name, "name": event.agent_name}),
        *_left_with_colleagues(conversation, event),
    ]


def back_in_line(
    conversation: Conversation, event: BackInLine, now_ms: int, tables: Tables
) -> Result:
    """The bot takes over meanwhile, and every word of the agent from before is void."""
    handoff = conversation.handoff
    if handoff is None or handoff.id != event.handoff_id:
        return conversation, [CloseHandoff(event.handoff_id)]  # the customer left meanwhile
    if event.why == MOVED:
        return _moved(conversation, handoff, event, now_ms, tables)
    if event.epoch <= conversation.epoch:
        return conversation, []
    waits = replace(
        handoff,
        department=event.department,
        agent_id="",
        agent_name="",
        ahead=event.ahead,
        low=0,
        high=0,
        place_ms=0,
        told=True,
    )
    language = conversation.language
    waits = promised_anew(turned_office(waits, language, now_ms, tables), language, now_ms, tables)
    # Who left a message, and has had no answer to it, does not sit in the chat.
    has_message = bool(handoff.message) and not handoff.replied
    new = State.LEFT_MESSAGE if has_message else State.QUEUED
    state = go(conversation, new, epoch=event.epoch, handoff=waits)
    change = {"state": "queued", "agent": "", "agent_name": "", "department": event.department}
    by = {"by": event.by_name, "name": event.agent_name}
    department = {"department": f"desk_department_{event.department}"}
    state, said = kept_true(state, [_say_back(state, waits, event, now_ms)], now_ms)
    overdue = SetTimer(OVERDUE, f"{handoff.id}:{event.epoch}", waits.due_ms)
    effects: list[Effect] = [
        ChangeTicket(handoff.id, change),
        _recorded(handoff, event),
        RenewCard(),
        *silence.is_over(conversation),
        *([] if has_message else [overdue]),
        *watch_office(state),
        *said,
        _to_desk(f"desk_back_{event.why}", by, department),
        *_left_with_colleagues(conversation, event),
    ]
    return state, effects


def _moved(
    conversation: Conversation, handoff: Handoff, event: BackInLine, now_ms: int, tables: Tables
) -> Result:
    """From line to line, in whatever way the customer waits; the bot's open questions stay open."""
    if event.epoch < conversation.epoch or not conversation.waits:
        return conversation, []
    there = replace(
        handoff,
        department=event.department,
        ahead=event.ahead,
        low=event.low,
        high=event.high,
        place_ms=0,
        told=True,
    )
    language = conversation.language
    there = promised_anew(turned_office(there, language, now_ms, tables), language, now_ms, tables)
    state = replace(conversation, handoff=there)
    state, said = kept_true(state, [_say_moved(state, there, now_ms)], now_ms)
    is_anew = there.due_ms != handoff.due_ms and state.state is State.QUEUED
    department = {"department": f"desk_department_{event.department}"}
    return state, [
        ChangeTicket(handoff.id, {"department": event.department}),
        of_handoff(TRANSFERRED, handoff, to_department=event.department),
        RenewCard(),
        *([SetTimer(OVERDUE, handoff.id, there.due_ms)] if is_anew else []),
        *watch_office(state),
        *said,
        _to_desk("desk_back_moved", {"by": event.by_name}, department),
        *_left_with_colleagues(conversation, event),
    ]


def _say_moved(conversation: Conversation, handoff: Handoff, now_ms: int) -> Say:
    """Where it waits now, and how long it takes there."""
    names = {"department": f"team_{handoff.department}"}
    if conversation.state is State.LEFT_MESSAGE:
        times = {"by": handoff.due_ms}
        return Say("message_moved", {}, MESSAGE_BUTTONS, Speaker.SYSTEM, times=times, names=names)
    values = {"ahead": str(handoff.ahead), "minutes": str(minutes_in(handoff.due_ms - now_ms))}
    if has_range(handoff):
        lines = (wait_words(handoff),)
        return Say("moved_range", values, WAIT_MENU, Speaker.SYSTEM, names=names, lines=lines)
    buttons = () if is_urgent(handoff) else WAIT_MENU
    return Say("moved_in_line", values, buttons, Speaker.SYSTEM, names=names)


def _left_with_colleagues(
    conversation: Conversation, event: BackInLine | ChatPassedOn
) -> list[Effect]:
    """The note and the line of the audit: only of what was done, since they come with it."""
    trace, effects = event.trace, list[Effect]()
    if trace.note:
        note = Entry(
            trace.note_id, Speaker.AGENT, trace.note, event.at_ms, event.by_name, Audience.DESK
        )
        effects.append(Put(note))
    if trace.masked:
        effects.append(CARD_MASKED)
    if trace.by_id:
        to = (
            f"agent:{event.agent_id}"
            if isinstance(event, ChatPassedOn)
            else f"department:{event.department}"
        )
        effects.append(LeaveTrace(trace.by_id, "moved", f"{conversation.id} {to}"))
    return effects


def _recorded(handoff: Handoff, event: BackInLine) -> Record:
    if event.why == "passed_on":
        way = {"agent": event.agent_id, "to_department": event.department}
        return of_handoff(TRANSFERRED, handoff, **way)
    return of_handoff(REQUEUED, handoff, agent=event.agent_id, why=event.why)


def _say_back(conversation: Conversation, handoff: Handoff, event: BackInLine, now_ms: int) -> Say:
    """What has happened, the place, and the time: by when somebody answers, or is there again."""
    values = {"name": first_name(event.agent_name), "ahead": str(handoff.ahead)}
    names = {"department": f"team_{event.department}"}
    ways = MESSAGE_BUTTONS if conversation.state is State.LEFT_MESSAGE else WAIT_MENU
    buttons = () if is_urgent(handoff) else ways
    if handoff.opens_ms > now_ms:
        times = {"opens": handoff.opens_ms}
        return Say("back_closed", values, buttons, Speaker.SYSTEM, times=times, names=names)
    values["minutes"] = str(minutes_in(handoff.due_ms - now_ms))
    return Say(f"back_{event.why}", values, buttons, Speaker.SYSTEM, names=names)


def _to_desk(text: str, values: dict[str, str], names: dict[str, str] | None = None) -> Say:
    return Say(text, values, speaker=Speaker.SYSTEM, audience=Audience.DESK, names=names or {})
