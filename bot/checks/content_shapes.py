# ruff: noqa: RUF012  # pydantic copies defaults for each object.
"""What the files of ``data/content`` and ``data/catalogue`` look like."""

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, StrictBool, StrictInt
from pydantic_core import PydanticCustomError

from bot.checks.shape import Shape
from handoff.rules.signals import LANGUAGES


def _empty_for_none(value: Any) -> Any:
    """A language without words is told as empty, with the others, and not as a wrong type."""
    return "" if value is None else value


def _in_all_languages(value: Any) -> Any:
    if isinstance(value, dict):
        return value
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return dict.fromkeys(LANGUAGES, str(value))
    raise PydanticCustomError("value_type", "neither a value nor one for each language")


Text = Annotated[str, BeforeValidator(_empty_for_none)]
ByLanguage = dict[str, Text]
Value = Annotated[ByLanguage, BeforeValidator(_in_all_languages)]


class Topic(Shape):
    needed: ClassVar = (
        "id", "category", "platforms", "department", "related", "title", "answer", "facts",
    )  # fmt: skip
    id: str = ""
    category: str = ""
    platforms: list[str] = []
    department: str = ""
    complaint: str | None = None
    related: list[str] = []
    title: ByLanguage = {}
    answer: ByLanguage = {}
    answer_by_platform: dict[str, ByLanguage] | None = None
    facts: list[str] = []


class Texts(Shape):
    needed: ClassVar = ("texts",)
    texts: dict[str, ByLanguage] = {}


class Category(Shape):
    needed: ClassVar = ("id", "title")
    id: str = ""
    title: ByLanguage = {}


class Categories(Shape):
    needed: ClassVar = ("faq_categories",)
    faq_categories: list[Category] = []


class Policy(Shape):
    """Values by name; a bare value counts for all languages."""

    needed: ClassVar = ("policy",)
    policy: dict[str, Value] = {}


class Department(Shape):
    needed: ClassVar = ("id", "handles", "hours", "languages", "outside_hours")
    id: str = ""
    handles: str = ""
    hours: str = ""
    timezone_note: str = ""
    languages: list[str] = []
    outside_hours: str = ""


class Departments(Shape):
    needed: ClassVar = ("departments",)
    departments: list[Department] = []


class Holiday(Shape):
    needed: ClassVar = ("day", "name")
    day: Any = None
    last: Any = None
    hours: str | None = None
    zones: list[str] = []
    departments: list[str] = []
    name: ByLanguage = {}


class Holidays(Shape):
    needed: ClassVar = ("holidays",)
    holidays: list[Holiday] = []


class Priority(Shape):
    needed: ClassVar = ("clock",)
    meaning: str = ""
    clock: str = ""
    escalate_if_unanswered_minutes: StrictInt = 0


class Priorities(Shape):
    needed: ClassVar = ("priorities",)
    priorities: dict[str, Priority] = {}
    priority_rules: list[Any] = []


class Unless(Shape):
    """An answer that makes a field needless."""

    needed: ClassVar = ("field", "is_")
    field: str = ""
    is_: list[str | bool] = Field([], alias="is")


class FormField(Shape):
    needed: ClassVar = ("name", "type", "required")
    name: str = ""
    type: str = ""
    required: bool = False
    options: list[str] = []
    ask: bool = False
    unknown: bool = False
    none: bool = False
    default: str = ""
    fills: str = ""
    unless: Unless | None = None
    objects: list[str] = []
    many: bool = False
    note: str = ""


class FormEffect(Shape):
    """What an answer, or a thing heard, changes: a row of ``bypass`` or ``raises``."""

    field: str = ""
    is_: list[str | bool] = Field([], alias="is")
    within_hours: StrictInt = 0
    heard: str = ""
    asks: list[str] = []
    priority: str = ""
    department: str = ""
    inform: str = ""
    reason: str = ""


class Targets(Shape):
    """Minutes."""

    needed: ClassVar = ("first_response", "resolution")
    first_response: StrictInt = 0
    resolution: StrictInt = 0


class ComplaintType(Shape):
    needed: ClassVar = (
        "id", "title", "meaning", "platforms", "department", "also_inform", "priority", "sla",
        "fields", "evidence", "bypass_bot", "follow_up",
    )  # fmt: skip
    id: str = ""
    title: ByLanguage = {}
    meaning: str = ""
    platforms: list[str] = []
    department: str = ""
    also_inform: list[str] = []
    priority: str = ""
    sla: Targets = Targets()
    fields: list[FormField] = []
    evidence: list[str] = []
    evidence_note: str = ""
    sensitive_proof: StrictBool = False
    bypass_bot: str = ""
    bypass_when: str = ""
    bypass: list[FormEffect] = []
    raises: list[FormEffect] = []
    purpose: str = ""
    follow_up: str = ""


class Validation(Shape):
    """``min`` and ``max``: characters, digits of a telephone number, or items of a list."""

    validation: str = ""
    min: StrictInt = 1
    max: StrictInt = 4000


class ComplaintTypes(Shape):
    needed: ClassVar = ("field_types", "common_fields", "complaint_types")
    field_types: dict[str, Validation] = {}
    common_fields: list[FormField] = []
    complaint_types: list[ComplaintType] = []


class Reason(Shape):
    needed: ClassVar = ("id", "meaning")
    id: str = ""
    meaning: str = ""
    priority_effect: str = ""
    bypass_form: bool = False


class Reasons(Shape):
    needed: ClassVar = ("handoff_reasons",)
    handoff_reasons: list[Reason] = []


class Platforms(Shape):
    needed: ClassVar = ("languages", "platforms", "timezones")
    languages: list[str] = []
    platforms: dict[str, Text] = {}
    timezones: dict[str, str] = {}


class Pair(Shape):
    needed: ClassVar = ("pair", "rule")
    pair: list[str] = []
    rule: str = ""


class Disambiguation(Shape):
    needed: ClassVar = ("disambiguation",)
    disambiguation: list[Pair] = []
    faq_versus_complaint: str = ""


class EvidenceKind(Shape):
    needed: ClassVar = ("id", "accepts")
    id: str = ""
    accepts: list[str] = []
    max_mb: StrictInt = 0
    note: str = ""


class Evidence(Shape):
    needed: ClassVar = ("evidence_kinds",)
    evidence_kinds: list[EvidenceKind] = []


class Function(Shape):
    needed: ClassVar = ("id", "topics")
    id: str = ""
    topics: list[str] = []


class Alike(Shape):
    needed: ClassVar = ("customers", "hours")
    customers: StrictInt = 0
    hours: StrictInt = 0


class Functions(Shape):
    needed: ClassVar = ("functions", "alike")
    functions: list[Function] = []
    alike: Alike = Alike()


class ReportableObject(Shape):
    needed: ClassVar = ("id", "title", "platforms", "identify_by")
    id: str = ""
    title: ByLanguage = {}
    platforms: list[str] = []
    identify_by: list[str] = []


class Objects(Shape):
    needed: ClassVar = ("reportable_objects", "report_reasons")
    reportable_objects: list[ReportableObject] = []
    report_reasons: list[str] = []
