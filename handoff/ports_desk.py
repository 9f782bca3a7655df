"""Who waits, who holds what, and what agents can do: the ports of the desk.

Adapters raise only errors of ``handoff.errors``.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from handoff.ports import Agent
from handoff.rules.events_desk import LEAVES_NOTHING, Trace
from handoff.rules.ids import AgentId, ConversationId
from handoff.rules.messages import FileRef
from handoff.rules.shown_range import Shown


@dataclass(frozen=True)
class Card:
    """A handed-over conversation as a desk lists it; times in Unix milliseconds.

    ``rank_ms`` orders the line, ``due_ms`` is what the customer was promised. ``has_message``: the
    customer left a message and does not wait in the chat. ``opens_ms``: the department is closed
    until then, 0 while it is open. ``skills``: what the agent should be good at. ``wider_ms``: when
    it is offered without regard to ``skill`` and ``language``, and to the ``department`` that
    stands in (``stand_in``, which may be empty).
    """

    conversation: ConversationId
    handoff_id: str
    department: str
    priority: str
    reason: str
    language: str
    platform: str
    channel: str
    customer: str
    question: str
    since_ms: int
    due_ms: int
    ticket: str = ""
    rank_ms: int = 0
    has_message: bool = False
    opens_ms: int = 0
    agent_id: str = ""
    agent_name: str = ""
    again: int = 0
    """How often it was opened again."""
    answered_ms: int = 0
    """When the agent answered first; told of those that an agent holds."""
    skills: tuple[str, ...] = ()
    wider_ms: dict[str, int] = field(default_factory=dict)
    stand_in: str = ""


@dataclass(frozen=True)
class Taken:
    """The end of an attempt to take a conversation: ``epoch`` if it was won, else why not.

    ``department``: it waits in that line by now.
    """

    epoch: int = 0
    holder: str = ""
    gone: bool = False
    full: bool = False
    department_full: bool = False
    off_duty: bool = False
    department: str = ""


@dataclass(frozen=True)
class Offered:
    """What the queue tells an agent: presence, why it was changed without the agent (``missed``,
    ``lost`` or empty), and what is on offer for how much longer.
    """

    presence: str
    said: str = ""
    card: Card | None = None
    left_ms: int = 0


@dataclass(frozen=True)
class OnDuty:
    """An agent as others see them."""

    presence: str
    load: int


@dataclass(frozen=True)
class Ticked:
    """What one look at the lines has done: how many of each."""

    offers: int = 0
    ended: int = 0
    put_back: int = 0
    lost: int = 0


@dataclass(frozen=True)
class PutBack:
    """Back into the line of a department (empty: the same) with the ``classes`` served there.

    ``why``: ``put_back`` or ``passed_on``; ``by`` is the name of whoever did it.
    """

    why: str
    by: str
    now_ms: int
    department: str = ""
    classes: tuple[str, ...] = ()
    trace: Trace = LEAVES_NOTHING


@dataclass(frozen=True)
class Move:
    """One who waits goes from the line of ``before`` into that of another department.

    ``card`` is as it shall stand there, ``shown`` how long it may take from now on, ``by`` the name
    of whoever did it.
    """

    before: str
    card: Card
    by: str
    now_ms: int
    shown: Shown | None = None
    trace: Trace = LEAVES_NOTHING


@dataclass(frozen=True)
class Moving:
    """What an agent says with a chat that is passed on: a ``note`` for colleagues, with the id of
    its message. ``as_lead``: whoever has the chat; ``seen_in``: the department in whose line the
    lead saw it, if it waits.
    """

    note: str = ""
    note_id: str = ""
    as_lead: bool = False
    seen_in: str = ""


SAYS_NOTHING = Moving()


class WaitingLines(Protocol):
    """Who waits where and who holds what; each deed is one atomic decision of the store."""

    async def take(self, conversation: ConversationId, agent: Agent, now_ms: int) -> Taken: ...

    async def waiting(self, departments: list[str]) -> list[Card]: ...

    async def held_by(self, agent: AgentId) -> list[Card]: ...

    async def report(
        self, agent: Agent, classes: Sequence[str], presence: str = "", *, alive: bool = False
    ) -> None:
        """What an agent is and serves; ``alive``: the desk is open at this moment."""

    async def presence(self, agent: AgentId) -> str: ...

    async def offer_to(self, agent: AgentId) -> Offered: ...

    async def take_over(self, card: Card, epoch: int, agent: Agent, now_ms: int) -> Taken:
        """Give the agent a conversation that waits in no line; ``epoch`` is above its own."""

    async def refuse(self, conversation: ConversationId, agent: AgentId) -> bool:
        """Not now; False if it was not on offer to this agent."""

    async def put_back(self, conversation: ConversationId, epoch: int, back: PutBack) -> bool:
        """Into a line again, at the original place; False if ``epoch`` is over."""

    async def move(self, move: Move) -> Taken:
        """One who waits into another line, at the original place; the epoch stays.

        Nothing of ``Taken``: it is done. Else it is held (``holder``), ``gone``, or it stands in
        the line of another ``department`` by now; that may be the one it was to go to.
        """

    async def pass_on(
        self,
        conversation: ConversationId,
        epoch: int,
        to: Agent,
        by: str,
        now_ms: int,
        trace: Trace = LEAVES_NOTHING,
    ) -> Taken:
        """Give a conversation to another agent at once; without ``epoch``, why it was not done:
        ``holder`` has it by now, or else ``epoch`` is over.
        """

    async def asked_of(self, to: Sequence[str]) -> list[Card]:
        """Conversations with an open question to any of ``agent:<id>``, ``department:<id>``."""

    async def on_duty(self, agents: Sequence[AgentId]) -> list[OnDuty]: ...


@dataclass(frozen=True)
class DeadLetter:
    """A message that was given up; ``id`` is good for one replay."""

    id: str
    lane: str
    event_id: str
    error: str
    at_ms: int


class DeadLetters(Protocol):
    """Messages that were given up, of all lanes."""

    async def list(self) -> list[DeadLetter]:
        """The newest hundred, newest first."""

    async def replay(self, letter: str) -> bool:
        """Put one back into its lane; False if it is gone."""

    async def replay_all(self, kind: str) -> int:
        """Put those of one kind of lane back, the oldest first; how many there were."""


@dataclass(frozen=True)
class Claimed:
    """The end of a claim: ``won``, or the name of who holds it, or why not (a content text id)."""

    won: bool
    holder: str = ""
    refusal: str = ""


@dataclass(frozen=True)
class Colleague:
    """An agent who is on duty or holds chats; ``chats`` are told to leads only."""

    agent: Agent
    duty: OnDuty
    chats: tuple[Card, ...] = ()


class DeskService(Protocol):
    """What an agent can do, whatever the desk. Raises ``Refused`` where a person may know why."""

    async def waiting(self, agent: Agent) -> list[Card]: ...

    async def mine(self, agent: Agent) -> list[Card]: ...

    async def set_presence(self, agent: Agent, presence: str) -> None:
        """``available``, ``busy`` or ``away``."""

    async def presence(self, agent: Agent) -> str: ...

    async def is_here(self, agent: Agent) -> None:
        """A sign of life of an open desk; wanted at least every ten seconds."""

    async def offered(self, agent: Agent) -> Offered: ...

    async def refuse(self, agent: Agent, conversation: ConversationId) -> None:
        """Not now: somebody else is asked."""

    async def colleagues(self, agent: Agent, *, chats: bool = False) -> list[Colleague]: ...

    async def put_back(self, agent: Agent, conversation: ConversationId) -> None:
        """Into the line again, at the original place."""

    async def pass_to_department(
        self,
        agent: Agent,
        conversation: ConversationId,
        department: str,
        moving: Moving = SAYS_NOTHING,
    ) -> None:
        """Into the line there, at the original place; of a lead also one that waits."""

    async def pass_to_agent(
        self, agent: Agent, conversation: ConversationId, to: AgentId, moving: Moving = SAYS_NOTHING
    ) -> None:
        """At once, to one on duty who has room."""

    async def claim(self, agent: Agent, conversation: ConversationId) -> Claimed: ...

    async def reply(
        self, agent: Agent, conversation: ConversationId, message_id: str, text: str
    ) -> None: ...

    async def note(
        self, agent: Agent, conversation: ConversationId, message_id: str, text: str
    ) -> None: ...

    async def hand_back(
        self, agent: Agent, conversation: ConversationId, reason: str, done: str
    ) -> None: ...

    async def resolve(self, agent: Agent, conversation: ConversationId, outcome: str) -> None: ...

    async def discard_file(
        self, agent: Agent, conversation: ConversationId, file: FileRef, why: str
    ) -> None:
        """Delete a file of the customer for good: ``identity`` or ``child_safety``."""

    async def dead_letters(self) -> list[DeadLetter]: ...

    async def replay(self, agent: Agent, dead_letter: str) -> None: ...

    def watch(self) -> AbstractContextManager[asyncio.Event]:
        """Set whenever a list of the desk may have changed."""
