"""Classes of conversations and agents: who can be offered what, and from when on whom else.

A class is ``<department>|<language>|<skill>``; the skill may be empty.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

ANY_SKILL = 0.5
FALLBACK = 0.75
ANY_LANGUAGE = 1.0
"""Shares of the time until the target after which others are asked as well: agents without the
skill, those of the fallback department, and at last those who do not speak the language, since
somebody is better than nobody. A table may say otherwise (``wider`` of ``routing.yml``)."""


@dataclass(frozen=True)
class Step:
    """From ``at_ms`` on (0: at once) the conversation is open to agents of these classes too."""

    at_ms: int
    classes: tuple[str, ...]


def class_of(department: str, language: str, skill: str = "") -> str:
    return f"{department}|{language}|{skill}"


def classes_served(
    departments: Iterable[str], languages: Iterable[str], skills: Iterable[str] = ()
) -> tuple[str, ...]:
    """All classes of an agent. Who has a skill also takes what needs none."""
    every = tuple(dict.fromkeys(("", *skills)))
    spoken = tuple(languages)
    return tuple(class_of(d, each, s) for d in departments for each in spoken for s in every)


def steps_of(
    own: tuple[str, str, str],
    since_ms: int,
    due_ms: int,
    opens_ms: int = 0,
    languages: Sequence[str] = (),
    fallback: str = "",
    wider_ms: Mapping[str, int] | None = None,
) -> tuple[Step, ...]:
    """Who is asked when, the earliest first.

    ``own``: department, language and needed skill. ``opens_ms``: nobody is asked before (0: open).
    ``languages`` are all that agents speak; without them no other is tried. ``wider_ms``: from when
    on others are asked, where a table says so: by ``skill``, ``department`` and ``language``.
    """
    department, language, skill = own
    wait_ms = max(0, due_ms - max(since_ms, opens_ms))

    def after(kind: str, share: float) -> int:
        by_share = max(since_ms, opens_ms) + int(wait_ms * share)
        return max(opens_ms, (wider_ms or {}).get(kind, by_share))

    steps = [Step(opens_ms, (class_of(department, language, skill),))]
    if skill:
        steps.append(Step(after("skill", ANY_SKILL), (class_of(department, language),)))
    if fallback and fallback != department:
        steps.append(Step(after("department", FALLBACK), (class_of(fallback, language),)))
    others = tuple(class_of(department, each) for each in languages if each != language)
    if others:
        steps.append(Step(after("language", ANY_LANGUAGE), others))
    return tuple(sorted(steps, key=lambda step: step.at_ms))
