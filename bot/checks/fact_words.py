"""The words by which facts of a complaint are found: what would never be found, or in anything."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from bot.catalogue import matches_any_text, pattern_of
from bot.checks.content_shapes import FormField
from bot.checks.patterns import fault_of
from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.source import Place, Source
from bot.checks.words import NAMES
from handoff.extract import vocabulary
from handoff.extract.vocabulary import LISTS
from handoff.rules.signals import LANGUAGES

_YES_NO = ("yes", "no")
_UNASKED = "other"
"""An option that is known by its answer alone: it has no words of its own."""
_RAW = ("texts",)
_KINDS = ("found_as",)


_flat_pattern_of = lru_cache(maxsize=8192)(vocabulary.pattern_of)


def check(project: Project) -> Iterator[Problem]:
    by_name = {source.file.rpartition("/")[2]: source for source in project.fact_words}
    for name, source in by_name.items():
        if not isinstance(source.data, dict):
            yield source.error((), "the file is no table", "Write lines such as `name: ...`.")
        elif name == "clues.yml":
            yield from _clues(source)
        elif name == "choices.yml":
            yield from _choices(source, _asked(project))
        else:
            yield from _meanings(source, (), source.data)


def _asked(project: Project) -> dict[str, FormField]:
    """Fields that are answered by an option, or by yes or no."""
    table = project.complaints.shape
    kinds = [table.common_fields, *(kind.fields for kind in table.complaint_types)]
    fields = [field for kind in kinds for field in kind]
    return {field.name: field for field in fields if field.type in ("choice", "boolean")}


def _choices(source: Source, fields: Mapping[str, FormField]) -> Iterator[Problem]:
    for name, field in fields.items():
        options = _YES_NO if field.type == "boolean" else field.options
        if not all(options):
            continue  # One of them cannot be read, which is told where it stands.
        listed = source.data.get(name)
        if not isinstance(listed, dict):
            yield source.error((name,), f"`{name}` has no words", "List words for its options.")
            continue
        for option in options:
            if option not in listed and option != _UNASKED:
                what = f"`{option}` of `{name}` has no words"
                yield source.error((name,), what, "List what customers say for it.")
        for option in listed:
            if option not in options:
                known = f"Known: {', '.join(options)}; yes and no stand in quotes."
                yield source.error((name, option), f"`{option}` is no option of `{name}`", known)
        yield from _meanings(source, (name,), listed)
    for name in source.data:
        if name not in fields:
            remedy = "Name a field of data/catalogue/complaint_types.yml that has options."
            yield source.error((name,), f"`{name}` is no field with options", remedy)


def _clues(source: Source) -> Iterator[Problem]:
    for group, listed in source.data.items():
        if group in _RAW:
            for field, patterns in listed.items():
                yield from _patterns(source, (group, field), patterns, pattern_of)
        elif group not in (*LISTS, *_KINDS):
            yield from _meanings(source, (group,), listed)


def _meanings(source: Source, place: Place, meanings: Any) -> Iterator[Problem]:
    for meaning, by_language in meanings.items() if isinstance(meanings, dict) else ():
        here = (*place, meaning)
        if not isinstance(by_language, dict):
            yield source.error(here, f"`{meaning}` has no languages", "Write en, nl and zh below.")
            continue
        for language in LANGUAGES:
            if not by_language.get(language):
                what = f"no words in {NAMES[language]}"
                yield source.error(here, what, f"List what is said, below `{language}:`.")
        for language, patterns in by_language.items():
            yield from _patterns(source, (*here, language), patterns, _flat_pattern_of)


def _patterns(source: Source, place: Place, listed: Any, compiled: Any) -> Iterator[Problem]:
    for number, pattern in enumerate(listed if isinstance(listed, list) else ()):
        here = (*place, number)
        try:
            is_of_words = not matches_any_text(compiled(str(pattern)))
        except re.error as error:
            what = f"“{pattern}” is no pattern: {fault_of(str(pattern), error)}"
            yield source.error(here, what, "Correct it, or take it out.")
        else:
            if not is_of_words:
                what = f"“{pattern}” matches any text"
                remedy = "Name the words, look for a stray `|`, `?` or `*`, or take it out."
                yield source.error(here, what, remedy)
