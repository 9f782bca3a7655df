"""Waiting lines and assignments of one tenant: who waits where, and who holds what."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace

from handoff.ports import Agent
from handoff.ports_desk import Card, Move, Offered, OnDuty, PutBack, Taken, Ticked
from handoff.rules.classes import Step, steps_of
from handoff.rules.codec import from_json, to_json
from handoff.rules.events_desk import LEAVES_NOTHING, Trace
from handoff.rules.ids import AgentId, ConversationId
from handoff.rules.offers import OfferRules
from handoff.rules.shown_range import Shown, told_minutes
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.scripts import script

_PIECE = 500
"""Keys or customers that one script looks at, so that no other waits for it noticeably."""
_MOST = 100
"""Offers, ends and lost agents that one look at the lines deals with; the next goes on."""


class Lines:
    """The ``WaitingLines`` port, and the way in and out of the line.

    One script per deed, so that two agents or a cancelling customer can never both win.
    """

    def __init__(
        self,
        client: RedisClient,
        keys: Keys,
        steps: Callable[[Card], Sequence[Step]] | None = None,
    ) -> None:
        """``steps``: whom to ask when; by default agents of the card's own class alone."""
        self._client = client
        self._base = keys.line
        self._steps = steps or _own_class

    async def join(
        self,
        card: Card,
        epoch: int,
        *,
        to: Agent | None = None,
        now_ms: int = 0,
        to_last: bool = True,
        shown: Shown | None = None,
    ) -> int:
        """Take a place; conversations ahead of it, or -1 if an agent has it.

        ``to`` gets it at once, as if by a claim, if available and with room. Else, with
        ``to_last``, whoever had it last is asked first; without it somebody else. ``shown`` is how
        long it may take, told with the place.
        """
        given = (to.id, to.name, to.capacity, now_ms) if to else ()
        return int(
            await self._client.run(
                script("join"), [self._base], card.conversation, card.handoff_id, card.department,
                card.rank_ms or card.due_ms, card.since_ms, epoch, to_json(card),
                self._dumped(card), int(to_last), card.priority, *said(shown), *given,
            )
        )  # fmt: skip

    def _dumped(self, card: Card) -> str:
        return json.dumps([[step.at_ms, " ".join(step.classes)] for step in self._steps(card)])

    async def take(self, conversation: ConversationId, agent: Agent, now_ms: int) -> Taken:
        code, value = await self._client.run(
            script("take"), [self._base], conversation, agent.id, agent.name, agent.capacity, now_ms
        )
        return _taken(code, value)

    async def take_over(self, card: Card, epoch: int, agent: Agent, now_ms: int) -> Taken:
        code, value = await self._client.run(
            script("take_over"), [self._base], card.conversation, card.handoff_id, card.department,
            card.rank_ms or card.due_ms, card.since_ms, epoch, to_json(card), self._dumped(card),
            agent.id, agent.name, agent.capacity, now_ms,
        )  # fmt: skip
        return _taken(code, value)

    async def refuse(self, conversation: ConversationId, agent: AgentId) -> bool:
        return bool(await self._client.run(script("refuse"), [self._base], conversation, agent))

    async def put_back(self, conversation: ConversationId, epoch: int, back: PutBack) -> bool:
        return bool(
            await self._client.run(
                script("release"), [self._base], conversation, epoch, back.department,
                " ".join(back.classes), back.why, back.by, back.now_ms, to_json(back.trace),
            )
        )  # fmt: skip

    async def move(self, move: Move) -> Taken:
        card = move.card
        code, value = await self._client.run(
            script("move"), [self._base], card.conversation, card.handoff_id, move.before,
            card.department, self._dumped(card), *said(move.shown), move.by, move.now_ms,
            to_json(move.trace),
        )  # fmt: skip
        if code == 3:
            return Taken(department=str(value))
        return Taken() if code == 1 else _taken(code, value)

    async def pass_on(
        self,
        conversation: ConversationId,
        epoch: int,
        to: Agent,
        by: str,
        now_ms: int,
        trace: Trace = LEAVES_NOTHING,
    ) -> Taken:
        code, value = await self._client.run(
            script("pass"), [self._base], conversation, epoch, to.id, to.name, to.capacity, by,
            now_ms, to_json(trace),
        )  # fmt: skip
        if code in (0, 1):
            return _taken(code, value)
        return Taken(full=code == 3, department_full=code == 4, off_duty=code == 5)

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

    async def list_question(
        self, conversation: ConversationId, handoff_id: str, to: str, *, is_over: bool = False
    ) -> None:
        """Show the conversation to whom its holder asks, or no longer; harmless when repeated."""
        await self._client.run(
            script("question"), [self._base], conversation, handoff_id, to, int(not is_over)
        )

    async def asked_of(self, to: Sequence[str]) -> list[Card]:
        return _cards(await self._client.run(script("cards"), [self._base], "q", *to))

    async def report(
        self, agent: Agent, classes: Sequence[str], presence: str = "", *, alive: bool = False
    ) -> None:
        await self._client.run(
            script("agent"), [self._base], agent.id, agent.name, agent.capacity,
            " ".join(classes), presence, int(alive),
        )  # fmt: skip

    async def presence(self, agent: AgentId) -> str:
        return str(await self._client.call("HGET", f"{self._base}:a:{agent}", "on") or "away")

    async def offer_to(self, agent: AgentId) -> Offered:
        presence, said, left, *card = await self._client.run(script("offers"), [self._base], agent)
        found = _cards(card)
        return Offered(str(presence), str(said), found[0] if found else None, int(left))

    async def on_duty(self, agents: Sequence[AgentId]) -> list[OnDuty]:
        flat = await self._client.run(script("roster"), [self._base], *agents)
        return [OnDuty(str(flat[i]), int(flat[i + 1])) for i in range(0, len(flat), 2)]

    async def tune(self, rules: OfferRules, most: Mapping[str, int]) -> None:
        """How chats are given out, and how many a department may hold at once (all: not named)."""
        await self._client.run(
            script("tune"), [self._base], json.dumps(asdict(rules)), json.dumps(dict(most))
        )

    async def tick(self, now_ms: int) -> Ticked:
        """Do what is due; several copies may call it, each about once a second."""
        return Ticked(*await self._client.run(script("tick"), [self._base], now_ms, _MOST))

    async def recount(self) -> int:
        """Build everything that follows from conversations and agents again; repairs made.

        Piece by piece, each right in itself, while work goes on.
        """
        repairs, cursor, indexes = 0, "0", set[str]()
        while True:
            cursor, more, *found = await self._client.run(
                script("recount"), [self._base], cursor, _PIECE
            )
            repairs += int(more)
            indexes.update(found)
            if cursor == "0":
                break
        for index in sorted(indexes):
            repairs += await self._recount_index(index)
        return repairs

    async def _recount_index(self, index: str) -> int:
        repairs, cursor = 0, "0"
        while True:
            cursor, more = await self._client.run(
                script("recount_index"), [self._base], index, cursor, _PIECE
            )
            repairs += int(more)
            if cursor == "0":
                return repairs


def said(shown: Shown | None) -> tuple[str, int, int]:
    """How scripts keep what is shown, and the minutes that are told of it (0: not known)."""
    return (to_json(shown), *told_minutes(shown)) if shown else ("", 0, 0)


def _taken(code: int, value: object) -> Taken:
    if code == 1:
        return Taken(epoch=int(str(value)))
    if code == 0:
        return Taken(holder=str(value))
    return Taken(gone=code == 2, full=code == 3, department_full=code == 4)


def _own_class(card: Card) -> Sequence[Step]:
    skill = card.skills[0] if card.skills else ""
    own = (card.department, card.language, skill)
    return steps_of(own, card.since_ms, card.rank_ms or card.due_ms, card.opens_ms)


def _cards(flat: list[str]) -> list[Card]:
    cards = []
    for i in range(0, len(flat), 6):
        text, due, since, agent, name, department = flat[i : i + 6]
        card = replace(from_json(Card, text), department=department, agent_id=agent)
        cards.append(replace(card, rank_ms=int(due), since_ms=int(since), agent_name=name))
    return cards


def relayed(payload: str) -> tuple[ConversationId, str, str]:
    """A message of the lane relay/desk: (conversation, event id, event JSON)."""
    plain = json.loads(payload)
    event = json.dumps(plain["event"], ensure_ascii=False)
    return ConversationId(plain["conversation"]), plain["id"], event
