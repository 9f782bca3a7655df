"""What a dialogue finds when it begins, as its script says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.converse.known import Known
from bot.converse.source import BadScript
from handoff.ports import Agent
from handoff.rules.ids import AgentId
from handoff.service import PRESENCES

NAMES = ("Sanne", "Wei", "Amy", "Bram", "Lin", "Noor", "Tom", "Jia")
KEYS = frozenset({"queue_ahead", "department", "office", "opens", "existing_ticket", "agents"})
TICKET_IDS = {
    "type": "ticket type",
    "state": "ticket state",
    "department": "department",
    "priority": "priority",
}
TICKET_KEYS = frozenset({*TICKET_IDS, "question", "outcome", "number"})
AGENT_KEYS = frozenset({"name", "departments", "department", "languages", "capacity", "presence"})
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
    """``existing_ticket`` holds the fields that the script gives, empty for a usual one."""

    queue_ahead: int = 0
    department: str = ""
    office: str = "open"
    opens: str = ""
    existing_ticket: dict[str, str] | None = None
    agents: tuple[AgentWanted, ...] = (AgentWanted(NAMES[0]),)


def read_setup(plain: Any, known: Known) -> Setup:
    """Raises ``BadScript``."""
    if plain is None:
        return Setup()
    if not isinstance(plain, dict):
        raise BadScript("setup is no list of settings")
    if unknown := plain.keys() - KEYS:
        raise BadScript(f"setup knows no {', '.join(sorted(unknown))}")
    ahead, office = plain.get("queue_ahead", 0), str(plain.get("office", "open"))
    if not isinstance(ahead, int) or isinstance(ahead, bool) or not 0 <= ahead <= 50:
        raise BadScript("queue_ahead wants a number from 0 to 50")
    if office not in ("open", "closed"):
        raise BadScript("office is open or closed")
    department = str(plain.get("department", ""))
    if department:
        _check(department, "department", known)
    agents = tuple(_agents(plain["agents"], known)) if "agents" in plain else Setup().agents
    _check_names(agents)
    ticket = _ticket(plain.get("existing_ticket"), known)
    return Setup(ahead, department, office, str(plain.get("opens", "")), ticket, agents)


def _agents(plain: Any, known: Known) -> Iterator[AgentWanted]:
    """A number, a list of names or of agents, or numbers by presence or department."""
    if plain in (None, "none"):
        return
    if isinstance(plain, int) and not isinstance(plain, bool) and 0 <= plain <= len(NAMES):
        yield from (AgentWanted(name) for name in NAMES[:plain])
    elif isinstance(plain, list):
        yield from (_agent(item, known) for item in plain)
    elif isinstance(plain, dict) and all(isinstance(count, int) for count in plain.values()):
        kinds = [kind for kind, count in plain.items() for _ in range(count)]
        for name, kind in zip(NAMES, kinds, strict=False):
            if kind in WORDS_FOR_PRESENCE:
                yield AgentWanted(name, WORDS_FOR_PRESENCE[kind])
            else:
                yield AgentWanted(name, departments=(_check(kind, "department", known),))
    else:
        raise BadScript(f"agents wants a number up to {len(NAMES)}, or a list of agents")


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
    capacity = int(given.get("capacity", 4))
    presence = WORDS_FOR_PRESENCE[presence]
    return AgentWanted(str(given["name"]), presence, departments, languages, capacity)


def _check_names(agents: tuple[AgentWanted, ...]) -> None:
    if len({agent.name for agent in agents}) < len(agents):
        raise BadScript("two agents have one name")


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


def _words(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(word) for word in (value if isinstance(value, list) else [value]))


def _check(value: str, kind: str, known: Known) -> str:
    if value not in known.ids[kind]:
        raise BadScript(f"{value} is no {kind}")
    return value
