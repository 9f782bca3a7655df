"""A chat leaves an agent's hands without an end: to another agent, or back into a line.

The customer is told once what happens next and when; the place in the line is the original one.
"""

from dataclasses import replace

from handoff.rules import silence
from handoff.rules.closed import promised_anew, turned_office, watch_office
from handoff.rules.conversation import Conversation, Handoff, State, go
from handoff.rules.effects import (
    ChangeTicket,
    CloseHandoff,
    Effect,
    Record,
    RenewCard,
    Say,
    SetTimer,
)
from handoff.rules.events import AgentAssigned, BackInLine, ChatPassedOn
from handoff.rules.handoffs import (
    OVERDUE,
    QUEUE_BUTTONS,
    Result,
    minutes_in,
)
from handoff.rules.messages import Audience, Speaker, first_name
from handoff.rules.people import assigned
from handoff.rules.place_kept import kept_true
from handoff.rules.recorded import REQUEUED, TRANSFERRED, of_handoff
from handoff.rules.routes import EMERGENCIES
from handoff.rules.tables import Tables


def passed_on(
    conversation: Conversation, event: ChatPassedOn, now_ms: int, tables: Tables
) -> Result:
    """To another agent at once. One who waited is taken as if the agent had done it."""
    handoff = conversation.handoff
    if handoff is None or handoff.id != event.handoff_id or not conversation.has_person:
        taken = AgentAssigned(
            event.handoff_id, event.agent_id, event.agent_name, event.epoch, event.at_ms
        )
        return assigned(conversation, taken, now_ms, tables)
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
    ]


def back_in_line(
    conversation: Conversation, event: BackInLine, now_ms: int, tables: Tables
) -> Result:
    """The bot takes over meanwhile, and every word of the agent from before is void."""
    handoff = conversation.handoff
    if handoff is None or handoff.id != event.handoff_id:
        return conversation, [CloseHandoff(event.handoff_id)]  # the customer left meanwhile
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
    state = go(conversation, State.QUEUED, epoch=event.epoch, handoff=waits)
    change = {"state": "queued", "agent": "", "agent_name": "", "department": event.department}
    by = {"by": event.by_name, "name": event.agent_name}
    department = {"department": f"desk_department_{event.department}"}
    state, said = kept_true(state, [_say_back(waits, event, now_ms)], now_ms)
    effects: list[Effect] = [
        ChangeTicket(handoff.id, change),
        _recorded(handoff, event),
        RenewCard(),
        *silence.is_over(conversation),
        SetTimer(OVERDUE, f"{handoff.id}:{event.epoch}", waits.due_ms),
        *watch_office(state),
        *said,
        _to_desk(f"desk_back_{event.why}", by, department),
    ]
    return state, effects


def _recorded(handoff: Handoff, event: BackInLine) -> Record:
    if event.why == "passed_on":
        way = {"agent": event.agent_id, "to_department": event.department}
        return of_handoff(TRANSFERRED, handoff, **way)
    return of_handoff(REQUEUED, handoff, agent=event.agent_id, why=event.why)


def _say_back(handoff: Handoff, event: BackInLine, now_ms: int) -> Say:
    """What has happened, the place, and the time: by when somebody answers, or is there again."""
    values = {"name": first_name(event.agent_name), "ahead": str(handoff.ahead)}
    names = {"department": f"team_{event.department}"}
    buttons = () if handoff.reason in EMERGENCIES else QUEUE_BUTTONS
    if handoff.opens_ms > now_ms:
        times = {"opens": handoff.opens_ms}
        return Say("back_closed", values, buttons, Speaker.SYSTEM, times=times, names=names)
    values["minutes"] = str(minutes_in(handoff.due_ms - now_ms))
    return Say(f"back_{event.why}", values, buttons, Speaker.SYSTEM, names=names)


def _to_desk(text: str, values: dict[str, str], names: dict[str, str] | None = None) -> Say:
    return Say(text, values, speaker=Speaker.SYSTEM, audience=Audience.DESK, names=names or {})
