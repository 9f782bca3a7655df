"""Wanted values beside found ones."""

from typing import Any


def differs(wanted: dict[str, Any], found: dict[str, Any]) -> str:
    """What is not as wanted. A list of wanted values means any of them, true any value at all."""
    whys = [
        f"{name} is {_shown(found.get(name))}"
        for name, value in wanted.items()
        if not any(_same(one, found.get(name)) for one in listed(value))
    ]
    return ", ".join(whys)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _same(wanted: Any, found: Any) -> bool:
    if wanted is True and not isinstance(found, bool):
        return found not in (None, "", [], {})
    if isinstance(found, list):
        return str(wanted) in map(str, found)
    if isinstance(found, dict):
        # An amount with or without its currency, an object by its kind, its name, or both.
        parts = [str(part) for part in found.values() if part]
        return str(wanted) in (*parts, " ".join(parts))
    # A day is wanted without the time of day that may be stored with it.
    return str(found) == str(wanted) or (str(found).startswith(f"{wanted}T") and bool(wanted))


def _shown(found: Any) -> str:
    return "not there" if found in (None, "", []) else str(found)
