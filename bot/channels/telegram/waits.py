"""How long is waited for whom."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Waits:
    """Pauses in seconds: ``first`` doubles up to ``most`` while the store or Telegram is away.

    ``conflict`` and ``token``: between tries while somebody else polls, or the token is refused.
    ``full``: how long a full mailbox is retried before the customer is asked to send again.
    """

    first: float = 0.5
    most: float = 15.0
    conflict: float = 10.0
    token: float = 60.0
    full: float = 30.0

    def growing(self) -> Iterator[float]:
        pause = self.first
        while True:
            yield pause
            pause = min(pause * 2, self.most)
