"""All checks, one after the other."""

from pathlib import Path

from bot.checks import (
    answer_buttons,
    assigning,
    care,
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
    routing,
    spoken,
    targets,
    wishes,
    wording,
)
from bot.checks.problem import Problem, Severity
from bot.checks.project import read_project

_FAMILIES = (
    languages,
    facts,
    care,
    lengths,
    wording,
    answer_buttons,
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
    routing,
    assigning,
)

_LIVE = ("data/content/", "data/catalogue/")
"""What the running service reads again by itself."""
_OF_LIVE = (
    languages, facts, care, lengths, wording, answer_buttons, targets, forms, form_words, functions,
    wishes, hours, routing, assigning,
)  # fmt: skip
"""Families that need nothing beside it."""


def examine(root: Path) -> list[Problem]:
    """Every problem under ``root`` (it holds ``data``, ``domain.yml``, ``config.yml``), by place.

    Never raises for what a file holds.
    """
    project = read_project(root)
    found = [problem for family in _FAMILIES for problem in family.check(project)]
    return sorted({*project.problems, *found})


def examine_live(root: Path) -> list[Problem]:
    """The errors, by place, in what the running service reads: an edit with one is not taken.

    It is a part of ``examine`` that takes a fraction of a second. Never raises for what a file
    holds.
    """
    project = read_project(root, _LIVE)
    found = [problem for family in _OF_LIVE for problem in family.check(project)]
    return sorted(p for p in {*project.problems, *found} if p.severity is Severity.ERROR)
