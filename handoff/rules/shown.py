"""Danger that a model hears in words: somebody's own, or what a video shows."""

from enum import Enum

from handoff.rules.forms_words import FormWords


class Told(str, Enum):
    """What words of danger are about."""

    DANGER = "danger"
    UNSURE = "unsure"
    REPORT = "report"


def what_is_told(text: str, words: FormWords) -> Told:
    """Whether words that sound like danger only report what a video or a post shows.

    A report is certain only of a dangerous act that is shown and done by nobody the customer speaks
    of. What is shown without any sign of a person in danger is asked about; all else is danger.
    """
    if not words.is_told("shown", text) or words.is_told("somebody", text):
        return Told.DANGER
    return Told.REPORT if words.is_told("stunt", text) else Told.UNSURE
