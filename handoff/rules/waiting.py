"""How long will it be, or no longer: the customer's side of the line."""

from dataclasses import replace

from handoff.rules.conversation import Conversation
from handoff.rules.drafts import RESUME
from handoff.rules.effects import Say
from handoff.rules.filing import filed_as, say_left_line
from handoff.rules.handoffs import (
    MENU,
    MOST_LEAVINGS,
    PERSON,
    Result,
    leave_line,
    say_place,
)
from handoff.rules.messages import Speaker
from handoff.rules.routes import EMERGENCY


def answer_wait(conversation: Conversation, now_ms: int, *, cancel: bool) -> Result:
    """By button or in words."""
    handoff = conversation.handoff
    if not conversation.waits or handoff is None:
        return conversation, [Say("nobody_asked_yet", buttons=(MENU, PERSON))]
    if not cancel:
        return conversation, [say_place(conversation, now_ms)]
    state, effects = leave_line(conversation, "cancelled")
    left = (*state.left_line_ms, now_ms)[-MOST_LEAVINGS:]
    state = replace(state, left_line_ms=left)
    filed = filed_as(state, handoff.id)
    if filed is not None and handoff.reason != EMERGENCY:
        return state, [*effects, say_left_line(filed)]
    ways = (RESUME, MENU, PERSON) if state.form else (MENU, PERSON)
    text = "queue_cancelled_emergency" if handoff.reason == EMERGENCY else "queue_cancelled"
    said = Say(text, buttons=ways, speaker=Speaker.SYSTEM)
    return state, [*effects, said]
