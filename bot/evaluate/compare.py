"""Two runs side by side: what got better, what got worse, and what is only noise."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from bot.evaluate.rows import BadFile

NOISE = 1.96
"""Standard errors of a difference of two shares that chance alone passes one time in twenty."""

BETTER_UP = frozenset({"right", "honoured", "rejected"})
BETTER_DOWN = frozenset({"wrong", "fallback", "answered", "handed_off"})
"""Other shares (offered, half, form) are ways on that are neither good nor bad by themselves."""

_MARKS = {"all": "faq", "wanted": "handoff", "by_kind": "oos", "by_type": "complaints"}
"""Which part only the figures of one kind have."""


@dataclass(frozen=True)
class Change:
    """One share in two runs; ``where`` names its place, such as ``by_lang.nl.right``."""

    where: str
    before: float
    after: float
    noise: float
    is_good_up: bool

    @property
    def is_clear(self) -> bool:
        return abs(self.after - self.before) > self.noise

    @property
    def is_worse(self) -> bool:
        return self.is_clear and (self.after > self.before) is not self.is_good_up


def read_figures(path: Path, kind: str) -> dict[str, Any]:
    """What ``--json`` of an earlier run over a file of this kind wrote. Raises ``BadFile``."""
    try:
        figures = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadFile(f"{path} cannot be read: {error}") from error
    if not isinstance(figures, dict) or not any(_shares(figures)):
        raise BadFile(f"{path} holds no figures of `footbridge evaluate --json`")
    was = figures.get("kind") or _kind(figures)
    if was != kind:
        raise BadFile(f"{path} holds figures of {was}; they cannot be compared with {kind}")
    return figures


def _kind(figures: dict[str, Any]) -> str:
    """Of figures that do not tell it themselves."""
    return next((kind for mark, kind in _MARKS.items() if mark in figures), "another kind")


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Every share that both runs have, in the order of the later one. Raises ``BadFile``."""
    old = dict(_shares(before))
    changes = [_change(where, old[where], new) for where, new in _shares(after) if where in old]
    if not changes:
        raise BadFile("the two runs have no share in common")
    return changes


def vanished(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Shares that only the earlier run has; a language or a group without any is named once."""
    new = [where for where, _ in _shares(after)]
    return list(dict.fromkeys(_gone(w, new) for w, _ in _shares(before) if w not in new))


def _gone(where: str, new: list[str]) -> str:
    """The widest part of the place under which nothing is left."""
    parts = where.split(".")
    places = [".".join(parts[:count]) for count in range(1, len(parts))]
    return next((p for p in places if not any(w.startswith(f"{p}.") for w in new)), where)


def _change(where: str, before: tuple[float, int], after: tuple[float, int]) -> Change:
    (was, n_before), (now, n_after) = before, after
    return Change(where, was, now, _noise(was, n_before, now, n_after), _name(where) in BETTER_UP)


def _noise(was: float, n_before: int, now: float, n_after: int) -> float:
    """Normal approximation with one message added to each side, so that 0 and 1 have some too."""
    p, q = (was * n_before + 1) / (n_before + 2), (now * n_after + 1) / (n_after + 2)
    return NOISE * sqrt(p * (1 - p) / (n_before + 2) + q * (1 - q) / (n_after + 2))


def _name(where: str) -> str:
    return where.rpartition(".")[2]


def _shares(figures: dict[str, Any], above: str = "") -> Iterator[tuple[str, tuple[float, int]]]:
    """The place of each judged share, with the number of messages it was taken over.

    A share of no messages is none.
    """
    count = figures["n"] if isinstance(figures.get("n"), int) else 0
    for name, value in figures.items():
        where = f"{above}{name}"
        if isinstance(value, dict):
            yield from _shares(value, f"{where}.")
        elif count > 0 and name in BETTER_UP | BETTER_DOWN and isinstance(value, int | float):
            yield where, (float(value), count)
