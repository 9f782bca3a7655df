"""What a turn may expect: known predicates, in the shape that each one has, with known ids."""

from collections.abc import Collection
from typing import Any

from bot.converse.known import Known
from bot.converse.source import BadScript

IDS: dict[str, tuple[str, ...]] = {
    "faq_answered": ("topic",),
    "one_of_faq": ("topic",),
    "clarify_between": ("topic", "complaint type"),
    "form_started": ("complaint type",),
    "form_asks": ("field",),
    "form_resumed": ("field",),
    "field_missing": ("field",),
    "field_rejected": ("field",),
    "ticket_state": ("ticket state",),
    "state": ("state",),
    "answer_lang": ("language",),
    "evidence_stored": ("evidence",),
    "root_cause": ("root cause",),
    "says": ("text",),
}
"""Predicates that name one id or several, of these kinds."""
MAY_BE_TRUE = frozenset({"form_started", "form_resumed", "evidence_stored", "root_cause"})
FLAGS = frozenset({"form_cancelled", "summary_shown", "no_ticket", "queue_told", "bot_silent"})
PROSE = frozenset({"user_gets", "agent_gets", "must_not"})
PARTS: dict[str, dict[str, str]] = {
    "handoff": {"reason": "reason", "department": "department", "priority": "priority"},
    "ticket_created": {
        "type": "ticket type",
        "department": "department",
        "priority": "priority",
        "state": "ticket state",
        "reason": "reason",
        "language": "language",
        "platform": "platform",
        "root_cause": "root cause",
    },
}
"""Predicates that name properties: the kind of id of each."""
OTHER_PARTS = {"ticket_created": frozenset({"fields", "evidence", "channel"})}
PREDICATES = frozenset({*IDS, *FLAGS, *PROSE, *PARTS, "field_set", "offers", "description"})


def check_predicate(name: str, wanted: Any, known: Known) -> None:
    """Raises ``BadScript``."""
    if name not in PREDICATES:
        raise BadScript(f"{name} is no known predicate; known: {', '.join(sorted(PREDICATES))}")
    try:
        _check_one(name, wanted, known)
    except BadScript as error:
        raise BadScript(f"{name}: {error}", error.line) from None


def _check_one(name: str, wanted: Any, known: Known) -> None:
    if name in FLAGS:
        if not isinstance(wanted, bool):
            raise BadScript("wanted true or false")
    elif name in IDS:
        if not (wanted is True and name in MAY_BE_TRUE):
            _check_ids(wanted, IDS[name], known)
    elif name == "field_set":
        _check_fields(wanted, known)
    elif name in PARTS:
        _check_parts(name, wanted, known)
    elif not wanted or isinstance(wanted, dict | bool):
        raise BadScript("wanted words, or a list of them")


def _check_ids(wanted: Any, kinds: Collection[str], known: Known) -> None:
    values = wanted if isinstance(wanted, list) else [wanted]
    if not values:
        raise BadScript("the list is empty")
    for value in values:
        if not any(str(value) in known.ids[kind] for kind in kinds):
            raise BadScript(f"{value} is no {' or '.join(kinds)}")


def _check_fields(wanted: Any, known: Known) -> None:
    if not isinstance(wanted, dict) or not wanted:
        raise BadScript("wanted fields with their values")
    _check_ids(list(wanted), ("field",), known)


def _check_parts(name: str, wanted: Any, known: Known) -> None:
    parts = PARTS[name]
    if isinstance(wanted, bool):
        return
    if isinstance(wanted, str):
        # The first property is the one that has no need to be named.
        wanted = {next(iter(parts)): wanted}
    if not isinstance(wanted, dict) or not wanted:
        raise BadScript(f"wanted true or properties: {', '.join(parts)}")
    others = OTHER_PARTS.get(name, frozenset())
    if unknown := wanted.keys() - parts.keys() - others:
        raise BadScript(f"it has no {', '.join(sorted(unknown))}")
    for part in wanted.keys() & parts.keys():
        _check_ids(wanted[part], (parts[part],), known)
    if "fields" in wanted:
        _check_fields(wanted["fields"], known)
    if "evidence" in wanted and wanted["evidence"] is not True:
        _check_ids(wanted["evidence"], ("evidence",), known)
