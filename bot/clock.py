"""The time of the wall."""

from datetime import UTC, datetime


class WallClock:
    """The ``Clock`` port of a running service."""

    def now(self) -> datetime:
        return datetime.now(UTC)
