"""Waiting lines and assignments of one tenant: who waits where, and who holds what."""

import json
from dataclasses import replace

from handoff.ports import Agent
from handoff.ports_desk import Card, Taken
from handoff.rules.codec import from_json, to_json
from handoff.rules.ids import AgentId, ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.scripts import script

_PIECE = 500
"""Keys or customers that one script looks at, so that no other waits for it noticeably."""


class Lines:
    """The ``WaitingLines`` port, and the way in and out of the line.

    One script per deed, so that two agents or a cancelling customer can never both win.
    """

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self._client = client
        self._base = keys.line

    async def join(self, card: Card, epoch: int) -> int:
        """Take a place; conversations ahead of it, or -1 if an agent has it already."""
        return int(
            await self._client.run(
                script("join"), [self._base], card.conversation, card.handoff_id, card.department,
                card.rank_ms or card.due_ms, card.since_ms, epoch, to_json(card),
            )
        )  # fmt: skip

    async def take(self, conversation: ConversationId, agent: Agent, now_ms: int) -> Taken:
        code, value = await self._client.run(
            script("take"), [self._base], conversation, agent.id, agent.name, agent.capacity, now_ms
        )
        if code == 1:
            return Taken(epoch=int(value))
        if code == 0:
            return Taken(holder=str(value))
        return Taken(gone=code == 2, full=code == 3)

    async def close(self, conversation: ConversationId, handoff_id: str) -> bool:
        """The handoff is over; False if it was over before."""
        return bool(await self._client.run(script("close"), [self._base], conversation, handoff_id))

    async def reseat(self) -> int:
        """Put everybody who waits and stands in no line back into it; how many there were."""
        await self._gather()
        seated, cursor = 0, "0"
        while True:
            cursor, more = await self._client.run(script("reseat"), [self._base], cursor, _PIECE)
            seated += int(more)
            if cursor == "0":
                return seated

    async def _gather(self) -> None:
        """See to it that the index of those who wait is whole; only the first time reads all keys.

        It is missing in a store that an older version has filled.
        """
        cursor = "0"
        while True:
            cursor = await self._client.run(script("gather"), [self._base], cursor, _PIECE)
            if cursor == "0":
                return

    async def waiting(self, departments: list[str]) -> list[Card]:
        """Cards of those who wait in the departments, who is next first."""
        cards = _cards(await self._client.run(script("cards"), [self._base], "w", *departments))
        return sorted(cards, key=lambda card: card.rank_ms)

    async def depths(self, departments: list[str]) -> dict[str, tuple[int, int]]:
        """How many wait for each department, and since when (ms) the one who came first, or 0."""
        flat = await self._client.run(script("depths"), [self._base], *departments)
        pairs = zip(flat[::2], flat[1::2], strict=True)
        return {
            department: (int(count), int(since))
            for department, (count, since) in zip(departments, pairs, strict=True)
        }

    async def held_by(self, agent: AgentId) -> list[Card]:
        cards = _cards(await self._client.run(script("cards"), [self._base], "a", agent))
        return sorted(cards, key=lambda card: card.since_ms)

    async def set_presence(self, agent: AgentId, presence: str) -> None:
        await self._client.call("HSET", f"{self._base}:a:{agent}", "on", presence)

    async def presence(self, agent: AgentId) -> str:
        return str(await self._client.call("HGET", f"{self._base}:a:{agent}", "on") or "away")


def _cards(flat: list[str]) -> list[Card]:
    cards = []
    for i in range(0, len(flat), 5):
        text, due, since, agent, name = flat[i : i + 5]
        card = from_json(Card, text)
        cards.append(
            replace(card, rank_ms=int(due), since_ms=int(since), agent_id=agent, agent_name=name)
        )
    return cards


def relayed(payload: str) -> tuple[ConversationId, str, str]:
    """A message of the lane relay/desk: (conversation, event id, event JSON)."""
    plain = json.loads(payload)
    event = json.dumps(plain["event"], ensure_ascii=False)
    return ConversationId(plain["conversation"]), plain["id"], event
