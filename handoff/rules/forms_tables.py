"""What the complaint forms are made of, as ``data/catalogue`` describes it.

Reads parsed YAML and no files, so that the service and the assistant's actions share it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handoff.rules.forms_words import FormWords, read_words

DESCRIPTION, EVIDENCE, PLATFORM = "description", "evidence", "platform"
"""Common fields that have a place of their own in a draft."""
TYPE = "type"
"""Not a field, but corrected like one."""


@dataclass(frozen=True)
class Condition:
    """Holds when the answer to ``field`` is one of ``values``; with ``within_hours`` only as long
    as what happened is not older."""

    field: str
    values: tuple[Any, ...]
    within_hours: int = 0


@dataclass(frozen=True)
class FormField:
    """One thing to know; see the head of ``data/catalogue/complaint_types.yml`` for the keys."""

    name: str
    type: str
    required: bool = False
    options: tuple[str, ...] = ()
    ask: bool = False
    unknown: bool = False
    none: bool = False
    default: str = ""
    fills: str = ""
    unless: Condition | None = None
    objects: tuple[str, ...] = ()
    many: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it grows from message to message."""
        return self.many or self.type == "url_list"

    @property
    def is_asked(self) -> bool:
        return self.required or self.ask


@dataclass(frozen=True)
class Effect:
    """What an answer (``condition``) or a thing ``heard`` changes.

    With a ``reason`` a person takes over, after ``asks`` at most; empty ``priority`` and
    ``department`` stay those of the type; ``inform`` is one more department to tell.
    """

    condition: Condition | None = None
    heard: str = ""
    asks: tuple[str, ...] = ()
    priority: str = ""
    department: str = ""
    inform: str = ""
    reason: str = ""


@dataclass(frozen=True)
class FormType:
    """A complaint type with its form."""

    id: str
    platforms: tuple[str, ...]
    department: str
    priority: str
    fields: tuple[FormField, ...]
    also_inform: tuple[str, ...] = ()
    purpose: str = ""
    always_person: bool = False
    bypass: tuple[Effect, ...] = ()
    raises: tuple[Effect, ...] = ()


@dataclass(frozen=True)
class FormTables:
    """Everything the form decides by.

    ``limits``: least and most by field type. ``objects``: platforms and ways to identify of each
    kind of reportable object. ``labels``: text id -> what it reads in any language, in lower case,
    so that an option or a field can be named in words.
    """

    types: dict[str, FormType] = field(default_factory=dict)
    common: tuple[FormField, ...] = ()
    limits: dict[str, tuple[int, int]] = field(default_factory=dict)
    objects: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: FormWords = field(default_factory=FormWords)

    def fields_of(self, kind: str) -> tuple[FormField, ...]:
        """The fields of a type in the order in which they are asked.

        The story comes first, since much can be read from it. A common field that one of the
        type's own stands for is left out; that one is needed then.
        """
        own = self.types[kind].fields
        standing_in = {each.fills for each in own if each.fills}
        needed = {each.name for each in self.common if each.required}
        common = [each for each in self.common if each.name not in standing_in]
        first = [each for each in common if each.name == DESCRIPTION]
        rest = [each for each in common if each.name != DESCRIPTION]
        own = tuple(
            replace(each, required=True) if each.fills in needed and not each.required else each
            for each in own
        )
        return (*first, *own, *rest)

    def field_of(self, kind: str, name: str) -> FormField | None:
        return next((each for each in self.fields_of(kind) if each.name == name), None)

    def types_on(self, platform: str) -> list[str]:
        """Types with a form that exist on the platform kind (any, if it is unknown)."""
        return [
            each.id
            for each in self.types.values()
            if not each.always_person and (not platform or platform in each.platforms)
        ]

    def objects_for(self, each: FormField, platform: str) -> list[str]:
        """Kinds of objects to choose from for a field on the platform kind."""
        wanted = each.objects or tuple(self.objects)
        known = [kind for kind in wanted if kind in self.objects]
        return [kind for kind in known if not platform or platform in self.objects[kind][0]]


def read_forms(
    catalogue: Mapping[str, Any],
    objects: Mapping[str, Any],
    words: Mapping[str, Any],
    texts: Mapping[str, Mapping[str, str]],
) -> FormTables:
    """The tables from ``complaint_types.yml``, ``reportable_objects.yml``, ``form_words.yml`` and
    the content texts. Raises ``KeyError``, ``TypeError`` or ``re.error`` for what has no shape."""
    limits = {
        name: (int(row.get("min", 1)), int(row.get("max", 4000)))
        for name, row in catalogue["field_types"].items()
    }
    return FormTables(
        types={row["id"]: _type(row) for row in catalogue["complaint_types"]},
        common=tuple(_field(row) for row in catalogue["common_fields"]),
        limits=limits,
        objects={
            row["id"]: (tuple(row["platforms"]), tuple(row["identify_by"]))
            for row in objects["reportable_objects"]
        },
        labels={
            name: tuple(dict.fromkeys(str(text).casefold() for text in by_language.values()))
            for name, by_language in {**texts, **titles_of(catalogue, objects)}.items()
            if name.startswith("form_")
        },
        words=read_words(words),
    )


def titles_of(
    catalogue: Mapping[str, Any], objects: Mapping[str, Any]
) -> dict[str, dict[str, str]]:
    """Titles of types and objects as texts, by language: labels of buttons and of the summary."""
    types = {f"form_type_{row['id']}": row["title"] for row in catalogue["complaint_types"]}
    kinds = {f"form_object_{row['id']}": row["title"] for row in objects["reportable_objects"]}
    return {**types, **kinds}


def _type(row: Mapping[str, Any]) -> FormType:
    return FormType(
        id=row["id"],
        platforms=tuple(row["platforms"]),
        department=row["department"],
        priority=row["priority"],
        fields=tuple(_field(each) for each in row["fields"]),
        also_inform=tuple(row.get("also_inform") or ()),
        purpose=row.get("purpose", ""),
        always_person=row.get("bypass_bot") == "always",
        bypass=tuple(_effect(each) for each in row.get("bypass") or ()),
        raises=tuple(_effect(each) for each in row.get("raises") or ()),
    )


def _field(row: Mapping[str, Any]) -> FormField:
    return FormField(
        name=row["name"],
        type=row["type"],
        required=bool(row.get("required")),
        options=tuple(row.get("options") or ()),
        ask=bool(row.get("ask")),
        unknown=bool(row.get("unknown")),
        none=bool(row.get("none")),
        default=row.get("default", ""),
        fills=row.get("fills", ""),
        unless=_condition(row["unless"]) if row.get("unless") else None,
        objects=tuple(row.get("objects") or ()),
        many=bool(row.get("many")),
    )


def _effect(row: Mapping[str, Any]) -> Effect:
    return Effect(
        condition=_condition(row) if row.get("field") else None,
        heard=row.get("heard", ""),
        asks=tuple(row.get("asks") or ()),
        priority=row.get("priority", ""),
        department=row.get("department", ""),
        inform=row.get("inform", ""),
        reason=row.get("reason", ""),
    )


def _condition(row: Mapping[str, Any]) -> Condition:
    return Condition(row["field"], tuple(row["is"]), int(row.get("within_hours") or 0))
