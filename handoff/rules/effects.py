"""What shall happen after an event; returned by ``step`` and carried out elsewhere."""

from dataclasses import dataclass, field
from typing import Any

from handoff.rules.conversation import Rating
from handoff.rules.messages import Audience, Entry, FileRef, Speaker


@dataclass(frozen=True)
class ButtonOf:
    """A button to be labelled in the customer's language.

    ``label`` is the id of a content text, or empty when the button's argument names a topic or a
    category whose title is the label. ``words`` is a label as it stands, such as a name.
    """

    id: str
    label: str = ""
    words: str = ""


@dataclass(frozen=True)
class Phrase:
    """A text of the content files as a part of what is said; filled like ``Say``."""

    text: str
    values: dict[str, str] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Say:
    """A text of the content files; ``values`` fill it as they stand.

    ``times`` are Unix milliseconds and become days and times of day, ``names`` are texts in turn.
    ``lines`` stand where the text says ``{lines}`` or else after it, and so does the summary of
    ``draft``. ``name``: the id of the entry, where it may be changed later; ``edits``: the name of
    one that this one replaces.

    In the customer's language or, if given, in ``language``; in English where only the desk may
    see it.
    """

    text: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: tuple[ButtonOf, ...] = ()
    speaker: Speaker = Speaker.BOT
    audience: Audience = Audience.ALL
    language: str = ""
    times: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    lines: tuple[Phrase, ...] = ()
    draft: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    edits: str = ""


@dataclass(frozen=True)
class SayAnswer:
    """The answer of a topic; ``below``: the text that ends it, if any."""

    topic: str
    buttons: tuple[ButtonOf, ...] = ()
    below: str = ""


@dataclass(frozen=True)
class Put:
    """An entry as it stands: words people typed. ``deliver``: also send it to the channel."""

    entry: Entry
    deliver: bool = False


@dataclass(frozen=True)
class AskAssistant:
    """Ask the assistant, outside any lease; the answer comes back as an event.

    ``text`` is the customer's words, or a command of ours; ``at_ms`` is when the customer wrote.
    """

    ask_id: str
    text: str
    at_ms: int = 0


@dataclass(frozen=True)
class TellAssistant:
    """Let the assistant know that a person gave the conversation back."""

    ask_id: str
    agent_name: str


@dataclass(frozen=True)
class JoinQueue:
    """Put the open handoff into the line of its department.

    ``agent``: whoever had it before gets it at once, if on duty and free.
    """

    agent: str = ""


@dataclass(frozen=True)
class RenewCard:
    """What desks show of one who waits has changed; the place is the same."""


@dataclass(frozen=True)
class CloseHandoff:
    """Take the handoff out of the line and out of the agent's hands."""

    handoff_id: str


@dataclass(frozen=True)
class ListQuestion:
    """Show the open handoff to whoever is asked about it (``agent:<id>``, ``department:<id>``).

    ``is_over``: show it no longer.
    """

    handoff_id: str
    to: str
    is_over: bool = False


@dataclass(frozen=True)
class StoreTicket:
    """Store a ticket; its number comes back as an event.

    ``ticket`` holds its fields; without them it is that of the open handoff.
    """

    type: str
    ticket: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FindTickets:
    """Look up the customer's own tickets; they come back as an event.

    ``number`` is the one that was asked for, empty for all.
    """

    number: str = ""


@dataclass(frozen=True)
class ChangeTicket:
    """Change fields of a ticket.

    ``by``: the id of the agent or, for a customer, of the conversation; without it the service.
    """

    handoff_id: str
    change: dict[str, str]
    by: str = ""
    by_name: str = ""


@dataclass(frozen=True)
class KeepEvidence:
    """Files belong to a ticket from now on."""

    ticket_id: str
    files: tuple[FileRef, ...]


@dataclass(frozen=True)
class DiscardFile:
    """Delete a file for good; its ticket keeps ``why``, and which agent did it."""

    key: str
    why: str
    agent_id: str = ""
    agent_name: str = ""


@dataclass(frozen=True)
class AwaitNotice:
    """The customer is to hear when the notice is over."""

    notice_id: str


@dataclass(frozen=True)
class MailNotice:
    """A notice about a ticket did not arrive on the channel: send it by e-mail, if we may."""

    notice_id: str


@dataclass(frozen=True)
class DoDeed:
    """Something the customer does to a ticket of theirs, such as an objection, by its number."""

    number: str
    kind: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AlarmLeads:
    """Leads are to look at a ticket; ``why`` is the content text that tells them the reason."""

    ticket_id: str
    why: str


@dataclass(frozen=True)
class CallOut:
    """Alarm whoever is on call, for the open handoff; ``again``: nobody has taken it since."""

    again: bool = False


@dataclass(frozen=True)
class LeaveTrace:
    """The audit keeps that an agent did something with a chat: ``action`` to ``subject``."""

    agent_id: str
    action: str
    subject: str


@dataclass(frozen=True)
class StoreRating:
    """Store what the customer thinks; the same rating again replaces what it said before."""

    rating: Rating


@dataclass(frozen=True)
class Record:
    """An immutable line of what happened, the only source of figures."""

    name: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SetTimer:
    """Send ``TimerFired(name, token)`` at ``due_ms``; a timer of the same name is replaced."""

    name: str
    token: str
    due_ms: int


@dataclass(frozen=True)
class CancelTimer:
    name: str


Effect = (
    Say
    | SayAnswer
    | Put
    | AskAssistant
    | TellAssistant
    | JoinQueue
    | RenewCard
    | CloseHandoff
    | ListQuestion
    | StoreTicket
    | FindTickets
    | ChangeTicket
    | KeepEvidence
    | DiscardFile
    | AwaitNotice
    | MailNotice
    | DoDeed
    | AlarmLeads
    | CallOut
    | LeaveTrace
    | StoreRating
    | Record
    | SetTimer
    | CancelTimer
)
