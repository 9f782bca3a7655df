"""What failed, and when it is tried again: with growing pauses, so that others come first."""

from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)


class Later:
    """Held in memory: after a restart all is tried at once."""

    def __init__(self) -> None:
        self._failed: dict[str, tuple[timedelta, datetime]] = {}

    def put_off(self, one: str, now: datetime) -> timedelta:
        """It failed just now; the pause, twice as long each time, up to ``LONGEST_PAUSE``."""
        before, _ = self._failed.get(one, (FIRST_PAUSE / 2, now))
        pause = min(before * 2, LONGEST_PAUSE)
        self._failed[one] = pause, now + pause
        return pause

    def forget(self, one: str) -> None:
        """It did not fail."""
        self._failed.pop(one, None)

    def rests(self, one: str, now: datetime) -> bool:
        """Whether its pause lasts."""
        return one in self._failed and now < self._failed[one][1]

    def failed(self) -> list[str]:
        """All that failed last time."""
        return list(self._failed)
