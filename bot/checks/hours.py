"""Hours and holidays can be read, and what customers are told of the hours is what they are."""

from collections.abc import Callable, Iterator
from typing import Any

from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.source import Place, Source
from handoff.rules.hours import Week
from handoff.rules.hours_words import (
    ALWAYS,
    CLOCKS,
    BadHours,
    check_outside,
    check_zone,
    read_holiday,
    read_week,
)
from handoff.rules.signals import LANGUAGES

TOLD = "office_hours"
"""The value that answers quote for the hours of ``GREETED``."""
GREETED = "frontline"
REMEDY = "See docs/hours.md."


def check(project: Project) -> Iterator[Problem]:
    yield from _departments(project)
    yield from _holidays(project)
    source, platforms = project.platforms.source, project.platforms.shape
    for name, zone in platforms.timezones.items():
        yield from _told(source, ("timezones", name), check_zone, zone)
    for language in LANGUAGES:
        if project.platforms.is_read and language not in platforms.timezones:
            what = f"there is no time zone for {language}"
            yield source.error(("timezones",), what, "Add one: hours are local to it.")
    for name, priority in project.priorities.shape.priorities.items():
        if priority.clock and priority.clock not in CLOCKS:
            what = f"`{priority.clock}` is no clock"
            remedy = f"Known are: {', '.join(sorted(CLOCKS))}."
            yield project.priorities.source.error(("priorities", name, "clock"), what, remedy)
    yield from _quoted(project)


def _departments(project: Project) -> Iterator[Problem]:
    source = project.departments.source
    for number, department in enumerate(project.departments.shape.departments):
        place: Place = ("departments", number)
        if department.hours:
            yield from _told(source, (*place, "hours"), read_week, department.hours)
        if department.outside_hours and department.hours:
            row = department.model_dump()
            yield from _told(source, (*place, "outside_hours"), check_outside, row)


def _holidays(project: Project) -> Iterator[Problem]:
    source = project.holidays.source
    names = [each.id for each in project.departments.shape.departments]
    for number, holiday in enumerate(project.holidays.shape.holidays):
        place: Place = ("holidays", number)
        if not source.has((*place, "day")):
            continue
        row = {name: part for name, part in holiday.model_dump().items() if part not in (None, [])}
        try:
            read_holiday(row, names, LANGUAGES)
        except BadHours as error:
            yield source.error((*place, error.key) if error.key else place, str(error), REMEDY)


def _told(
    source: Source, place: Place, read: Callable[[Any], Any], given: Any
) -> Iterator[Problem]:
    try:
        read(given)
    except BadHours as error:
        yield source.error(place, str(error), REMEDY)


def _quoted(project: Project) -> Iterator[Problem]:
    """Customers read the hours of those who greet them in words: the times must stand in it."""
    found = [each for each in project.departments.shape.departments if each.id == GREETED]
    try:
        week = read_week(found[0].hours) if found and found[0].hours != ALWAYS else Week()
    except BadHours:
        return
    times = {f"{m // 60}:{m % 60:02}" for spans in week.days for span in spans for m in span}
    for language, text in project.policy.shape.policy.get(TOLD, {}).items():
        if missing := sorted(time for time in times if time not in text):
            what = f"{TOLD} does not tell {missing[0]}, an hour of {GREETED}, in {language}"
            remedy = f"Tell the hours that {GREETED} has in departments.yml."
            yield project.policy.source.error(("policy", TOLD, language), what, remedy)
