"""The waiting lines beside a small model of them; every difference is a failure."""

import asyncio
import json
import random
import secrets
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from handoff.ports import Agent
from handoff.ports_desk import Card
from handoff.rules.ids import AgentId, ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.lines import Lines, Taken

CONVERSATIONS = [ConversationId(f"web-{name}") for name in "abc"]
DEPARTMENTS = ["frontline", "billing"]
AGENTS = [
    Agent(AgentId("ada"), "Ada", "agent", capacity=1),
    Agent(AgentId("bo"), "Bo", "agent", capacity=2),
]
DUES = [1_000, 2_000, 3_000]


@dataclass
class Place:
    """Where a handed-over conversation is: in the line of a department, or with an agent.

    ``due`` orders the line, ``shown`` is what its card tells desks.
    """

    hid: str
    department: str
    due: int
    epoch: int
    agent: str = ""
    shown: int = 0


def card_of(conversation: ConversationId, hid: str, department: str, due: int) -> Card:
    return Card(
        conversation, hid, department, "P3", "user_request", "en", "video", "web", "", "?", 7, due
    )


class LinesMachine(RuleBasedStateMachine):
    """``client`` and the loop it lives in are given by the test."""

    client: RedisClient
    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        super().__init__()
        keys = Keys(prefix=secrets.token_hex(4))
        self.lines, self.base = Lines(self.client, keys), keys.line
        self.places: dict[ConversationId, Place] = {}
        self.epoch = dict.fromkeys(CONVERSATIONS, 0)
        self.handoffs = dict.fromkeys(CONVERSATIONS, 0)
        self.assigned: list[tuple[str, str, int]] = []
        self.presence: dict[str, str] = {}

    def ask(self, call):
        return self.loop.run_until_complete(call)

    def line(self, department: str) -> list[ConversationId]:
        waiting = [
            (place.due, conversation)
            for conversation, place in self.places.items()
            if place.department == department and not place.agent
        ]
        return [conversation for _, conversation in sorted(waiting)]

    def held(self, agent: str) -> set[ConversationId]:
        return {c for c, place in self.places.items() if place.agent == agent}

    @rule(
        conversation=st.sampled_from(CONVERSATIONS),
        department=st.sampled_from(DEPARTMENTS),
        due=st.sampled_from(DUES),
    )
    def join(self, conversation: ConversationId, department: str, due: int) -> None:
        """A new handoff; what the conversation had before is over with it."""
        self.handoffs[conversation] += 1
        self.epoch[conversation] += 1
        hid = f"{conversation}:h{self.handoffs[conversation]}"
        epoch = self.epoch[conversation]
        self.places[conversation] = Place(hid, department, due, epoch, shown=due)
        card = card_of(conversation, hid, department, due)
        ahead = self.ask(self.lines.join(card, self.epoch[conversation]))
        assert ahead == self.line(department).index(conversation)

    @rule(conversation=st.sampled_from(CONVERSATIONS))
    def join_again(self, conversation: ConversationId) -> None:
        """A repeat whose first call may have arrived renews the card of one who waits, no more."""
        if place := self.places.get(conversation):
            card = card_of(conversation, place.hid, place.department, place.due + 5_000)
            place.shown = place.shown if place.agent else card.due_ms
            ahead = self.ask(self.lines.join(card, place.epoch))
            line = self.line(place.department)
            assert ahead == (-1 if place.agent else line.index(conversation))

    @rule(conversation=st.sampled_from(CONVERSATIONS), agent=st.sampled_from(AGENTS))
    def take(self, conversation: ConversationId, agent: Agent) -> None:
        taken = self.ask(self.lines.take(conversation, agent, 50_000))
        place = self.places.get(conversation)
        if place is None:
            assert taken == Taken(gone=True)
        elif place.agent == agent.id:
            assert taken == Taken(epoch=place.epoch), "a repeat gives the same answer"
        elif place.agent:
            assert taken == Taken(holder=next(a.name for a in AGENTS if a.id == place.agent))
        elif len(self.held(agent.id)) >= agent.capacity:
            assert taken == Taken(full=True)
        else:
            assert taken.epoch > self.epoch[conversation], "every change of owner is a new epoch"
            place.agent, place.epoch = agent.id, taken.epoch
            self.epoch[conversation] = taken.epoch
            self.assigned.append((place.hid, agent.id, taken.epoch))

    @rule(conversation=st.sampled_from(CONVERSATIONS), late=st.booleans())
    def close(self, conversation: ConversationId, late: bool) -> None:
        """With ``late`` for the handoff before the open one, which must not end the open one."""
        number = self.handoffs[conversation] - (1 if late else 0)
        place = self.places.get(conversation)
        over = self.ask(self.lines.close(conversation, f"{conversation}:h{number}"))
        assert over == (place is not None and not late)
        if over:
            del self.places[conversation]

    @rule(agent=st.sampled_from(AGENTS), presence=st.sampled_from(["available", "busy", "away"]))
    def set_presence(self, agent: Agent, presence: str) -> None:
        self.ask(self.lines.report(agent, (), presence))
        self.presence[agent.id] = presence

    @rule(department=st.sampled_from(DEPARTMENTS))
    def lose_a_line(self, department: str) -> None:
        """Whoever waited in it, and nobody else, gets it back."""
        self.ask(self.client.call("DEL", f"{self.base}:w:{department}"))
        assert self.ask(self.lines.reseat()) == len(self.line(department))

    @invariant()
    def the_index_names_everyone_who_waits(self) -> None:
        index = set(self.ask(self.client.call("SMEMBERS", f"{self.base}:wait"))) - {""}
        assert index == {c for c, place in self.places.items() if not place.agent}

    @invariant()
    def lists_show_everyone_exactly_once(self) -> None:
        for department in DEPARTMENTS:
            cards = self.ask(self.lines.waiting([department]))
            assert [card.conversation for card in cards] == self.line(department)
            assert all(card.due_ms == self.places[card.conversation].shown for card in cards)
            assert all(card.rank_ms == self.places[card.conversation].due for card in cards)
        for agent in AGENTS:
            mine = [card.conversation for card in self.ask(self.lines.held_by(agent.id))]
            assert len(mine) <= agent.capacity
            assert sorted(mine) == sorted(self.held(agent.id))
            shown = self.ask(self.lines.presence(agent.id))
            assert shown == self.presence.get(agent.id, "away")

    @invariant()
    def everyone_is_told_once_who_comes_and_always_the_place(self) -> None:
        self.ask(self.lines.tick(1))
        assigned, told = [], {}
        for item in self.ask(self.client.call("LRANGE", f"{self.base}:q:relay/desk", 0, -1)):
            event = json.loads(item.split("|", 3)[3])["event"]
            if event["type"] == "AgentAssigned":
                assigned.append((event["handoff_id"], event["agent_id"], event["epoch"]))
            else:
                told[event["handoff_id"]] = (event["department"], event["ahead"])
        assert assigned == self.assigned
        for department in DEPARTMENTS:
            for ahead, conversation in enumerate(self.line(department)):
                assert told.get(self.places[conversation].hid) == (department, ahead)

    def check(self) -> None:
        self.the_index_names_everyone_who_waits()
        self.lists_show_everyone_exactly_once()
        self.everyone_is_told_once_who_comes_and_always_the_place()


def stroll(machine: LinesMachine, dice: random.Random, steps: int) -> None:
    """The same rules by dice alone, many times as fast as under hypothesis."""
    for _ in range(steps):
        conversation, what = dice.choice(CONVERSATIONS), dice.choice(["join", "again", "take"] * 2)
        if dice.random() < 0.05:
            machine.lose_a_line(dice.choice(DEPARTMENTS))
        elif dice.random() < 0.15:
            machine.close(conversation, dice.random() < 0.3)
        elif what == "join":
            machine.join(conversation, dice.choice(DEPARTMENTS), dice.choice(DUES))
        elif what == "again":
            machine.join_again(conversation)
        else:
            machine.take(conversation, dice.choice(AGENTS))
        machine.check()


def machine(client: RedisClient, loop: asyncio.AbstractEventLoop) -> type[LinesMachine]:
    return type("LinesBesideModel", (LinesMachine,), {"client": client, "loop": loop})
