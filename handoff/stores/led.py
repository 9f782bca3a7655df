"""Conversations that the bot leads, found in the indexes of all shards."""

import asyncio
from datetime import datetime

from handoff.rules.codec import from_json
from handoff.rules.conversation import Conversation
from handoff.rules.ids import ConversationId
from handoff.rules.led import MOST_TROUBLE, RUNNING_MS, STEP, is_led, said_ms
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.scripts import script
from handoff.stores.wire import Argument


class RedisLed:
    """The ``LedByBot`` port."""

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def running(self, now_ms: int, most: int) -> list[tuple[Conversation, int]]:
        scored = await self._scored(now_ms - RUNNING_MS, most)
        first = sorted(scored, key=lambda one: (-one[1], one[0]))[:most]
        keys = [self._keys.conversation(conversation) for conversation, _ in first]
        states = await asyncio.gather(*(self._client.call("HGET", key, "state") for key in keys))
        found = zip(states, first, strict=True)
        read = [
            (from_json(Conversation, text), said_ms(score)) for text, (_, score) in found if text
        ]
        return [(state, at_ms) for state, at_ms in read if is_led(state)]

    async def forget(self, before: datetime) -> int:
        """Drop what is older even if no desk ever looks; no words are lost by it, so 0."""
        await self._scored(int(before.timestamp() * 1000), 1)
        return 0

    async def _scored(self, since_ms: int, most: int) -> list[tuple[ConversationId, int]]:
        old: list[Argument] = []
        for grade in range(MOST_TROUBLE + 1):
            old += [grade * STEP, grade * STEP + since_ms]
        shards = self._keys.shards()
        replies = await asyncio.gather(
            *(self._client.run(script("led"), [base], most, *old) for base in shards)
        )
        return [
            (ConversationId(flat[i]), int(float(flat[i + 1])))
            for flat in replies
            for i in range(0, len(flat), 2)
        ]
