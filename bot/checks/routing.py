"""Routing names what exists, no rule is idle, nobody stands in for himself, danger comes first."""

import re
from collections.abc import Collection, Iterator

from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.routing_shapes import Routing, Rule
from bot.checks.source import Place, Source
from bot.checks.targets import unknown_name
from bot.routes import PARTS, read_rule
from handoff.rules.hours_words import ALWAYS
from handoff.rules.routes import EMERGENCY, KINDS, MOST_STAND_INS, TOP, URGENT
from handoff.rules.signals import LANGUAGES

LONGEST_TARGET = 7 * 24 * 60
_ID = re.compile(r"[a-z0-9_]{1,40}")


def check(project: Project) -> Iterator[Problem]:
    source, routing = project.routing.source, project.routing.shape
    if not project.routing.is_read:
        return
    departments = _departments(project)
    for number, rule in enumerate(routing.ways):
        yield from _names(project, ("ways", number), rule, departments)
        yield from _use(source, ("ways", number), rule, routing)
        yield from _idle(project, number)
    yield from _ids(source, "roles", routing.roles)
    yield from _ids(source, "skills", routing.skills)
    yield from _stand_ins(source, routing.stand_ins, departments)
    yield from _numbers(source, routing, departments)
    yield from _targets(project)
    yield from _danger(project)


def _departments(project: Project) -> Collection[str] | None:
    """None if their file cannot be read: then nothing can be said."""
    found = [each.id for each in project.departments.shape.departments]
    return found if project.departments.is_read else None


def _names(
    project: Project, at: Place, rule: Rule, departments: Collection[str] | None
) -> Iterator[Problem]:
    source, routing = project.routing.source, project.routing.shape
    reasons, complaints, platforms = project.reasons, project.complaints, project.platforms
    known: dict[str, Collection[str] | None] = {
        "reason": [r.id for r in reasons.shape.handoff_reasons] if reasons.is_read else None,
        "complaint": project.complaint_ids if complaints.is_read else None,
        "language": LANGUAGES,
        "platform": platforms.shape.platforms if platforms.is_read else None,
        "role": routing.roles,
    }
    kinds = {"reason": "handoff reason", "complaint": "complaint type"}
    for part in PARTS:
        for number, name in enumerate(getattr(rule.when, part)):
            place = (*at, "when", part, number)
            yield from unknown_name(source, place, name, known[part], kinds.get(part, part))
    yield from unknown_name(source, (*at, "department"), rule.department, departments, "department")
    yield from unknown_name(source, (*at, "priority"), rule.priority, routing.targets, "priority")
    for number, skill in enumerate(rule.skills):
        yield from unknown_name(source, (*at, "skills", number), skill, routing.skills, "skill")


def _use(source: Source, at: Place, rule: Rule, routing: Routing) -> Iterator[Problem]:
    """Whether the rule changes anything."""
    if rule.target is not None and not 0 < rule.target <= LONGEST_TARGET:
        what = f"{rule.target} is no target"
        yield source.error((*at, "target"), what, "Write minutes, from 1 to a week (10080).")
    if not (rule.department or rule.priority or rule.skills or rule.target is not None):
        remedy = "Give it a department, a priority, skills or a target, or remove it."
        yield source.error(at, "this rule changes nothing", remedy)
    if rule.priority == TOP and rule.department not in ("", URGENT):
        what = f"{TOP} goes to {URGENT}, not to {rule.department}"
        yield source.error((*at, "department"), what, f"Write {URGENT}, or leave it out.")
    own = [routing.reasons[name] for name in rule.when.reason if name in routing.reasons]
    is_urgent = all(way.priority <= rule.priority for way in own)
    if rule.priority and own and is_urgent and not rule.when.complaint:
        what = f"{rule.priority} raises nothing: its reasons have it, or a more urgent one"
        remedy = "Remove the priority; to lower one, change the row of the reason."
        yield source.error((*at, "priority"), what, remedy)


def _idle(project: Project, number: int) -> Iterator[Problem]:
    """Whether any matter can come to the rule."""
    source, rows = project.routing.source, project.routing.shape.ways
    at, rule = ("ways", number), rows[number]
    if set(rule.when.reason) == {EMERGENCY}:
        what = "this rule can never match: danger is touched by no rule"
        yield source.error(at, what, "Remove it.")
    when = read_rule({"when": rule.when.model_dump()}).when
    for earlier, other in enumerate(rows[:number]):
        if read_rule({"when": other.when.model_dump()}).when.covers(when):
            what = f"this rule can never match: rule {earlier + 1} takes all that it asks for"
            yield source.error(at, what, "Put the narrow rule above the wide one.")
            return
    if when.complaint and when.platform and not _meets(project, rule):
        what = "this rule can never match: none of its complaints exists on its platforms"
        yield source.error(at, what, "Correct the platform or the complaint.")


def _meets(project: Project, rule: Rule) -> bool:
    """Whether a complaint of the rule exists on one of its platforms; unknown ones may."""
    kinds = {kind.id: kind for kind in project.complaints.shape.complaint_types}
    for name in rule.when.complaint:
        kind = kinds.get(name)
        if kind is None or not kind.platforms or set(kind.platforms) & set(rule.when.platform):
            return True
    return False


def _ids(source: Source, key: str, names: list[str]) -> Iterator[Problem]:
    for number, name in enumerate(names):
        if not _ID.fullmatch(name):
            remedy = "Use small letters, digits and underscores, 40 at most."
            yield source.error((key, number), f"`{name}` cannot be an id", remedy)
        if name in names[:number]:
            yield source.error((key, number), f"`{name}` stands twice", "Keep one.")


def _stand_ins(
    source: Source, stand_ins: dict[str, str], departments: Collection[str] | None
) -> Iterator[Problem]:
    for name, other in stand_ins.items():
        at: Place = ("stand_ins", name)
        yield from unknown_name(source, at, name, departments, "department")
        yield from unknown_name(source, at, other, departments, "department")
        if name == URGENT:
            yield source.error(at, f"nobody stands in for {URGENT}", "Remove the line.")
        chain = [name]
        while (near := stand_ins.get(chain[-1])) and near not in chain:
            chain.append(near)
        if near == name:
            what = f"{' > '.join([*chain, near])} goes round in a circle"
            yield source.error(at, what, "Remove one of these lines.")
        elif len(chain) > MOST_STAND_INS + 1:
            what = f"{' > '.join(chain)} is too long: {MOST_STAND_INS} departments are looked at"
            yield source.error(at, what, "Shorten it.")


def _numbers(
    source: Source, routing: Routing, departments: Collection[str] | None
) -> Iterator[Problem]:
    for kind, percent in routing.wider.items():
        yield from unknown_name(source, ("wider", kind), kind, KINDS, "way to go wider")
        if not 0 < percent <= 100:
            what = f"{percent} is no part of the target"
            yield source.error(("wider", kind), what, "Write percent, from 1 to 100.")
    for name, most in routing.most_waiting.items():
        at: Place = ("most_waiting", name)
        yield from unknown_name(source, at, name, departments, "department")
        if name == URGENT:
            yield source.error(at, f"{URGENT} turns nobody away", "Remove the line.")
        if most < 1:
            what = f"{most} would let nobody wait"
            yield source.error(at, what, "Write 1 or more, or remove the line.")
    for name, minutes in routing.long_wait.items():
        at = ("long_wait", name)
        yield from unknown_name(source, at, name, departments, "department")
        if name == URGENT:
            what = f"nobody in {URGENT} is told to reckon with a wait"
            yield source.error(at, what, "Remove the line.")
        if not 0 < minutes <= LONGEST_TARGET:
            what = f"{minutes} is no wait"
            yield source.error(at, what, "Write minutes, from 1 to a week (10080).")


def _targets(project: Project) -> Iterator[Problem]:
    source, targets = project.routing.source, project.routing.shape.targets
    priorities = project.priorities.shape.priorities if project.priorities.is_read else targets
    for name, minutes in targets.items():
        yield from unknown_name(source, ("targets", name), name, priorities, "priority")
        if not 0 < minutes <= LONGEST_TARGET:
            what = f"{minutes} is no target"
            remedy = "Write minutes, from 1 to a week (10080)."
            yield source.error(("targets", name), what, remedy)
    for name in priorities:
        if name not in targets:
            what = f"{name} has no target"
            yield source.error(("targets",), what, "Add minutes until the first answer.")


def _danger(project: Project) -> Iterator[Problem]:
    """Whoever is in danger comes to those who never close, whatever else is edited."""
    source, row = project.routing.source, project.routing.shape.reasons.get(EMERGENCY)
    if row is not None and (row.department, row.priority) != (URGENT, TOP):
        what = f"{EMERGENCY} must go to {URGENT} with {TOP}"
        yield source.error(("reasons", EMERGENCY), what, "Put it back: nothing else is safe.")
    for number, each in enumerate(project.departments.shape.departments):
        if each.id == URGENT and each.hours and each.hours != ALWAYS:
            what = f"{URGENT} must never close"
            remedy = f'Write hours: "{ALWAYS}".'
            yield project.departments.source.error(("departments", number, "hours"), what, remedy)
