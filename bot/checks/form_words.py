"""The patterns that steer a complaint form: each can be used, and none is missing."""

import re
from collections.abc import Iterator

from bot.catalogue import matches_any_text, pattern_of
from bot.checks.patterns import fault_of
from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.source import Place
from handoff.rules.forms_words import WHOLE, WITHIN


def check(project: Project) -> Iterator[Problem]:
    file = project.form_words
    tables = (("whole", file.shape.whole, WHOLE), ("within", file.shape.within, WITHIN))
    for key, groups, names in tables if file.is_read else ():
        for name in names:
            if not groups.get(name):
                what = f"no pattern says `{name}`"
                yield file.source.error((key,), what, f"List what is said, below `{name}:`.")
        for name, patterns in groups.items():
            if name not in names:
                what, known = f"no program looks for `{name}`", f"Known: {', '.join(names)}."
                yield file.source.error((key, name), what, known)
            for number, pattern in enumerate(patterns):
                yield from _pattern(project, (key, name, number), pattern)


def _pattern(project: Project, place: Place, pattern: str) -> Iterator[Problem]:
    source = project.form_words.source
    try:
        compiled = pattern_of(pattern)
    except re.error as error:
        what = f"“{pattern}” is no pattern: {fault_of(pattern, error)}"
        yield source.error(place, what, "Correct it, or take it out.")
        return
    is_within = place[0] == "within"
    if matches_any_text(compiled) if is_within else compiled.fullmatch(""):
        what = f"“{pattern}” matches any text"
        yield source.error(place, what, "Name the words, or take it out.")
    if place[1] in ("change", "amiss") and "what" not in compiled.groupindex:
        what = f"“{pattern}” does not tell what to change"
        yield source.error(place, what, "Mark the name of the field as (?P<what>...).")
