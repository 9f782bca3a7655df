"""The clocks of a ticket: targets, warnings, what happens when nobody does anything.

The clock runs through: hours of departments are no part of it. While the customer is asked for
something, the target moves on by the time that they take.
"""

from dataclasses import replace
from typing import Any

from handoff.rules.effects import Say
from handoff.rules.messages import Speaker
from handoff.rules.ticket import (
    OPEN,
    Decision,
    Ticket,
    TicketTables,
)

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
SILENT_MS = 72 * HOUR_MS
"""How long a resolved ticket waits for an objection before it is closed."""
REOPEN_DAYS = 30
REOPEN_MS = REOPEN_DAYS * DAY_MS
"""How long a closed ticket can be opened again."""
SYSTEM = Speaker.SYSTEM
WARN_AT = 80
"""Percent of a target after which lead and customer are told."""


def targets(ticket_type: str, from_ms: int, tables: TicketTables) -> dict[str, int]:
    """Due times of a type, counted from ``from_ms``; none for a type without targets."""
    if ticket_type not in tables.targets:
        return {}
    response, resolution = tables.targets[ticket_type]
    return {
        "response_due_ms": from_ms + response * MINUTE_MS,
        "resolution_due_ms": from_ms + resolution * MINUTE_MS,
    }


def clocked(ticket: Ticket) -> Ticket:
    """The ticket with what is due next, and when the clock must look again."""
    return replace(ticket, due_ms=_due(ticket), wake_ms=_wake(ticket))


def _due(ticket: Ticket) -> int:
    if ticket.state == "waiting_user" and ticket.until_ms:
        return ticket.until_ms
    name, due_ms = _running(ticket)
    if ticket.state == "waiting_department" and ticket.until_ms:
        return min(ticket.until_ms, due_ms) if name else ticket.until_ms
    return due_ms or ticket.due_ms


def _running(ticket: Ticket) -> tuple[str, int]:
    """The target that counts now: its name, and when it is over."""
    if ticket.response_due_ms and not ticket.responded_ms:
        return "response", ticket.response_due_ms
    if ticket.resolution_due_ms:
        return "resolution", ticket.resolution_due_ms
    return "", 0


def _wake(ticket: Ticket) -> int:
    if ticket.state == "resolved":
        return ticket.resolved_ms + SILENT_MS
    if ticket.state not in OPEN:
        return 0
    if ticket.state == "waiting_user":
        return ticket.until_ms
    times = [at for at, _, _ in _steps(ticket)]
    if ticket.state == "waiting_department" and "party" not in ticket.told:
        times.append(ticket.until_ms)
    return min((at for at in times if at), default=0)


def _steps(ticket: Ticket) -> list[tuple[int, str, str]]:
    """What the running target still has in store: (when, warning or breach, its name)."""
    name, due_ms = _running(ticket)
    if not name or f"breach:{name}" in ticket.told:
        return []
    steps = [(due_ms, "breach", name)]
    if f"warning:{name}" not in ticket.told:
        since = ticket.counted_ms or ticket.created_ms
        steps.append((since + (due_ms - since) * WARN_AT // 100, "warning", name))
    return steps


def ticked(ticket: Ticket, now_ms: int) -> Decision | None:
    """What time alone has brought about: one thing after the other, None if nothing is due."""
    if not ticket.wake_ms or now_ms < ticket.wake_ms:
        return None
    if ticket.state == "resolved":
        return closed(ticket, now_ms, "silence")
    if ticket.state == "waiting_user":
        return Decision(
            {"state": "in_progress", "until_ms": 0, **paused(ticket, now_ms)},
            {"kind": "customer_silent"},
        )
    due = sorted((at, what, name) for at, what, name in _steps(ticket) if at <= now_ms)
    if not due:
        return _party_silent(ticket, now_ms)
    _, what, name = due[-1]
    return _breached(ticket, name, now_ms) if what == "breach" else _warned(ticket, name)


def paused(ticket: Ticket, now_ms: int) -> dict[str, int]:
    """The target moved on by the time for which the customer was waited for."""
    if ticket.state != "waiting_user" or not ticket.resolution_due_ms:
        return {"waits_ms": 0}
    waited = max(0, now_ms - ticket.waits_ms)
    return {"waits_ms": 0, "resolution_due_ms": ticket.resolution_due_ms + waited}


def closed(ticket: Ticket, now_ms: int, why: str) -> Decision:
    times = {"until": now_ms + REOPEN_MS}
    told = Say("ticket_closed", {"number": ticket.number}, speaker=SYSTEM, times=times)
    return Decision(
        {"state": "closed", "closed_ms": now_ms}, {"kind": "close", "why": why}, True, (told,)
    )


def _warned(ticket: Ticket, name: str) -> Decision:
    """The target stands, so the time that is told is the target itself."""
    _, due_ms = _running(ticket)
    told = _late(ticket, due_ms)
    changes = {"told": (*ticket.told, f"warning:{name}")}
    return Decision(changes, {"kind": "sla_warning", "target": name}, True, (told,))


def _late(ticket: Ticket, by_ms: int) -> Say:
    return Say(
        "ticket_warning",
        {"number": ticket.number},
        speaker=SYSTEM,
        times={"by": by_ms},
        names={"reason": f"ticket_reason_{ticket.state}"},
    )


def _breached(ticket: Ticket, name: str, now_ms: int) -> Decision:
    """A lead has it from now on; one that nobody was asked to take yet gets into the line first."""
    if ticket.state == "new":
        return Decision({"state": "queued"}, {"kind": "queue"})
    by_ms = now_ms + _more(ticket)
    told = Say("ticket_breach", {"number": ticket.number}, speaker=SYSTEM, times={"by": by_ms})
    changes: dict[str, Any] = {
        "told": (*ticket.told, f"warning:{name}", f"breach:{name}"),
        "promised_ms": by_ms,
        "state": "escalated",
        "until_ms": 0,
    }
    return Decision(changes, {"kind": "sla_breach", "target": name}, True, (told,))


def _more(ticket: Ticket) -> int:
    """Half of the target again, an hour at least and a day at most."""
    _, due_ms = _running(ticket)
    since = ticket.counted_ms or ticket.created_ms
    return min(DAY_MS, max(HOUR_MS, (due_ms - since) // 2))


def _party_silent(ticket: Ticket, now_ms: int) -> Decision:
    """The update that was promised is due, though there is nothing new."""
    by_ms = max(now_ms + DAY_MS, ticket.resolution_due_ms)
    told = _late(ticket, by_ms)
    changes = {"told": (*ticket.told, "party"), "promised_ms": by_ms}
    return Decision(changes, {"kind": "party_silent"}, True, (told,))
