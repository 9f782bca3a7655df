"""Answers say the facts they were written for, the same ones in every language."""

import re
from collections import Counter
from collections.abc import Iterator

from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.source import Place
from bot.checks.words import NAMES, SLOT, Kind, Words, answers_of, words_of
from handoff.rules.care import LIMITS
from handoff.rules.signals import LANGUAGES

_FACT_VALUE = re.compile(r"<(\w+)>")
_STEP = re.compile(r"^\s*\d+\s*[.)、．]", re.MULTILINE)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?:\D|$))")
_LEADING_ZERO = re.compile(r"(?<!\d)0(?=\d)")
READ_BY_PROGRAM = frozenset({"chat_retention_days", *LIMITS})
"""Values that the program itself goes by, whether customers are told or not."""


def check(project: Project) -> Iterator[Problem]:
    facts = {file.source.file: _values_of(file.shape.facts) for file in project.topics}
    yield from _unknown_values(project)
    yield from _unused_values(project)
    yield from _read_values(project)
    for words in words_of(project):
        is_answer = words.kind is Kind.ANSWER
        yield from _slots(words, facts[words.source.file] if is_answer else frozenset())
    for words in answers_of(project):
        yield from _facts(words, facts[words.source.file])
        yield from _numbers(words)
        yield from _steps(words)


def _values_of(facts: list[str]) -> frozenset[str]:
    return frozenset(name for fact in facts for name in _FACT_VALUE.findall(fact))


def _unknown_values(project: Project) -> Iterator[Problem]:
    known = project.policy.shape.policy
    for file in project.topics if project.policy.is_read else ():
        for number, fact in enumerate(file.shape.facts):
            for name in _FACT_VALUE.findall(fact):
                if name not in known:
                    what = f"a fact names <{name}>, which is no value"
                    remedy = "Add the value to data/catalogue/policy.yml, or correct the name."
                    yield file.source.error(("facts", number), what, remedy)


def _facts(words: Words, needed: frozenset[str]) -> Iterator[Problem]:
    for language in words.languages:
        for name in sorted(needed - set(SLOT.findall(words.of(language)))):
            what = f"{words.what} leaves out the fact {{{name}}} in {NAMES[language]}"
            remedy = f"Say it, with {{{name}}} in braces, or take <{name}> out of `facts`."
            yield words.error(language, what, remedy)


def _slots(words: Words, facts: frozenset[str]) -> Iterator[Problem]:
    """Names in braces that one language lacks, but for facts, which are told as such."""
    used = {language: set(SLOT.findall(words.of(language))) for language in words.languages}
    everywhere = set().union(*used.values()) - facts
    for language, names in used.items():
        for name in sorted(everywhere - names):
            where = " and ".join(NAMES[other] for other in used if name in used[other])
            what = f"{words.what} has {{{name}}} in {where} but not in {NAMES[language]}"
            yield words.error(language, what, "Say it in every language, or in none.")
        yield from _stray_brace(words, language)


def _stray_brace(words: Words, language: str) -> Iterator[Problem]:
    if brace := re.search(r"[{}｛｝]", SLOT.sub("", words.of(language))):
        what = f"{words.what} has a stray `{brace.group()}` in {NAMES[language]}"
        remedy = "Write the name of a value as {name}: small letters, digits and underscores."
        yield words.error(language, what, remedy)


def _unused_values(project: Project) -> Iterator[Problem]:
    used = {
        name
        for words in words_of(project)
        for language in words.languages
        for name in SLOT.findall(words.of(language))
    }
    for name in project.policy.shape.policy:
        if name not in used | READ_BY_PROGRAM:
            what = f"the value {name} is in no answer and no text"
            yield project.policy.source.warning(("policy", name), what, "Use it, or remove it.")


def _read_values(project: Project) -> Iterator[Problem]:
    policy = project.policy
    for name in sorted(READ_BY_PROGRAM) if policy.is_read else ():
        value = policy.shape.policy.get(name)
        if value == {}:
            continue  # It is empty, which is told already.
        if value is None or not all(value.get(language, "").isdecimal() for language in LANGUAGES):
            what = f"the value {name} is no whole number, or gone; the program goes by it"
            place: Place = ("policy", name)
            yield policy.source.error(place, what, f"Write `{name}:` and a number.")


def _numbers(words: Words) -> Iterator[Problem]:
    yield from _unlike(words, {lang: _numbers_in(words.of(lang)) for lang in words.languages})


def _numbers_in(text: str) -> Counter[str]:
    """Numbers but for those of steps, written one way: 1,000 as 1000, 07:00 as 7:00."""
    bare = _STEP.sub("", SLOT.sub("", text))
    found = (_THOUSANDS.sub("", number) for number in _NUMBER.findall(bare))
    return Counter(_LEADING_ZERO.sub("", number).replace(",", ".") for number in found)


def _unlike(words: Words, numbers: dict[str, Counter[str]]) -> Iterator[Problem]:
    most: Counter[str] = Counter()
    for found in numbers.values():
        most |= found
    for language, found in numbers.items():
        if lacking := sorted((most - found).elements()):
            what = f"{words.what} lacks in {NAMES[language]}: {', '.join(lacking)}"
            remedy = "Another language has it. Say the same numbers in each, in figures."
            yield words.warning(language, what, remedy)


def _steps(words: Words) -> Iterator[Problem]:
    counts = {language: len(_STEP.findall(words.of(language))) for language in words.languages}
    most = max(counts.values(), default=0)
    for language, count in counts.items():
        if count < most:
            what = f"{words.what} has {count} numbered steps in {NAMES[language]}, not {most}"
            remedy = "Another language has more. Give each the same steps, one line each."
            yield words.warning(language, what, remedy)
