"""The time of the wall, and one that is moved by hand."""

from datetime import UTC, datetime, timedelta


class WallClock:
    """The ``Clock`` port of a running service."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class HandClock:
    """The ``Clock`` port, standing still until it is moved; timers follow it."""

    def __init__(self, at: datetime | None = None) -> None:
        """``at`` is aware; now, if it is not given."""
        self._at = at or datetime.now(UTC)

    def now(self) -> datetime:
        return self._at

    def forward(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)

    def reach(self, at: datetime) -> None:
        """Move on to a moment; one that has passed changes nothing."""
        self._at = max(self._at, at)
