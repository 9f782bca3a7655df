"""From a yes to a ticket: stored first, its number told only then, and who looks at it when."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from handoff.rules.closed import closes_before, is_closed, open_route, timed, ways_of
from handoff.rules.conversation import Conversation, Filed, Form, Handoff, State, go
from handoff.rules.drafts import OVER, SILENT, facts_of
from handoff.rules.effects import (
    ButtonOf,
    CancelTimer,
    Effect,
    Phrase,
    Record,
    Say,
    SetTimer,
    StoreTicket,
)
from handoff.rules.forms_summary import Route, route_of
from handoff.rules.handoffs import (
    MENU,
    PERSON,
    STATUS,
    Result,
    enter_line,
    hand_off,
    minutes_in,
    say_place,
)
from handoff.rules.messages import Speaker
from handoff.rules.on_call import called_out
from handoff.rules.tables import ComplaintType, Tables
from handoff.rules.wait_told import has_range, wait_words
from handoff.rules.ways import by_rules

NUMBER_LATE = "complaint_number_late"
NUMBER_LATE_AFTER_MS = 15_000
MOST_FILED = 5
"""Complaints of one conversation that are remembered here; all of them are tickets."""
REASON = "complaint_needs_decision"


def file_complaint(conversation: Conversation, form: Form, now_ms: int, tables: Tables) -> Result:
    """Store the ticket under the draft's id; the urgent ones wait for a person at once."""
    kind = tables.complaint_types.get(str(form.draft.get("type")))
    if kind is None:
        # The table was changed while the form was open: a person knows what to do with it.
        return hand_off(conversation, "bot_error", now_ms, tables)
    language = conversation.language
    route = _route(conversation, form, now_ms, tables)
    filed = _filed(form, kind, route, language, now_ms, tables)
    waits = _waits(kind, filed)
    ticket = _ticket(conversation, filed, kind, route, now_ms)
    known = (*conversation.filed, filed)[-MOST_FILED:]
    state = replace(conversation, form=None, evidence=(), filed=known)
    facts = {"type": kind.id, "department": filed.department, "priority": filed.priority}
    effects: list[Effect] = [
        StoreTicket(kind.id, {"state": "queued" if waits else "new", **ticket}),
        CancelTimer(SILENT),
        CancelTimer(OVER),
        SetTimer(NUMBER_LATE, filed.id, now_ms + NUMBER_LATE_AFTER_MS),
        Record("complaint_filed", facts),
        Say("complaint_saving", speaker=Speaker.SYSTEM),
    ]
    if not waits:
        return go(state, State.BOT, first_question=""), effects
    handoff = timed(_handoff(filed, route, ticket, now_ms), language, now_ms, tables)
    state, joined = enter_line(state, handoff, now_ms)
    return state, [*effects, *joined, *called_out(handoff, now_ms, tables)]


def _route(conversation: Conversation, form: Form, now_ms: int, tables: Tables) -> Route:
    route = route_of(form.draft, tables.forms, now_ms)
    route = by_rules(route, conversation, REASON, str(form.draft["type"]), tables)
    return open_route(route, conversation.language, now_ms, tables)


def _waits(kind: ComplaintType, filed: Filed) -> bool:
    return (kind.after_form or ("list" if filed.priority == "P3" else "queue")) == "queue"


def phoned_ticket(conversation: Conversation, now_ms: int, tables: Tables) -> dict[str, Any]:
    """The ticket of a finished draft that an agent took down on the phone, as the others are.

    It goes to the list, since there is no chat that could wait; what would wait in a line is queued
    there. Raises ``KeyError`` for a type that is not in the tables.
    """
    form = conversation.form
    if form is None:
        raise ValueError("a complaint on the phone without a draft")
    kind = tables.complaint_types[str(form.draft["type"])]
    language = conversation.language
    route = _route(conversation, form, now_ms, tables)
    filed = _filed(form, kind, route, language, now_ms, tables)
    state = "queued" if _waits(kind, filed) else "new"
    return {"state": state, "type": kind.id, **_ticket(conversation, filed, kind, route, now_ms)}


def _filed(
    form: Form, kind: ComplaintType, route: Route, language: str, now_ms: int, tables: Tables
) -> Filed:
    """One that is more urgent than its type is looked at as early as its priority says."""

    def due_ms(minutes: int) -> int:
        given = (route.department, language, route.priority, now_ms, minutes)
        return tables.hours.due_ms(*given)

    first = kind.first_response
    if route.priority < kind.priority:
        first = min(first, tables.targets[route.priority])
    return Filed(
        str(form.draft["id"]),
        kind.id,
        route.department,
        route.priority,
        due_ms(first),
        due_ms(kind.resolution),
    )


def _handoff(filed: Filed, route: Route, ticket: dict[str, Any], now_ms: int) -> Handoff:
    """The customer's place in the line; handoff and complaint are one ticket."""
    return Handoff(
        id=filed.id,
        reason=REASON,
        department=filed.department,
        priority=filed.priority,
        asked_at_ms=now_ms,
        due_ms=now_ms,
        question=str(ticket["question"]),
        complaint=filed.type,
        is_filed=True,
        skills=route.skills,
        target=route.target,
    )


def _ticket(
    conversation: Conversation, filed: Filed, kind: ComplaintType, route: Route, now_ms: int
) -> dict[str, Any]:
    facts = facts_of(conversation)
    return {
        "id": filed.id,
        "department": filed.department,
        "priority": filed.priority,
        "reason": REASON,
        "question": "\n".join(facts["words"]) or kind.title.get(conversation.language, ""),
        "also_inform": list(route.also_inform),
        "response_due_ms": filed.first_response_ms,
        "resolution_due_ms": filed.resolution_ms,
        "at_ms": now_ms,
        **facts,
    }


def numbered(conversation: Conversation, ticket_id: str, number: str) -> Conversation:
    """The complaint with its number, now that its ticket is durable."""
    filed = tuple(replace(f, number=number) if f.id == ticket_id else f for f in conversation.filed)
    return replace(conversation, filed=filed)


def filed_as(conversation: Conversation, ticket_id: str) -> Filed | None:
    return next((filed for filed in conversation.filed if filed.id == ticket_id), None)


def say_receipt(conversation: Conversation, filed: Filed, now_ms: int) -> Say:
    """All of it in one message: number, who has it, by when, how to ask; the place if one waits."""
    handoff = conversation.handoff
    waits = handoff is not None and handoff.id == filed.id and conversation.waits
    text = "complaint_receipt"
    buttons: tuple[ButtonOf, ...] = (STATUS, MENU)
    values, times = {"number": filed.number}, _times(filed)
    lines: tuple[Phrase, ...] = ()
    if waits and handoff and handoff.ahead >= 0:
        text, buttons = "complaint_receipt_queue", (STATUS, *ways_of(handoff))
        minutes = max(1, minutes_in(handoff.due_ms - now_ms))
        values |= {"ahead": str(handoff.ahead), "minutes": str(minutes)}
        if is_closed(conversation, now_ms):
            text = "complaint_receipt_closed"
            # The ticket of a P1 is late before that, which leads hear of; no customer is told so.
            kept = {name: max(at_ms, handoff.due_ms) for name, at_ms in times.items()}
            times = {**kept, "opens": handoff.opens_ms}
        elif closes_before(handoff, now_ms):
            text = "complaint_receipt_closing"
            times |= {"closes": handoff.closes_ms, "by": handoff.due_ms}
        elif has_range(handoff):
            text, lines = "complaint_receipt_range", (wait_words(handoff),)
    return Say(text, values, buttons, Speaker.SYSTEM, times=times, names=_team(filed), lines=lines)


def say_number_is_late(conversation: Conversation, ticket_id: str) -> Iterator[Effect]:
    """Storing takes long: it is tried on, and nothing needs to be sent again."""
    filed = filed_as(conversation, ticket_id)
    if filed and not filed.number:
        yield Say("complaint_number_late", speaker=Speaker.SYSTEM)


def say_left_line(filed: Filed) -> Say:
    """Who stops waiting here has not taken the complaint back."""
    text = "complaint_left_line" if filed.number else "complaint_left_line_saving"
    values = {"number": filed.number}
    buttons = (STATUS, MENU, PERSON)
    return Say(text, values, buttons, Speaker.SYSTEM, times=_times(filed), names=_team(filed))


def say_filed_before(conversation: Conversation, button: str, now_ms: int) -> Result:
    """A button of a form that is over: a second yes does nothing, and the customer hears so."""
    if conversation.waits:
        return conversation, [say_place(conversation, now_ms)]
    filed = conversation.filed[-1] if conversation.filed else None
    if filed is None or button != "form:yes":
        return conversation, [Say("button_too_old", buttons=(MENU, PERSON))]
    if not filed.number:
        return conversation, [Say("complaint_sent_saving")]
    said = Say("complaint_sent_before", {"number": filed.number}, (STATUS, MENU))
    return conversation, [said]


def _times(filed: Filed) -> dict[str, int]:
    return {"first": filed.first_response_ms, "resolution": filed.resolution_ms}


def _team(filed: Filed) -> dict[str, str]:
    return {"team": f"team_{filed.department}"}
