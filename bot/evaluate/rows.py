"""The files of sentences: tab-separated, with a header that names the columns."""

import csv
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import zip_longest
from pathlib import Path

from handoff.rules.signals import LANGUAGES
from handoff.rules.tables import Tables

KINDS = {
    "faq": ("id", "lang", "text"),
    "handoff": ("wants_human", "kind", "lang", "text"),
    "oos": ("kind", "lang", "text"),
    "complaints": ("complaint_type", "lang", "text"),
}
"""Columns of each kind of file."""

YES = frozenset({"1", "yes", "true", "y"})
NO = frozenset({"0", "no", "false", "n"})
"""What may stand under ``wants_human``, in any case."""

_NAMED = 3


class BadFile(Exception):
    """A file that cannot be used; the message names the line and what is wanted."""


@dataclass(frozen=True)
class Row:
    """The first message of a fresh conversation; ``columns`` are the other columns of its line.

    ``line`` is the line of the file, from 1.
    """

    lang: str
    text: str
    columns: dict[str, str] = field(default_factory=dict)
    line: int = 0

    @property
    def wants_human(self) -> bool:
        """Only of a row that has the column."""
        return self.columns["wants_human"].casefold() in YES


def read_rows(path: Path, kind: str, tables: Tables) -> list[Row]:
    """All rows of a file; blanks around all but the text are left out. Raises ``BadFile``."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(_rows(path, file, KINDS[kind]))
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"{path} cannot be read: {error}") from error
    if not rows:
        raise BadFile(f"{path}: wanted lines below the header")
    for row in rows:
        if problem := _problem(row, kind, tables):
            raise BadFile(f"{path}, line {row.line}: {problem}")
    return rows


def _rows(path: Path, file: Iterable[str], wanted: Sequence[str]) -> Iterator[Row]:
    # Sentences hold quotation marks of all kinds: a tab alone ends a column.
    reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        header = [name.strip() for name in next(filter(None, reader), [])]
        if not set(wanted) <= set(header):
            raise BadFile(f"{path}: wanted a header with {', '.join(wanted)}, and lines below it")
        for cells in filter(None, reader):
            yield _row(header, cells, wanted, f"{path}, line {reader.line_num}", reader.line_num)
    except csv.Error as error:
        raise BadFile(f"{path}, line {reader.line_num} cannot be read: {error}") from error


def _row(header: list[str], cells: list[str], wanted: Sequence[str], where: str, line: int) -> Row:
    if len(cells) > len(header):
        raise BadFile(f"{where}: {len(cells)} columns, but {len(header)} in the header")
    found = dict(zip_longest(header, cells, fillvalue=""))
    if empty := [name for name in wanted if not found[name].strip()]:
        raise BadFile(f"{where}: {', '.join(empty)} is empty")
    text = found.pop("text")
    columns = {name: value.strip() for name, value in found.items()}
    columns["lang"] = columns["lang"].casefold()
    return Row(columns["lang"], text, columns, line)


def _problem(row: Row, kind: str, tables: Tables) -> str:
    """The column ``kind`` of a row is free: a name for a group of rows, as its writer likes."""
    if row.lang not in LANGUAGES:
        return f"{row.lang} is no language. Known: {', '.join(LANGUAGES)}."
    if kind == "faq":
        return _unknown("topic", row.columns["id"], tables.topics)
    if kind == "complaints":
        return _unknown("type of complaint", row.columns["complaint_type"], tables.complaint_types)
    if kind == "handoff" and row.columns["wants_human"].casefold() not in YES | NO:
        wish = row.columns["wants_human"]
        return f"wants_human is {wish}. Wanted: 1 or 0, yes or no, true or false, y or n."
    return ""


def _unknown(what: str, name: str, known: Collection[str]) -> str:
    if name in known:
        return ""
    nearest = get_close_matches(name, known, n=_NAMED, cutoff=0.0)
    return f"{name} is no {what}. Nearest: {', '.join(nearest)}."
