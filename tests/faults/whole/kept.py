"""Read what the service has at the end of a run: its log, the transcript, dead letters."""

import asyncio

from handoff.records.sql import SqlRecords
from handoff.rules.filing import REASON
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Audience, Entry
from handoff.settings import Settings
from handoff.stores.client import RedisClient
from handoff.stores.dead_letters import RedisDeadLetters
from handoff.stores.keys import Keys
from handoff.stores.log import RedisLog
from handoff.stores.mailbox import Mailboxes
from handoff.stores.wake import Wake
from tests.faults.whole.history import Kept, Logged

MOST = 20_000


class Keeper:
    """Reads beside the running service. Use ``open`` and ``close``."""

    def __init__(self, settings: Settings, records: SqlRecords) -> None:
        self.records = records
        self._client = RedisClient(settings.redis_address)
        self._keys = Keys(tenant=settings.tenant)
        self._boxes = Mailboxes(self._client, self._keys, hints=False)
        self._wake = Wake(settings.redis_address, self._keys.wake, self._boxes.nonce)

    @classmethod
    async def open(cls, settings: Settings) -> "Keeper":
        return cls(settings, await SqlRecords.open(settings.database_address))

    async def close(self) -> None:
        await self._client.close()
        await self.records.close()

    async def undrained(self) -> list[str]:
        """Lanes that still hold messages."""
        bases = [*self._keys.shards(), self._keys.line]
        calls = (self._client.call("SMEMBERS", f"{base}:active") for base in bases)
        return sorted(lane for lanes in await asyncio.gather(*calls) for lane in lanes)

    async def dead_letters(self) -> list[str]:
        letters = await RedisDeadLetters(self._boxes, self._wake).list()
        return [f"{letter.lane} {letter.event_id}: {letter.error}" for letter in letters]

    async def read(self, conversation: str) -> Kept:
        found = ConversationId(conversation)
        log = await RedisLog(self._client, self._keys, self._wake).read(found, 0, MOST)
        transcript = await self.records.transcript(found)
        tickets = await self.records.tickets_of(found)
        return Kept(
            [_logged(seq, entry) for seq, entry in log],
            [_logged(seq, entry) for seq, entry in enumerate(transcript, start=1)],
            sum(1 for ticket in tickets if ticket["reason"] == REASON),
        )


def _logged(seq: int, entry: Entry) -> Logged:
    for_customer = entry.audience is Audience.ALL
    return Logged(seq, entry.id, entry.speaker.value, entry.text, entry.text_id, for_customer)
