"""Words that customers must never read: a time is told, or nothing is promised."""

import re
from collections.abc import Iterator

from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.words import words_of

VAGUE = {
    "en": re.compile(
        r"\b(?:(?<!as )soon(?:er|est)?|as soon as (?:possible|we can|i can)|shortly|momentarily"
        r"|asap|in (?:a moment|a bit|no time|due course)|any (?:moment|minute) now|before long"
        r"|bear with (?:us|me))\b",
        re.IGNORECASE,
    ),
    "nl": re.compile(
        r"\b(?:binnenkort|spoedig|zo (?:snel|spoedig|gauw) mogelijk|zsm|z\.s\.m\.?|straks|gauw"
        r"|zo ?meteen|(?:een )?ogenblik(?:je)?|even geduld|op korte termijn|te zijner tijd)(?!\w)",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        "很快|尽快|儘快|尽早|尽速|不久|近期(?:内|会|将)|过一会|一会儿|稍等|稍候|请稍|马上(?:就|会|为|给|有)"
        "|稍后(?:会|将|为|给|回复|联系|处理|再试|重试)"
    ),
}


def check(project: Project) -> Iterator[Problem]:
    for words in words_of(project):
        for language in words.languages:
            for found in VAGUE[language].finditer(words.by_language[language]):
                what = f"{words.what} says “{found.group()}”, which is no time"
                remedy = "Say by when, as in “within 30 minutes”, or leave it out."
                line = words.line_within(language, found.start())
                yield words.error(language, what, remedy, line)
