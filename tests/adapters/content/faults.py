"""Puts a fault into a copy of the data, and looks at what the checks make of it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.checks.examine import examine

TOPIC = "data/content/topics/refund_request.yml"
TEXTS = "data/content/texts/handoff.yml"
TYPES = "data/catalogue/complaint_types.yml"

Told = tuple[str, int, str, str]
"""File, line, severity and words of a problem."""


@dataclass(frozen=True)
class Fault:
    """``old`` becomes ``new`` where it stands first. A problem with the words ``what`` is then told
    of the line that holds ``at``, or of the whole file if that is empty."""

    name: str
    file: str
    old: str
    new: str
    at: str
    what: str
    severity: str = "error"


@dataclass(frozen=True)
class Outcome:
    """What the checks tell of a project with a fault."""

    fault: Fault
    line: int
    problems: list[Told]

    @property
    def is_told(self) -> bool:
        """Whether the fault is told; other problems may come with it."""
        return any(self._is_it(problem) for problem in self.problems)

    @property
    def is_all(self) -> bool:
        """Whether nothing else is told."""
        return len(self.problems) == 1 and self.is_told

    def _is_it(self, problem: Told) -> bool:
        place = (self.fault.file, self.line, self.fault.severity)
        return problem[:3] == place and self.fault.what in problem[3]


def each(*faults: Fault) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("fault", faults, ids=lambda fault: fault.name)


def put(project: Path, fault: Fault) -> Outcome:
    path = project / fault.file
    text = path.read_text("utf-8")
    assert fault.old in text, "the data has changed: give the fault another place"
    broken = text.replace(fault.old, fault.new, 1)
    path.write_text(broken, "utf-8")
    lines = enumerate(broken.splitlines(), 1)
    line = next(number for number, text in lines if fault.at in text) if fault.at else 0
    told = [(p.file, p.line, p.severity.value, p.what) for p in examine(project)]
    return Outcome(fault, line, told)
