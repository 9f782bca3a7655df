"""Small stands for the ports around the channel, and the product's own texts."""

import asyncio
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from handoff.rules.ids import ConversationId
from handoff.rules.messages import Entry, Speaker

_TEXTS = Path(__file__).parents[3] / "data/content/texts"


@cache
def content() -> dict[str, dict[str, str]]:
    """The texts of the channel and of files."""
    files = [_TEXTS / "telegram.yml", _TEXTS / "files.yml"]
    return {
        text_id: text
        for path in files
        for text_id, text in yaml.safe_load(path.read_text("utf-8"))["texts"].items()
    }


def texts(text_id: str, language: str, values: dict[str, str]) -> str:
    return content()[text_id][language].format(**values)


def entry(text: str, entry_id: str = "e1", **more: Any) -> Entry:
    return Entry(entry_id, more.pop("speaker", Speaker.BOT), text, at_ms=0, **more)


class InboxStand:
    """Keeps accepted events in order; ``troubles`` are raised first, one a call."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.accepted: list[tuple[str, str, Any]] = []
        self.calls: list[str] = []
        self.troubles: dict[str, list[Exception]] = {}
        self.holds: dict[str, asyncio.Event] = {}
        self._changed = changed

    async def accept(self, conversation: ConversationId, event_id: str, event: Any) -> bool:
        self.calls.append(event_id)
        self._changed()
        if conversation in self.holds:
            await self.holds[conversation].wait()
        if self.troubles.get(conversation):
            raise self.troubles[conversation].pop(0)
        if event_id in [known for _, known, _ in self.accepted]:
            return False
        self.accepted.append((conversation, event_id, event))
        self._changed()
        return True

    def events(self, conversation: str) -> list[Any]:
        return [event for name, _, event in self.accepted if name == conversation]

    def written(self, conversation: str) -> list[str]:
        return [event.text for event in self.events(conversation)]


class LimitsStand:
    """Token buckets on a clock that stands still until a test moves ``now`` (seconds).

    Without ``keeps_pace`` the pace of sending is not held.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.keeps_pace = False
        self.trouble: Exception | None = None
        self._buckets: dict[str, tuple[float, float]] = {}

    async def take(self, bucket: str, *, per_s: float, burst: int, amount: int = 1) -> float:
        if self.trouble:
            raise self.trouble
        if not self.keeps_pace and bucket.startswith(("telegram:chat:", "telegram:all")):
            return 0.0
        level, at = self._buckets.get(bucket, (float(burst), self.now))
        level = min(float(burst), level + (self.now - at) * per_s)
        if level < amount:
            return (amount - level) / per_s
        self._buckets[bucket] = (level - amount, self.now)
        return 0.0

    def spend(self, bucket: str, tokens: int) -> None:
        """As if other copies of the service had taken ``tokens`` already."""
        level, at = self._buckets[bucket]
        self._buckets[bucket] = (level - tokens, at)
