"""What would stop a training at a glossary, or never be used, is told at its line."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from bot.checks.examine import examine
from bot.checks.glossaries import never_found
from tests.adapters.content.faults import Fault, each, put

DUTCH = "data/glossary/nl.yml"
FIRST = "# Persons and possession\n"


def fault(name: str, line: str, what: str, severity: str = "error") -> Fault:
    return Fault(name, DUTCH, FIRST, f"{FIRST}{line}\n", line.splitlines()[-1], what, severity)


@each(
    fault("one word", "zzz: word", "“zzz” has something else than a list"),
    fault("nothing", "zzz:", "“zzz” has no terms"),
    fault("a table", "zzz: {qqxx: b}", "“zzz” has something else than a list"),
    fault("English is none", "null: [qqxx]", "the English is no word"),
    fault("English is a list", "[zzz]: [qqxx]", "cannot be read"),
    fault("term is a list", "zzz: [[qqxx]]", "a term of “zzz” is no word"),
    fault("term is none", "zzz:\n  - qqxx\n  - ~", "a term of “zzz” is no word"),
    fault("two meanings", "zzz: [qqxx]\nyyy:\n  - qqxy\n  - qqxx", "“qqxx” means “yyy” here and"),
    fault("key twice", "zzz: [qqxx]\nzzz: [qqxy]", "`zzz` stands here for the second time"),
    fault("capital", "zzz:\n  - Qqxx", "as “qqxx”", "warning"),
    fault("two scripts", "zzz: [qqxx店]", "apart from letters", "warning"),
    fault("long", "zzz: [q w e r t y u i]", "at most 7 words", "warning"),
)
def test_a_fault_of_a_glossary_is_told(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told


def test_a_list_of_words_is_no_glossary(project: Path) -> None:
    (project / DUTCH).write_text("- geld\n", "utf-8")
    told = [(p.file, p.line, p.what) for p in examine(project)]
    assert told == [(DUTCH, 1, "the file is no table of `English: [terms]`")]


@pytest.mark.parametrize(
    "term", ["geld", "foto's", "in de war", "没到账", "dm", "Geld", "foto’s", "ａ", "a  b", " a",
             "店a", "a店", "没 到", "i.v.m.", "i v m", "'s nachts",
             "dou+", "€", "track & trace", "d'r", "ik-figuur", "没，到", "q w e r t y u",
             "q w e r t y u i"],
)  # fmt: skip
def test_the_verdict_is_that_of_the_reader_itself(
    monkeypatch: pytest.MonkeyPatch, term: str
) -> None:
    """Only the reader's environment has the library for its files; terms need no file."""
    stand_in = ModuleType("ruamel.yaml")
    stand_in.YAML = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ruamel.yaml", stand_in)
    from bot.nlu.glossary import Glossary

    is_found = Glossary({term: "found"}).to_english(term) == "found"
    assert is_found == (never_found(term) == "")
