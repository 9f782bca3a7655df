"""The life of a ticket: what may be done to it, by whom, and what follows. Pure.

``decide`` judges what people do at the desk, ``ticked`` (``ticket_clock``) what time does, and
``follow`` what a chat with a person brings about. The records write what comes out.
"""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from handoff.rules import ticket_deeds
from handoff.rules.ticket import (
    ENDED,
    GENERAL_REQUEST,
    OPEN,
    TO_TAKE,
    WAITING,
    Actor,
    Decision,
    Deed,
    Refusal,
    Row,
    Statement,
    Ticket,
    TicketTables,
    can_go,
)
from handoff.rules.ticket_clock import REOPEN_DAYS, REOPEN_MS, clocked, first_answer, promised
from handoff.rules.ticket_faults import tie_fault, untie_fault
from handoff.rules.ticket_fields import FIELDS, check_fields

WORKED_ON = frozenset({"assigned", "in_progress", "escalated"}) | WAITING
POSSIBLE: dict[str, frozenset[str]] = {
    "take": TO_TAKE | WORKED_ON,
    "queue": frozenset({"new", "assigned", "in_progress", "reopened"}),
    "start": frozenset({"assigned", "waiting_user", "waiting_department", "escalated"}),
    "ask_customer": WORKED_ON - {"waiting_user"},
    "answer": OPEN,
    "more": OPEN,
    "ask_party": WORKED_ON - {"waiting_user"},
    "party_heard": WORKED_ON,
    "statement": WORKED_ON,
    "note": OPEN | {"resolved"},
    "judge_objects": WORKED_ON,
    "resolve": WORKED_ON,
    "close": frozenset({"resolved"}),
    "cancel": OPEN - {"reopened"},
    "merge": frozenset({"new", "queued", "assigned", "in_progress"}),
    "reopen": frozenset({"resolved", "closed"}),
    "appeal": frozenset({"resolved", "closed"}),
    "reclassify": OPEN,
    "change_department": OPEN,
    "change_priority": OPEN,
    "escalate": frozenset({"queued", "reopened"}) | WORKED_ON - {"escalated"},
    "improve": frozenset({"resolved", "closed"}) | WORKED_ON,
    "improved": frozenset(OPEN | ENDED),
    "tie_fault": OPEN,
    "untie_fault": OPEN,
}
"""States in which a deed makes sense; ``TRANSITIONS`` has the last word on where it leads."""
BY_HOLDER = frozenset(
    {"queue", "start", "ask_customer", "ask_party", "party_heard", "statement", "judge_objects",
     "resolve"}
)  # fmt: skip
"""Deeds of the one who has the ticket, so that everybody knows who answers for it."""
BY_CUSTOMER = frozenset({"answer", "more", "appeal"})
HANDLERS = {**ticket_deeds.HANDLERS, "tie_fault": tie_fault, "untie_fault": untie_fault}
_OF_A_STEP = frozenset({"state", "outcome", "agent"})
MOST_SHARED = 40
"""Letters of a statement, in one piece, that may not stand in what others read."""
LEAST_SAID = 12
"""Letters of a statement that can be told from everyday words; a shorter one gives nothing away."""
TOLD = {
    "ask_customer": ("what", "why", "how", "without"),
    "ask_party": ("what", "usual"),
    "note": ("text",),
    "judge_objects": ("reason",),
    "resolve": ("finding", "measure", "reason", "rule"),
    "change_department": ("why",),
}
"""Fields that the customer or another party reads; of a note only if it is visible."""


def decide(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision | Refusal:
    """What follows from ``deed``, or the reason why it is not done."""
    refusal = check_deed(ticket, deed, tables)
    if refusal is not None:
        return refusal
    decision = promised(HANDLERS[deed.kind](ticket, deed, tables))
    state = decision.changes.get("state", ticket.state)
    return decision if can_go(ticket.state, state) else _not_now(ticket)


def check_deed(ticket: Ticket, deed: Deed, tables: TicketTables) -> Refusal | None:
    """Why it may not be done, if it may not."""
    return (
        _check_moment(ticket, deed)
        or _check_person(ticket, deed)
        or check_fields(ticket, deed, tables)
        or _check_sense(ticket, deed)
    )


def possible(ticket: Ticket, deeds: Iterable[str] = POSSIBLE) -> list[str]:
    """Deeds that make sense now, whoever does them."""
    return [kind for kind in deeds if ticket.state in POSSIBLE[kind]]


def offered(ticket: Ticket, kind: str, by: Actor, at_ms: int) -> bool:
    """Whether that person may do it now, if all that it needs is given."""
    if kind in BY_CUSTOMER - {"appeal"} or (kind == "untie_fault" and not ticket.fault):
        return False
    deed = Deed(kind, by, at_ms)
    if _check_moment(ticket, deed) or _check_person(ticket, deed):
        return False
    return not (kind == "take" and _has_it(ticket, by))


def _has_it(ticket: Ticket, by: Actor) -> bool:
    return ticket.agent == by.id and ticket.state not in TO_TAKE


def _check_moment(ticket: Ticket, deed: Deed) -> Refusal | None:
    if deed.kind not in FIELDS:
        return Refusal("desk_field_unknown", names={"field": "desk_ticket"})
    if deed.kind == "take" and _has_other(ticket, deed):
        return Refusal("desk_ticket_taken_by", {"name": ticket.agent_name})
    if deed.seen >= 0 and deed.seen != ticket.version:
        return Refusal("desk_ticket_changed", {"name": ticket.changed_by or "–"})
    if ticket.state not in POSSIBLE[deed.kind]:
        return _not_now(ticket)
    ended_ms = ticket.closed_ms or ticket.resolved_ms
    if deed.kind in ("reopen", "appeal") and deed.at_ms > ended_ms + REOPEN_MS:
        return Refusal("desk_ticket_too_late", {"days": str(REOPEN_DAYS)})
    return None


def _not_now(ticket: Ticket) -> Refusal:
    values = {"name": ticket.changed_by or "–"}
    return Refusal("desk_ticket_not_now", values, {"state": f"desk_state_{ticket.state}"})


def _has_other(ticket: Ticket, deed: Deed) -> bool:
    """Somebody else works on it, unless it was passed up and a lead takes it."""
    if ticket.agent in ("", deed.by.id) or ticket.state not in OPEN:
        return False
    return not (ticket.state == "escalated" and deed.by.leads)


def _check_person(ticket: Ticket, deed: Deed) -> Refusal | None:
    if deed.by.role == "customer" and deed.kind not in BY_CUSTOMER:
        return _not_now(ticket)
    if deed.kind in ("take", "resolve") and deed.by.id == ticket.barred:
        return Refusal("desk_ticket_barred")
    if deed.kind in BY_HOLDER and ticket.agent != deed.by.id:
        may_queue = deed.kind == "queue" and (deed.by.leads or not ticket.agent)
        if ticket.agent and not may_queue:
            return Refusal("desk_ticket_taken_by", {"name": ticket.agent_name})
        if not may_queue:
            return Refusal("desk_ticket_take_first")
    return None


def _check_sense(ticket: Ticket, deed: Deed) -> Refusal | None:
    given = deed.fields
    if deed.kind == "resolve":
        return _check_resolve(ticket, deed)
    if deed.kind == "merge" and not _may_merge(ticket, deed.other):
        return Refusal("desk_ticket_no_merge", {"number": str(given["into"])})
    if deed.kind == "change_department" and given["department"] == ticket.department:
        return Refusal("desk_ticket_same")
    if deed.kind == "reclassify" and given["type"] == ticket.type:
        return Refusal("desk_ticket_same")
    if deed.kind == "take" and _has_it(ticket, deed.by):
        return Refusal("desk_ticket_same")
    if deed.kind == "untie_fault" and not ticket.fault:
        return Refusal("desk_ticket_same")
    return _check_told(ticket, deed)


def _check_told(ticket: Ticket, deed: Deed) -> Refusal | None:
    """Nobody reads in so many words what another party said."""
    if deed.kind == "note" and not deed.fields.get("visible"):
        return None
    said = " ".join(str(deed.fields.get(name) or "") for name in TOLD.get(deed.kind, ()))
    return Refusal("desk_ticket_statement") if _repeats(ticket, said) else None


def _check_resolve(ticket: Ticket, deed: Deed) -> Refusal | None:
    given = deed.fields
    if given["outcome"] == "declined" and not (given.get("reason") and given.get("rule")):
        return Refusal("desk_ticket_needs_rule")
    if bool(given.get("reason")) != bool(given.get("rule")):
        return Refusal("desk_ticket_needs_rule")
    judged = {one.object for one in ticket.judged}
    if left := [one for one in ticket.objects if one not in judged]:
        return Refusal("desk_ticket_objects_left", {"count": str(len(left))})
    return _check_told(ticket, deed)


def _may_merge(ticket: Ticket, other: Ticket | None) -> bool:
    """Only into an open ticket of the same customer."""
    if other is None or other.id == ticket.id or other.state not in OPEN:
        return False
    same_account = bool(ticket.account) and ticket.account == other.account
    return ticket.conversation == other.conversation or same_account


def _repeats(ticket: Ticket, text: str) -> bool:
    """Whether a statement, or a long piece of one, stands in it word for word."""
    words = " ".join(text.split()).lower()
    for said in ticket.statements:
        theirs = " ".join(said.text.split()).lower()
        size = min(MOST_SHARED, len(theirs))
        pieces = range(len(theirs) - size + 1) if size >= LEAST_SAID else ()
        if any(theirs[at : at + size] in words for at in pieces):
            return True
    return False


def statements_for(party: str, statements: Iterable[Statement]) -> list[Statement]:
    """What a party of that kind may see: its own words, never another one's."""
    return [one for one in statements if one.party == party]


_OWN = frozenset(one.name for one in fields(Ticket))


def applied(ticket: Ticket, decision: Decision) -> Ticket:
    """The ticket after the decision, with its clocks put right; rows go along."""
    known = {name: value for name, value in decision.changes.items() if name in _OWN}
    changed = replace(ticket, version=ticket.version + 1, **known)
    for row in decision.rows:
        changed = _with_row(changed, row)
    return clocked(changed)


def _with_row(ticket: Ticket, row: Row) -> Ticket:
    name, key = {
        "Party": ("parties", "id"),
        "Statement": ("statements", "id"),
        "ObjectOutcome": ("judged", "object"),
        "Improvement": ("improvements", "id"),
    }[type(row).__name__]
    others = tuple(one for one in getattr(ticket, name) if getattr(one, key) != getattr(row, key))
    more: dict[str, Any] = {name: (*others, row)}
    return replace(ticket, **more)


def follow(ticket: Ticket, change: dict[str, Any], at_ms: int) -> dict[str, Any]:
    """What a chat may change: it has told the customer already, so there are no notices.

    What its end means depends on the matter: a question is settled by the chat, a complaint only by
    an outcome with measure and cause. A step that is not allowed any more is left out: what has
    happened in the chat cannot be refused.
    """
    state = str(change.get("state", ticket.state))
    is_complaint = ticket.type != GENERAL_REQUEST
    if state == "resolved" and is_complaint and ticket.state in OPEN:
        kept = {name: part for name, part in change.items() if name not in _OF_A_STEP}
        return {**kept, "chat_outcome": str(change.get("outcome", ""))}
    if not can_go(ticket.state, state):
        return {name: part for name, part in change.items() if name not in _OF_A_STEP}
    times: dict[str, Any] = {}
    if state == "resolved" and ticket.state != "resolved":
        times = {"resolved_ms": at_ms, "decided_by": ticket.agent}
    elif state in ("closed", "cancelled", "merged") and ticket.state != state:
        times = {"closed_ms": at_ms}
    elif state == "reopened" and ticket.state != "reopened":
        # The first answer was given: what was promised of it is judged by that one.
        times = {"reopened": ticket.reopened + 1, "resolved_ms": 0, "closed_ms": 0, "told": ()}
    elif state == "in_progress" and not ticket.responded_ms:
        times = first_answer(ticket, at_ms)
    return {**change, **times}
