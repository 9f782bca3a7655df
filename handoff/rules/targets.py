"""The target of a handoff: the first answer of a person, watched from the asking on."""

from handoff.rules.conversation import Handoff
from handoff.rules.effects import SetTimer
from handoff.rules.hours import Hours

WARNING = "target_warning"
MISSED = "target_missed"
WARN_AT = 80
"""Percent of the target after which leads and customer are told."""


def warned_ms(handoff: Handoff, language: str, hours: Hours) -> int:
    """When so much of the open time until ``due_ms`` is over."""
    given = (handoff.department, language, handoff.asked_at_ms)
    whole = hours.open_minutes(*given, handoff.due_ms)
    return hours.after_ms(*given, whole * WARN_AT // 100)


def watch_target(handoff: Handoff) -> list[SetTimer]:
    """They run on when an agent takes it: a target is met by the first answer, by nothing else."""
    return [
        SetTimer(WARNING, handoff.id, handoff.warn_ms or handoff.due_ms),
        SetTimer(MISSED, handoff.id, handoff.due_ms),
    ]
