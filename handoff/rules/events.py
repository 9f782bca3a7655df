"""What has happened to a conversation; every event enters through its mailbox, in order.

Times are Unix milliseconds. An event says only what happened, never what shall be done about it.
"""

from dataclasses import dataclass
from typing import Any, get_args

from handoff.rules.effects import Say
from handoff.rules.events_desk import (
    BackInLine,
    ChatPassedOn,
    ColleagueAnswered,
    ColleagueAsked,
    HandoffOffered,
    OfferEnded,
    QuestionWithdrawn,
    TakenOver,
)
from handoff.rules.messages import FileRef
from handoff.rules.notice import Notice


@dataclass(frozen=True)
class CustomerOpened:
    """The customer opened the chat (widget opened, ``/start``); the first time they are greeted."""

    language: str = ""
    platform: str = ""
    role: str = ""


@dataclass(frozen=True)
class CustomerWrote:
    """Words or files of the customer; ``message_id`` is the channel's own id.

    ``refused`` names what was sent along and not taken; the channel has told the customer so.
    ``name`` and ``handle`` are how the channel knows the customer, ``role`` what they are there.
    ``masked``: the text held a card
    number, which is stored nowhere.
    """

    message_id: str
    text: str
    at_ms: int
    language: str = ""
    platform: str = ""
    files: tuple[FileRef, ...] = ()
    refused: str = ""
    name: str = ""
    handle: str = ""
    masked: bool = False
    role: str = ""


@dataclass(frozen=True)
class CustomerEdited:
    """The customer changed an earlier message; ``message_id`` is the edited one's id."""

    message_id: str
    text: str
    at_ms: int
    masked: bool = False


@dataclass(frozen=True)
class ButtonPressed:
    """The customer pressed a button; ``label`` is what it showed, for the transcript."""

    message_id: str
    button: str
    label: str
    at_ms: int
    language: str = ""


@dataclass(frozen=True)
class AssistantAnswered:
    """The assistant's signals for the question ``ask_id``, asked under ownership ``epoch``."""

    ask_id: str
    epoch: int
    signals: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class AssistantFailed:
    """The question ``ask_id`` was given up; ``error`` is for logs and the desk."""

    ask_id: str
    epoch: int
    error: str


@dataclass(frozen=True)
class HandlingFailed:
    """An event could not be handled at all and lies in the dead letters."""

    event_id: str


@dataclass(frozen=True)
class QueueJoined:
    """The handoff stands in the line of ``department`` with ``ahead`` conversations before it.

    ``low`` and ``high`` are the minutes it will probably take from now on, 0 where that is not
    known. ``is_longer``: so much more than was told that it must be said.
    """

    handoff_id: str
    department: str
    ahead: int
    low: int = 0
    high: int = 0
    is_longer: bool = False


@dataclass(frozen=True)
class AgentAssigned:
    """An agent holds the conversation from now on, under the new ownership ``epoch``."""

    handoff_id: str
    agent_id: str
    agent_name: str
    epoch: int
    at_ms: int


@dataclass(frozen=True)
class AgentWrote:
    """Words of an agent at a desk; a ``note`` never reaches the customer.

    ``masked``: the text held a card number, which is stored nowhere.
    """

    agent_id: str
    agent_name: str
    message_id: str
    text: str
    at_ms: int
    note: bool = False
    masked: bool = False


@dataclass(frozen=True)
class AgentHandedBack:
    """The agent gives the conversation back to the bot, with a reason and what was done.

    ``masked``: what was done held a card number, which is stored nowhere.
    """

    agent_id: str
    reason: str
    at_ms: int
    done: str = ""
    masked: bool = False


@dataclass(frozen=True)
class AgentResolved:
    """The agent ends the handoff with an outcome."""

    agent_id: str
    outcome: str
    at_ms: int


@dataclass(frozen=True)
class FileDiscarded:
    """An agent deletes a file of the customer; ``file`` is its name, ``why`` a known reason."""

    agent_id: str
    agent_name: str
    key: str
    file: str
    why: str
    at_ms: int


@dataclass(frozen=True)
class TicketStored:
    """The ticket is durable; only now may its number be told."""

    handoff_id: str
    number: str


@dataclass(frozen=True)
class TicketsFound:
    """The customer's own tickets, the newest first; ``number`` is the one that was asked for.

    A ticket is a dict of ``number``, ``type``, ``state``, ``department``, ``changed_ms`` and, where
    they are known, ``response_due_ms`` and ``resolution_due_ms``.
    """

    number: str
    tickets: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class TicketNews:
    """Something about a ticket that its customer is to be told; ``language`` is the ticket's."""

    ticket_id: str
    said: Say
    language: str = ""


@dataclass(frozen=True)
class NoticeOver:
    """What the customer asked about works again, since ``at_ms``.

    ``by_plan``: its time is over, and nobody has said more. ``language`` is that of the asking.
    """

    notice: Notice
    at_ms: int
    language: str = ""
    by_plan: bool = False


@dataclass(frozen=True)
class TimerFired:
    """A timer set by the conversation came due; ``token`` tells a stale one from the current."""

    name: str
    token: str


@dataclass(frozen=True)
class DeliveryFailed:
    """A message could not be delivered for good (customer blocked us, chat gone)."""

    entry_id: str
    error: str


Event = (
    CustomerOpened
    | CustomerWrote
    | CustomerEdited
    | ButtonPressed
    | AssistantAnswered
    | AssistantFailed
    | HandlingFailed
    | QueueJoined
    | HandoffOffered
    | OfferEnded
    | AgentAssigned
    | TakenOver
    | ChatPassedOn
    | BackInLine
    | AgentWrote
    | ColleagueAsked
    | ColleagueAnswered
    | QuestionWithdrawn
    | AgentHandedBack
    | AgentResolved
    | FileDiscarded
    | TicketStored
    | TicketsFound
    | TicketNews
    | NoticeOver
    | TimerFired
    | DeliveryFailed
)

EVENTS: dict[str, type] = {kind.__name__: kind for kind in get_args(Event)}
"""Every event by the name under which it is stored; ``codec`` reads and writes them."""
