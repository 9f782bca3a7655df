"""The public sets: which files each has, what is taught and what is asked."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


class BadData(Exception):
    """The folder of the sets lacks something; the text says what and where."""


@dataclass(frozen=True)
class Phrase:
    """One row: a text, the label it should get, and its language."""

    text: str
    label: str
    language: str


@dataclass(frozen=True)
class Source:
    """A file below the folder of the sets, all of it in one language."""

    file: str
    language: str = "en"


@dataclass(frozen=True)
class PublicSet:
    """One training, and the figures that come of it.

    `tests` names the file of each figure. Messages of `unknown` belong to no label.
    """

    name: str
    train: tuple[Source, ...]
    tests: dict[str, Source] = field(default_factory=dict)
    unknown: Source | None = None

    def sources(self) -> list[Source]:
        return [*self.train, *self.tests.values(), *([self.unknown] if self.unknown else [])]


def _few_shot(name: str, train: str, unknown: Source | None = None) -> PublicSet:
    folder = name.partition("_")[0]
    tests = {name: Source(f"{folder}/test.csv")}
    return PublicSet(name, (Source(f"{folder}/{train}.csv"),), tests, unknown)


_OUT_OF_SCOPE = Source("clinc150/oos_test.csv")
_LANGUAGES = ("en", "nl", "zh")
SETS = (
    _few_shot("banking77_10", "train_10"),
    _few_shot("banking77_5", "train_5"),
    _few_shot("clinc150_10", "train_10", _OUT_OF_SCOPE),
    _few_shot("clinc150_small", "train_small", _OUT_OF_SCOPE),
    # Taught in all languages at once, asked in each.
    PublicSet(
        "xsid",
        tuple(Source(f"xsid/{language}_train.csv", language) for language in _LANGUAGES),
        {f"xsid_{lang}": Source(f"xsid/{lang}_test.csv", lang) for lang in _LANGUAGES},
    ),
)


def read_all(folder: Path, sources: Iterable[Source]) -> list[Phrase]:
    """The rows of all files, in their order. Raises ``BadData``."""
    return [phrase for source in sources for phrase in read(folder, source)]


def read(folder: Path, source: Source) -> list[Phrase]:
    """The rows of one file. Raises ``BadData``."""
    path = folder / source.file
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(_rows(path, csv.DictReader(file)))
    except FileNotFoundError:
        raise BadData(f"{path} is missing. See docs/benchmarks.md for the files.") from None
    except UnicodeDecodeError:
        raise BadData(f"{path} is not UTF-8.") from None
    if not rows:
        raise BadData(f"{path} has no rows.")
    return [Phrase(text, label, source.language) for text, label in rows]


def _rows(path: Path, reader: "csv.DictReader[str]") -> Iterable[tuple[str, str]]:
    for column in ("text", "label"):
        if column not in (reader.fieldnames or ()):
            raise BadData(f"{path} has no column {column}; its first line should be: text,label")
    for row in reader:
        # A line break or a tab counts as a blank to a reader, and to Rasa's files.
        text, label = " ".join((row["text"] or "").split()), (row["label"] or "").strip()
        if not text or not label:
            raise BadData(f"{path}, line {reader.line_num}: a text or a label is empty.")
        yield text, label


def check(folder: Path, sets: Iterable[PublicSet]) -> None:
    """Read every file once, so that a missing one is told at the start. Raises ``BadData``."""
    if not folder.is_dir():
        raise BadData(f"There is no folder {folder}.")
    for source in {source for each in sets for source in each.sources()}:
        read(folder, source)
