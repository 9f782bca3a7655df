"""Who waits, who holds what, and what agents can do: the ports of the desk.

Adapters raise only errors of ``handoff.errors``.
"""

import asyncio
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from handoff.ports import Agent
from handoff.rules.ids import AgentId, ConversationId
from handoff.rules.messages import FileRef


@dataclass(frozen=True)
class Card:
    """A handed-over conversation as a desk lists it; times in Unix milliseconds.

    ``rank_ms`` orders the line, ``due_ms`` is what the customer was promised. ``has_message``: the
    customer left a message and does not wait in the chat. ``opens_ms``: the department is closed
    until then, 0 while it is open.
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


@dataclass(frozen=True)
class Taken:
    """The end of an attempt to take a conversation: ``epoch`` if it was won, else why not."""

    epoch: int = 0
    holder: str = ""
    gone: bool = False
    full: bool = False


class WaitingLines(Protocol):
    """Who waits where and who holds what; each deed is one atomic decision of the store."""

    async def take(self, conversation: ConversationId, agent: Agent, now_ms: int) -> Taken: ...

    async def waiting(self, departments: list[str]) -> list[Card]: ...

    async def held_by(self, agent: AgentId) -> list[Card]: ...

    async def set_presence(self, agent: AgentId, presence: str) -> None: ...

    async def presence(self, agent: AgentId) -> str: ...


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


class DeskService(Protocol):
    """What an agent can do, whatever the desk. Raises ``Refused`` where a person may know why."""

    async def waiting(self, agent: Agent) -> list[Card]: ...

    async def mine(self, agent: Agent) -> list[Card]: ...

    async def set_presence(self, agent: Agent, presence: str) -> None:
        """``available``, ``busy`` or ``away``."""

    async def presence(self, agent: Agent) -> str: ...

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
