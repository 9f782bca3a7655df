"""What the heart needs from the outside, in its own words: one page.

Adapters translate; they raise only errors of ``handoff.errors``. What the desk needs, and what it
asks of us, stands in ``ports_desk.py``.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from handoff.rules.conversation import Conversation
from handoff.rules.ids import AgentId, ConversationId
from handoff.rules.messages import Entry, FileRef
from handoff.rules.ticket import SERVICE, Actor


class Clock(Protocol):
    """The time of rules and timers; a virtual one in simulations."""

    def now(self) -> datetime: ...


class Channel(Protocol):
    """Where customers are. ``send`` is called in order per conversation, one at a time."""

    name: str

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def send(self, conversation: ConversationId, entry: Entry, *, again: bool) -> None:
        """Deliver one entry; ``again`` marks a repeat whose first try may have arrived.

        Raises ``DeliveryError``.
        """


class Inbox(Protocol):
    """The way in: an accepted event is durable and handled in order, exactly once."""

    async def accept(self, conversation: ConversationId, event_id: str, event: Any) -> bool:
        """Store ``event``; False if ``event_id`` was accepted before.

        Raises ``Refused`` when the conversation has too many waiting messages, and
        ``StoreUnavailable``: then the platform must not be told that we have it.
        """


class Assistant(Protocol):
    """Rasa as the service sees it."""

    async def ask(
        self,
        conversation: ConversationId,
        ask_id: str,
        text: str,
        metadata: dict[str, Any],
        *,
        again: bool,
    ) -> tuple[dict[str, Any], ...]:
        """The signals for one message; with ``again`` the tracker is looked up first.

        Raises ``AssistantError``.
        """

    async def tell_handed_back(
        self, conversation: ConversationId, ask_id: str, language: str
    ) -> tuple[dict[str, Any], ...]: ...


@dataclass(frozen=True)
class Agent:
    """A registered agent. ``departments`` and ``languages`` empty means all, ``skills`` none."""

    id: AgentId
    name: str
    role: str
    departments: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = 4
    slack_id: str = ""
    active: bool = True
    skills: tuple[str, ...] = ()


class Records(Protocol):
    """What must outlive a chat. Every write is idempotent by its effect id."""

    async def store_ticket(self, effect_id: str, ticket: dict[str, Any]) -> str:
        """Store a ticket under ``ticket["id"]`` and return the number a customer can quote."""

    async def change_ticket(
        self, effect_id: str, ticket_id: str, change: dict[str, Any], by: Actor = SERVICE
    ) -> None:
        """Write fields (state, agent, outcome ...) of a ticket and a line of its history.

        What of it still applies is judged by the rules of tickets.
        """

    async def do_customers_deed(
        self,
        effect_id: str,
        conversation: ConversationId,
        number: str,
        kind: str,
        fields: dict[str, Any],
        at_ms: int,
    ) -> None:
        """Do something the customer wants done to a ticket of theirs. Raises ``Refused``."""

    async def add_evidence(self, ticket_id: str, files: Sequence[FileRef]) -> None:
        """Name files on a ticket; harmless when repeated."""

    async def discard_evidence(
        self,
        conversation: ConversationId,
        key: str,
        why: str,
        agent_id: str = "",
        agent_name: str = "",
    ) -> None:
        """Of a deleted file only its key stays on the customer's tickets, who did it and why."""

    async def tickets_of(self, conversation: ConversationId) -> list[dict[str, Any]]:
        """All tickets of a customer's conversation, newest first, ``updated_at`` as a datetime."""

    async def want_mail(self, notice_id: str, wait: timedelta = timedelta()) -> bool:
        """Send a notice about a ticket by e-mail, if an address was left; once for a notice."""

    async def await_notice(
        self, notice_id: str, conversation: ConversationId, language: str
    ) -> None:
        """The conversation is to hear when the notice is over; harmless when repeated."""

    async def raise_alarm(self, effect_id: str, ticket_id: str, why: str, at_ms: int) -> None:
        """Leads are to look at a ticket; ``why`` is a content text."""

    async def store_rating(self, rating: dict[str, Any]) -> None:
        """Keep what a customer thinks; the same ``id`` of a conversation again replaces it."""

    async def record_audit(self, effect_id: str, agent: AgentId, action: str, subject: str) -> None:
        """Note who did what to what."""

    async def record_event(self, effect_id: str, name: str, data: dict[str, Any]) -> bool:
        """Record a fact; False if it was recorded before."""

    async def record_entries(
        self, conversation: ConversationId, entries: Sequence[tuple[str, Entry]]
    ) -> None:
        """Add log entries ``(effect id, entry)`` to the transcript."""

    async def transcript(self, conversation: ConversationId) -> list[Entry]: ...

    async def load_agent(self, agent: AgentId) -> Agent | None: ...

    async def agents(self) -> list[Agent]: ...


class Files(Protocol):
    """Bytes that customers send, kept outside Redis. Raises ``StoreUnavailable``."""

    async def save(self, chunks: AsyncIterator[bytes], *, name: str) -> FileRef:
        """Check, clean and store one file; ``Refused`` says what is wrong with it."""

    async def open(self, key: str) -> AsyncIterator[bytes]:
        """The bytes; ``Refused`` (``file_gone``) when there is no such file."""

    async def thumbnail(self, key: str) -> AsyncIterator[bytes]:
        """A small WebP of a picture; ``Refused`` (``file_gone``) when there is none."""

    async def claim(self, keys: Sequence[str], ticket: str) -> None:
        """From now on the files belong to the ticket; harmless when repeated."""

    async def delete(self, key: str) -> None:
        """Gone for good; harmless when repeated."""


class Log(Protocol):
    """What was said in a conversation, kept beside its state; widget and desk read it."""

    async def read(
        self, conversation: ConversationId, after: int, limit: int = 200
    ) -> list[tuple[int, Entry]]:
        """Entries with a sequence number above ``after``, oldest first, at most ``limit``.

        Numbers grow without gaps per conversation and are never given twice.
        """

    async def state(self, conversation: ConversationId) -> Conversation | None:
        """The conversation as last committed, None if it was never opened."""

    def watch(self, conversation: ConversationId) -> AbstractContextManager[asyncio.Event]:
        """An event that is set whenever log or state may have changed; a hint, not a promise."""


class CustomerPresence(Protocol):
    """Whether a customer has the chat open. A hint: it may be wrong for as long as it fades."""

    async def is_seen(self, conversation: ConversationId) -> None: ...

    async def is_here(self, conversation: ConversationId) -> bool: ...


class Sent(Protocol):
    """Messages of a platform that may be changed later, by the name of their entry."""

    async def remember(self, conversation: ConversationId, name: str, message: int) -> None: ...

    async def find(self, conversation: ConversationId, name: str) -> int | None: ...


class Limits(Protocol):
    """Token buckets shared by all copies of the service."""

    async def take(self, bucket: str, *, per_s: float, burst: int, amount: int = 1) -> float:
        """Take ``amount`` tokens, at most ``burst``: 0.0 if they were there.

        Else nothing is taken, and the seconds until they will be there are given. A negative
        ``amount`` gives tokens back.
        """
