"""A complaint form asks only what it has words for, and leads where its table says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.checks.content_shapes import ComplaintType, FormEffect, FormField
from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.source import Place, Source
from bot.checks.spoken import CODE
from bot.checks.targets import unknown_name
from handoff.rules.forms_tables import DESCRIPTION, EVIDENCE, PLATFORM
from handoff.rules.forms_values import FIELD_TYPES

HEARD = ("danger", "ongoing_loss", "third_contact")
"""What can be heard without an answer; the program knows each."""
_TEXTS = "data/content/texts"
_BYPASS = ("never", "conditional", "always")
_MOST_BYTES = 64 - len("form:change:")
"""Of an option or a field: a button's id holds one, in at most 64 bytes (Telegram)."""
_NO_OPTIONS = frozenset({"choice", "boolean", "attachment_list"})


@dataclass(frozen=True)
class _Form:
    """A type with all of its fields, the common ones included."""

    project: Project
    kind: ComplaintType
    place: Place

    @property
    def source(self) -> Source:
        return self.project.complaints.source

    @property
    def common(self) -> list[FormField]:
        return self.project.complaints.shape.common_fields

    def field(self, name: str) -> FormField | None:
        return next((f for f in (*self.kind.fields, *self.common) if f.name == name), None)


def check(project: Project) -> Iterator[Problem]:
    if not project.complaints.is_read:
        return
    yield from _field_types(project)
    yield from _common(project)
    for number, kind in enumerate(project.complaints.shape.complaint_types):
        form = _Form(project, kind, ("complaint_types", number))
        yield from _type(form)
        yield from _fields(form)
        yield from _bypass(form)
        for key, effects in (("bypass", kind.bypass), ("raises", kind.raises)):
            for position, effect in enumerate(effects):
                yield from _effect(form, (*form.place, key, position), effect)
    yield from _objects(project)
    yield from _said(project)


def _said(project: Project) -> Iterator[Problem]:
    """What the form says whatever its type."""
    reasons = {each.id for each in project.reasons.shape.handoff_reasons}
    for text in sorted(_texts_of_form() - reasons):
        if project.texts and text not in project.text_ids:
            what = f"the text {text} is in no file, but the form says it"
            yield Problem(_TEXTS, 0, what, "Write it in all languages, or take back its removal.")


@cache
def _texts_of_form() -> frozenset[str]:
    """Ids that stand whole in the program; those made of names are looked at with the names."""
    paths = (CODE / "handoff" / "rules").glob("forms*.py")
    code = "".join(path.read_text("utf-8") for path in paths)
    return frozenset(re.findall(r'"(form_[a-z_]*[a-z])"', code))


def _field_types(project: Project) -> Iterator[Problem]:
    source = project.complaints.source
    for name, row in project.complaints.shape.field_types.items():
        if name not in FIELD_TYPES:
            what, remedy = f"no program reads the type of field {name}", "Use another type."
            yield source.error(("field_types", name), what, remedy)
        if row.min > row.max:
            what = f"`min` of {name} is above its `max`"
            yield source.error(("field_types", name), what, "Swap the two.")


def _common(project: Project) -> Iterator[Problem]:
    source, common = project.complaints.source, project.complaints.shape.common_fields
    names = [each.name for each in common]
    for needed in (DESCRIPTION, EVIDENCE, PLATFORM, "occurred_at", "purpose"):
        if needed not in names:
            what = f"the common field {needed} is gone; the program goes by it"
            yield source.error(("common_fields",), what, "Put it back.")
    for number, each in enumerate(common):
        place: Place = ("common_fields", number)
        yield from _words_of(project, place, each)
        yield from _keys(source, place, each)
        if each.default and all(each.options) and each.default not in each.options:
            what = f"the default {each.default} is no option of {each.name}"
            yield source.error((*place, "default"), what, "Name one of its `options`.")


def _type(form: _Form) -> Iterator[Problem]:
    kind, source, place = form.kind, form.source, form.place
    if not kind.evidence:
        what = f"{kind.id} takes no kind of evidence"
        yield source.error((*place, "evidence"), what, "Name one or more.")
    if not kind.follow_up:
        yield source.error(place, f"{kind.id} has no follow-up", "Say what the customer is told.")
    if not 0 < kind.sla.first_response <= kind.sla.resolution:
        what = f"{kind.id} must be answered first and resolved later, in minutes above 0"
        yield source.error((*place, "sla"), what, "Correct the two numbers.")
    purpose = form.field("purpose")
    if kind.purpose and purpose and kind.purpose not in purpose.options:
        what = f"`{kind.purpose}` is no option of purpose"
        yield source.error((*place, "purpose"), what, f"Known: {', '.join(purpose.options)}.")
    if kind.bypass_bot != "always":
        yield from _text(form.project, source, place, f"form_open_{kind.id}")


def _fields(form: _Form) -> Iterator[Problem]:
    common = {each.name for each in form.common}
    filled: list[str] = []
    for number, each in enumerate(form.kind.fields):
        place = (*form.place, "fields", number)
        yield from _words_of(form.project, place, each)
        yield from _keys(form.source, place, each)
        if each.name in common:
            what = f"the field {each.name} is asked of every type already"
            yield form.source.error(place, what, "Take it out here, or give it another name.")
        if each.fills:
            target = (*place, "fills")
            yield from unknown_name(form.source, target, each.fills, common, "common field")
            if each.fills in filled:
                what = f"two fields stand for {each.fills}"
                yield form.source.error(target, what, "Keep one `fills`.")
            filled.append(each.fills)
        if each.unless:
            yield from _answer(form, (*place, "unless"), each.unless.field, each.unless.is_)
        known = [row.id for row in form.project.objects.shape.reportable_objects]
        for position, name in enumerate(each.objects if form.project.objects.is_read else ()):
            at = (*place, "objects", position)
            yield from unknown_name(form.source, at, name, known, "reportable object")


def _keys(source: Source, place: Place, each: FormField) -> Iterator[Problem]:
    """Keys that mean nothing for the type of the field, and options that do not fit a button."""
    if each.type != "choice" and each.options:
        what = f"{each.name} is no choice, but has options"
        yield source.error((*place, "options"), what, "Remove them, or make it a choice.")
    if each.type != "object_ref" and (each.objects or each.many):
        key = "objects" if each.objects else "many"
        what = f"{each.name} is no object, but has `{key}`"
        yield source.error((*place, key), what, "Remove it.")
    if each.type in _NO_OPTIONS and (each.unknown or each.none):
        what = f"{each.name} cannot be answered with “unknown” or “none”"
        yield source.error(place, what, "Add an option for it, or remove the key.")
    for position, option in enumerate(each.options):
        at = (*place, "options", position)
        if option and option in each.options[:position]:
            yield source.error(at, f"the option {option} stands twice", "Keep one.")
    for name in (each.name, *each.options):
        if len(name.encode()) > _MOST_BYTES:
            what = f"`{name}` is too long for a button"
            yield source.error(place, what, f"Keep it within {_MOST_BYTES} letters.")


def _words_of(project: Project, place: Place, each: FormField) -> Iterator[Problem]:
    """Question, label and options each have a text; in which languages is looked at elsewhere."""
    options = [f"form_option_{each.name}_{option}" for option in each.options if option]
    if each.none:
        options.append(f"form_option_{each.name}_none")
    for text in (f"form_ask_{each.name}", f"form_field_{each.name}", *options):
        if each.name:
            yield from _text(project, project.complaints.source, place, text)


def _text(project: Project, source: Source, place: Place, text: str) -> Iterator[Problem]:
    if project.texts and text not in project.text_ids:
        what = f"the text {text} is in no file"
        yield source.error(place, what, f"Write it in all languages, in {_TEXTS}.")


def _bypass(form: _Form) -> Iterator[Problem]:
    kind, place = form.kind, form.place
    if kind.bypass_bot not in _BYPASS:
        what = f"`{kind.bypass_bot}` does not say when a person takes over"
        known = f"Known: {', '.join(_BYPASS)}."
        yield form.source.error((*place, "bypass_bot"), what, known)
    elif kind.bypass_bot == "never" and kind.bypass:
        what = f"{kind.id} never goes past the form, but has `bypass`"
        yield form.source.error((*place, "bypass"), what, "Say `bypass_bot: conditional`.")
    elif kind.bypass_bot != "never" and not kind.bypass:
        what = f"{kind.id} says that a person takes over, but not after what"
        yield form.source.error(place, what, "Add `bypass` with an answer or what is heard.")
    if kind.bypass_bot == "conditional" and not kind.bypass_when:
        what = f"{kind.id} does not tell in words when a person takes over"
        yield form.source.error(place, what, "Add `bypass_when`.")
    for number, effect in enumerate(kind.bypass):
        if not effect.reason:
            at = (*place, "bypass", number)
            what = f"a person takes over from {kind.id} without a reason"
            yield form.source.error(at, what, "Add `reason`, a handoff reason.")


def _effect(form: _Form, place: Place, effect: FormEffect) -> Iterator[Problem]:
    project, source = form.project, form.source
    if bool(effect.field) == bool(effect.heard):
        what = "this row must name either a `field` or what is `heard`"
        yield source.error(place, what, "Keep one of the two.")
    if effect.heard and effect.heard not in HEARD:
        what = f"`{effect.heard}` cannot be heard"
        yield source.error((*place, "heard"), what, f"Known: {', '.join(HEARD)}.")
    if effect.field:
        yield from _answer(form, place, effect.field, effect.is_)
    names = [each.name for each in (*form.kind.fields, *form.common)]
    for number, asked in enumerate(effect.asks):
        at = (*place, "asks", number)
        yield from unknown_name(source, at, asked, names, f"field of {form.kind.id}")
    departments = [each.id for each in project.departments.shape.departments]
    reasons = [each.id for each in project.reasons.shape.handoff_reasons]
    priorities = project.routing.shape.targets
    for key, name, known, what in (
        ("priority", effect.priority, priorities, "priority"),
        ("department", effect.department, departments, "department"),
        ("inform", effect.inform, departments, "department"),
        ("reason", effect.reason, reasons, "handoff reason"),
    ):
        yield from unknown_name(source, (*place, key), name, known or None, what)


def _answer(form: _Form, place: Place, name: str, values: list[str | bool]) -> Iterator[Problem]:
    """The field and the answers to it that a condition names exist."""
    names = [each.name for each in (*form.kind.fields, *form.common)]
    at = (*place, "field")
    yield from unknown_name(form.source, at, name, names, f"field of {form.kind.id}")
    each = form.field(name)
    if each is None:
        return
    if not values:
        yield form.source.error(place, f"no answer to {name} is named", "Add `is`, a list.")
    known: list[str | bool] = [True, False] if each.type == "boolean" else [*each.options]
    if "" in known:
        return  # An option cannot be read, which is told where it stands.
    for number, value in enumerate(values):
        if value not in known:
            what = f"`{value}` is no answer to {name}"
            shown = ", ".join(str(one).lower() for one in known)
            yield form.source.error((*place, "is", number), what, f"Known: {shown}.")


def _objects(project: Project) -> Iterator[Problem]:
    source = project.objects.source
    for number, each in enumerate(project.objects.shape.reportable_objects):
        place: Place = ("reportable_objects", number)
        for way in each.identify_by:
            yield from _text(project, source, place, f"form_identify_{way}")
        if not each.identify_by and each.id:
            what = f"nothing identifies the object {each.id}"
            yield source.error(place, what, "Add `identify_by`.")
        for position, platform in enumerate(each.platforms):
            known = project.platforms.shape.platforms or None
            at = (*place, "platforms", position)
            yield from unknown_name(source, at, platform, known, "platform")
