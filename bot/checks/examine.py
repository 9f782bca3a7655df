"""All checks, one after the other."""

from pathlib import Path

from bot.checks import (
    dialogue,
    fact_words,
    facts,
    form_words,
    forms,
    functions,
    glossaries,
    hours,
    languages,
    lengths,
    phrases,
    spoken,
    targets,
    wishes,
    wording,
)
from bot.checks.problem import Problem
from bot.checks.project import read_project

_FAMILIES = (
    languages,
    facts,
    lengths,
    wording,
    targets,
    forms,
    form_words,
    functions,
    phrases,
    dialogue,
    spoken,
    wishes,
    glossaries,
    fact_words,
    hours,
)


def examine(root: Path) -> list[Problem]:
    """Every problem under ``root`` (the folder that holds ``data`` and ``domain.yml``), by place.

    Never raises for what a file holds.
    """
    project = read_project(root)
    found = [problem for family in _FAMILIES for problem in family.check(project)]
    return sorted({*project.problems, *found})
