"""What one copy of the service does at a time, such as writing into a channel of Slack."""

from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.scripts import script


class Holds:
    """A hold ends by itself after its lease, so a copy that dies holds nothing up for longer."""

    def __init__(self, client: RedisClient, keys: Keys, who: str) -> None:
        """``who`` names this copy, unlike all others."""
        self._client = client
        self._keys = keys
        self._who = who

    async def hold(self, name: str, lease_ms: int) -> int:
        """Take it or keep it: the fence, which grows with each change of hands; 0 if another
        copy has it.
        """
        return int(
            await self._client.run(script("hold"), [self._keys.hold(name)], self._who, lease_ms)
        )

    async def let_go(self, name: str) -> None:
        """Others need not wait for the end of the lease; harmless when repeated."""
        await self.hold(name, 0)
