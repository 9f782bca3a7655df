"""Where it stands: the customer's own tickets, at any time, by number or all of them."""

from typing import Any

from handoff.rules.conversation import Conversation, State
from handoff.rules.drafts import RESUME, say_open
from handoff.rules.effects import ButtonOf, CancelTimer, Effect, FindTickets, Phrase, Say, SetTimer
from handoff.rules.events import TicketsFound
from handoff.rules.handoffs import MENU, PERSON, Result
from handoff.rules.messages import Speaker
from handoff.rules.tables import Tables

TOPIC = "complaint_status_how"
"""Whoever is told how to ask for the status sees it at once."""
STATUS_LATE = "status_late"
LATE_AFTER_MS = 5_000
MOST_SHOWN = 5

_NEXT = {
    "new": "status_next_answer",
    "queued": "status_next_answer",
    "reopened": "status_next_answer",
    "assigned": "status_next_outcome",
    "in_progress": "status_next_outcome",
    "escalated": "status_next_outcome",
    "waiting_department": "status_next_outcome",
    "waiting_user": "status_next_you",
}
"""What comes next, by the state of a ticket; nothing does in the others."""


def ask_status(conversation: Conversation, number: str, now_ms: int) -> Result:
    """Look the tickets up; a timer tells the customer if that cannot be done now."""
    late = SetTimer(STATUS_LATE, number or "all", now_ms + LATE_AFTER_MS)
    return conversation, [FindTickets(number), late]


def with_tickets(result: Result, topic: str, now_ms: int) -> Result:
    """What answers a topic, followed by the tickets if these are what it is about."""
    if topic != TOPIC:
        return result
    state, effects = ask_status(result[0], "", now_ms)
    return state, [*result[1], *effects]


def say_status_is_late() -> Say:
    return Say("status_late", buttons=(PERSON,), speaker=Speaker.SYSTEM)


def found(conversation: Conversation, event: TicketsFound, now_ms: int, tables: Tables) -> Result:
    """Told also while one waits or talks to a person: it was asked for."""
    asked: list[Effect] = [CancelTimer(STATUS_LATE)]
    again = say_open(conversation)
    tickets = event.tickets
    if event.number:
        tickets = tuple(t for t in tickets if t.get("number") == event.number)
    if not tickets:
        text = "status_unknown_number" if event.number else "status_none"
        values = {"number": event.number} if event.number else {}
        return conversation, [*asked, _said(conversation, text, values), *again]
    lines = (_line(ticket, now_ms, conversation, tables) for ticket in tickets[:MOST_SHOWN])
    text = "status_one" if len(tickets) == 1 else "status_list"
    values = {"count": str(len(tickets))}
    said = _said(conversation, text, values, tuple(lines))
    return conversation, [*asked, said, *again]


def _said(
    conversation: Conversation, text: str, values: dict[str, str], lines: tuple[Phrase, ...] = ()
) -> Say:
    """With the ways on; a complaint that was begun and paused is one of them."""
    ways: tuple[ButtonOf, ...] = () if conversation.has_person else (MENU, PERSON)
    is_paused = conversation.form is not None and conversation.state is State.BOT
    return Say(text, values, (RESUME, *ways) if is_paused else ways, Speaker.SYSTEM, lines=lines)


def _line(
    ticket: dict[str, Any], now_ms: int, conversation: Conversation, tables: Tables
) -> Phrase:
    """Number, subject, state in plain words, the last step, and what comes next by when."""
    state = str(ticket.get("state"))
    text, times = _next(ticket, state, now_ms)
    names = {"state": f"ticket_state_{state}"}
    values = {"number": str(ticket.get("number"))}
    kind = tables.complaint_types.get(str(ticket.get("type")))
    if kind:
        values["title"] = kind.title.get(conversation.language, "")
    else:
        names["title"] = "status_general"
    changed = {"changed": int(ticket.get("changed_ms") or now_ms)}
    return Phrase(text, values, {**changed, **times}, names)


def _next(ticket: dict[str, Any], state: str, now_ms: int) -> tuple[str, dict[str, int]]:
    text = _NEXT.get(state, "status_line")
    first, outcome = ticket.get("response_due_ms"), ticket.get("resolution_due_ms")
    due = first if text == "status_next_answer" else outcome
    if text in ("status_line", "status_next_you"):
        return text, {}
    if not due:
        return "status_line", {}
    if due <= now_ms:
        return "status_next_late", {"due": int(due)}
    return text, {"due": int(due)}
