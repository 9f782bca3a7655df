"""A target that is near or missed: told to leads and to the customer, each once."""

from dataclasses import replace

from handoff.rules.closed import MESSAGE_BUTTONS, ways_of
from handoff.rules.conversation import Conversation, Handoff, State
from handoff.rules.effects import AlarmLeads, Effect, Say
from handoff.rules.filing import filed_as
from handoff.rules.handoffs import Result, minutes_in, next_promise
from handoff.rules.messages import Speaker
from handoff.rules.recorded import TARGET_MISSED, TARGET_WARNED, of_handoff
from handoff.rules.routes import EMERGENCY
from handoff.rules.ticket import ALARM_MISSED, ALARM_NEAR

FIRST_RESPONSE = "response"
"""The target of a handoff, as tickets call it."""


def target_near(conversation: Conversation, token: str, now_ms: int) -> Result:
    handoff = _unanswered(conversation, token)
    if handoff is None or handoff.warned or handoff.missed:
        return conversation, []
    state = replace(conversation, handoff=replace(handoff, warned=True))
    effects = _for_leads(handoff, ALARM_NEAR, TARGET_WARNED)
    if conversation.state is State.QUEUED and now_ms < handoff.due_ms:
        effects.append(_say_near(handoff, now_ms))
    return state, effects


def target_missed(conversation: Conversation, token: str, now_ms: int) -> Result:
    """Who waits in the line is told by the timer of the line, in the same moment."""
    handoff = _unanswered(conversation, token)
    if handoff is None or handoff.missed:
        return conversation, []
    missed = replace(handoff, missed=True)
    effects = _for_leads(handoff, ALARM_MISSED, TARGET_MISSED)
    if conversation.state is not State.QUEUED:
        missed = replace(missed, promised_ms=next_promise(handoff, now_ms))
        effects.append(_say_missed(conversation, missed))
    return replace(conversation, handoff=missed), effects


def told_by_ticket(conversation: Conversation, handoff: Handoff) -> bool:
    """Whether the clock of its ticket tells the same at the same time, to all concerned."""
    filed = filed_as(conversation, handoff.id)
    return filed is not None and filed.first_response_ms == handoff.due_ms


def _unanswered(conversation: Conversation, token: str) -> Handoff | None:
    """The handoff that the timer is about, while nobody has answered it."""
    handoff = conversation.handoff
    if handoff is None or handoff.id != token or handoff.replied:
        return None
    is_on = conversation.waits or conversation.has_person
    return handoff if is_on and not told_by_ticket(conversation, handoff) else None


def _for_leads(handoff: Handoff, why: str, name: str) -> list[Effect]:
    recorded = of_handoff(name, handoff, agent=handoff.agent_id, target=FIRST_RESPONSE)
    return [AlarmLeads(handoff.id, why), recorded]


def _say_near(handoff: Handoff, now_ms: int) -> Say:
    values = {
        "ahead": str(max(0, handoff.ahead)),
        "more": str(minutes_in(handoff.due_ms - now_ms)),
    }
    if handoff.reason == EMERGENCY:
        return Say("queue_near_danger", values, speaker=Speaker.SYSTEM)
    return Say("queue_near", values, ways_of(handoff), Speaker.SYSTEM)


def _say_missed(conversation: Conversation, handoff: Handoff) -> Say:
    """An apology with a new time, to one who left a message or whose agent has not answered."""
    times, team = {"by": handoff.promised_ms}, {"team": f"team_{handoff.department}"}
    if conversation.state is State.LEFT_MESSAGE:
        return Say("message_missed", {}, MESSAGE_BUTTONS, Speaker.SYSTEM, times=times, names=team)
    name = {"name": handoff.first_name}
    return Say("agent_late", name, speaker=Speaker.SYSTEM, times=times)
