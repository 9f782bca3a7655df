"""Which message of a platform is kept true, so that any copy of the service can change it."""

from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys

FADES_S = 2 * 86_400
"""Telegram lets a bot change its messages for two days."""


class RedisSent:
    """The ``Sent`` port. Raises ``StoreUnavailable``."""

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def remember(self, conversation: ConversationId, name: str, message: int) -> None:
        key = self._keys.sent(conversation)
        await self._client.call("HSET", key, name, message)
        await self._client.call("EXPIRE", key, FADES_S)

    async def find(self, conversation: ConversationId, name: str) -> int | None:
        found = await self._client.call("HGET", self._keys.sent(conversation), name)
        return int(found) if found else None
