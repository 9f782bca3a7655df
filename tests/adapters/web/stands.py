"""A small support team behind the web channel: inbox, log and limits in one, for tests of the edge.

It answers what is written with ``You wrote: ...`` and can be told to be down, slow or strict.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from handoff.errors import Refused, StoreUnavailable
from handoff.rules.conversation import Conversation
from handoff.rules.events import ButtonPressed, CustomerOpened, CustomerWrote
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Button, Entry, Speaker
from handoff.rules.texts import Content

AT_MS = 1_795_183_200_000
PERSON = Button("person:now", "Talk to a person")

_TEXTS = {
    text_id: text
    for name in ("web", "files")
    for text_id, text in yaml.safe_load(Path(f"data/content/texts/{name}.yml").read_text("utf-8"))[
        "texts"
    ].items()
}
render_text = Content(texts=_TEXTS).render_text


class Support:
    """The ports ``Inbox``, ``Log`` and ``Limits`` as the web channel uses them."""

    def __init__(self) -> None:
        self.is_down = False
        self.failures_left = 0
        self.refusal: Refused | None = None
        self.refused_words = ""
        self.gate = asyncio.Event()
        self.gate.set()
        self.is_answering = True
        self.accepted: list[tuple[ConversationId, str, Any]] = []
        self.taken: list[str] = []
        self.waits: dict[str, float] = {}
        self.accept_calls = 0
        self._entries: dict[ConversationId, list[Entry]] = {}
        self._states: dict[ConversationId, Conversation] = {}
        self.watchers: set[asyncio.Event] = set()
        self.unwatched = asyncio.Event()
        self.hints = True

    async def accept(self, conversation: ConversationId, event_id: str, event: Any) -> bool:
        self.accept_calls += 1
        await self.gate.wait()
        self.failures_left -= 1
        if self.is_down or self.failures_left >= 0:
            raise StoreUnavailable
        if self.refusal and self.refused_words in getattr(event, "text", ""):
            raise self.refusal
        if any(known == event_id for _, known, _ in self.accepted):
            return False
        self.accepted.append((conversation, event_id, event))
        self._react(conversation, event)
        return True

    def _react(self, conversation: ConversationId, event: Any) -> None:
        match event:
            case CustomerOpened():
                hello = "Hello, I am the assistant, a bot. People are here until 23:00."
                self.say(conversation, hello, buttons=(PERSON,))
            case CustomerWrote(message_id=message_id, text=text, files=files):
                said = Entry(message_id, Speaker.CUSTOMER, text, AT_MS, files=files)
                self.put(conversation, said)
                if self.is_answering and text:
                    self.say(conversation, f"You wrote: {text}")
            case ButtonPressed(message_id=message_id, label=label) if label:
                self.put(conversation, Entry(message_id, Speaker.CUSTOMER, label, AT_MS))

    def say(self, conversation: ConversationId, text: str, **fields: Any) -> Entry:
        """Put an entry into the log, by the bot unless said otherwise."""
        number = len(self._entries.get(conversation, ())) + 1
        fields.setdefault("speaker", Speaker.BOT)
        return self.put(conversation, Entry(id=f"said:{number}", text=text, at_ms=AT_MS, **fields))

    def put(self, conversation: ConversationId, entry: Entry) -> Entry:
        self._entries.setdefault(conversation, []).append(entry)
        self._wake()
        return entry

    def forget(self, conversation: ConversationId) -> None:
        """As erasure does: the log begins anew."""
        self._entries[conversation] = []

    def become(self, conversation: ConversationId, **changes: Any) -> None:
        known = self._states.get(conversation) or Conversation(conversation)
        self._states[conversation] = replace(known, **changes)
        self._wake()

    def _wake(self) -> None:
        for event in self.watchers if self.hints else ():
            event.set()

    async def read(
        self, conversation: ConversationId, after: int, limit: int = 200
    ) -> list[tuple[int, Entry]]:
        if self.is_down:
            raise StoreUnavailable
        numbered = enumerate(self._entries.get(conversation, []), start=1)
        return [(seq, entry) for seq, entry in numbered if seq > after][:limit]

    async def state(self, conversation: ConversationId) -> Conversation | None:
        if self.is_down:
            raise StoreUnavailable
        return self._states.get(conversation)

    @contextmanager
    def watch(self, conversation: ConversationId) -> Iterator[asyncio.Event]:
        event = asyncio.Event()
        self.watchers.add(event)
        try:
            yield event
        finally:
            self.watchers.discard(event)
            if not self.watchers:
                self.unwatched.set()

    async def take(self, bucket: str, *, per_s: float, burst: int, amount: int = 1) -> float:
        """Never too fast, unless ``waits`` holds the seconds for a kind of bucket."""
        if self.is_down:
            raise StoreUnavailable
        self.taken.append(bucket)
        return self.waits.get(bucket.split(":")[1], 0.0)
