"""Tickets within a conversation: news about them, and what customers do to them by buttons."""

from dataclasses import replace

from handoff.rules.conversation import Conversation
from handoff.rules.effects import DoDeed, Say
from handoff.rules.events import TicketNews
from handoff.rules.handoffs import MENU, PERSON, Result
from handoff.rules.messages import Speaker
from handoff.rules.tables import Tables

BY_BUTTON = frozenset({"appeal"})


def told(conversation: Conversation, event: TicketNews, now_ms: int, tables: Tables) -> Result:
    """Said in any state. A chat that was forgotten meanwhile is told in the ticket's language."""
    if conversation.greeted or not event.language:
        return conversation, [event.said]
    return conversation, [replace(event.said, language=event.language)]


def pressed(conversation: Conversation, argument: str, now_ms: int, tables: Tables) -> Result:
    """``<deed>:<number>``, under a message about a ticket."""
    kind, _, number = argument.partition(":")
    if kind not in BY_BUTTON or not number:
        return conversation, [Say("button_too_old", buttons=(MENU, PERSON))]
    noted = Say("ticket_appeal_noted", {"number": number}, speaker=Speaker.SYSTEM)
    return conversation, [DoDeed(number, kind, {"why": "–"}), noted]
