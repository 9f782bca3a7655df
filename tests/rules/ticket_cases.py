"""Tickets in every state, agents, and fields that fit each deed."""

from dataclasses import replace
from typing import Any

from handoff.rules.ticket import (
    TRANSITIONS,
    Actor,
    Decision,
    Deed,
    Improvement,
    Party,
    Refusal,
    Ticket,
    TicketTables,
)
from handoff.rules.ticket_clock import clocked, targets
from handoff.rules.tickets import applied, decide

HOUR = 3_600_000
DAY = 24 * HOUR
NOW = 1_790_000_000_000
TABLES = TicketTables(
    targets={"seller_conduct": (240, 7200), "payout": (240, 4320)},
    departments=("marketplace_disputes", "creator_support", "moderation"),
    causes=("seller_violation", "no_fault_found"),
    actions=("change_rule", "train_agents"),
    fields={"seller": "username", "order_number": "order_ref"},
)
ADA = Actor("ada", "Ada Brandt", "agent")
SAM = Actor("sam", "Sam Lee", "agent")
LEA = Actor("lea", "Lea Smit", "lead")
CUSTOMER = Actor("web-c1", "", "customer")

NEW = clocked(
    Ticket(
        "web-c1:h1",
        "FB-7K3QX9",
        "web-c1",
        "seller_conduct",
        "seller_conduct",
        "new",
        "marketplace_disputes",
        "P2",
        created_ms=NOW,
        **targets("seller_conduct", NOW, TABLES, "marketplace_disputes", "en", "P2"),
    )
)
HELD = replace(NEW, state="in_progress", agent="ada", agent_name="Ada Brandt")
RESOLVED = replace(HELD, state="resolved", resolved_ms=NOW, decided_by="ada")
OTHER = replace(NEW, id="web-c1:h2", number="FB-222222", state="queued")


def in_state(state: str) -> Ticket:
    """A ticket in that state, with everything that deeds refer to."""
    ticket = replace(
        NEW,
        state=state,
        parties=(Party("p1", "host", asked_ms=NOW, due_ms=NOW + DAY),),
        improvements=(Improvement("i1", "change_rule", "Say it", "Lea", NOW + DAY),),
    )
    if state not in ("draft", "new", "queued", "reopened"):
        ticket = replace(ticket, agent="ada", agent_name="Ada Brandt")
    if state in ("waiting_user", "waiting_department"):
        ticket = replace(ticket, until_ms=NOW + DAY, waits_ms=NOW)
    if state in ("resolved", "closed"):
        ticket = replace(ticket, resolved_ms=NOW, decided_by="ada")
    return clocked(ticket)


EVERY = {state: in_state(state) for state in TRANSITIONS}

GIVEN: "dict[str, dict[str, Any]]" = {
    "queue": {"why": "End of my shift"},
    "ask_customer": {
        "what": "A photo of the parcel",
        "why": "The label tells who sent it",
        "how": "Send it in this chat",
        "until": NOW + 3 * DAY,
        "without": "We decide by what we have",
    },
    "answer": {"text": "Here is the photo"},
    "ask_party": {
        "party_kind": "seller",
        "what": "Was it sent?",
        "usual": "2 days",
        "until": NOW + 2 * DAY,
    },
    "party_heard": {"party": "p1", "result": "Knew the rule"},
    "statement": {"party_kind": "seller", "text": "I sent it on Monday."},
    "note": {"text": "Asked the carrier"},
    "judge_objects": {"objects": [], "object_outcome": "removed"},
    "resolve": {
        "outcome": "solved",
        "finding": "The parcel was lost",
        "measure": "A new one is on its way",
        "cause": "seller_violation",
    },
    "cancel": {"why": "The customer wishes it"},
    "merge": {"into": "FB-222222", "why": "The same parcel"},
    "reopen": {"why": "It came back"},
    "appeal": {"why": "I did send the photo"},
    "reclassify": {"type": "payout", "why": "It is about a payout"},
    "change_department": {"department": "moderation", "why": "A rule is in question"},
    "change_priority": {"priority": "P1", "why": "Money is being lost"},
    "escalate": {"why": "Needs counsel", "until": NOW + 5 * DAY},
    "improve": {"action": "change_rule", "what": "Say it", "owner": "Lea", "until": NOW + 9 * DAY},
    "improved": {"improvement": "i1"},
}


def deed(kind: str, by: Actor = ADA, at_ms: int = NOW + HOUR, **more: Any) -> Deed:
    """A deed with fields that fit; ``fields`` are laid over them."""
    given = GIVEN.get(kind, {}) | more.pop("fields", {})
    return Deed(kind, by, at_ms, given, other=OTHER if kind == "merge" else None, **more)


def done(ticket: Ticket, *deeds: Deed) -> Ticket:
    """The ticket after deeds that must all be possible."""
    for one in deeds:
        decision = decide(ticket, one, TABLES)
        assert isinstance(decision, Decision), decision
        ticket = replace(applied(ticket, decision), changed_by=one.by.name)
    return ticket


def refused(ticket: Ticket, one: Deed) -> str:
    refusal = decide(ticket, one, TABLES)
    assert isinstance(refusal, Refusal), refusal
    return refusal.text


def told(ticket: Ticket, one: Deed) -> "list[str]":
    decision = decide(ticket, one, TABLES)
    assert isinstance(decision, Decision), decision
    return [notice.text for notice in decision.notices]
