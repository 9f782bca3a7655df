"""Everything that names something else names what exists: no button leads nowhere."""

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.checks.content_shapes import FormField, Topic
from bot.checks.problem import Problem
from bot.checks.project import File, Project
from bot.checks.source import Place, Source
from handoff.rules.signals import LANGUAGES

_ID = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST_ID = 64 - len("complaint:")
"""A button's id holds a verb and this, in at most 64 bytes (Telegram)."""


@dataclass(frozen=True)
class _Names:
    """What may be named. ``None``: its file cannot be read, so nothing can be said."""

    topics: Collection[str] | None
    categories: Collection[str] | None
    complaints: Collection[str] | None
    departments: Collection[str] | None
    platforms: Collection[str] | None
    priorities: Collection[str] | None
    reasons: Collection[str] | None
    evidence: Collection[str] | None
    field_types: Collection[str] | None


def check(project: Project) -> Iterator[Problem]:
    names = _names(project)
    for file in project.topics:
        yield from _topic(file.source, file.shape.id)
        yield from _topic_targets(file, names)
    yield from _complaints(project, names)
    yield from _routing(project, names)
    yield from _pairs(project, names)
    yield from _categories(project)
    yield from _departments(project)
    yield from _desk_names(project)


def _names(project: Project) -> _Names:
    def known(file: File[Any], names: Collection[str]) -> Collection[str] | None:
        return names if file.is_read else None

    complaints, routing = project.complaints, project.routing
    return _Names(
        topics=project.topic_ids,
        categories=known(
            project.categories, [c.id for c in project.categories.shape.faq_categories]
        ),
        complaints=known(complaints, project.complaint_ids),
        departments=known(
            project.departments, [d.id for d in project.departments.shape.departments]
        ),
        platforms=known(project.platforms, project.platforms.shape.platforms),
        priorities=known(routing, routing.shape.targets),
        reasons=known(project.reasons, [r.id for r in project.reasons.shape.handoff_reasons]),
        evidence=known(project.evidence, [e.id for e in project.evidence.shape.evidence_kinds]),
        field_types=known(complaints, complaints.shape.field_types),
    )


def unknown_name(
    source: Source, place: Place, name: str | None, known: Collection[str] | None, what: str
) -> Iterator[Problem]:
    """A problem if ``name`` is not among the ``known`` (None: nothing can be said); ``what`` is the
    kind of thing that is meant: "topic"."""
    if name and known is not None and name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        few = f" Known: {', '.join(sorted(known))}." if len(known) <= 20 else ""
        remedy = f"Did you mean `{near[0]}`?" if near else f"Correct the name, or add it.{few}"
        yield source.error(place, f"`{name}` is no {what}", remedy)


def _each(
    source: Source, place: Place, named: list[str], known: Collection[str] | None, what: str
) -> Iterator[Problem]:
    for number, name in enumerate(named):
        yield from unknown_name(source, (*place, number), name, known, what)
        if name and name in named[:number]:
            yield source.error((*place, number), f"`{name}` is named twice", "Keep one.")


def _topic(source: Source, topic: str) -> Iterator[Problem]:
    if topic and Path(source.file).stem != topic:
        what = f"the file of the topic {topic} has another name"
        yield source.error(("id",), what, f"Call the file {topic}.yml, or correct the id.")
    yield from _id(source, ("id",), topic)


def _id(source: Source, place: Place, name: str) -> Iterator[Problem]:
    if name and (not _ID.fullmatch(name) or len(name) > _LONGEST_ID):
        remedy = f"Use small letters, digits and underscores, {_LONGEST_ID} at most."
        yield source.error(place, f"`{name}` cannot be an id", remedy)


def _topic_targets(file: File[Topic], names: _Names) -> Iterator[Problem]:
    topic, source = file.shape, file.source
    yield from unknown_name(source, ("category",), topic.category, names.categories, "category")
    yield from unknown_name(
        source, ("department",), topic.department, names.departments, "department"
    )
    yield from unknown_name(
        source, ("complaint",), topic.complaint, names.complaints, "complaint type"
    )
    yield from _each(source, ("platforms",), topic.platforms, names.platforms, "platform")
    yield from _each(source, ("related",), topic.related, names.topics, "topic")
    if topic.id in topic.related:
        own: Place = ("related", topic.related.index(topic.id))
        yield source.error(own, f"{topic.id} is related to itself", "Remove it from `related`.")
    if not topic.platforms and "platforms" in topic.model_fields_set:
        yield source.error(("platforms",), "the topic is on no platform", "Name one or more.")
    for platform in topic.answer_by_platform or {}:
        place: Place = ("answer_by_platform", platform)
        yield from unknown_name(source, place, platform, topic.platforms, "platform of this topic")


def _complaints(project: Project, names: _Names) -> Iterator[Problem]:
    source, complaints = project.complaints.source, project.complaints.shape
    yield from _fields(source, ("common_fields",), complaints.common_fields, names)
    kinds = complaints.complaint_types
    yield from _doubles(source, "complaint_types", [kind.id for kind in kinds])
    for number, kind in enumerate(kinds):
        at: Place = ("complaint_types", number)
        yield from _id(source, (*at, "id"), kind.id)
        yield from unknown_name(
            source, (*at, "department"), kind.department, names.departments, "department"
        )
        yield from unknown_name(
            source, (*at, "priority"), kind.priority, names.priorities, "priority"
        )
        for key, named, known, what in (
            ("also_inform", kind.also_inform, names.departments, "department"),
            ("platforms", kind.platforms, names.platforms, "platform"),
            ("evidence", kind.evidence, names.evidence, "kind of evidence"),
        ):
            yield from _each(source, (*at, key), named, known, what)
        yield from _fields(source, (*at, "fields"), kind.fields, names)


def _fields(
    source: Source, place: Place, fields: list[FormField], names: _Names
) -> Iterator[Problem]:
    for number, field in enumerate(fields):
        at = (*place, number)
        yield from unknown_name(
            source, (*at, "type"), field.type, names.field_types, "type of field"
        )
        if field.name in [earlier.name for earlier in fields[:number]]:
            yield source.error(at, f"the field {field.name} stands twice", "Keep one.")
        if field.type == "choice" and not field.options:
            yield source.error(at, f"{field.name} is a choice without options", "Add `options`.")


def _doubles(source: Source, key: str, ids: list[str]) -> Iterator[Problem]:
    for number, name in enumerate(ids):
        if name and name in ids[:number]:
            yield source.error((key, number), f"`{name}` stands twice", "Keep one.")


def _routing(project: Project, names: _Names) -> Iterator[Problem]:
    source, routing = project.routing.source, project.routing.shape
    for reason, way in routing.reasons.items():
        at: Place = ("reasons", reason)
        yield from unknown_name(source, at, reason, names.reasons, "handoff reason")
        yield from unknown_name(
            source, (*at, "department"), way.department, names.departments, "department"
        )
        yield from unknown_name(
            source, (*at, "priority"), way.priority, names.priorities, "priority"
        )
    for number, known in enumerate(project.reasons.shape.handoff_reasons):
        if project.routing.is_read and known.id and known.id not in routing.reasons:
            what = f"the reason {known.id} has no row in data/catalogue/routing.yml"
            place: Place = ("handoff_reasons", number)
            remedy = "Add one with a department and a priority."
            yield project.reasons.source.error(place, what, remedy)


def _pairs(project: Project, names: _Names) -> Iterator[Problem]:
    source = project.pairs.source
    for number, pair in enumerate(project.pairs.shape.disambiguation):
        place: Place = ("disambiguation", number, "pair")
        yield from _each(source, place, pair.pair, names.topics, "topic")


def _categories(project: Project) -> Iterator[Problem]:
    source = project.categories.source
    categories = project.categories.shape.faq_categories
    yield from _doubles(source, "faq_categories", [category.id for category in categories])
    used = {file.shape.category for file in project.topics}
    for number, category in enumerate(categories):
        if category.id and category.id not in used:
            what = f"the category {category.id} has no topic"
            remedy = "Put a topic into it, or remove it: its button would lead nowhere."
            yield source.error(("faq_categories", number), what, remedy)


def _departments(project: Project) -> Iterator[Problem]:
    source = project.departments.source
    departments = project.departments.shape.departments
    yield from _doubles(source, "departments", [department.id for department in departments])
    for number, department in enumerate(departments):
        place: Place = ("departments", number, "languages")
        yield from _each(source, place, department.languages, LANGUAGES, "language")
        team = f"team_{department.id}"
        if department.id and project.texts and team not in project.text_ids:
            what = f"the department {department.id} has no name that customers know"
            remedy = f"Add the text {team} to data/content/texts/complaints.yml."
            yield source.error(("departments", number), what, remedy)


def _desk_names(project: Project) -> Iterator[Problem]:
    """What agents see of a department, a reason, a platform is a text of its own."""
    for kind, source, names in _seen_at_desk(project):
        for name, place in names.items():
            text = f"desk_{kind}_{name}"
            if name and project.texts and text not in project.text_ids:
                what = f"the {kind} {name} has no name at the desk"
                remedy = f"Add the text {text} to data/content/texts/desk.yml."
                yield source.error(place, what, remedy)


def _seen_at_desk(project: Project) -> Iterator[tuple[str, Source, dict[str, Place]]]:
    departments, reasons = project.departments, project.reasons
    platforms, routing = project.platforms, project.routing
    found = {d.id: ("departments", n) for n, d in enumerate(departments.shape.departments)}
    yield "department", departments.source, dict(found)
    found = {r.id: ("handoff_reasons", n) for n, r in enumerate(reasons.shape.handoff_reasons)}
    yield "reason", reasons.source, dict(found)
    named = {name: ("platforms", name) for name in platforms.shape.platforms}
    yield "platform", platforms.source, dict(named)
    found = {skill: ("skills", n) for n, skill in enumerate(routing.shape.skills)}
    yield "skill", routing.source, dict(found)
    named = {name: ("targets", name) for name in routing.shape.targets}
    yield "priority", routing.source, dict(named)
