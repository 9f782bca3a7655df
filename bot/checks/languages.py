"""Everything is said in all three languages, and in the right one."""

import re
from collections.abc import Iterator
from itertools import combinations

from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.words import HAN, LATIN_WORD, NAMES, SLOT, Kind, Words, words_of
from handoff.rules.signals import LANGUAGES

_LONGEST_NAME = 2
"""Words of a name that may be the same everywhere, such as Telegram."""
_LONGEST_HAN_NAME = 4
_QUESTION = re.compile(r"[?？。…]\s*$")


def check(project: Project) -> Iterator[Problem]:
    for words in words_of(project):
        yield from _gaps(words)
        if not _is_name(words):
            yield from _copies(words)
            yield from _scripts(words)
        else:
            yield from alike(words)


def _gaps(words: Words) -> Iterator[Problem]:
    for language in words.by_language.keys() - set(LANGUAGES):
        known = ", ".join(LANGUAGES)
        yield words.error(language, f"{words.what} has a language `{language}`", f"Known: {known}.")
    for language in LANGUAGES:
        if not words.of(language) and language in words.by_language:
            what, remedy = f"{words.what} is empty in {NAMES[language]}", "Write it."
            yield words.error(language, what, remedy)
        elif not words.of(language) and not words.source.has((*words.place, language)):
            what = f"{words.what} is missing in {NAMES[language]}"
            yield words.error(language, what, f"Add it under `{language}:`.")


def _is_name(words: Words) -> bool:
    """The name of a language or a company is the same everywhere."""
    said = {words.of(language) for language in LANGUAGES}
    return len(said) == 1 and _length(said.pop()) <= _LONGEST_NAME


def alike(words: Words) -> Iterator[Problem]:
    """A warning for few words that are the same in every language, and are no name."""
    text = words.of(LANGUAGES[0])
    if text and _is_said(text):
        what = f"{words.what} is “{text}” in every language"
        yield words.warning(LANGUAGES[0], what, "Write it in each language, or a name alone.")


def _is_said(text: str) -> bool:
    """Names such as Telegram, Google Pay and 中文 ask nothing, and hardly have a small word."""
    bare = SLOT.sub("", text)
    latin = LATIN_WORD.findall(bare)
    is_question = bool(_QUESTION.search(bare)) and bool(latin or HAN.search(bare))
    has_small_word = len(latin) > 1 and any(word.islower() for word in latin)
    return is_question or has_small_word or len(HAN.findall(bare)) > _LONGEST_HAN_NAME


def _length(text: str) -> int:
    return len(LATIN_WORD.findall(SLOT.sub("", text)))


def _copies(words: Words) -> Iterator[Problem]:
    for one, other in combinations(words.languages, 2):
        # One word may well be the same: Ticket, Privacy.
        if words.of(one) == words.of(other) and _length(words.of(one)) > 1:
            what = f"{words.what} is the same in {NAMES[one]} and {NAMES[other]}"
            yield words.error(other, what, f"Write it in {NAMES[other]}.")


def _scripts(words: Words) -> Iterator[Problem]:
    for language in words.languages:
        text = words.of(language)
        if language != "zh" and (found := HAN.search(words.by_language[language])):
            what = f"{words.what} holds Chinese characters in {NAMES[language]}"
            line = words.line_within(language, found.start())
            yield words.error(language, what, f"Write it in {NAMES[language]}.", line)
        is_said = words.kind is not Kind.VALUE and _length(text)  # else slots and signs alone
        if language == "zh" and is_said and not HAN.search(text):
            what = f"{words.what} holds no Chinese character in Chinese"
            yield words.error(language, what, "Write it in Chinese.")
