"""What Redis holds of one customer: told, and erased."""

import json
import re
from typing import Any

from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.scripts import script

KINDS = (
    *("in", "assistant", "records", "queue", "telegram", "web"),
    *("call_mail", "call_webhook"),
)
"""Kinds of lanes that a conversation may have."""
LIMITS = ("web:messages", "files", "file_kb")
_FILE_KEY = re.compile(r'"key":\s*"([a-z0-9]{32})"')
_SCANNED = 1000


class LiveErasure:
    """Every deed is harmless when it is repeated."""

    def __init__(self, client: RedisClient, keys: Keys, assistants: RedisClient) -> None:
        """``assistants``: the server on which the assistant keeps its memory."""
        self._client = client
        self._keys = keys
        self._assistants = assistants

    async def count(self, conversation: ConversationId) -> int:
        """Pieces that are left; buckets of limits are none, they fade within the hour."""
        return await self._run(conversation, 0) + len(await self._memory(conversation))

    async def files(self, conversation: ConversationId) -> set[str]:
        """Keys of all files that state, log and lanes name, also of those on their way to SQL."""
        shard = self._keys.shard(conversation)
        log = await self._client.call("XRANGE", self._keys.log(conversation), "-", "+")
        held: list[Any] = [fields for _, fields in log]
        held.append(await self._client.call("HGETALL", self._keys.conversation(conversation)))
        for kind in KINDS:
            lane = f"{shard}:q:{kind}/{conversation}"
            held.append(await self._client.call("LRANGE", lane, 0, -1))
        texts = json.dumps(held, ensure_ascii=False).replace("\\", "")
        return set(_FILE_KEY.findall(texts))

    async def erase(self, conversation: ConversationId) -> int:
        """How many pieces there were."""
        gone = await self._run(conversation, 1)
        for name in LIMITS:
            await self._client.call("DEL", self._keys.limit(f"{name}:{conversation}"))
        memory = await self._memory(conversation)
        for key in memory:
            await self._assistants.call("DEL", key)
        return gone + len(memory)

    async def _run(self, conversation: ConversationId, erases: int) -> int:
        base, line = self._keys.shard(conversation), self._keys.line
        found = await self._client.run(script("erase"), [base], conversation, erases, *KINDS)
        given = (conversation, erases)
        return int(found) + int(await self._client.run(script("erase_line"), [line], *given))

    async def _memory(self, conversation: ConversationId) -> list[str]:
        """Dialogues and locks of the assistant; every fresh dialogue has a number behind a dot."""
        found, cursor = set[str](), "0"
        while True:
            cursor, keys = await self._assistants.call(
                "SCAN", cursor, "MATCH", f"*:{conversation}*", "COUNT", _SCANNED
            )
            whose = re.compile(rf"footbridge:\w+:{re.escape(conversation)}(\.\d+)?")
            found.update(key for key in keys if whose.fullmatch(key))
            if cursor == "0":
                return sorted(found)
