"""An answer fits one message, and a button its place."""

from collections.abc import Iterator

from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.words import NAMES, Kind, filled, words_of

LIMITS = {"en": 700, "nl": 700, "zh": 280}
"""Characters that one message should hold, values filled in. Chinese says as much in fewer."""
MOST_UNITS = 4096
"""What Telegram takes in one message, in UTF-16 units; a longer one arrives in parts."""
TITLE_LIMIT = 40
"""Characters of a button on Telegram; a longer label is cut."""


def check(project: Project) -> Iterator[Problem]:
    for words in words_of(project):
        for language in words.languages:
            text = filled(project, words.of(language), language)
            where = f"{words.what} has {len(text)} characters in {NAMES[language]}"
            if len(text.encode("utf-16-le", "surrogatepass")) // 2 > MOST_UNITS:
                remedy = f"Shorten it: a message holds at most {MOST_UNITS}."
                yield words.error(language, where, remedy)
            elif words.kind is Kind.TITLE and len(text) > TITLE_LIMIT:
                remedy = f"It labels a button: keep it within {TITLE_LIMIT}."
                yield words.warning(language, where, remedy)
            # Without the table of values a text holds their names, which are as long as they like.
            elif project.policy.is_read and len(text) > LIMITS[language]:
                remedy = f"Shorten it to {LIMITS[language]}, so that it fits one message."
                yield words.warning(language, where, remedy)
