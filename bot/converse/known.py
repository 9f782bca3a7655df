"""The ids that a script may name, from the tables of ``data/``."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.content import load
from handoff.rules.conversation import State
from handoff.rules.tables import Tables
from handoff.rules.ticket import GENERAL_REQUEST


@dataclass(frozen=True)
class Known:
    """Every id by its kind. ``zones``: the time zone behind "local" by language."""

    tables: Tables
    ids: dict[str, frozenset[str]]
    zones: dict[str, ZoneInfo]


def read_known(data: Path) -> Known:
    """Read the ids of ``data``. Raises ``ContentError`` for content that cannot be used."""
    loaded = load(data)
    tables = loaded.tables
    read = _reader(data / "catalogue")
    complaints = read("complaint_types")
    types = complaints["complaint_types"]
    fields = [*complaints["common_fields"], *(f for t in types for f in t["fields"])]
    places = read("platforms")
    ids = {
        "topic": frozenset(tables.topics),
        "complaint type": frozenset(tables.complaint_types),
        "ticket type": frozenset({*tables.complaint_types, GENERAL_REQUEST}),
        "department": frozenset(tables.departments),
        "reason": frozenset(tables.reasons),
        "priority": frozenset(tables.targets),
        "field": frozenset(f["name"] for f in fields),
        "state": frozenset(state.value for state in State),
        "ticket state": frozenset(s["id"] for s in read("tickets")["ticket_states"]),
        "root cause": frozenset(c["id"] for c in read("root_causes")["root_cause_codes"]),
        "evidence": frozenset(k["id"] for k in read("evidence")["evidence_kinds"]),
        "text": frozenset(loaded.content.texts),
        "language": frozenset(places["languages"]),
        "platform": frozenset(places["platforms"]),
    }
    zones = {language: ZoneInfo(zone) for language, zone in places["timezones"].items()}
    return Known(tables, ids, zones)


def _reader(catalogue: Path) -> Callable[[str], dict[str, Any]]:
    def read(name: str) -> dict[str, Any]:
        found: dict[str, Any] = yaml.safe_load((catalogue / f"{name}.yml").read_text("utf-8"))
        return found

    return read
