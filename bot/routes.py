"""Reads where matters go beyond their reason from ``data/catalogue/routing.yml``."""

from typing import Any

from handoff.rules.routes import Routes, Rule, When

PARTS = ("reason", "complaint", "language", "platform", "role")
"""What a rule may ask for under ``when``."""


def read_routes(routing: dict[str, Any], departments: list[dict[str, Any]]) -> Routes:
    """``routing`` and the rows of ``departments.yml`` as read; all parts may be left out."""
    return Routes(
        rules=tuple(read_rule(row) for row in routing.get("ways") or ()),
        stand_ins=dict(routing.get("stand_ins") or {}),
        languages={each["id"]: tuple(each.get("languages") or ()) for each in departments},
        wider=dict(routing.get("wider") or {}),
        most_waiting=dict(routing.get("most_waiting") or {}),
        long_wait=dict(routing.get("long_wait") or {}),
        roles=tuple(routing.get("roles") or ()),
    )


def read_rule(row: dict[str, Any]) -> Rule:
    wanted = {name: frozenset(listed((row.get("when") or {}).get(name))) for name in PARTS}
    return Rule(
        When(**wanted),
        row.get("department") or "",
        row.get("priority") or "",
        tuple(row.get("skills") or ()),
        row.get("target") or 0,
    )


def listed(given: Any) -> list[str]:
    """A part of ``when`` is one name or a list of them."""
    if given is None:
        return []
    return given if isinstance(given, list) else [given]
