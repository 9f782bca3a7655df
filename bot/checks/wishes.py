"""The patterns that are looked for before any model can be used."""

import re
from collections.abc import Iterator, Mapping

from bot.catalogue import matches_any_text, pattern_of
from bot.checks.patterns import fault_of
from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.source import Place, Source
from bot.checks.wish_shapes import AskedLanguage
from bot.checks.words import NAMES
from handoff.rules.signals import LANGUAGES


def check(project: Project) -> Iterator[Problem]:
    source, wishes = project.wishes.source, project.wishes.shape
    for group, patterns in (("person", wishes.person), ("danger", wishes.danger)):
        yield from _languages(source, (group, "match"), patterns.match)
        for language, listed in patterns.match.items():
            yield from _patterns(source, (group, "match", language), listed)
        yield from _patterns(source, (group, "not"), patterns.not_)
    yield from _asked(source, wishes.language)
    yield from _patterns(source, ("status", "match"), wishes.status.match)
    yield from _patterns(source, ("form", "match"), wishes.form.match)
    for name, listed in (
        ("match", wishes.complaint.match),
        ("back", wishes.complaint.back),
        ("not", wishes.complaint.not_),
    ):
        yield from _patterns(source, ("complaint", name), listed)
    yield from _patterns(source, ("security", "match"), wishes.security.match)
    yield from _patterns(source, ("follow_up", "match"), wishes.follow_up.match)


def _asked(source: Source, asked: AskedLanguage) -> Iterator[Problem]:
    yield from _languages(source, ("language", "names"), asked.names)
    for language, names in asked.names.items():
        yield from _patterns(source, ("language", "names", language), [names])
    yield from _patterns(source, ("language", "courtesies"), asked.courtesies)
    yield from _patterns(source, ("language", "match"), asked.match)


def _languages(
    source: Source, place: Place, by_language: Mapping[str, object]
) -> Iterator[Problem]:
    for language in LANGUAGES:
        if not by_language.get(language):
            what = f"no pattern in {NAMES[language]}"
            yield source.error(place, what, f"List what is said, below `{language}:`.")
    for language in by_language:
        if language not in LANGUAGES:
            known = f"Known: {', '.join(LANGUAGES)}."
            yield source.error((*place, language), f"`{language}` is no language", known)


def _patterns(source: Source, place: Place, listed: list[str]) -> Iterator[Problem]:
    for number, pattern in enumerate(listed):
        try:
            is_of_words = not matches_any_text(pattern_of(pattern))
        except re.error as error:
            what = f"“{pattern}” is no pattern: {fault_of(pattern, error)}"
            yield source.error((*place, number), what, "Correct it, or take it out.")
        else:
            if not is_of_words:
                what = f"“{pattern}” matches any text"
                remedy = "Name the words, look for a stray `|`, `?` or `*`, or take it out."
                yield source.error((*place, number), what, remedy)
