"""What the doctor finds."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handoff.settings import Settings


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. ``remedy`` is empty when all is well."""

    part: str
    text: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        return not self.remedy


Check = Callable[[Settings], Awaitable[list[Finding]]]
"""Looks at one thing. Never raises for what it finds, never shows a secret."""
