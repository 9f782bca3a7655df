"""An answer that speaks of opening a case, or of a button below it, has that button everywhere."""

import re
from collections.abc import Iterator, Mapping

from bot.checks.content_shapes import ByLanguage, Topic
from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.source import Place

NAMED = {
    "en": re.compile(r"\bopen a case\b|\b(?:use|press|choose) the button\b", re.IGNORECASE),
    "nl": re.compile(
        r"\bzaak openen\b|\b(?:gebruik|kies) de knop\b|\bdruk op de knop\b", re.IGNORECASE
    ),
    "zh": re.compile("提交工单|立案|点击(?:下方|下面的?)?按钮"),
}
"""How answers name what stands below them; other buttons are those of the platform."""


def check(project: Project) -> Iterator[Problem]:
    platforms = {kind.id: kind.platforms for kind in project.complaints.shape.complaint_types}
    for file in project.topics:
        data = file.source.data
        named = data.get("complaint") if isinstance(data, Mapping) else None
        if named and file.shape.complaint not in platforms:
            continue  # what it names is told already
        has_button = platforms.get(file.shape.complaint or "", [])
        for place, answer, shown_on in _answers(file.shape):
            if lacking := [each for each in shown_on if each not in has_button]:
                for language, said in _named(answer):
                    what = f"the answer says “{said}”, which has no button on {', '.join(lacking)}"
                    remedy = "Name a `complaint` that exists there, or say it in other words."
                    yield file.source.error((*place, language), what, remedy)


def _answers(topic: Topic) -> Iterator[tuple[Place, ByLanguage, list[str]]]:
    """Each wording with its place and the platforms on which it is shown."""
    others = topic.answer_by_platform or {}
    yield ("answer",), topic.answer, [each for each in topic.platforms if each not in others]
    for platform, answer in others.items():
        yield ("answer_by_platform", platform), answer, [platform]


def _named(answer: ByLanguage) -> Iterator[tuple[str, str]]:
    for language, named in NAMED.items():
        if found := named.search(answer.get(language) or ""):
            yield language, found.group()
