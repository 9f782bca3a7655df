"""The state of one conversation, kept beside its mailbox and written by one worker at a time."""

from dataclasses import dataclass, field
from enum import Enum

from handoff.rules.ids import ConversationId


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
    State.FORM: frozenset(
        {State.CONFIRMING, State.BOT, State.QUEUED, State.LEFT_MESSAGE, State.AGENT}
    ),
    State.CONFIRMING: frozenset(
        {State.FORM, State.BOT, State.QUEUED, State.LEFT_MESSAGE, State.AGENT}
    ),
    State.QUEUED: frozenset({State.AGENT, State.BOT, State.LEFT_MESSAGE}),
    State.LEFT_MESSAGE: frozenset({State.QUEUED, State.AGENT, State.BOT}),
    State.AGENT: frozenset({State.QUEUED, State.BOT, State.LEFT_MESSAGE, State.WRAP_UP}),
    State.WRAP_UP: frozenset({State.BOT, State.QUEUED, State.AGENT}),
}


@dataclass(frozen=True)
class Handoff:
    """The open handoff; ``number`` is empty until its ticket is stored."""

    id: str
    reason: str
    department: str
    priority: str
    asked_at_ms: int
    due_ms: int
    question: str
    number: str = ""
    ahead: int = -1
    agent_id: str = ""
    agent_name: str = ""


@dataclass(frozen=True)
class Question:
    """The question the assistant is working on; a second one waits in ``Conversation.unasked``."""

    ask_id: str
    text: str
    asked_at_ms: int


@dataclass(frozen=True)
class Conversation:
    """One support dialogue.

    ``epoch`` grows with every change of ownership; answers and replies made under an older one
    are void. ``misses`` counts answers in a row in which the bot was unsure, ``complaints_of_answer``
    how often the customer said that it was not what was asked. ``last_topics`` are the topics of
    the last answer, best first; ``tried`` every topic already answered. ``met_person`` holds the
    first name of the agent who had the conversation last.
    """

    id: ConversationId
    state: State = State.BOT
    epoch: int = 0
    language: str = "en"
    platform: str = ""
    greeted: bool = False
    customer_name: str = ""
    question: Question | None = None
    unasked: tuple[tuple[str, str], ...] = ()
    misses: int = 0
    complaints_of_answer: int = 0
    last_topics: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    last_question: str = ""
    offered: dict[str, str] = field(default_factory=dict)
    handoff: Handoff | None = None
    handoffs: int = 0
    met_person: str = ""
    timers: dict[str, str] = field(default_factory=dict)
