"""What a dialogue finds when it begins, as its script says."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.converse.known import Known
from bot.converse.source import BadScript, at, words_of
from handoff.ports import Agent
from handoff.rules.ids import AgentId
from handoff.service import PRESENCES

NAMES = ("Sanne", "Wei", "Amy", "Bram", "Lin", "Noor", "Tom", "Jia")
USUAL_ACCOUNT = "robin_k"
MOST_CHATS = 50
"""Chats at once of one agent, as when agents are added."""
TICKET_IDS = {
    "type": "ticket type",
    "state": "ticket state",
    "department": "department",
    "priority": "priority",
}
TICKET_KEYS = frozenset({*TICKET_IDS, "question", "outcome", "number"})
AGENT_KEYS = frozenset({"name", "departments", "department", "languages", "capacity", "presence"})
_TIME_OF_DAY = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d")
_ACCOUNT = re.compile(r"\w{2,32}")
WORDS_FOR_PRESENCE = {"free": "available"} | dict(zip(PRESENCES, PRESENCES, strict=True))


@dataclass(frozen=True)
class AgentWanted:
    """An agent at the desk when the dialogue begins."""

    name: str
    presence: str = "available"
    departments: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = 4

    def as_agent(self) -> Agent:
        return Agent(
            AgentId(""), self.name, "agent", self.departments, self.languages, self.capacity
        )


@dataclass(frozen=True)
class Setup:
    """``existing_ticket`` holds the fields that the script gives, empty for a usual one.

    ``account`` is the name by which the channel knows the customer, empty where it knows none.
    """

    queue_ahead: int = 0
    department: str = ""
    office: str = "open"
    opens: str = ""
    existing_ticket: dict[str, str] | None = None
    account: str = USUAL_ACCOUNT
    agents: tuple[AgentWanted, ...] = (AgentWanted(NAMES[0]),)


def read_setup(plain: Any, known: Known) -> Setup:
    """Raises ``BadScript``."""
    if plain is None:
        return Setup()
    if not isinstance(plain, dict):
        raise BadScript("setup is no list of settings")
    if unknown := plain.keys() - _SETTINGS.keys():
        raise BadScript(f"setup knows no {', '.join(sorted(unknown))}")
    given: dict[str, Any] = {}
    for name, value in plain.items():
        with at(plain, name):
            given[name] = _SETTINGS[name](value, known)
    return Setup(**given)


def _number(value: Any, name: str, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise BadScript(f"{name} wants a number from {least} to {most}")
    return value


def _queue_ahead(plain: Any, known: Known) -> int:
    return _number(plain, "queue_ahead", 0, 50)


def _department(plain: Any, known: Known) -> str:
    return _check(str(plain), "department", known) if plain else ""


def _office(plain: Any, known: Known) -> str:
    if plain not in ("open", "closed"):
        raise BadScript("office is open or closed")
    return str(plain)


def _opens(plain: Any, known: Known) -> str:
    words = words_of(plain, "opens")
    if words and not _TIME_OF_DAY.fullmatch(words):
        raise BadScript(f"opens wants a time of day such as 07:00, not {words!r}")
    return words


def _desk(plain: Any, known: Known) -> tuple[AgentWanted, ...]:
    agents = tuple(_agents(plain, known))
    if len({agent.name for agent in agents}) < len(agents):
        raise BadScript("two agents have one name")
    return agents


def _agents(plain: Any, known: Known) -> Iterator[AgentWanted]:
    """A number, a list of names or of agents, or numbers by presence or department."""
    if plain in (None, "none"):
        return
    if isinstance(plain, list):
        for item in plain:
            with at(item):
                yield _agent(item, known)
    elif isinstance(plain, dict):
        kinds = list(_kinds(plain, known))
        if len(kinds) > len(NAMES):
            raise BadScript(f"agents wants {len(NAMES)} at most in all; list them for more")
        yield from (AgentWanted(n, *kind) for n, kind in zip(NAMES, kinds, strict=False))
    else:
        count = _number(plain, "agents", 0, len(NAMES))
        yield from (AgentWanted(name) for name in NAMES[:count])


def _kinds(plain: dict[str, Any], known: Known) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Presence and departments of each agent that is counted."""
    for kind, count in plain.items():
        with at(plain, kind):
            how_many = _number(count, f"agents: {kind}", 0, len(NAMES))
            if kind in WORDS_FOR_PRESENCE:
                found: tuple[str, tuple[str, ...]] = (WORDS_FOR_PRESENCE[kind], ())
            else:
                found = ("available", (_check(kind, "department", known),))
        yield from itertools.repeat(found, how_many)


def _agent(plain: Any, known: Known) -> AgentWanted:
    given = {"name": plain} if isinstance(plain, str) else plain
    if not isinstance(given, dict) or not given.get("name") or given.keys() - AGENT_KEYS:
        raise BadScript(f"an agent has a name, and of {', '.join(sorted(AGENT_KEYS))} what is said")
    presence = str(given.get("presence", "available"))
    if presence not in WORDS_FOR_PRESENCE:
        raise BadScript(f"{presence} is no presence; known: {', '.join(WORDS_FOR_PRESENCE)}")
    departments = _words(given.get("departments", given.get("department")))
    languages = _words(given.get("languages"))
    for department in departments:
        _check(department, "department", known)
    for language in languages:
        _check(language, "language", known)
    capacity = _number(given.get("capacity", 4), "capacity", 1, MOST_CHATS)
    presence = WORDS_FOR_PRESENCE[presence]
    name = words_of(given["name"], "name")
    return AgentWanted(name, presence, departments, languages, capacity)


def _ticket(plain: Any, known: Known) -> dict[str, str] | None:
    """True for a usual one, a complaint type, a number, or fields."""
    if plain in (None, False):
        return None
    if plain is True:
        return {}
    if isinstance(plain, str):
        plain = {"type" if plain in known.ids["ticket type"] else "number": plain}
    if not isinstance(plain, dict) or plain.keys() - TICKET_KEYS:
        raise BadScript(f"existing_ticket knows {', '.join(sorted(TICKET_KEYS))}")
    for name, kind in TICKET_IDS.items():
        if name in plain:
            _check(str(plain[name]), kind, known)
    return {name: str(value) for name, value in plain.items()}


def _account(plain: Any, known: Known) -> str:
    """A name, or none; true for the usual one."""
    if plain is True:
        return USUAL_ACCOUNT
    words = words_of(plain, "account").removeprefix("@")
    if words and not _ACCOUNT.fullmatch(words):
        raise BadScript(f"{words!r} is no name of an account")
    return "" if words == "none" else words


def _words(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(word) for word in (value if isinstance(value, list) else [value]))


def _check(value: str, kind: str, known: Known) -> str:
    if value not in known.ids[kind]:
        raise BadScript(f"{value} is no {kind}")
    return value


_SETTINGS: dict[str, Callable[[Any, Known], Any]] = {
    "queue_ahead": _queue_ahead,
    "department": _department,
    "office": _office,
    "opens": _opens,
    "existing_ticket": _ticket,
    "agents": _desk,
    "account": _account,
}
