"""Words of agents that wait a few seconds before they are sent, so that they can be taken back."""

from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.scripts import script

KEPT_S = 86_400
"""How long it is known what became of words, in seconds: platforms repeat events for minutes."""


class RedisHeld:
    """``thread`` is a lane's name, ``name`` that of one message in it."""

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def hold(self, thread: ConversationId, name: str, words: str) -> bool:
        """Keep words; False if it was done before."""
        return (await self._run(thread, "hold", name, words))[0] == 1

    async def change(self, thread: ConversationId, name: str, words: str) -> bool:
        """Other words; False if they do not wait any more."""
        return (await self._run(thread, "change", name, words))[0] == 1

    async def drop(self, thread: ConversationId, name: str) -> bool:
        """Never send them; False if they do not wait any more."""
        return (await self._run(thread, "drop", name))[0] == 1

    async def send(self, thread: ConversationId, name: str) -> str | None:
        """From now on they are sent, and nobody takes them back: the words, at every call the same;
        None if they were dropped.
        """
        done, words = await self._run(thread, "send", name)
        return words if done == 1 else None

    async def _run(
        self, thread: ConversationId, what: str, name: str, words: str = ""
    ) -> tuple[int, str]:
        done, kept = await self._client.run(
            script("held"), [self._keys.held(thread)], what, name, words, KEPT_S
        )
        return int(done), str(kept)
