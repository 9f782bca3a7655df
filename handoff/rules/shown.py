"""Danger that a model hears in words: somebody's own, what a video shows, or fear for money."""

from enum import Enum

from handoff.rules.forms_words import FormWords


class Told(str, Enum):
    """What words of danger are about."""

    DANGER = "danger"
    UNSURE = "unsure"
    REPORT = "report"
    MONEY = "money"


def what_is_told(text: str, words: FormWords) -> Told:
    """Whether words that sound like danger only report what a video or a post shows.

    A report is certain only of a dangerous act that is shown and done by nobody the customer speaks
    of. What is shown without any sign of a person in danger is asked about. Fear that money goes is
    none for a person, as long as nobody is spoken of who may do harm. All else is danger.
    """
    if words.is_told("money_fear", text) and not words.is_told("harm", text):
        return Told.MONEY
    if not words.is_told("shown", text) or words.is_told("somebody", text):
        return Told.DANGER
    return Told.REPORT if words.is_told("stunt", text) else Told.UNSURE
