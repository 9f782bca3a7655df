"""How long it will probably take: told with the place, and why where it is long.

The range comes with the place from the waiting lines; it never moves a promise (``due_ms``).
"""

from dataclasses import replace

from handoff.rules.closed import WAIT_MENU, is_urgent
from handoff.rules.conversation import Conversation, Handoff, State
from handoff.rules.effects import Effect, Phrase, Record, Say
from handoff.rules.messages import Speaker
from handoff.rules.tables import Tables

MOST_MINUTES = 120
"""Ranges that end later are told in hours."""


def has_range(handoff: Handoff) -> bool:
    """Whether a range can be told: it is known, and nobody in danger is told to reckon with it."""
    return handoff.high > 0 and not is_urgent(handoff)


def wait_words(handoff: Handoff) -> Phrase:
    """``between 5 and 10 minutes``; only with a range."""
    if handoff.high <= MOST_MINUTES:
        return Phrase("wait_minutes", {"low": str(handoff.low), "high": str(handoff.high)})
    hours = {"low": str(max(1, handoff.low // 60)), "high": str(-(-handoff.high // 60))}
    return Phrase("wait_hours", hours)


def say_range(handoff: Handoff) -> Say:
    """The place with its range; only with one."""
    text = "queue_range_number" if handoff.number else "queue_range"
    lines = (wait_words(handoff),)
    return Say(text, _values(handoff), WAIT_MENU, Speaker.SYSTEM, lines=lines)


def say_longer(handoff: Handoff) -> Say:
    """What was told does not hold any more: that must be heard, not found out."""
    lines = (wait_words(handoff),)
    return Say("queue_longer", _values(handoff), WAIT_MENU, Speaker.SYSTEM, lines=lines)


def tell_long(
    conversation: Conversation, tables: Tables
) -> tuple[Conversation, tuple[Effect, ...]]:
    """Why it takes long and what can be done meanwhile, once for a handoff; else nothing."""
    handoff = conversation.handoff
    if handoff is None or conversation.state is not State.QUEUED or not has_range(handoff):
        return conversation, ()
    limit = tables.routes.long_wait.get(handoff.department, 0)
    if handoff.long_told or handoff.opens_ms or not limit or handoff.high <= limit:
        return conversation, ()
    state = replace(conversation, handoff=replace(handoff, long_told=True))
    text = "queue_long_number" if handoff.number else "queue_long"
    facts = {"department": handoff.department, "priority": handoff.priority}
    lines = (wait_words(handoff),)
    said = Say(text, _values(handoff), WAIT_MENU, Speaker.SYSTEM, lines=lines)
    return state, (Record("queue_long", facts), said)


def _values(handoff: Handoff) -> dict[str, str]:
    return {"ahead": str(max(0, handoff.ahead)), "number": handoff.number}
