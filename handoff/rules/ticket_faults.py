"""Tickets that belong to a known fault: their customers hear of it now, and when it is fixed."""

from handoff.rules.effects import Say
from handoff.rules.messages import Speaker
from handoff.rules.notice import DAY_MS, Notice
from handoff.rules.ticket import Decision, Deed, Ticket, TicketTables


def tie_fault(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    fault = tables.faults[deed.fields["fault"]]
    known = (fault.ends_ms, ticket.resolution_due_ms, ticket.due_ms)
    until = next((at for at in known if at > deed.at_ms), deed.at_ms + DAY_MS)
    told = Say(
        "ticket_fault_tied",
        {"number": ticket.number},
        speaker=Speaker.SYSTEM,
        times={"until": until},
        names={"subject": fault.title},
    )
    line = {"kind": deed.kind, **deed.fields}
    return Decision({"fault": fault.id}, line, True, (told,))


def untie_fault(ticket: Ticket, deed: Deed, tables: TicketTables) -> Decision:
    line = {"kind": deed.kind, **deed.fields, "was": ticket.fault}
    return Decision({"fault": ""}, line)


def say_fixed(number: str, fault: Notice, at_ms: int) -> Say:
    """What each customer of the fault's tickets hears."""
    times, names = {"since": at_ms}, {"subject": fault.title}
    said = {"number": number}
    return Say("ticket_fault_fixed", said, speaker=Speaker.SYSTEM, times=times, names=names)
