"""Reads a YAML file together with the place of every value in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.checks.problem import Problem, Severity

Place = tuple[str | int, ...]
"""Keys and list positions that lead to a value, from the top of the file."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LOOK = (
    "Look at this line and the one above it: what belongs together starts in the same column, and"
    " a text that holds `: ` or ` #` stands in quotes."
)


@dataclass(frozen=True)
class Source:
    """A file as written. ``node`` is ``None`` when there was nothing that could be read."""

    file: str
    node: yaml.Node | None = None
    data: Any = None

    def line_of(self, place: Place = (), within: int = 0) -> int:
        """The line of a value, or of the nearest thing around it. ``within``: lines further down
        in a text that is written as a block (``|``), -1 for the line of its key."""
        node, line, is_key = self.node, 1, False
        for step in place:
            found = _step(node, step)
            if found is None:
                return line
            node, line, is_key = found
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            return node.start_mark.line + 1 + (within + 1 if within >= 0 and place else 0)
        return line if is_key or node is None else node.start_mark.line + 1

    def is_block(self, place: Place) -> bool:
        """Whether the text there is written line by line, under a ``|``."""
        node = self._node_at(place)
        return isinstance(node, yaml.ScalarNode) and node.style == "|"

    def has(self, place: Place) -> bool:
        """Whether anything is written there, fit or not."""
        return self._node_at(place) is not None

    def written(self, place: Place) -> str:
        """A single value as it was typed, such as ``yes`` for what is read as true."""
        node = self._node_at(place)
        return str(node.value) if isinstance(node, yaml.ScalarNode) else ""

    def _node_at(self, place: Place) -> yaml.Node | None:
        node = self.node
        for step in place:
            found = _step(node, step)
            node = found[0] if found else None
        return node

    def error(self, place: Place, what: str, remedy: str, within: int = 0) -> Problem:
        return Problem(self.file, self.line_of(place, within), what, remedy)

    def warning(self, place: Place, what: str, remedy: str, within: int = 0) -> Problem:
        line = self.line_of(place, within)
        return Problem(self.file, line, what, remedy, Severity.WARNING)


def read(path: Path, root: Path) -> tuple[Source, list[Problem]]:
    """The file under ``root`` with what is wrong with it as YAML. Never raises."""
    file = path.relative_to(root).as_posix()
    try:
        written = _parse(path.read_text("utf-8"))
    except OSError as error:
        return Source(file), [
            Problem(file, 0, f"cannot be opened ({error.strerror})", "Put the file there.")
        ]
    except UnicodeDecodeError:
        return Source(file), [
            Problem(file, 0, "is not written in UTF-8", "Save it again with the encoding UTF-8.")
        ]
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        return Source(file), [_unreadable(file, error)]
    if written.node is None:
        return Source(file), [Problem(file, 0, "is empty", "Fill it, or delete it.")]
    if written.alias is not None:
        what, remedy = "a `*` stands for something said elsewhere", "Write it out, or in quotes."
        return Source(file), [Problem(file, written.alias, what, remedy)]
    remedy = "Keep one of the two; only the last would count."
    doubles = [Problem(file, line, what, remedy) for line, what in written.doubles]
    return Source(file, written.node, written.data), doubles


@dataclass(frozen=True)
class _Written:
    """What a text says, and what is wrong with the way it is written."""

    node: yaml.Node | None = None
    data: Any = None
    alias: int | None = None
    doubles: tuple[tuple[int, str], ...] = ()


@lru_cache(maxsize=512)
def _parse(text: str) -> _Written:
    """Kept, since of many files hardly one has changed when all are read again."""
    loader = _LOADER(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return _Written()
        if (line := _alias(node)) is not None:
            return _Written(node, None, line)
        return _Written(node, loader.construct_document(node), None, tuple(_doubles(node)))
    finally:
        loader.dispose()


def _unreadable(file: str, error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error) or type(error).__name__
    line = mark.line + 1 if mark is not None else 0
    return Problem(file, line, f"cannot be read: {reason}", _LOOK)


def _step(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, int, bool] | None:
    """The value behind one step, the line it starts on, and whether that is the line of a key."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1, True
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = node.value[step]
        return item, item.start_mark.line + 1, False
    return None


def _parts(top: yaml.Node) -> Iterator[yaml.Node]:
    """Everything below and with ``top``, forever if it holds itself."""
    waiting = [top]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            waiting.extend(part for pair in node.value for part in pair)


def _alias(top: yaml.Node) -> int | None:
    """The line of a part that stands in two places: it might hold itself, or grow without end."""
    seen: set[int] = set()
    for node in _parts(top):
        if id(node) in seen:
            return int(node.start_mark.line) + 1
        seen.add(id(node))
    return None


def _doubles(top: yaml.Node) -> Iterator[tuple[int, str]]:
    """Keys that stand twice in one table: YAML would silently keep the last."""
    for node in _parts(top):
        if isinstance(node, yaml.MappingNode):
            yield from _doubles_in(node)


def _doubles_in(node: yaml.MappingNode) -> Iterator[tuple[int, str]]:
    first: dict[str, int] = {}
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        line = key.start_mark.line + 1
        if key.value in first:
            earlier = first[key.value]
            yield line, f"`{key.value}` stands here for the second time (first: line {earlier})"
        first.setdefault(key.value, line)
