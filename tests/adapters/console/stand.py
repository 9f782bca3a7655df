"""A small desk service and log in memory, and a running web desk over them.

They keep the promises of the ports that the web desk relies on; the records are the real ones.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import yaml
from aiohttp import web

from handoff.desks.console.server import ConsoleDesk
from handoff.errors import Refused
from handoff.ports import Agent
from handoff.ports_desk import (
    SAYS_NOTHING,
    Card,
    Claimed,
    Colleague,
    DeadLetter,
    Moving,
    Offered,
    OnDuty,
)
from handoff.records.sql import SqlRecords
from handoff.rules.conversation import Conversation, Handoff, State
from handoff.rules.ids import AgentId, ConversationId
from handoff.rules.messages import Audience, Entry, FileRef, Speaker

FOLDER = Path(__file__).parents[3] / "data" / "content" / "texts"
TEXTS = {
    text_id: words
    for path in [*FOLDER.glob("desk*.yml"), *FOLDER.glob("form*.yml")]
    for text_id, words in yaml.safe_load(path.read_text("utf-8"))["texts"].items()
}


def render(text_id: str, language: str, values: dict[str, str]) -> str:
    text: str = TEXTS[text_id][language]
    return text.format(**values)


class Hints:
    """Events that are set together."""

    def __init__(self) -> None:
        self._events: set[asyncio.Event] = set()

    @contextmanager
    def watch(self) -> Iterator[asyncio.Event]:
        event = asyncio.Event()
        self._events.add(event)
        try:
            yield event
        finally:
            self._events.discard(event)

    def give(self) -> None:
        for event in self._events:
            event.set()


class LogStand:
    """Lines and states of conversations."""

    def __init__(self) -> None:
        self.lines: dict[str, list[Entry]] = defaultdict(list)
        self.states: dict[str, Conversation] = {}
        self.hints: dict[str, Hints] = defaultdict(Hints)

    def add(self, conversation: str, entry: Entry) -> None:
        if all(line.id != entry.id for line in self.lines[conversation]):
            self.lines[conversation].append(entry)
        self.hints[conversation].give()

    async def read(
        self, conversation: ConversationId, after: int, limit: int = 200
    ) -> list[tuple[int, Entry]]:
        numbered = list(enumerate(self.lines[conversation], start=1))
        return numbered[after : after + limit]

    async def state(self, conversation: ConversationId) -> Conversation | None:
        return self.states.get(conversation)

    def watch(self, conversation: ConversationId):
        return self.hints[conversation].watch()


class DeskStand:
    """Who waits and who has whom. One claim wins; only the holder's words reach the customer."""

    def __init__(self, log: LogStand) -> None:
        self.log = log
        self.cards: dict[str, Card] = {}
        self.presences: dict[str, str] = {}
        self.ended: list[tuple[str, ...]] = []
        self.letters = [DeadLetter("dl-1", "telegram", "e-9", "chat is gone", 1_772_600_000_000)]
        self.replayed: list[tuple[AgentId, str]] = []
        self.hints = Hints()
        self.error: Exception | None = None
        self.offers: dict[str, tuple[Card, int]] = {}
        self.said: dict[str, str] = {}
        self.on_duty: list[Agent] = []
        self.signs_of_life = 0

    async def waiting(self, agent: Agent) -> list[Card]:
        if self.error:
            raise self.error
        return [
            card
            for card in sorted(self.cards.values(), key=lambda card: card.due_ms)
            if not card.agent_id
            and (not agent.departments or card.department in agent.departments)
            and (not agent.languages or card.language in agent.languages)
        ]

    async def mine(self, agent: Agent) -> list[Card]:
        return [card for card in self.cards.values() if card.agent_id == agent.id]

    async def set_presence(self, agent: Agent, presence: str) -> None:
        self.presences[agent.id] = presence

    async def presence(self, agent: Agent) -> str:
        return self.presences.get(agent.id, "away")

    async def is_here(self, agent: Agent) -> None:
        self.signs_of_life += 1

    async def offered(self, agent: Agent) -> Offered:
        card, left_ms = self.offers.get(agent.id, (None, 0))
        return Offered(await self.presence(agent), self.said.get(agent.id, ""), card, left_ms)

    async def refuse(self, agent: Agent, conversation: ConversationId) -> None:
        if agent.id not in self.offers:
            raise Refused("desk_offer_over")
        del self.offers[agent.id]
        self.ended.append((conversation, "refuse"))
        self.hints.give()

    async def colleagues(self, agent: Agent, *, chats: bool = False) -> list[Colleague]:
        held = {each.id: await self.mine(each) for each in self.on_duty}
        return [
            Colleague(
                each, OnDuty("available", len(held[each.id])), tuple(held[each.id] if chats else ())
            )
            for each in self.on_duty
        ]

    async def put_back(self, agent: Agent, conversation: ConversationId) -> None:
        self._check_holder(agent, conversation)
        self.cards[conversation] = replace(self.cards[conversation], agent_id="", agent_name="")
        self.ended.append((conversation, "put_back"))
        self.hints.give()

    async def pass_to_department(
        self,
        agent: Agent,
        conversation: ConversationId,
        department: str,
        moving: Moving = SAYS_NOTHING,
    ) -> None:
        if moving.seen_in and moving.seen_in != self.cards[conversation].department:
            there = self.cards[conversation].department
            raise Refused("desk_waits_elsewhere", department=there)
        self._note(agent, conversation, moving)
        card = replace(self.cards[conversation], agent_id="", agent_name="", department=department)
        self.cards[conversation] = card
        self.ended.append((conversation, "pass_on", department))
        self.hints.give()

    async def pass_to_agent(
        self,
        agent: Agent,
        conversation: ConversationId,
        to: AgentId,
        moving: Moving = SAYS_NOTHING,
    ) -> None:
        self._note(agent, conversation, moving)
        [other] = [each for each in self.on_duty if each.id == to]
        card = replace(self.cards[conversation], agent_id=other.id, agent_name=other.name)
        self.cards[conversation] = card
        self._own(conversation, other)
        self.ended.append((conversation, "pass_on", to))
        self.hints.give()

    def _note(self, agent: Agent, conversation: ConversationId, moving: Moving) -> None:
        if moving.note:
            self._say(agent, conversation, moving.note_id, moving.note, Audience.DESK)

    async def claim(self, agent: Agent, conversation: ConversationId) -> Claimed:
        card = self.cards.get(conversation)
        if card is None:
            return Claimed(False, refusal="desk_not_yours")
        if card.agent_id not in ("", agent.id):
            return Claimed(False, holder=card.agent_name)
        self.cards[conversation] = replace(card, agent_id=agent.id, agent_name=agent.name)
        self.offers.pop(agent.id, None)
        self._own(conversation, agent)
        self.hints.give()
        return Claimed(True)

    async def reply(self, agent: Agent, conversation: ConversationId, message_id: str, text: str):
        self._check_holder(agent, conversation)
        self._say(agent, conversation, message_id, text, Audience.ALL)

    async def note(self, agent: Agent, conversation: ConversationId, message_id: str, text: str):
        self._say(agent, conversation, message_id, text, Audience.DESK)

    async def hand_back(self, agent: Agent, conversation: ConversationId, reason: str, done: str):
        self._end(agent, conversation, "hand_back", reason, done)

    async def resolve(self, agent: Agent, conversation: ConversationId, outcome: str):
        self._end(agent, conversation, "resolve", outcome)

    async def discard_file(
        self, agent: Agent, conversation: ConversationId, file: FileRef, why: str
    ) -> None:
        values = {"name": agent.name, "file": file.name, "key": file.key}
        entry = Entry(
            f"discard:{file.key}", Speaker.SYSTEM, f"{file.name} is gone", 1_772_600_200_000,
            audience=Audience.DESK, text_id=f"desk_discarded_{why}", values=values,
        )  # fmt: skip
        self.log.add(conversation, entry)

    async def dead_letters(self) -> list[DeadLetter]:
        return list(self.letters)

    async def replay(self, agent: Agent, dead_letter: str) -> None:
        self.letters = [letter for letter in self.letters if letter.id != dead_letter]
        self.replayed.append((agent.id, dead_letter))

    def watch(self):
        return self.hints.watch()

    def _own(self, conversation: str, agent: Agent) -> None:
        state = self.log.states[conversation]
        handoff = replace(state.handoff, agent_id=agent.id, agent_name=agent.name)
        self.log.states[conversation] = replace(state, state=State.AGENT, handoff=handoff)
        self.log.hints[conversation].give()

    def _check_holder(self, agent: Agent, conversation: str) -> None:
        card = self.cards.get(conversation)
        if card is None or card.agent_id != agent.id:
            raise Refused("desk_not_yours")

    def _say(self, agent: Agent, conversation: str, message_id: str, text: str, to: Audience):
        entry = Entry(message_id, Speaker.AGENT, text, 1_772_600_100_000, agent.name, to)
        self.log.add(conversation, entry)

    def _end(self, agent: Agent, conversation: str, *what: str) -> None:
        self._check_holder(agent, conversation)
        self.ended.append((conversation, *what))
        del self.cards[conversation]
        self.hints.give()

    def wait(self, conversation: str, **changes: object) -> Card:
        """A customer waits for a person, after a word with the bot."""
        since = changes.pop("since_ms", BEGUN_MS)
        card = Card(
            ConversationId(conversation),
            handoff_id=f"h-{conversation}",
            department="billing",
            priority="P2",
            reason="not_my_question",
            language="nl",
            platform="short_video",
            channel=conversation.partition("-")[0],
            customer="Noor",
            question="Waarom is er twee keer 9,99 afgeschreven?",
            since_ms=since,
            due_ms=since + 14_400_000,
            ticket="FB-7K3QX9",
        )
        card = replace(card, **changes)
        self.cards[conversation] = card
        self.log.states[conversation] = Conversation(
            card.conversation,
            state=State.QUEUED,
            tried=("unexpected_charge",),
            handoff=Handoff(
                card.handoff_id,
                card.reason,
                card.department,
                card.priority,
                card.since_ms,
                card.due_ms,
                card.question,
            ),
        )
        for number, (speaker, text) in enumerate(TALK):
            entry = Entry(
                f"{conversation}:{number}", speaker, text, since - 60_000 + number * 9_000
            )
            self.log.add(conversation, entry)
        self.hints.give()
        return card


BEGUN_MS = 1_772_600_000_000
TALK = (
    (Speaker.CUSTOMER, "Waarom is er twee keer 9,99 afgeschreven?"),
    (Speaker.BOT, "Een dubbele afschrijving is vaak een reservering die vanzelf vervalt."),
    (Speaker.CUSTOMER, "Nee, dat vroeg ik niet."),
    (Speaker.BOT, "Sorry. Een mens leest je vraag zelf, woord voor woord."),
    (Speaker.SYSTEM, "Noor wacht op een mens van Betalingen."),
)


@asynccontextmanager
async def serving(console: ConsoleDesk) -> AsyncIterator[str]:
    """The desk on a free loopback port; gives its address."""
    app = web.Application()
    app.add_routes(console.routes())
    # What is being answered ends by itself: given up midway it leaves a connection open.
    runner = web.AppRunner(app, shutdown_timeout=10)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await console.stop()
        await runner.cleanup()


async def add_agent(records: SqlRecords, name: str, **changes: object) -> Agent:
    fields = {"id": AgentId(""), "name": name, "role": "agent"} | changes
    return await records.add_agent(Agent(**fields))
