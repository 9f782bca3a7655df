"""Tickets between the database and the rules."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Table

from handoff.records.store import from_ms, to_ms
from handoff.records.tables import (
    ticket_improvements,
    ticket_objects,
    ticket_parties,
    ticket_statements,
    tickets,
)
from handoff.rules.ticket import (
    GENERAL_REQUEST,
    OPEN,
    Improvement,
    ObjectOutcome,
    Party,
    Row,
    Statement,
    Ticket,
    TicketTables,
)
from handoff.rules.ticket_clock import clocked, targets

DEFAULTS: dict[str, Any] = {
    "type": GENERAL_REQUEST,
    "state": "new",
    "department": "frontline",
    "priority": "P3",
    "reason": "",
    "language": "en",
    "channel": "",
    "platform": "",
    "question": "",
    "agent": "",
    "agent_name": "",
    "outcome": "",
    "customer": "",
    "account": "",
    "cause": "",
    "fault": "",
    "reopened": 0,
    "version": 0,
}
"""Columns that a ticket may leave out."""
FIXED = frozenset({"id", "number", "conversation", "at_ms", "first_type", "open"})
TIMES = {
    column.name: f"{column.name.removesuffix('_at')}_ms"
    for column in tickets.columns
    if column.name.endswith("_at") and column.name != "updated_at"
}
"""Columns that hold times, with the fields that hold them in milliseconds."""
SUBJECT_FIELDS = frozenset(
    {"url", "url_list", "object_ref", "username", "order_ref", "transaction_ref"}
)
"""Types of fields that name an account or object, by which tickets on the same are found."""
LONGEST_SUBJECT = 500
MOST_SUBJECTS = 120

BESIDE: tuple[tuple[str, Table, type[Row]], ...] = (
    ("parties", ticket_parties, Party),
    ("statements", ticket_statements, Statement),
    ("judged", ticket_objects, ObjectOutcome),
    ("improvements", ticket_improvements, Improvement),
)
"""Fields of ``Ticket`` that stand in tables of their own."""
_OF_RULES = {field.name for field in fields(Ticket)} - {name for name, _, _ in BESIDE}


def new_row(given: Mapping[str, Any], at: datetime, tables: TicketTables) -> dict[str, Any]:
    """The row of a new ticket; what has no column is kept under ``details``."""
    columns = {name: given.get(name, default) for name, default in DEFAULTS.items()}
    columns["account"] = str(columns["account"] or _value(given, "account_name"))[:120]
    columns["customer"] = str(columns["customer"])[:120]
    kept = given.keys() - DEFAULTS.keys() - FIXED - set(TIMES.values())
    details = {name: given[name] for name in kept}
    details["objects"] = reported_in(given, tables)
    at_ms = to_ms(at)
    known = {name: given[name] for name in TIMES.values() if name in given}
    ticket = clocked(
        Ticket(
            id=given["id"],
            type=columns["type"],
            state=columns["state"],
            created_ms=at_ms,
            **{"due_ms": at_ms, **_targets(columns, at_ms, tables), **known},
        )
    )
    own = {
        "id": given["id"],
        "conversation": given["conversation"],
        "first_type": columns["type"],
        "open": columns["state"] in OPEN,
        "details": details,
        "updated_at": at,
    }
    return columns | own | _times(ticket)


def _targets(columns: Mapping[str, Any], at_ms: int, tables: TicketTables) -> dict[str, int]:
    where = (columns["department"], columns["language"], columns["priority"])
    return targets(columns["type"], at_ms, tables, *where)


def _value(given: Mapping[str, Any], name: str) -> Any:
    """The value of a field of the complaint, "" if it was not given."""
    field = (given.get("facts") or {}).get(name)
    return field.get("value") or "" if isinstance(field, Mapping) else ""


def _named_in(given: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """What the values of those fields name, each once."""
    wanted = frozenset(names)
    values = [_value(given, name) for name in given.get("facts") or {} if name in wanted]
    found = dict.fromkeys(one[:LONGEST_SUBJECT] for one in _named(values))
    return list(found)[:MOST_SUBJECTS]


def reported_in(given: Mapping[str, Any], tables: TicketTables) -> list[str]:
    """What a new ticket reports, each once."""
    return _named_in(given, tables.reported)


def _named(value: Any) -> list[str]:
    """What a value names: a text, a list of them, or a ``kind`` with what it is as ``ref``."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, Mapping):
        return _named(value.get("ref"))
    if isinstance(value, list):
        return [one for part in value for one in _named(part)]
    return []


def subjects_of(given: Mapping[str, Any], tables: TicketTables) -> list[str]:
    """Accounts and objects by which other tickets on the same matter are found."""
    account = str(given.get("account") or _value(given, "account_name")).strip()
    named = _named_in(given, [n for n, kind in tables.fields.items() if kind in SUBJECT_FIELDS])
    return [one.casefold()[:LONGEST_SUBJECT] for one in dict.fromkeys([account, *named]) if one]


def searched_texts(given: Mapping[str, Any]) -> list[str]:
    """All words of a new ticket by which it may be sought."""
    said = [str(given.get(name) or "") for name in ("question", "customer", "account")]
    said += [str(words) for words in given.get("words") or ()]
    for field in (given.get("facts") or {}).values():
        if isinstance(field, Mapping):
            said += [str(field.get("words") or ""), *_named(field.get("value"))]
    return said


def as_dict(row: RowMapping) -> dict[str, Any]:
    """A ticket with all its fields, those of ``details`` beside the others.

    Times stand there twice: as datetimes, and in milliseconds (0 for none).
    """
    found = dict(row)
    details: dict[str, Any] = found.pop("details")
    in_ms = {name: to_ms(row[column]) if row[column] else 0 for column, name in TIMES.items()}
    return details | found | in_ms


def as_ticket(row: RowMapping, beside: Mapping[str, list[RowMapping]]) -> Ticket:
    """A ticket as the rules see it; ``beside`` holds the rows of the tables beside."""
    known: dict[str, Any] = as_dict(row)
    for name, _, kind in BESIDE:
        known[name] = tuple(_as_row(kind, one) for one in beside.get(name, ()))
    for name in ("told", "objects"):
        known[name] = tuple(known.get(name, ()))
    wanted = _OF_RULES | {name for name, _, _ in BESIDE}
    return Ticket(**{name: part for name, part in known.items() if name in wanted})


def _as_row(kind: type[Row], row: RowMapping) -> Row:
    given: dict[str, Any] = dict(row)
    for column in [name for name in given if name == "at" or name.endswith("_at")]:
        at = given.pop(column)
        given[f"{column[:-3]}_ms" if column != "at" else "at_ms"] = to_ms(at) if at else 0
    given.pop("ticket_id")
    return kind(**given)


def beside_row(ticket_id: str, row: Row) -> tuple[Table, dict[str, Any]]:
    """The table a part of a ticket belongs to, and its row there."""
    table = next(table for _, table, kind in BESIDE if isinstance(row, kind))
    given: dict[str, Any] = {"ticket_id": ticket_id}
    for name, part in asdict(row).items():
        if name == "at_ms" or name.endswith("_ms"):
            given["at" if name == "at_ms" else f"{name[:-3]}_at"] = from_ms(part) if part else None
        else:
            given[name] = part
    return table, given


def changed_row(
    before: RowMapping, ticket: Ticket, changes: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    """Columns after a change; ``ticket`` is the outcome, ``changes`` may hold more than that."""
    columns = {name: changes[name] for name in changes.keys() & DEFAULTS.keys()}
    kept = changes.keys() - DEFAULTS.keys() - FIXED - set(TIMES.values())
    return {
        **columns,
        **_times(ticket),
        "version": ticket.version,
        "open": ticket.state in OPEN,
        "details": before["details"] | {name: changes[name] for name in kept},
        "updated_at": at,
    }


def _times(ticket: Ticket) -> dict[str, datetime | None]:
    """``due_at`` always has a time; the others may have none."""
    times: dict[str, datetime | None] = {}
    for column, name in TIMES.items():
        at_ms = getattr(ticket, name)
        times[column] = from_ms(at_ms) if at_ms or column == "due_at" else None
    return times
