"""What the figures are meant to reach, and what the pipeline of `rasa init` reaches."""

from dataclasses import dataclass
from typing import Any

STORED_DEFAULT = {
    "banking77_10": {"accuracy": 0.6834, "measured": "2026-11-20", "stored": True},
}
"""It trains for ten minutes and more, so it is measured anew only on demand."""


@dataclass(frozen=True)
class Target:
    """A bound on one figure; ``keys`` lead to it. ``factor`` and ``unit`` are for showing it."""

    title: str
    keys: tuple[str, ...]
    bound: float
    is_least: bool = True
    factor: float = 100.0
    unit: str = "%"

    def find(self, figures: dict[str, Any]) -> float | None:
        """The figure, if it was measured."""
        found: Any = figures
        for key in self.keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found if isinstance(found, int | float) else None

    def is_met(self, value: float) -> bool:
        return value >= self.bound if self.is_least else value <= self.bound

    def shown(self, value: float) -> str:
        digits = 2 if self.factor == 1.0 and abs(self.bound) < 10 else 1
        return f"{value * self.factor:,.{digits}f} {self.unit}".rstrip()

    def bound_shown(self) -> str:
        return f"{'at least' if self.is_least else 'at most'} {self.shown(self.bound)}"


def _share(title: str, bound: float, *keys: str) -> Target:
    return Target(title, keys, bound)


def _at_most(title: str, bound: float, unit: str, key: str) -> Target:
    return Target(title, (key,), bound, is_least=False, factor=1.0, unit=unit)


TARGETS = (
    _share("BANKING77, 10 phrases an intent", 0.872, "banking77_10", "accuracy"),
    _share("BANKING77, 5 phrases an intent", 0.822, "banking77_5", "accuracy"),
    _share("CLINC150, 10 phrases an intent", 0.915, "clinc150_10", "accuracy"),
    _share("  out of scope, 95 % of the rest taken", 0.83, "clinc150_10", "oos_recall_95"),
    _share("CLINC150 small, 50 phrases an intent", 0.954, "clinc150_small", "accuracy"),
    _share("xSID English", 0.92, "xsid_en", "accuracy"),
    _share("xSID Dutch", 0.90, "xsid_nl", "accuracy"),
    _share("xSID Chinese", 0.90, "xsid_zh", "accuracy"),
    _at_most("training of the product", 480, "s", "train_s"),
    _at_most("reading, p50 beside `rasa init`", 2.0, "times", "parse_p50_ratio"),
    _at_most("memory of the assistant", 1_500, "MB", "rss_mb"),
    _at_most("size of the model", 60, "MB", "model_mb"),
)
