"""All that was done in the workspace, in order and with times, so that tests can count."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.slack.workspace import Message


@dataclass(frozen=True)
class Deed:
    """``kind``: post, edit, delete, react, unreact, ephemeral, view, status or upload.

    ``at`` is Unix seconds. ``text`` and ``metadata`` are those of the moment.
    """

    kind: str
    at: float
    channel: str = ""
    ts: str = ""
    thread_ts: str = ""
    by: str = ""
    text: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)


class Journal:
    """``deeds`` is everything, the app's and people's."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.deeds: list[Deed] = []

    def note(self, kind: str, message: "Message | None" = None, **detail: Any) -> None:
        if message is None:
            self.deeds.append(Deed(kind, self._now(), detail=detail))
            return
        by = str(message.body.get("bot_id") or message.body.get("user", ""))
        known = dict(message.metadata or {})
        place = (message.channel, message.ts, message.thread_ts)
        author = str(detail.pop("by", by))
        deed = Deed(kind, self._now(), *place, author, message.text, known, detail)
        self.deeds.append(deed)

    def of(self, kind: str, channel: str = "", by: str = "") -> list[Deed]:
        return [
            deed
            for deed in self.deeds
            if deed.kind == kind and channel in ("", deed.channel) and by in ("", deed.by)
        ]

    def doubles(self, key: Callable[[Deed], Any], deeds: Iterable[Deed] | None = None) -> list[Any]:
        """The keys that more than one post has; a key of None is not counted."""
        posts = self.of("post") if deeds is None else deeds
        counts = Counter(found for deed in posts if (found := key(deed)) is not None)
        return [found for found, count in counts.items() if count > 1]

    def busiest(self, channel: str, seconds: float, kind: str = "post") -> int:
        """The most deeds of one kind within any stretch of ``seconds`` in a channel."""
        times = [deed.at for deed in self.of(kind, channel)]
        most = first = 0
        for last, at in enumerate(times):
            while at - times[first] > seconds:
                first += 1
            most = max(most, last - first + 1)
        return most

    def longest_gap(self, channel: str, kind: str = "post") -> float:
        """The longest time in seconds between two deeds in a channel."""
        times = [deed.at for deed in self.of(kind, channel)]
        return max((b - a for a, b in pairwise(times)), default=0.0)


def outbox_id(deed: Deed) -> Any:
    """The id that the app put into the metadata of a post, or None."""
    return deed.metadata.get("event_payload", {}).get("outbox_id")
