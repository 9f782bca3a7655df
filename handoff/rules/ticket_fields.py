"""What has to be given with each deed, and the reason if it was not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handoff.rules.ticket import (
    OBJECT_OUTCOMES,
    OUTCOMES,
    PARTIES,
    Deed,
    Refusal,
    Ticket,
    TicketTables,
)

DAY_MS = 86_400_000
FURTHEST_MS = 366 * DAY_MS


@dataclass(frozen=True)
class Field:
    """``kind``: text, long, words, time (Unix ms, ahead), flag, objects, or a choice by name."""

    kind: str
    needed: bool = True


_TEXT, _LONG, _TIME = Field("text"), Field("long"), Field("time")
FIELDS: dict[str, dict[str, Field]] = {
    "take": {},
    "queue": {"why": _TEXT},
    "start": {},
    "ask_customer": {
        "what": _LONG, "why": _TEXT, "how": _TEXT, "until": _TIME, "without": _TEXT,
    },
    "answer": {"text": Field("words", needed=False)},
    "more": {"text": Field("words")},
    "ask_party": {
        "party_kind": Field("party_kind"), "name": Field("text", needed=False), "what": _LONG,
        "usual": _TEXT, "until": _TIME,
    },
    "party_heard": {"party": Field("party"), "result": _LONG},
    "statement": {"party_kind": Field("party_kind"), "text": _LONG},
    "note": {"text": _LONG, "visible": Field("flag", needed=False)},
    "judge_objects": {
        "objects": Field("objects"), "object_outcome": Field("object_outcome"),
        "reason": Field("text", needed=False),
    },
    "resolve": {
        "outcome": Field("outcome"), "finding": _LONG, "measure": _LONG, "cause": Field("cause"),
        "reason": Field("text", needed=False), "rule": Field("text", needed=False),
    },
    "close": {},
    "cancel": {"why": _TEXT},
    "merge": {"into": _TEXT, "why": _TEXT},
    "reopen": {"why": _TEXT},
    "appeal": {"why": Field("words")},
    "reclassify": {"type": Field("type"), "why": _TEXT},
    "change_department": {"department": Field("department"), "why": _TEXT},
    "change_priority": {"priority": Field("priority"), "why": _TEXT},
    "escalate": {"why": _TEXT, "department": Field("department", needed=False), "until": _TIME},
    "improve": {
        "action": Field("action"), "what": _TEXT, "owner": _TEXT, "until": _TIME,
    },
    "improved": {"improvement": Field("improvement")},
    "tie_fault": {"fault": Field("fault")},
    "untie_fault": {"why": _TEXT},
}  # fmt: skip
"""The fields of each deed that people do, in the order in which they are asked."""

READ = {
    "ask_customer": ("what", "why", "how", "until", "without"),
    "ask_party": ("party_kind", "usual", "until"),
    "resolve": ("finding", "measure", "reason", "rule"),
    "merge": ("into",),
    "change_department": ("department", "why"),
    "escalate": ("department", "until"),
    "tie_fault": ("fault",),
}
"""Fields of which the customer hears what was given; of a note, its own field says whether."""

COMPLETED = frozenset({"ask_customer", "ask_party", "note", "resolve"})
"""Deeds with openings that must be completed: nobody is sent a text with a gap in it."""
LONGEST = {"text": 300, "long": 900, "words": 5_000}
"""Letters; the longest notice still fits into one message. ``words`` are the customer's own, of
which nothing is cut off: no message of any channel is longer."""


def choices_of(kind: str, ticket: Ticket, tables: TicketTables) -> tuple[str, ...] | None:
    """What may be chosen in a field; None for a field that is no choice."""
    choices: dict[str, tuple[str, ...]] = {
        "party_kind": PARTIES,
        "party": tuple(party.id for party in ticket.parties if not party.heard_ms),
        "object_outcome": OBJECT_OUTCOMES,
        "outcome": OUTCOMES,
        "cause": tables.causes,
        "type": tuple(tables.targets),
        "department": tables.departments,
        "priority": tables.priorities,
        "action": tables.actions,
        "improvement": tuple(one.id for one in ticket.improvements if not one.done_ms),
        "objects": ticket.objects,
        "fault": tuple(one for one in tables.faults if one != ticket.fault),
    }
    return choices.get(kind)


def check_fields(ticket: Ticket, deed: Deed, tables: TicketTables) -> Refusal | None:
    """The first thing that is missing or wrong."""
    for name, wanted in FIELDS[deed.kind].items():
        given = deed.fields.get(name)
        if given in (None, "", [], ()):
            if wanted.needed:
                return _about("desk_field_missing", name)
        elif refusal := _check(name, wanted, given, ticket, deed, tables):
            return refusal
    return None


def _check(
    name: str, wanted: Field, given: Any, ticket: Ticket, deed: Deed, tables: TicketTables
) -> Refusal | None:
    if wanted.kind in LONGEST:
        if deed.kind in COMPLETED and isinstance(given, str) and "…" in given:
            return Refusal("desk_template_incomplete")
        if not isinstance(given, str) or len(given) > LONGEST[wanted.kind]:
            return _about("desk_field_too_long", name, most=str(LONGEST[wanted.kind]))
    elif wanted.kind == "time":
        is_number = isinstance(given, int) and not isinstance(given, bool)
        if not is_number or not deed.at_ms < given <= deed.at_ms + FURTHEST_MS:
            return _about("desk_field_not_ahead", name)
    elif wanted.kind == "flag":
        if not isinstance(given, bool):
            return _about("desk_field_unknown", name)
    else:
        choices = choices_of(wanted.kind, ticket, tables) or ()
        chosen = given if wanted.kind == "objects" and isinstance(given, list) else [given]
        if any(one not in choices for one in chosen):
            return _about("desk_field_unknown", name)
    return None


def _about(text: str, name: str, **values: str) -> Refusal:
    return Refusal(text, values, {"field": f"desk_field_{name}"})


def cleaned(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Only fields that the deed has, without blanks around texts."""
    wanted = {name: given[name] for name in FIELDS[kind] if name in given}
    return {name: part.strip() if isinstance(part, str) else part for name, part in wanted.items()}
