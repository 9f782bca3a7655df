"""What the fake knows: chats, messages, files and the updates nobody has confirmed yet."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.fakes.telegram.faults import bad_request

BOT = {"id": 424242, "is_bot": True, "first_name": "Footbridge", "username": "footbridge_bot"}
Message = dict[str, Any]


@dataclass
class Chat:
    """A chat and all its messages by id, the bot's and the customer's."""

    id: int
    type: str = "private"
    first_name: str = "Robin"
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    ids: "count[int]" = field(default_factory=lambda: count(1))
    now: Callable[[], float] = time.time

    def as_json(self) -> dict[str, Any]:
        name = {"title": "A group"} if self.type != "private" else {"first_name": self.first_name}
        return {"id": self.id, "type": self.type, **name}

    def add(self, sender: dict[str, Any], **content: Any) -> Message:
        message_id = next(self.ids)
        message = {
            "message_id": message_id,
            "date": int(self.now()),
            "chat": self.as_json(),
            "from": sender,
            **content,
        }
        self.messages[message_id] = message
        return message

    def from_bot(self) -> list[Message]:
        return [message for message in self.messages.values() if message["from"]["is_bot"]]

    def texts(self) -> list[str]:
        return [str(m.get("text", m.get("caption", ""))) for m in self.from_bot()]


class State:
    """One bot's world; ``changed`` wakes whoever waits for something to happen in it."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.updates: list[dict[str, Any]] = []
        self.history: dict[int, dict[str, Any]] = {}
        self.update_ids = count(700_001)
        self.files: dict[str, tuple[str, bytes]] = {}
        self.sizes: dict[str, int] = {}
        self.queries: dict[str, bool] = {}
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.webhook = ""
        self.poll = 0
        self._changed = asyncio.Condition()

    def chat(self, chat_id: int) -> Chat:
        """The chat, if its customer ever wrote to the bot."""
        if chat_id not in self.chats:
            raise bad_request("chat not found")
        return self.chats[chat_id]

    def push(self, kind: str, content: dict[str, Any]) -> int:
        update_id = next(self.update_ids)
        self.history[update_id] = {"update_id": update_id, kind: content}
        self.updates.append(self.history[update_id])
        self.wake()
        return update_id

    def keep_file(self, data: bytes, folder: str, *, size: int | None = None) -> dict[str, Any]:
        """A file as it appears in a message; ``size`` pretends another length than ``data``."""
        file_id, real = secrets.token_urlsafe(24), len(data) if size is None else size
        self.files[file_id] = (f"{folder}/file_{len(self.files)}", data)
        self.sizes[file_id] = real
        return {"file_id": file_id, "file_unique_id": file_id[:12], "file_size": real}

    def wake(self) -> None:
        async def notify() -> None:
            async with self._changed:
                self._changed.notify_all()

        self._waking = asyncio.ensure_future(notify())

    async def until(self, happened: Callable[[], bool], most_s: float) -> bool:
        """Wait until ``happened()``; False when ``most_s`` seconds passed without it."""
        try:
            async with asyncio.timeout(most_s), self._changed:
                await self._changed.wait_for(happened)
        except TimeoutError:
            return False
        return True
