"""The files of sentences: tab-separated, with a header that names the columns."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

KINDS = {
    "faq": ("id", "lang", "text"),
    "handoff": ("wants_human", "kind", "lang", "text"),
    "oos": ("kind", "lang", "text"),
    "complaints": ("complaint_type", "lang", "text"),
}
"""Columns of each kind of file."""


class BadFile(Exception):
    """A file that cannot be used; the message names the line and what is wanted."""


@dataclass(frozen=True)
class Row:
    """The first message of a fresh conversation; ``columns`` are the other columns of its line."""

    lang: str
    text: str
    columns: dict[str, str] = field(default_factory=dict)


def read_rows(path: Path, kind: str) -> list[Row]:
    """All rows of a file. Raises ``BadFile``."""
    wanted = KINDS[kind]
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"{path} cannot be read: {error}") from error
    if not lines or not set(wanted) <= lines[0].keys():
        raise BadFile(f"{path}: wanted a header with {', '.join(wanted)}, and lines below it")
    for number, line in enumerate(lines, 2):
        empty = [name for name in wanted if not (line[name] or "").strip()]
        if empty:
            raise BadFile(f"{path}, line {number}: {', '.join(empty)} is empty")
    return [
        Row(line["lang"], line["text"], {k: v for k, v in line.items() if k != "text"})
        for line in lines
    ]
