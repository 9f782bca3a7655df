"""The tables of the complaint form and the words that facts are found by, as the files say now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML, YAMLError

from handoff.extract.vocabulary import Vocabulary, vocabulary_of
from handoff.rules.forms_tables import FormTables, read_forms

DATA = Path("data")
FACTS = ("choices", "answers", "clues")


@dataclass(frozen=True)
class Loaded:
    """What belongs together."""

    tables: FormTables
    vocabulary: Vocabulary


class LiveTables:
    """Answers from memory; read again as a whole when a file has changed.

    Files that cannot be used keep the last good state: somebody is in the middle of saving them.
    """

    def __init__(self, data: Path = DATA) -> None:
        """Nothing is read before the first complaint."""
        self._data = data
        self._stamp: tuple[tuple[str, int], ...] = ()
        self._now: Loaded | None = None

    @property
    def now(self) -> Loaded:
        """The newest usable state. Raises what the first reading raises."""
        stamp = self._look()
        if self._now is None or stamp != self._stamp:
            self._stamp = stamp
            try:
                self._now = self._read()
            except (OSError, YAMLError, KeyError, TypeError, AttributeError, ValueError, re.error):
                if self._now is None:
                    raise
        return self._now

    def _look(self) -> tuple[tuple[str, int], ...]:
        return tuple((str(path), path.stat().st_mtime_ns) for path in self._files())

    def _files(self) -> list[Path]:
        catalogue = self._data / "catalogue"
        named = ("complaint_types", "reportable_objects", "form_words")
        return [
            *(catalogue / f"{name}.yml" for name in named),
            *(catalogue / "facts" / f"{name}.yml" for name in FACTS),
            *sorted((self._data / "content" / "texts").glob("form*.yml")),
        ]

    def _read(self) -> Loaded:
        types, objects, words, *rest = [_load(path) for path in self._files()]
        facts, texts = rest[: len(FACTS)], rest[len(FACTS) :]
        said = {name: each for file in texts for name, each in file["texts"].items()}
        return Loaded(read_forms(types, objects, words, said), vocabulary_of(*facts))


def _load(path: Path) -> Any:
    return YAML(typ="safe").load(path)


live = LiveTables()
