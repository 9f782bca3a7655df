"""How chats are given out, and where their threads stand in Slack: as the service reads it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.source import Source
from handoff.rules.offers import read_most_chats, read_offers
from handoff.rules.slack_table import read_slack

_REMEDY = "Correct this line; the comments in the file say what fits."


def check(project: Project) -> Iterator[Problem]:
    departments = tuple(row.id for row in project.departments.shape.departments)
    for source in project.assigning:
        yield from _tried(source, "offers", read_offers)
        if project.departments.is_read:
            yield from _tried(source, "most_chats", lambda each: read_most_chats(each, departments))
    for source in project.slack:
        if project.departments.is_read:
            yield from _tried(source, "", lambda each: read_slack(each, departments))


def _tried(
    source: Source, part: str, read: Callable[[Mapping[str, Any]], object]
) -> Iterator[Problem]:
    whole = source.data or {}
    plain = whole.get(part) if part and isinstance(whole, Mapping) else whole
    if not isinstance(plain or {}, Mapping):
        yield source.error((part,) if part else (), "is no table of lines", _REMEDY)
        return
    try:
        read(plain or {})
    except ValueError as error:
        said = str(error)
        # The first word of the file's that the sentence names is where it is.
        words = said.replace(":", " ").split()
        place = next(((part, word) if part else (word,) for word in words
                      if isinstance(plain, Mapping) and word in plain), (part,))  # fmt: skip
        yield source.error(tuple(step for step in place if step), said, _REMEDY)
