"""What each deed of a person does to a ticket; whether it may be done at all is judged before."""

from collections.abc import Callable
from typing import Any

from handoff.rules.effects import Say
from handoff.rules.messages import Speaker, first_name
from handoff.rules.ticket import (
    TO_TAKE,
    Decision,
    Deed,
    Improvement,
    ObjectOutcome,
    Party,
    Statement,
    Ticket,
    TicketTables,
    can_go,
)
from handoff.rules.ticket_clock import REOPEN_MS, closed, first_answer, paused, targets
from handoff.rules.ticket_outcome import say_outcome

Handler = Callable[[Ticket, Deed, TicketTables], Decision]
SYSTEM = Speaker.SYSTEM
NOBODY: dict[str, Any] = {"agent": "", "agent_name": ""}


def _line(deed: Deed, **more: Any) -> dict[str, Any]:
    return {"kind": deed.kind, **deed.fields, **more}


def _answered(ticket: Ticket, deed: Deed) -> dict[str, Any]:
    """The first word of a person counts as the first response: what was promised of it is kept."""
    return {} if ticket.responded_ms else first_answer(ticket, deed.at_ms)


def _next(ticket: Ticket, deed: Deed) -> dict[str, int]:
    """The time in a notice: what was promised, never one that has passed."""
    told = (ticket.resolution_due_ms, ticket.due_ms, ticket.promised_ms)
    ahead = [at for at in told if at > deed.at_ms]
    return {"by": ahead[0] if ahead else deed.at_ms + REOPEN_MS // 30}


def take(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    state = "assigned" if can_go(ticket.state, "assigned") else "in_progress"
    values = {"number": ticket.number, "name": first_name(deed.by.name)}
    told = Say("ticket_taken", values, speaker=SYSTEM, times=_next(ticket, deed))
    changes = {"state": state, "agent": deed.by.id, "agent_name": deed.by.name, "until_ms": 0}
    return Decision(changes | paused(ticket, deed.at_ms), _line(deed), True, (told,))


def queue(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    values, names = {"number": ticket.number}, _in_department(ticket.department)
    told = Say("ticket_queued", values, speaker=SYSTEM, times=_next(ticket, deed), names=names)
    return Decision({"state": "queued", **NOBODY}, _line(deed), True, (told,))


def start(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    changes = {"state": "in_progress", "until_ms": 0, **paused(ticket, deed.at_ms)}
    return Decision(changes, _line(deed))


def ask_customer(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    given = {name: deed.fields[name] for name in ("what", "why", "how", "without")}
    until = deed.fields["until"]
    values = {"number": ticket.number, **given}
    told = Say("ticket_waiting_user", values, speaker=SYSTEM, times={"until": until})
    changes = {"state": "waiting_user", "until_ms": until, "waits_ms": deed.at_ms}
    return Decision(changes | _answered(ticket, deed), _line(deed), True, (told,))


def answer(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    """Words of the customer, asked for or not, or files alone; the work goes on."""
    moved: dict[str, Any] = {}
    if ticket.state == "waiting_user":
        moved = {"state": "in_progress", "until_ms": 0, **paused(ticket, deed.at_ms)}
    said, times = {"number": ticket.number}, _next(ticket, deed)
    text = "ticket_words_added" if ticket.state in TO_TAKE else "ticket_answer_added"
    told = Say(text, said, speaker=SYSTEM, times=times)
    return Decision(moved, _line(deed), True, (told,))


def more(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    """Words of a customer who waits for a person; the chat has said that they go along."""
    return Decision({}, _line(deed), True)


def ask_party(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    fields, number = deed.fields, len(ticket.parties) + 1
    asked = Party(f"p{number}", fields["party_kind"], fields.get("name") or "", deed.at_ms,
                  fields["until"])  # fmt: skip
    told = Say(
        "ticket_waiting_department",
        {"number": ticket.number, "usual": fields["usual"]},
        speaker=SYSTEM,
        times={"until": fields["until"]},
        names={"party": f"ticket_party_{asked.kind}"},
    )
    changes = {
        **paused(ticket, deed.at_ms),
        **_answered(ticket, deed),
        "state": "waiting_department",
        "until_ms": asked.due_ms,
        "promised_ms": asked.due_ms,
        "told": tuple(one for one in ticket.told if one != "party"),
    }
    return Decision(changes, _line(deed), True, (told,), (asked,))


def party_heard(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    """The customer hears that it was done; what was said stays at the desk."""
    asked = next(party for party in ticket.parties if party.id == deed.fields["party"])
    heard = Party(asked.id, asked.kind, asked.name, asked.asked_ms, asked.due_ms, deed.at_ms,
                  deed.fields["result"])  # fmt: skip
    told = Say(
        "ticket_party_heard",
        {"number": ticket.number},
        speaker=SYSTEM,
        times=_next(ticket, deed),
        names={"party": f"ticket_party_{asked.kind}"},
    )
    others_wait = any(not p.heard_ms and p.id != asked.id for p in ticket.parties)
    stays = ticket.state != "waiting_department" or others_wait
    changes = {} if stays else {"state": "in_progress", "until_ms": 0}
    return Decision(changes, _line(deed, party_kind=asked.kind), True, (told,), (heard,))


def statement(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    number = len(ticket.statements) + 1
    said = Statement(f"s{number}", deed.fields["party_kind"], deed.fields["text"], deed.at_ms)
    # The words stand in the statement alone, so that there is one place to keep them apart.
    line = {"kind": deed.kind, "party_kind": said.party, "statement": said.id}
    return Decision({}, line, rows=(said,))


def note(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    if not deed.fields.get("visible"):
        return Decision({}, _line(deed))
    values = {"number": ticket.number, "name": first_name(deed.by.name)}
    values["text"] = deed.fields["text"]
    told = Say("ticket_progress", values, speaker=SYSTEM, times=_next(ticket, deed))
    return Decision(_answered(ticket, deed), _line(deed), True, (told,))


def judge_objects(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    outcome, reason = deed.fields["object_outcome"], deed.fields.get("reason") or ""
    rows = tuple(ObjectOutcome(o, outcome, reason, deed.at_ms) for o in deed.fields["objects"])
    return Decision({}, _line(deed), rows=rows)


def resolve(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    fields = deed.fields
    heard = sorted({party.kind for party in ticket.parties if party.heard_ms})
    moved = paused(ticket, deed.at_ms)
    late = 0 < moved.get("resolution_due_ms", ticket.resolution_due_ms) < deed.at_ms
    changes = {
        "state": "resolved",
        "resolved_ms": deed.at_ms,
        "until_ms": 0,
        "decided_by": deed.by.id,
        "heard": heard,
        "late": late,
        # Not "reason": that is why the customer came to a person.
        "why": fields.get("reason") or "",
        **{name: fields.get(name) or "" for name in
           ("outcome", "finding", "measure", "cause", "rule")},
        **moved,
    }  # fmt: skip
    return Decision(
        changes | _answered(ticket, deed),
        _line(deed, heard=heard),
        True,
        (say_outcome(ticket, deed, tables, late=late),),
    )


def _in_department(department: str) -> dict[str, str]:
    """By the name under which customers know who has it."""
    return {"department": f"team_{department}"}


def close(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    return closed(ticket, deed.at_ms, "confirmed")


def cancel(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    told = Say("ticket_cancelled", {"number": ticket.number}, speaker=SYSTEM)
    changes = {"state": "cancelled", "closed_ms": deed.at_ms, "until_ms": 0}
    return Decision(changes, _line(deed), True, (told,))


def merge(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    other = deed.other
    if other is None:
        raise ValueError("a merge without the ticket that goes on")
    values = {"number": ticket.number, "other": other.number}
    told = Say("ticket_merged", values, speaker=SYSTEM, times=_next(other, deed))
    changes = {"state": "merged", "closed_ms": deed.at_ms, "merged_into": other.number}
    return Decision(changes, _line(deed), True, (told,))


def _targets(ticket: Ticket, kind: str, from_ms: int, tables: TicketTables) -> dict[str, int]:
    where = (ticket.department, ticket.language, ticket.priority)
    return targets(kind, from_ms, tables, *where)


def reopen(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    """Who was kept from deciding an objection before is so still."""
    return _reopened(ticket, deed, tables, "ticket_reopened", {})


def appeal(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    """Somebody else decides than who did so first, also if it is opened again and again."""
    barred = ticket.barred or ticket.decided_by or ticket.agent
    return _reopened(ticket, deed, tables, "ticket_appeal", {"barred": barred})


def _reopened(
    ticket: Ticket, deed: Deed, tables: TicketTables, text: str, changes: dict[str, Any]
) -> Decision:
    due = _targets(ticket, ticket.type, deed.at_ms, tables)
    by_ms = due.get("resolution_due_ms") or deed.at_ms + REOPEN_MS // 30
    values, names = {"number": ticket.number}, _in_department(ticket.department)
    told = Say(text, values, speaker=SYSTEM, times={"by": by_ms}, names=names)
    again = {
        "state": "reopened", "reopened": ticket.reopened + 1, "told": (), "responded_ms": 0,
        "response_due_ms": 0, "resolved_ms": 0, "closed_ms": 0, "counted_ms": deed.at_ms,
        "due_ms": by_ms,
    }  # fmt: skip
    return Decision({**again, **due, **NOBODY, **changes}, _line(deed), True, (told,))


def reclassify(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    """The first type stays beside; targets follow the new one, counted from where they were."""
    kind = deed.fields["type"]
    due = _targets(ticket, kind, ticket.counted_ms or ticket.created_ms, tables)
    line = _line(deed, was=ticket.type)
    return Decision({"type": kind, **due}, line)


def change_department(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    """Number, history, proof and clock go along; whoever had it lets go."""
    state = "queued" if can_go(ticket.state, "queued") else ticket.state
    names = _in_department(deed.fields["department"])
    values = {"number": ticket.number, "why": deed.fields["why"]}
    told = Say("ticket_department", values, speaker=SYSTEM, times=_next(ticket, deed), names=names)
    changes = {"department": deed.fields["department"], "state": state, **NOBODY}
    return Decision(changes, _line(deed, was=ticket.department), True, (told,))


def change_priority(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    priority = deed.fields["priority"]
    return Decision({"priority": priority}, _line(deed, was=ticket.priority))


def escalate(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    until = deed.fields["until"]
    department = deed.fields.get("department") or ticket.department
    # The target for the outcome is a new one; the first answer's stays, with what was said of it.
    said = tuple(one for one in ticket.told if one.endswith(":response"))
    changes = {"state": "escalated", "department": department, "resolution_due_ms": until,
               "until_ms": 0, "told": said, **NOBODY, "waits_ms": 0}  # fmt: skip
    values, names = {"number": ticket.number}, _in_department(department)
    told = Say("ticket_escalated", values, speaker=SYSTEM, times={"by": until}, names=names)
    return Decision(changes, _line(deed), True, (told,))


def improve(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    fields, number = deed.fields, len(ticket.improvements) + 1
    row = Improvement(f"i{number}", fields["action"], fields["what"], fields["owner"],
                      fields["until"])  # fmt: skip
    return Decision({}, _line(deed), rows=(row,))


def improved(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    old = next(one for one in ticket.improvements if one.id == deed.fields["improvement"])
    row = Improvement(old.id, old.action, old.what, old.owner, old.due_ms, deed.at_ms)
    return Decision({}, _line(deed), rows=(row,))


HANDLERS: dict[str, Handler] = {
    handler.__name__: handler
    for handler in (
        take, queue, start, ask_customer, answer, more, ask_party, party_heard, statement, note,
        judge_objects, resolve, close, cancel, merge, reopen, appeal, reclassify, change_department,
        change_priority, escalate, improve, improved,
    )
}  # fmt: skip
