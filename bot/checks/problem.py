"""What a check finds."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error would mislead or leave out a customer; a warning is for a person to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Problem:
    """One fault. ``file`` is relative to the project, ``line`` counts from 1; 0 is the whole file.

    ``what`` says what is wrong, ``remedy`` what to do, both in words for people who do not program.
    """

    file: str
    line: int
    what: str
    remedy: str
    severity: Severity = Severity.ERROR
