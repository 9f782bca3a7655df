"""Which customers have the chat open; a hint that fades by itself."""

from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys

FADES_S = 45
"""How long a customer counts as here after the last sign; signs come more than twice in it."""


class RedisPresence:
    """The ``CustomerPresence`` port."""

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def is_seen(self, conversation: ConversationId) -> None:
        await self._client.call("SET", self._keys.here(conversation), 1, "EX", FADES_S)

    async def is_here(self, conversation: ConversationId) -> bool:
        return bool(await self._client.call("EXISTS", self._keys.here(conversation)))
