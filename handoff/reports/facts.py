"""Recorded events as figures are counted from them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fact:
    """A recorded event; ``data`` is what it tells, of an older version perhaps less."""

    name: str
    at_ms: int
    data: dict[str, Any]

    def word(self, name: str) -> str:
        return str(self.data.get(name) or "")

    def number(self, name: str) -> int:
        return int(self.data.get(name) or 0)

    def is_so(self, name: str) -> bool:
        return bool(self.data.get(name))
