"""What the pages show of a ticket, as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from handoff.records.store import to_ms
from handoff.records.ticket_rows import TIMES
from handoff.rules.tables import Tables
from handoff.rules.ticket import Ticket

Found = dict[str, Any]


def covers(tables: Tables, tickets: Sequence[Found]) -> bool:
    """Whether pictures that belong to these tickets are shown only to who asks for them.

    So they are as long as nobody has said what the matter is: they may show anything. A matter that
    was given another type has still the pictures of the first.
    """
    kinds = tables.complaint_types
    now = {ticket["type"] for ticket in tickets}
    known = [kinds[kind] for kind in now | {t["first_type"] for t in tickets} if kind in kinds]
    return not now or not now <= kinds.keys() or any(kind.sensitive_proof for kind in known)


def title_of(tables: Tables, kind: str, language: str) -> str:
    found = tables.complaint_types.get(kind)
    return found.title.get(language, kind) if found else ""


def in_short(row: Found, tables: Tables, language: str) -> Found:
    """A ticket as lists show it, times in milliseconds."""
    times = {f"{name[:-3]}_ms": to_ms(row[name]) for name in ("created_at", "due_at", "updated_at")}
    kept = {name: part for name, part in row.items() if not name.endswith("_at")}
    return {**kept, **times, "title": title_of(tables, row["type"], language)}


def facts_of(fields: Found, ticket: Ticket, tables: Tables, language: str) -> Found:
    shown = (
        "number", "conversation", "type", "first_type", "state", "department", "priority", "reason",
        "language", "channel", "platform", "question", "customer", "account", "agent", "agent_name",
        "outcome", "cause", "reopened", "version",
    )  # fmt: skip
    beside = ("finding", "measure", "why", "rule", "chat_outcome", "merged_into", "heard")
    times = {name: fields[name] for name in TIMES.values()}
    kinds = {"title": ticket.type, "first_title": ticket.first_type}
    return {
        **{name: fields[name] for name in shown},
        **{name: fields.get(name, "") for name in beside},
        **{name: title_of(tables, kind, language) for name, kind in kinds.items()},
        **times,
        "until_ms": ticket.until_ms,
        "description": [str(words) for words in fields.get("words") or ()],
        "also_inform": [str(name) for name in fields.get("also_inform") or ()],
        "evidence": list(fields.get("evidence", [])),
        "parties": [asdict(party) for party in ticket.parties],
        "statements": [asdict(one) for one in ticket.statements],
        "improvements": [asdict(one) for one in ticket.improvements],
    }


def objects_of(ticket: Ticket, customers: Mapping[str, int]) -> list[Found]:
    """Each with its outcome so far, and by how many customers it is reported now."""
    judged = {one.object: one for one in ticket.judged}
    return [
        {
            "object": name,
            "outcome": judged[name].outcome if name in judged else "",
            "reason": judged[name].reason if name in judged else "",
            "customers": customers.get(name, 1),
        }
        for name in ticket.objects
    ]


def line_of(
    line: Mapping[str, Any], tables: Tables, language: str, *, unheard: bool = False
) -> Found:
    """A line of the history; ``types`` are the titles before and after a new type.

    ``to_tell``: the customer is ``unheard`` and hears it from nobody but an agent who phones.
    """
    change = line["change"]
    types = [title_of(tables, str(change.get(name) or ""), language) for name in ("was", "type")]
    return {
        "at": to_ms(line["at"]),
        "kind": line["kind"],
        "actor": line["actor_name"],
        "customer": line["actor"] not in ("", "service") and not line["actor_name"],
        "visible": line["visible"] and not unheard,
        "to_tell": line["visible"] and unheard,
        "change": change,
        "types": types if line["kind"] == "reclassify" else [],
    }
