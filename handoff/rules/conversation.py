"""The state of one conversation, kept beside its mailbox and written by one worker at a time."""

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from handoff.rules.consults import Consult
from handoff.rules.ids import ConversationId
from handoff.rules.messages import FileRef, first_name


class State(str, Enum):
    """The seven states of a conversation (``data/catalogue/conversation_states.yml``)."""

    BOT = "bot"
    FORM = "form"
    CONFIRMING = "confirming"
    QUEUED = "queued"
    AGENT = "agent"
    WRAP_UP = "wrap_up"
    LEFT_MESSAGE = "left_message"


TRANSITIONS: dict[State, frozenset[State]] = {
    State.BOT: frozenset({State.FORM, State.QUEUED, State.LEFT_MESSAGE, State.AGENT}),
    State.FORM: frozenset({State.CONFIRMING, State.BOT, State.QUEUED, State.AGENT}),
    State.CONFIRMING: frozenset({State.FORM, State.BOT, State.QUEUED, State.AGENT}),
    State.QUEUED: frozenset({State.AGENT, State.BOT, State.LEFT_MESSAGE}),
    State.LEFT_MESSAGE: frozenset({State.QUEUED, State.AGENT, State.BOT}),
    State.AGENT: frozenset({State.QUEUED, State.BOT, State.LEFT_MESSAGE, State.WRAP_UP}),
    State.WRAP_UP: frozenset({State.BOT, State.QUEUED, State.AGENT}),
}


@dataclass(frozen=True)
class Handoff:
    """The open handoff, also kept while it is wrapped up.

    ``number`` is empty until its ticket is stored, ``ahead`` is -1 until its place is known, and
    ``told`` says whether place and number were told to the customer. ``question`` is the customer's
    original question word for word, ``complaint`` the type of complaint or empty. ``is_filed``: a
    confirmed complaint brought it about, whose ticket goes on when the customer stops waiting.
    ``has_form``: what a form had gathered went along; it is the customer's until a person takes it.

    ``due_ms`` is what the customer was promised, ``rank_ms`` the place in the line. ``opens_ms``:
    the department is closed until then, 0 while it is open; ``closes_ms``: when it closes next, 0
    for never. ``message`` is what the customer left to be answered later.
    ``skills``: what the agent should be good at. ``target``: minutes until the first answer, 0 for
    those of the priority.
    ``warn_ms``: when the target is near; ``warned`` and ``missed``: leads were told so.
    ``promised_ms``: the time told once ``due_ms`` was over, anew each time it is over as well, for
    which ``late`` counts. ``replied_ms``: when the agent answered first. ``low`` and ``high``: the
    minutes it will probably take, 0 if not known; ``long_told``: why it is long was told;
    ``place_ms``: when the message with the place was said or changed last, 0 without one.
    """

    id: str
    reason: str
    department: str
    priority: str
    asked_at_ms: int
    due_ms: int
    question: str
    complaint: str = ""
    number: str = ""
    ahead: int = -1
    low: int = 0
    high: int = 0
    long_told: bool = False
    place_ms: int = 0
    agent_id: str = ""
    agent_name: str = ""
    replied: bool = False
    replied_ms: int = 0
    told: bool = False
    promised_ms: int = 0
    late: int = 0
    is_filed: bool = False
    has_form: bool = False
    rank_ms: int = 0
    opens_ms: int = 0
    closes_ms: int = 0
    message: str = ""
    skills: tuple[str, ...] = ()
    target: int = 0
    warn_ms: int = 0
    warned: bool = False
    missed: bool = False
    again: int = 0
    before: str = ""

    @property
    def first_name(self) -> str:
        return first_name(self.agent_name)


@dataclass(frozen=True)
class Ended:
    """A handoff that a person has ended, and that can be opened again.

    ``asked``: the customer was asked whether it is solved; ``is_solved`` once they said so.
    """

    handoff: Handoff
    outcome: str
    at_ms: int
    asked: bool = False
    is_solved: bool = False


@dataclass(frozen=True)
class Rating:
    """What the customer was asked to rate: ``of`` is ``agent`` or ``bot``.

    ``id`` is unique in the conversation, ``ticket`` the id of the handoff's ticket. ``score`` is 1
    to 5, or 0 until one is given.
    """

    id: str
    of: str
    asked_ms: int
    agent_id: str = ""
    agent_name: str = ""
    department: str = ""
    ticket: str = ""
    topic: str = ""
    score: int = 0
    rated_ms: int = 0
    words: str = ""


@dataclass(frozen=True)
class Question:
    """A question the assistant is working on; answers are matched by ``ask_id``.

    ``text`` is what the customer wrote, empty where a button or a file speaks; ``button`` is the
    button then. Of a quiet one the customer hears nothing: words sent along are answered instead.
    """

    ask_id: str
    text: str
    button: str = ""
    is_quiet: bool = False


@dataclass(frozen=True)
class Form:
    """A complaint in the making.

    - ``draft``: all of it, as the assistant sent it last, under the id that its ticket will have
    - ``shown``: the signal with the question or the summary that is open
    - ``touched_ms``: when the customer added to it last; it is kept for a day from then
    - ``is_known``: whether the assistant's present dialogue holds it; else it must be sent again
    """

    draft: dict[str, Any]
    shown: dict[str, Any] = field(default_factory=dict)
    touched_ms: int = 0
    is_known: bool = True


@dataclass(frozen=True)
class Filed:
    """A confirmed complaint; ``number`` is empty until its ticket is stored.

    ``first_response_ms`` and ``resolution_ms`` are what the customer is told to expect.
    """

    id: str
    type: str
    department: str
    priority: str
    first_response_ms: int
    resolution_ms: int
    number: str = ""


@dataclass(frozen=True)
class Wanted:
    """What the customer's next words are for: ``answer`` to a ticket that waits, ``appeal``,
    ``message`` for those who are not there now, ``score`` or ``rating`` for a rating (``number`` is
    its id, the words are a score or go along with it).

    ``is_given``: the words came; files are still taken for the ticket until there is news of it.
    """

    kind: str
    number: str
    ticket_id: str = ""
    is_given: bool = False


@dataclass(frozen=True)
class Conversation:
    """One support dialogue.

    - ``epoch`` grows with every change of ownership; answers and replies made under an older one
      are void
    - ``customer_name`` and ``handle``: how the channel knows the customer, if it does; ``role``:
      what they are there, such as a seller
    - ``chose_language``: whether the customer chose it by a button
    - ``pending``: questions the assistant has not answered yet, in order
    - ``misses``: answers in a row in which the bot was unsure
    - ``purpose_asked``: whether the customer was asked what they are after in this matter
    - ``objections``: how often the customer said that the answer was not what was asked
    - ``last_topics``: topics of the last answer, best first; ``tried``: topics already answered;
      ``rejected``: topics whose answers the customer objected to in this matter; ``answered_in``:
      the language of the last answer while it stands in the chat for all to see, else empty
    - ``last_question``: the customer's last words to the bot, ``first_question`` the first since
      the bot had the conversation last; both word for word. ``said``: that one, and then what a
      complaint about the matter would begin with, which may be nothing
    - ``browses``: whether the topics of a category were shown since the customer wrote last
    - ``dialogue`` and ``turns``: the assistant's memory in use, and how often it was asked in it
    - ``left_line_ms``: when the customer left the line lately, oldest first
    - ``met_person``: first name of the agent who had the conversation last; ``was_done``: what the
      agent did, in the agent's words
    - ``ended``: handoffs that ended lately, the newest last; ``ratings``: what was asked about
    - ``form``: the complaint in the making, also while it is paused or a person was asked for;
      ``expired`` is the type of one that was kept for too long, until the customer knows
    - ``evidence``: files that wait for a ticket, the newest last
    - ``filed``: complaints filed lately, the newest last
    - ``wanted``: what a ticket waits for, if one does
    - ``notices``: those that were shown; ``awaited``: those whose end the customer is to hear of
    - ``consults``: questions of the holder to colleagues that are open
    - ``timers``: name of each running timer and the token of its current setting
    """

    id: ConversationId
    state: State = State.BOT
    epoch: int = 0
    language: str = "en"
    chose_language: bool = False
    platform: str = ""
    customer_name: str = ""
    handle: str = ""
    role: str = ""
    greeted: bool = False
    pending: tuple[Question, ...] = ()
    misses: int = 0
    purpose_asked: bool = False
    objections: int = 0
    last_topics: tuple[str, ...] = ()
    answered_in: str = ""
    tried: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    first_question: str = ""
    last_question: str = ""
    said: tuple[str, ...] = ()
    browses: bool = False
    handoff: Handoff | None = None
    handoffs: int = 0
    left_line_ms: tuple[int, ...] = ()
    dialogue: int = 0
    turns: int = 0
    met_person: str = ""
    was_done: str = ""
    ended: tuple[Ended, ...] = ()
    ratings: tuple[Rating, ...] = ()
    form: Form | None = None
    expired: str = ""
    evidence: tuple[FileRef, ...] = ()
    filed: tuple[Filed, ...] = ()
    wanted: Wanted | None = None
    notices: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()
    consults: tuple[Consult, ...] = ()
    timers: dict[str, str] = field(default_factory=dict)

    @property
    def story(self) -> tuple[str, ...]:
        """The customer's words about the present matter, as a complaint would begin with them."""
        if not self.first_question:
            return ()
        pinned, *told = self.said or ("",)
        return tuple(told) if pinned == self.first_question else (self.first_question,)

    @property
    def has_person(self) -> bool:
        """Whether a person owns the conversation; the bot is silent then."""
        return self.state is State.AGENT

    @property
    def waits(self) -> bool:
        """Whether the customer has a place in the line, waiting for it or with a message left."""
        return self.state in (State.QUEUED, State.LEFT_MESSAGE)


def can_go(old: State, new: State) -> bool:
    """Whether the table of transitions allows the step; staying is always allowed."""
    return old is new or new in TRANSITIONS[old]


def go(conversation: Conversation, new: State, **changes: Any) -> Conversation:
    """The conversation in another state. Raises ``ValueError`` where the table forbids it."""
    if not can_go(conversation.state, new):
        raise ValueError(f"{conversation.state.value} -> {new.value} is no transition")
    return replace(conversation, state=new, **changes)
