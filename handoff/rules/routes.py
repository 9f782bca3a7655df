"""Where a matter goes beyond its reason or type: rules, who stands in, and when it goes wider.

The tables are those of ``data/catalogue/routing.yml``; ``docs/routing.md`` tells how they are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from handoff.rules.forms_summary import Route
from handoff.rules.hours import Hours

URGENT = "urgent_safety"
EMERGENCY = "safety_emergency"
EMERGENCIES = frozenset({EMERGENCY, "security_emergency"})
"""Reasons whose first words help at once, so that they are said also to one who waits already."""
TOP = "P0"
"""Danger: always to those who never close, whatever a table says."""
MOST_STAND_INS = 3
"""Departments after the own one that are looked at."""
KINDS = ("skill", "language", "department")
"""Ways in which a conversation is offered to more agents."""


@dataclass(frozen=True)
class Matter:
    """What rules are chosen by; an empty value is one that is not known."""

    reason: str = ""
    complaint: str = ""
    language: str = ""
    platform: str = ""
    role: str = ""


@dataclass(frozen=True)
class When:
    """The matters that a rule is for; an empty set stands for any."""

    reason: frozenset[str] = frozenset()
    complaint: frozenset[str] = frozenset()
    language: frozenset[str] = frozenset()
    platform: frozenset[str] = frozenset()
    role: frozenset[str] = frozenset()

    def holds(self, matter: Matter) -> bool:
        return all(not wanted or value in wanted for wanted, value in self._with(matter))

    def covers(self, other: "When") -> bool:
        """Whether every matter of the other one is of this one too."""
        own, theirs = vars(self), vars(other)
        return all(not own[name] or (theirs[name] and theirs[name] <= own[name]) for name in own)

    def _with(self, matter: Matter) -> Iterator[tuple[frozenset[str], str]]:
        return ((wanted, getattr(matter, name)) for name, wanted in vars(self).items())


@dataclass(frozen=True)
class Rule:
    """What becomes of the matters of ``when``; empty parts change nothing.

    ``priority`` is what it is at least. ``target``: minutes until the first answer in the chat,
    instead of those of the priority.
    """

    when: When
    department: str = ""
    priority: str = ""
    skills: tuple[str, ...] = ()
    target: int = 0


@dataclass(frozen=True)
class Routes:
    """- ``rules``: the first one that holds counts, and no other
    - ``stand_ins``: the department that takes over from another one
    - ``languages``: those of each department; one that is not named speaks all
    - ``wider``: by kind, the percent of the target after which more agents are offered it
    - ``most_waiting``: how many may wait in a department; one that is not named has no bound
    - ``long_wait``: minutes of probable wait after which a customer hears why
    - ``roles``: what the page of a customer may say they are
    """

    rules: tuple[Rule, ...] = ()
    stand_ins: dict[str, str] = field(default_factory=dict)
    languages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    wider: dict[str, int] = field(default_factory=dict)
    most_waiting: dict[str, int] = field(default_factory=dict)
    long_wait: dict[str, int] = field(default_factory=dict)
    roles: tuple[str, ...] = ()

    def routed(self, route: Route, matter: Matter) -> Route:
        """The route by the first rule that holds. Danger stays where it is."""
        if route.priority == TOP:
            return route
        rule = next((each for each in self.rules if each.when.holds(matter)), None)
        if rule is None:
            return route
        return replace(
            route,
            department=rule.department or route.department,
            priority=min(route.priority, rule.priority or route.priority),
            skills=rule.skills,
            target=rule.target,
        )

    @property
    def skills(self) -> tuple[str, ...]:
        """All that a rule asks for."""
        return tuple(sorted({skill for rule in self.rules for skill in rule.skills}))

    def chain(self, department: str) -> tuple[str, ...]:
        """The department and those that stand in for it, each once."""
        found = [department]
        while (near := self.stand_ins.get(found[-1])) and near not in found:
            found.append(near)
            if len(found) > MOST_STAND_INS:
                break
        return tuple(found)

    def speaks(self, department: str, language: str) -> bool:
        known = self.languages.get(department)
        return not known or language in known

    def wider_ms(self, since_ms: int, due_ms: int) -> dict[str, int]:
        """When a conversation that is to be answered by ``due_ms`` goes wider, by kind."""
        return {
            kind: since_ms + (due_ms - since_ms) * percent // 100
            for kind, percent in self.wider.items()
        }


def served(
    routes: Routes,
    department: str,
    language: str,
    now_ms: int,
    hours: Hours,
    on_duty: frozenset[str] | None,
) -> str:
    """The first of its chain that speaks the language, is open and has somebody there.

    The department itself if none is: it keeps the customer's place until it opens. ``on_duty``:
    departments with somebody there, None while that is not known.
    """

    def can_serve(each: str) -> bool:
        is_there = on_duty is None or each in on_duty
        is_open = hours.is_open(each, language, now_ms)
        return is_there and is_open and routes.speaks(each, language)

    return next((each for each in routes.chain(department) if can_serve(each)), department)
