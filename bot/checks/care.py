"""Times after a person has helped: within their limits, and one after the other."""

from collections.abc import Iterator
from itertools import pairwise

from bot.checks.problem import Problem
from bot.checks.project import Project
from handoff.rules.care import IN_ORDER, LIMITS
from handoff.rules.signals import LANGUAGES


def check(project: Project) -> Iterator[Problem]:
    values = {name: _number(project, name) for name in LIMITS}
    source = project.policy.source
    for name, (least, most) in LIMITS.items():
        value = values[name]
        if value is not None and not least <= value <= most:
            what = f"{name} is {value}, which is not between {least} and {most}"
            yield source.error(("policy", name), what, f"Write a number from {least} to {most}.")
    for first, then in pairwise(IN_ORDER):
        early, late = values[first], values[then]
        if early is not None and late is not None and late <= early:
            what = f"{then} is {late}, which does not come after {first} ({early})"
            remedy = "The agent is told first, then the customer is asked, then the chat closes."
            yield source.error(("policy", then), what, remedy)


def _number(project: Project, name: str) -> int | None:
    """None for what is no number; another check tells that."""
    told = project.policy.shape.policy.get(name) or {}
    value = told.get(LANGUAGES[0], "")
    is_same = len({told.get(language) for language in LANGUAGES}) == 1
    return int(value) if is_same and value.isdecimal() else None
