"""What agents can do with chats that are not theirs: the bot's, and those of colleagues who ask.

Adapters raise only errors of ``handoff.errors``.
"""

from dataclasses import dataclass
from typing import Protocol

from handoff.ports import Agent
from handoff.ports_desk import Card, Claimed
from handoff.rules.consults import Consult
from handoff.rules.conversation import Conversation
from handoff.rules.ids import ConversationId


@dataclass(frozen=True)
class Led:
    """A conversation that the bot leads. Its card has no handoff; ``since_ms`` is when something
    was said last. ``topics`` are those at hand, ``misses`` and ``objections`` the trouble with it.
    """

    card: Card
    state: str
    topics: tuple[str, ...] = ()
    misses: int = 0
    objections: int = 0


class LedByBot(Protocol):
    """Conversations that the bot leads at this moment."""

    async def running(self, now_ms: int, most: int) -> list[tuple[Conversation, int]]:
        """Most trouble first, then the newest; each with when something was said last (ms)."""


class TakeoverService(Protocol):
    """What agents can do with conversations that the bot leads; ``as_lead``: a lead or manager."""

    def may(self, agent: Agent, *, as_lead: bool = False) -> bool:
        """Agents of the frontline, and leads."""

    async def led(self, agent: Agent, *, as_lead: bool = False) -> list[Led]:
        """Running ones in the agent's languages, most trouble first. Raises ``Refused``."""

    async def look(
        self, agent: Agent, conversation: ConversationId, *, as_lead: bool = False
    ) -> Card | None:
        """The card of one that the agent may read; None if the bot does not lead it."""

    async def take_over(
        self, agent: Agent, conversation: ConversationId, *, as_lead: bool = False
    ) -> Claimed: ...


@dataclass(frozen=True)
class AskedOf:
    """A question to an agent, about the chat of a colleague; ``card`` is that chat's."""

    card: Card
    question: Consult


class AskingService(Protocol):
    """Colleagues who are asked, while the chat stays with its holder. Raises ``Refused``."""

    async def asked_of(self, agent: Agent) -> list[AskedOf]:
        """Open questions to the agent or a department of the agent's, the oldest first."""

    async def look(self, agent: Agent, conversation: ConversationId) -> Card | None:
        """The card of a chat that the agent is asked about."""

    async def ask(
        self, agent: Agent, conversation: ConversationId, message_id: str, to: str, text: str
    ) -> None:
        """The holder asks ``agent:<id>`` or ``department:<id>``."""

    async def answer(
        self, agent: Agent, conversation: ConversationId, message_id: str, question: str, text: str
    ) -> None: ...

    async def withdraw(self, agent: Agent, conversation: ConversationId, question: str) -> None: ...
