"""Words of other languages with their English: what training would stop at, or never use."""

import re
from collections.abc import Iterator

import yaml

from bot.checks.problem import Problem, Severity
from bot.checks.project import Project
from bot.checks.source import Source
from bot.nlu.text import HAN, MOST_WORDS, PIECE, fold

_HAN = re.compile(f"[{HAN}]")
_LETTER = re.compile(rf"[^\W_{HAN}]")
_LIST = "Write a list, as in [one, two]; for English of no meaning write the key as two quotes."
_NO_WORD = re.compile(r"~|null|true|false|", re.IGNORECASE)
"""What YAML reads as something else than a word where it stands without quotes."""


def check(project: Project) -> Iterator[Problem]:
    for source in project.glossaries:
        if isinstance(source.node, yaml.MappingNode):
            yield from _glossary(source, source.node)
        elif source.node is not None:
            remedy = "Write lines such as `money: [geld, centen]`: English, then the terms."
            yield source.error((), "the file is no table of `English: [terms]`", remedy)


def _glossary(source: Source, table: yaml.MappingNode) -> Iterator[Problem]:
    first: dict[str, tuple[str, int]] = {}
    for key, value in table.value:
        english, line = _english(key), key.start_mark.line + 1
        if english is None:
            what = "the English is no word"
            yield Problem(source.file, line, what, "Write a word, in quotes if YAML knows it.")
        elif not isinstance(value, yaml.SequenceNode):
            is_empty = isinstance(value, yaml.ScalarNode) and _is_none(value)
            what = f"“{english}” has {'no terms' if is_empty else 'something else than a list'}"
            yield Problem(source.file, line, what, _LIST)
        else:
            for item in value.value:
                yield from _term(source, english, item, first)


def _english(node: yaml.Node) -> str | None:
    return node.value if isinstance(node, yaml.ScalarNode) and not _is_none(node) else None


def _is_none(node: yaml.ScalarNode) -> bool:
    return not node.style and _NO_WORD.fullmatch(node.value) is not None


def _term(
    source: Source, english: str, node: yaml.Node, first: dict[str, tuple[str, int]]
) -> Iterator[Problem]:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.ScalarNode) or _is_none(node):
        what = f"a term of “{english}” is no word"
        yield Problem(source.file, line, what, "Write a word, in quotes if YAML knows it.")
        return
    other, at = first.setdefault(node.value, (english, line))
    if other != english:
        what = f"“{node.value}” means “{english}” here and “{other}” in line {at}"
        yield Problem(source.file, line, what, "Keep the one that customers have in mind.")
    if reason := never_found(node.value):
        what = f"“{node.value}” is never found: {reason}"
        remedy = "Write it as texts are read, or take it out."
        yield Problem(source.file, line, what, remedy, Severity.WARNING)


def never_found(term: str) -> str:
    """Why the reader of messages can never come upon a term, or nothing."""
    folded = fold(term)
    if folded != term:
        return f"texts are read in lower case and simple signs, as “{folded}”"
    if " ".join(term.split()) != term:
        return "texts are read with one space between words, and none around them"
    if _HAN.search(term) and (_LETTER.search(term) or " " in term):
        return "Chinese characters are looked up apart from letters and spaces"
    words = " ".join(PIECE.findall(term))
    if words != term:
        return f"texts are cut at signs, and read as “{words}”"
    if len(term.split()) > MOST_WORDS:
        return f"at most {MOST_WORDS} words are looked up at once"
    return ""
