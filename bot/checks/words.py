"""Every word that a customer or an agent can see, wherever it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.source import Place, Source
from handoff.rules.signals import LANGUAGES

NAMES = {"en": "English", "nl": "Dutch", "zh": "Chinese"}
SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
LATIN_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ÿ]+)*")


class Kind(Enum):
    ANSWER = auto()
    TITLE = auto()
    TEXT = auto()
    VALUE = auto()


@dataclass(frozen=True)
class Words:
    """One thing said in each language. ``what`` names it for people: "the answer"."""

    source: Source
    place: Place
    kind: Kind
    what: str
    by_language: dict[str, str]
    platform: str = ""

    def of(self, language: str) -> str:
        return self.by_language.get(language, "").strip()

    def error(self, language: str, what: str, remedy: str, within: int = 0) -> Problem:
        return self.source.error((*self.place, language), what, remedy, within)

    def warning(self, language: str, what: str, remedy: str, within: int = 0) -> Problem:
        return self.source.warning((*self.place, language), what, remedy, within)

    def line_within(self, language: str, offset: int) -> int:
        """How many lines below its first one the letter at ``offset`` stands."""
        return self.by_language[language].count("\n", 0, offset)

    @property
    def languages(self) -> list[str]:
        """Languages in which there are words."""
        return [language for language in LANGUAGES if self.of(language)]


def words_of(project: Project) -> Iterator[Words]:
    yield from _topics(project)
    for file in project.texts:
        for name, words in file.shape.texts.items():
            yield Words(file.source, ("texts", name), Kind.TEXT, f"the text {name}", words)
    categories = project.categories
    for number, category in enumerate(categories.shape.faq_categories):
        place: Place = ("faq_categories", number, "title")
        what = f"the title of {category.id}"
        if "title" in category.model_fields_set:
            yield Words(categories.source, place, Kind.TITLE, what, category.title)
    complaints = project.complaints
    for number, kind in enumerate(complaints.shape.complaint_types):
        place = ("complaint_types", number, "title")
        what = f"the title of {kind.id}"
        if "title" in kind.model_fields_set:
            yield Words(complaints.source, place, Kind.TITLE, what, kind.title)
    for number, each in enumerate(project.objects.shape.reportable_objects):
        place = ("reportable_objects", number, "title")
        what = f"the title of {each.id}"
        if "title" in each.model_fields_set:
            yield Words(project.objects.source, place, Kind.TITLE, what, each.title)
    yield from _values(project)


def answers_of(project: Project) -> Iterator[Words]:
    return (words for words in _topics(project) if words.kind is Kind.ANSWER)


def _topics(project: Project) -> Iterator[Words]:
    for file in project.topics:
        topic, source = file.shape, file.source
        if "title" in topic.model_fields_set:
            yield Words(source, ("title",), Kind.TITLE, "the title", topic.title)
        if "answer" in topic.model_fields_set:
            yield Words(source, ("answer",), Kind.ANSWER, "the answer", topic.answer)
        for platform, answer in (topic.answer_by_platform or {}).items():
            place = ("answer_by_platform", platform)
            what = f"the answer for {platform}"
            yield Words(source, place, Kind.ANSWER, what, answer, platform)


def _values(project: Project) -> Iterator[Words]:
    """Only values written per language: a bare one is meant to be alike in all."""
    file = project.policy
    written = (file.source.data or {}).get("policy") if isinstance(file.source.data, dict) else {}
    for name, words in file.shape.policy.items():
        if isinstance(written, dict) and isinstance(written.get(name), dict):
            yield Words(file.source, ("policy", name), Kind.VALUE, f"the value {name}", words)


def filled(project: Project, text: str, language: str) -> str:
    """The text as a customer sees it, as far as policy values go."""
    values = project.policy.shape.policy

    def value(match: re.Match[str]) -> str:
        return values.get(match.group(1), {}).get(language, match.group())

    return SLOT.sub(value, text)
