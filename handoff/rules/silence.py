"""A customer who does not answer the agent: the agent is told, the customer asked, the chat closed.

The timer is set with each of the agent's words and ends with any sign of the customer. Its token is
the stage and the message that waits for an answer.
"""

from handoff.rules.conversation import Conversation
from handoff.rules.drafts import MINUTE_MS
from handoff.rules.effects import ButtonOf, CancelTimer, Effect, Record, Say, SetTimer
from handoff.rules.messages import Audience, Speaker
from handoff.rules.tables import Tables

SILENCE = "customer_silent"
NOTICE, ASK, CLOSE = "notice", "ask", "close"
STILL_HERE = ButtonOf("here:now", "button_still_here")
DANGER = "P0"
"""Whoever may be in danger is never asked to hurry, and their chat never closes by itself."""


def begins(message_id: str, now_ms: int, tables: Tables) -> SetTimer:
    """The agent has written: from here on the customer is waited for."""
    due_ms = now_ms + tables.care.silence_notice_minutes * MINUTE_MS
    return SetTimer(SILENCE, f"{NOTICE}:{message_id}", due_ms)


def is_over(conversation: Conversation) -> list[Effect]:
    """The customer gave a sign."""
    return [CancelTimer(SILENCE)] if SILENCE in conversation.timers else []


def lasts(conversation: Conversation, token: str, now_ms: int, tables: Tables) -> list[Effect]:
    """What the stage brings that has come, but for the last: then the chat is closed."""
    handoff = conversation.handoff
    if handoff is None:
        return []
    stage, _, message_id = token.partition(":")
    care = tables.care
    to_ask = care.silence_ask_minutes - care.silence_notice_minutes
    to_close = care.silence_close_minutes - care.silence_ask_minutes
    if stage == ASK:
        closes_ms = now_ms + to_close * MINUTE_MS
        name, times = {"name": handoff.first_name}, {"by": closes_ms}
        asked = Say("silence_ask", name, (STILL_HERE,), Speaker.SYSTEM, times=times)
        again = SetTimer(SILENCE, f"{CLOSE}:{message_id}", closes_ms)
        return [asked, again, Record("silence_asked", {"agent": handoff.agent_id})]
    values = {"minutes": str(care.silence_notice_minutes)}
    if handoff.priority == DANGER:
        return [Say("desk_silent_danger", values, (), Speaker.SYSTEM, Audience.DESK)]
    values |= {"ask": str(to_ask), "close": str(to_close)}
    told = Say("desk_silent", values, (), Speaker.SYSTEM, Audience.DESK)
    return [told, SetTimer(SILENCE, f"{ASK}:{message_id}", now_ms + to_ask * MINUTE_MS)]


def is_last(token: str) -> bool:
    """Whether the stage is the one at which the chat closes."""
    return token.startswith(f"{CLOSE}:")
