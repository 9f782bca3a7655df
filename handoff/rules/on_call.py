"""Danger waits for nobody to look at a screen: whoever is on call is called out, twice at most."""

from handoff.rules.conversation import Conversation, Handoff
from handoff.rules.effects import AlarmLeads, CallOut, Effect, Record, SetTimer
from handoff.rules.hours import MINUTE_MS
from handoff.rules.routes import TOP
from handoff.rules.tables import Tables
from handoff.rules.ticket import ALARM_DANGER, ALARM_DANGER_AGAIN

ON_CALL = "on_call"
"""Fires when nobody has taken it for so long that it is called out again."""


def called_out(handoff: Handoff, now_ms: int, tables: Tables) -> list[Effect]:
    """What goes out at once with a handoff; nothing if it is no danger."""
    if handoff.priority != TOP:
        return []
    again_ms = now_ms + tables.again_minutes * MINUTE_MS
    return [*_call(handoff, again=False), SetTimer(ON_CALL, handoff.id, again_ms)]


def called_again(conversation: Conversation, token: str) -> tuple[Conversation, list[Effect]]:
    """Nobody has taken it: once more. Who has it, or is gone, needs nobody."""
    handoff = conversation.handoff
    if handoff is None or handoff.id != token or not conversation.waits:
        return conversation, []
    return conversation, _call(handoff, again=True)


def _call(handoff: Handoff, *, again: bool) -> list[Effect]:
    facts = {
        "handoff": handoff.id,
        "department": handoff.department,
        "priority": handoff.priority,
        "reason": handoff.reason,
        "again": again,
    }
    return [
        AlarmLeads(handoff.id, ALARM_DANGER_AGAIN if again else ALARM_DANGER),
        CallOut(again),
        Record("on_call_alarmed", facts),
    ]
