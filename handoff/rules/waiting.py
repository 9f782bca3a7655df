"""How long will it be, or no longer: the customer's side of the line."""

from dataclasses import replace

from handoff.rules.closed import CANCEL, is_urgent
from handoff.rules.conversation import Conversation, State
from handoff.rules.drafts import RESUME
from handoff.rules.effects import Effect, Say
from handoff.rules.filing import filed_as, say_left_line
from handoff.rules.handoffs import (
    MENU,
    MOST_LEAVINGS,
    PERSON,
    Result,
    leave_line,
    say_place,
)
from handoff.rules.left_messages import leave_message, wait_after_all
from handoff.rules.messages import Speaker
from handoff.rules.routes import EMERGENCY
from handoff.rules.tables import Tables
from handoff.rules.topics import say_menu

STAYS = {"queue_place": "queue_stays", "queue_range": "queue_stays_range"}
CHOICES = ("place", "message", "menu")
"""What one who waits can ask for in words, as in ``wishes.yml``."""


def choose(conversation: Conversation, choice: str, now_ms: int, tables: Tables) -> Result:
    """By a button of the line (``place``, ``message``, ``cancel``) or in words (``CHOICES``)."""
    if choice == "message":
        return leave_message(conversation, now_ms, tables)
    if choice == "menu":
        return conversation, [say_menu(conversation, tables)]
    if choice == "place" and conversation.state is State.LEFT_MESSAGE:
        return wait_after_all(conversation, now_ms)
    handoff = conversation.handoff
    state, effects = answer_wait(conversation, now_ms, cancel=choice == "cancel")
    is_calm = handoff is not None and not is_urgent(handoff)
    return state, [_stays(effect) if is_calm else effect for effect in effects]


def _stays(effect: Effect) -> Effect:
    """The place as usual, said as a calm yes to one who goes on waiting."""
    if not isinstance(effect, Say) or effect.text.removesuffix("_number") not in STAYS:
        return effect
    return replace(effect, text=STAYS[effect.text.removesuffix("_number")], buttons=(CANCEL,))


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
