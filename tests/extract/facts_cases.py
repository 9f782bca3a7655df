"""Cases of what customers write, and how well they are read.

A case: the complaint `type`, what was `asked` (if anything), the `text`, and the `facts`. There a
leading ~ means approximate, an amount is `12.50 EUR`, a time has no zone, null is "not known".
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import yaml

from handoff.extract.facts import Fact, fields_of
from handoff.extract.vocabulary import Vocabulary, vocabulary_of

CATALOGUE = Path("data/catalogue")
ZONE = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 20, 14, 0, tzinfo=ZONE)
# Known from the channel or inferred, so never asked in these cases.
FROM_ELSEWHERE = {"platform", "purpose"}


@dataclass(frozen=True)
class Field:
    name: str
    type: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    language: str
    type: str
    text: str
    facts: dict[str, Any]
    asked: str = ""


@dataclass
class Score:
    """`wrong`: a value that was not said; `missed`: one that was, and will be asked for."""

    cases: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def load_words() -> Vocabulary:
    return vocabulary_of(
        *(load(CATALOGUE / "facts" / f"{name}.yml") for name in ("choices", "answers", "clues"))
    )


def load_fields() -> dict[str, list[Field]]:
    """Fields by complaint type, the common ones last."""
    table = load(CATALOGUE / "complaint_types.yml")
    return {
        kind["id"]: [
            Field(each["name"], each["type"], tuple(each.get("options", ())))
            for each in [*kind["fields"], *table["common_fields"]]
            if each["name"] not in FROM_ELSEWHERE
        ]
        for kind in table["complaint_types"]
    }


def load_cases(folder: Path) -> list[Case]:
    return [Case(path.stem, **each) for path in sorted(folder.glob("*.yml")) for each in load(path)]


WORDS, FIELDS = load_words(), load_fields()


def read(case: Case) -> list[Fact]:
    now_ms = int(NOW.timestamp() * 1000)
    return fields_of(
        FIELDS[case.type],
        case.text,
        now_ms=now_ms,
        zone=ZONE,
        language=case.language,
        words=WORDS,
        asked=case.asked,
    )


def told(fact: Fact) -> Any:
    """A fact as the cases write it."""
    value = fact.value
    if isinstance(value, dict) and "amount" in value:
        value = f"{value['amount']} {value['currency']}".strip()
    if isinstance(value, str) and "T" in value and value.endswith("+01:00"):
        value = value.removesuffix("+01:00")
    return f"~{value}" if fact.approximate else value


def written(value: Any) -> Any:
    """A value of a case: YAML reads 2026-11-12 as a date and 14.99 as a number."""
    if isinstance(value, (bool, list, dict)) or value is None:
        return value
    return value.isoformat() if isinstance(value, date) else re.sub(r"\.00\b", "", str(value))


def score(cases: list[Case]) -> Score:
    result = Score()
    for case in cases:
        found = {fact.field: told(fact) for fact in read(case)}
        meant = {name: written(value) for name, value in case.facts.items()}
        result.cases += 1
        result.right += found == meant
        for name in sorted(set(found) | set(meant)):
            line = f"{case.language} {case.text!r} [{case.asked}] {name}: "
            if name not in found:
                result.missed.append(f"{line}{meant[name]!r} is asked for")
            elif name not in meant or found[name] != meant[name]:
                result.wrong.append(f"{line}{found[name]!r}, not {meant.get(name)!r}")
    return result
