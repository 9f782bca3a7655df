"""Reading the file of a script: words stay as they were typed."""

from pathlib import Path
from typing import Any

import yaml

SPOKEN = frozenset({"user", "agent", "system", "text", "note", "button"})
"""Keys whose values are words: a customer who says no means no, and not false."""


class BadScript(Exception):
    """A script that cannot be played; the text names the place and what is wanted."""


def read_yaml(path: Path) -> Any:
    """What the file holds. Raises ``BadScript``."""
    try:
        return yaml.load(path.read_text("utf-8"), Loader=_Words)  # noqa: S506  # a safe one
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadScript(f"{path} cannot be read: {error}") from error


class _Words(yaml.SafeLoader):
    """Safe, with words as they were typed, and without keys that stand twice."""

    def mapping(self, node: yaml.MappingNode) -> dict[Any, Any]:
        self.flatten_mapping(node)
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                key = key_node.value
            if key in found:
                line = key_node.start_mark.line + 1
                raise BadScript(f"line {line}: {key} stands twice in one place")
            if key in SPOKEN and isinstance(value_node, yaml.ScalarNode):
                found[key] = value_node.value.strip()
            else:
                found[key] = self.construct_object(value_node, deep=True)
        return found


_Words.add_constructor("tag:yaml.org,2002:map", _Words.mapping)
