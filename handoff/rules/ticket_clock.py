"""The clocks of a ticket: targets, warnings, what happens when nobody does anything.

Targets are moments: those of a priority on the business clock count the hours of the department
when they are set (``docs/hours.md``); from then on the clock runs through. While the customer is
asked for something, the target moves on by the time that they take.
"""

from dataclasses import replace
from typing import Any

from handoff.rules.effects import Say
from handoff.rules.messages import Speaker
from handoff.rules.ticket import (
    ALARM_LATE,
    ALARM_MISSED,
    ALARM_NEAR,
    OPEN,
    Decision,
    Ticket,
    TicketTables,
)

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
SILENT_MS = 72 * HOUR_MS
"""How long a resolved ticket waits for an objection before it is closed."""
REOPEN_DAYS = 30
REOPEN_MS = REOPEN_DAYS * DAY_MS
"""How long a closed ticket can be opened again."""
SYSTEM = Speaker.SYSTEM
WARN_AT = 80
"""Percent of a target after which lead and customer are told."""
LONGEST_PROMISE_MS = 7 * DAY_MS
"""A customer hears at least so often while nothing happens."""
MISSED = "missed:"
"""Before the number of promises that were not kept, among what was told."""


def targets(
    ticket_type: str,
    from_ms: int,
    tables: TicketTables,
    department: str,
    language: str,
    priority: str,
) -> dict[str, int]:
    """Due times of a type, counted from ``from_ms``; none for a type without targets.

    By the clock of the priority, in the hours of the department for customers of that language.
    """
    if ticket_type not in tables.targets:
        return {}
    response, resolution = tables.targets[ticket_type]
    whose = (department, language, priority, from_ms)
    return {
        "response_due_ms": tables.hours.due_ms(*whose, response),
        "resolution_due_ms": tables.hours.due_ms(*whose, resolution),
    }


def first_answer(ticket: Ticket, at_ms: int) -> dict[str, int]:
    """What the first word of a person changes. A ticket without targets keeps what was aimed for in
    the chat, for the report: its clock has nothing to do with it any more."""
    aimed = ticket.response_due_ms or ticket.due_ms
    return {"responded_ms": at_ms, "promised_ms": 0, "response_due_ms": aimed}


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
    times.append(ticket.promised_ms)
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
    decision = _late(ticket, now_ms)
    return promised(decision) if decision else None


def _late(ticket: Ticket, now_ms: int) -> Decision | None:
    """A target comes first: what is told of it is a new promise as well."""
    due = sorted((at, what, name) for at, what, name in _steps(ticket) if at <= now_ms)
    if due:
        _, what, name = due[-1]
        return _breached(ticket, name, now_ms) if what == "breach" else _warned(ticket, name)
    asked = ticket.state == "waiting_department" and "party" not in ticket.told
    if asked and ticket.until_ms <= now_ms:
        return _party_silent(ticket, now_ms)
    is_missed = 0 < ticket.promised_ms <= now_ms
    return _promise_missed(ticket, now_ms) if is_missed else None


def promised(decision: Decision) -> Decision:
    """With the time that its notices tell the customer, so that the clock watches it."""
    times = [notice.times["by"] for notice in decision.notices if "by" in notice.times]
    if not times:
        return decision
    return replace(decision, changes={**decision.changes, "promised_ms": times[-1]})


def paused(ticket: Ticket, now_ms: int) -> dict[str, int]:
    """Target and promise moved on by the time for which the customer was waited for."""
    if ticket.state != "waiting_user":
        return {"waits_ms": 0}
    waited = max(0, now_ms - ticket.waits_ms)
    times = ("resolution_due_ms", "promised_ms")
    moved = {name: at + waited for name in times if (at := getattr(ticket, name))}
    return {"waits_ms": 0, **moved}


def closed(ticket: Ticket, now_ms: int, why: str) -> Decision:
    times = {"until": now_ms + REOPEN_MS}
    told = Say("ticket_closed", {"number": ticket.number}, speaker=SYSTEM, times=times)
    return Decision(
        {"state": "closed", "closed_ms": now_ms}, {"kind": "close", "why": why}, True, (told,)
    )


def _warned(ticket: Ticket, name: str) -> Decision:
    """The target stands, so the time that is told is the target itself."""
    _, due_ms = _running(ticket)
    told = _say_late(ticket, due_ms)
    changes = {"told": (*ticket.told, f"warning:{name}")}
    line = {"kind": "sla_warning", "target": name}
    return Decision(changes, line, True, (told,), alarm=ALARM_NEAR)


def _say_late(ticket: Ticket, by_ms: int) -> Say:
    return Say(
        "ticket_warning",
        {"number": ticket.number},
        speaker=SYSTEM,
        times={"by": by_ms},
        names={"reason": f"ticket_reason_{ticket.state}"},
    )


def _breached(ticket: Ticket, name: str, now_ms: int) -> Decision:
    said = (*ticket.told, f"warning:{name}", f"breach:{name}")
    line = {"kind": "sla_breach", "target": name}
    decision = _passed_up(ticket, "ticket_breach", now_ms + _more(ticket), said, line)
    return replace(decision, alarm=ALARM_MISSED) if decision.notices else decision


def _promise_missed(ticket: Ticket, now_ms: int) -> Decision:
    """Told each time, but after pauses that grow from a day to a week; leads are alarmed."""
    count = 1 + next((int(one[len(MISSED) :]) for one in ticket.told if one.startswith(MISSED)), 0)
    by_ms = now_ms + min(LONGEST_PROMISE_MS, DAY_MS << min(count - 1, 3))
    said = (*(one for one in ticket.told if not one.startswith(MISSED)), f"{MISSED}{count}")
    line = {"kind": "promise_missed", "count": count}
    decision = _passed_up(ticket, "ticket_promise_missed", by_ms, said, line)
    return replace(decision, alarm=ALARM_LATE) if decision.notices else decision


def _passed_up(
    ticket: Ticket, text: str, by_ms: int, said: tuple[str, ...], line: dict[str, Any]
) -> Decision:
    """A lead has it from now on; one that nobody was asked to take yet gets into the line first."""
    if ticket.state == "new":
        return Decision({"state": "queued"}, {"kind": "queue"})
    told = Say(text, {"number": ticket.number}, speaker=SYSTEM, times={"by": by_ms})
    changes = {"told": said, "state": "escalated", "until_ms": 0}
    return Decision(changes, line, True, (told,))


def _more(ticket: Ticket) -> int:
    """Half of the target again, an hour at least and a day at most."""
    _, due_ms = _running(ticket)
    since = ticket.counted_ms or ticket.created_ms
    return min(DAY_MS, max(HOUR_MS, (due_ms - since) // 2))


def _party_silent(ticket: Ticket, now_ms: int) -> Decision:
    """The update that was promised is due, though there is nothing new."""
    by_ms = max(now_ms + DAY_MS, ticket.resolution_due_ms)
    told = _say_late(ticket, by_ms)
    changes = {"told": (*ticket.told, "party")}
    return Decision(changes, {"kind": "party_silent"}, True, (told,))
