"""A conversation's log and state as readers see them, and the shared token buckets."""

import asyncio
from contextlib import AbstractContextManager

from handoff.rules.codec import from_json
from handoff.rules.conversation import Conversation
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Entry
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.scripts import script
from handoff.stores.wake import Wake


class RedisLog:
    """The ``Log`` port."""

    def __init__(self, client: RedisClient, keys: Keys, wake: Wake) -> None:
        self._client = client
        self._keys = keys
        self._wake = wake

    async def read(
        self, conversation: ConversationId, after: int, limit: int = 200
    ) -> list[tuple[int, Entry]]:
        found = await self._client.call(
            "XRANGE", self._keys.log(conversation), f"({after}-0", "+", "COUNT", limit
        )
        return [(int(at.split("-")[0]), from_json(Entry, fields[1])) for at, fields in found]

    async def state(self, conversation: ConversationId) -> Conversation | None:
        text = await self._client.call("HGET", self._keys.conversation(conversation), "state")
        return from_json(Conversation, text) if text else None

    def watch(self, conversation: ConversationId) -> AbstractContextManager[asyncio.Event]:
        return self._wake.watch(conversation)


class RedisLimits:
    """The ``Limits`` port."""

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def take(self, bucket: str, *, per_s: float, burst: int, amount: int = 1) -> float:
        key = self._keys.limit(bucket)
        wait_ms = await self._client.run(script("limit"), [key], per_s, burst, amount)
        return int(wait_ms) / 1000
