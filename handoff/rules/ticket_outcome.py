"""What the customer hears of a decision: all of it in one message, a line for each object."""

from handoff.rules.effects import ButtonOf, Phrase, Say
from handoff.rules.forms_lists import PICTURE
from handoff.rules.messages import Speaker
from handoff.rules.ticket import OBJECT_OUTCOMES, Deed, ObjectOutcome, Ticket, TicketTables
from handoff.rules.ticket_clock import REOPEN_MS

LONGEST_SHOWN = 200
"""Letters of a reported object in the message about its outcome."""


def say_outcome(ticket: Ticket, deed: Deed, tables: TicketTables, *, late: bool) -> Say:
    """Thanks or an apology, finding, measure, reason and rule, each object, how to object."""
    fields = deed.fields
    lines = [
        Phrase("ticket_opening_late" if late else "ticket_opening", {"number": ticket.number}),
        Phrase("ticket_finding", {"finding": fields["finding"]}),
        Phrase("ticket_measure", {"measure": fields["measure"]}),
    ]
    if fields.get("reason"):
        why = {"reason": fields["reason"], "rule": fields["rule"]}
        lines.append(Phrase("ticket_because", why))
    if ticket.judged:
        lines += _objects(ticket)
    if ticket.type in tables.reporting and any(one.outcome == "kept" for one in ticket.judged):
        lines.append(Phrase("ticket_good_faith"))
    lines.append(Phrase("ticket_objection", times={"until": deed.at_ms + REOPEN_MS}))
    buttons = (ButtonOf(f"ticket:appeal:{ticket.number}", "button_object"),)
    return Say("ticket_resolved", buttons=buttons, speaker=Speaker.SYSTEM, lines=tuple(lines))


def _objects(ticket: Ticket) -> list[Phrase]:
    """How many reported objects have each outcome, then a line for each in the order reported."""
    judged = {one.object: one for one in ticket.judged}
    outcomes = [one.outcome for one in judged.values()]
    counts = {outcome: str(outcomes.count(outcome)) for outcome in OBJECT_OUTCOMES}
    order = [judged[name] for name in ticket.objects if name in judged] or list(judged.values())
    head = Phrase("ticket_objects", {"count": str(len(judged)), **counts})
    return [head, *(_object(one) for one in order)]


def _object(judged: ObjectOutcome) -> Phrase:
    text = f"ticket_object_{judged.outcome}" + ("_why" if judged.reason else "")
    values = {"reason": judged.reason} if judged.reason else {}
    if judged.object == PICTURE:
        return Phrase(text, values, names={"object": "form_value_picture"})
    long = judged.object
    shown = long if len(long) <= LONGEST_SHOWN else f"{long[:LONGEST_SHOWN]}…"
    return Phrase(text, {"object": shown, **values})
