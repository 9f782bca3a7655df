"""The patterns that are looked for before any model can be used."""

import re
from collections.abc import Iterator

from bot.checks.problem import Problem
from bot.checks.project import Project


def check(project: Project) -> Iterator[Problem]:
    source, wishes = project.wishes.source, project.wishes.shape
    for group, patterns in (("person", wishes.person), ("danger", wishes.danger)):
        for key, listed in (("match", patterns.match), ("not", patterns.not_)):
            for number, pattern in enumerate(listed):
                try:
                    re.compile(pattern)
                except re.error as error:
                    what = f"“{pattern}” is no pattern: {error}"
                    remedy = "Correct it, or take it out."
                    yield source.error((group, key, number), what, remedy)
