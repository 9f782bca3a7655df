"""Reading the file of a script: words stay as they were typed, and each table knows its lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

SPOKEN = frozenset({"user", "agent", "system", "text", "note", "button", "opens", "description"})
"""Keys whose values are words: a customer who says no means no, and not false."""


class BadScript(Exception):
    """A script that cannot be played; the text names the place and what is wanted.

    ``line`` counts from 1, and is 0 where it is not known yet.
    """

    def __init__(self, text: str, line: int = 0) -> None:
        super().__init__(text)
        self.line = line


class Table(dict[str, Any]):
    """A table of a script; ``line`` is where it begins, ``lines`` where each of its keys stands."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Faults:
    """Gathers all faults of a script, so that they are told together."""

    def __init__(self) -> None:
        self.found: list[BadScript] = []

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """What is raised within is kept, and what follows goes on."""
        try:
            yield
        except BadScript as error:
            self.found.append(error)

    def tell(self, path: Path) -> None:
        """Raises ``BadScript`` with a line for each, if there are any."""
        if self.found:
            raise BadScript("\n".join(self._line(path, each) for each in self.found))

    def _line(self, path: Path, fault: BadScript) -> str:
        return f"{path}, line {fault.line}: {fault}" if fault.line else f"{path}: {fault}"


@contextmanager
def at(plain: Any, key: str = "", name: str = "") -> Iterator[None]:
    """Faults found within are of this table, or of a key of it, unless they know a closer line.

    ``name`` is put before their text.
    """
    try:
        yield
    except BadScript as error:
        here = (plain.lines.get(key) or plain.line) if isinstance(plain, Table) else 0
        text = f"{name}: {error}" if name else str(error)
        raise BadScript(text, error.line or here) from None


def words_of(value: Any, what: str) -> str:
    """Words, or empty for nothing. Raises ``BadScript`` for a list or a table."""
    if isinstance(value, list | dict):
        raise BadScript(f"{what} wants words in one line, no list and no table")
    return str(value or "")


def read_yaml(path: Path) -> Any:
    """What the file holds. Raises ``BadScript``."""
    try:
        return yaml.load(path.read_text("utf-8"), Loader=_Words)  # noqa: S506  # a safe one
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise BadScript(f"cannot be read: {error}") from error


class _Words(yaml.SafeLoader):
    """Safe, with words as they were typed, and without keys that stand twice."""

    def mapping(self, node: yaml.MappingNode) -> Table:
        self.flatten_mapping(node)
        found = Table(node.start_mark.line + 1)
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise BadScript("a key is one word, no list and no table", line)
            key = key_node.value
            if key in found:
                raise BadScript(f"{key} stands twice in one place", line)
            found.lines[key] = line
            found[key] = self._value(key, value_node)
        return found

    def _value(self, key: str, node: yaml.Node) -> Any:
        if key in SPOKEN and isinstance(node, yaml.ScalarNode):
            return node.value.strip()
        return self.construct_object(node, deep=True)

    def scalar(self, node: yaml.ScalarNode) -> Any:
        """A day that no calendar has, such as 2026-02-31, is no fault of ours to fall over."""
        try:
            return _SCALARS[node.tag](self, node)
        except (ValueError, AttributeError, KeyError):
            line = node.start_mark.line + 1
            raise BadScript(f"{node.value!r} is no value; put words in quotes", line) from None


_SCALARS = {
    f"tag:yaml.org,2002:{kind}": yaml.SafeLoader.yaml_constructors[f"tag:yaml.org,2002:{kind}"]
    for kind in ("bool", "int", "float", "timestamp")
}
for _tag in _SCALARS:
    _Words.add_constructor(_tag, _Words.scalar)
_Words.add_constructor("tag:yaml.org,2002:map", _Words.mapping)
