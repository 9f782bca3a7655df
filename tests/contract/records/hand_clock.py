"""Time for tests."""

from datetime import UTC, datetime, timedelta


class HandClock:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by
