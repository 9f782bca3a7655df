"""The same object reported by several customers: when that is one matter, and what follows."""

from collections.abc import Iterable, Mapping
from typing import Any

from handoff.rules.forms_listing import refs_of
from handoff.rules.forms_lists import PICTURE, key_of
from handoff.rules.ticket import (
    OPEN,
    Decision,
    Deed,
    ObjectOutcome,
    Ticket,
    TicketTables,
)

CUSTOMERS_OF_A_MATTER = 5
"""Different customers whose open reports of one object are one matter."""
HIGHEST = "P1"
"""Numbers raise a priority this far; only danger is more."""
LONGEST_OBJECT = 500


def objects_reported(ticket_type: str, facts: Mapping[str, Any], tables: TicketTables) -> list[str]:
    """What a complaint reports, each once; nothing of one that objects to a decision."""
    if ticket_type not in tables.reporting:
        return []
    values = (facts[name].get("value") for name in tables.reported & facts.keys())
    return list(dict.fromkeys(one[:LONGEST_OBJECT] for value in values for one in refs_of(value)))


def matter_of(name: str) -> str:
    """The key under which all reports of one object stand; empty for what only a picture shows."""
    return "" if name == PICTURE else key_of(name)[:LONGEST_OBJECT]


def bundled(ticket: Ticket, customers: int, at_ms: int) -> Decision | None:
    """What follows for a ticket from so many customers who report the same; nothing twice."""
    if customers < CUSTOMERS_OF_A_MATTER or ticket.bundled_ms or ticket.state not in OPEN:
        return None
    changes = {"bundled_ms": at_ms, "priority": raised(ticket.priority)}
    line = {"kind": "bundled", "customers": customers, "was": ticket.priority}
    return Decision(changes, {**line, "priority": changes["priority"]})


def raised(priority: str) -> str:
    """One step more urgent, up to ``HIGHEST``."""
    return f"P{int(priority[1:]) - 1}" if priority > HIGHEST else priority


def judged_alike(ticket: Ticket, deed: Deed, names: Iterable[str], number: str) -> Decision | None:
    """The outcome that was given to the same objects on the ticket ``number``.

    None where the customer objected to what the same agent had decided.
    """
    if ticket.barred == deed.by.id:
        return None
    outcome, reason = deed.fields["object_outcome"], deed.fields.get("reason") or ""
    objects = list(names)
    rows = tuple(ObjectOutcome(name, outcome, reason, deed.at_ms) for name in objects)
    line = {"kind": deed.kind, "objects": objects, "object_outcome": outcome, "number": number}
    return Decision({}, line, rows=rows)
