"""Events that come from the waiting lines and the desk alone; ``events.py`` has all of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trace:
    """What moving a chat leaves with colleagues, once it is done: a ``note`` under an id of its
    own, and in the audit ``by_id``, a lead who moved what was not theirs (empty: nobody).

    ``masked``: the note held a card number, which is stored nowhere.
    """

    note: str = ""
    note_id: str = ""
    masked: bool = False
    by_id: str = ""


@dataclass(frozen=True)
class HandoffOffered:
    """The line has offered the handoff to an agent; it waits in the line of ``department``."""

    handoff_id: str
    agent_id: str
    department: str = ""


@dataclass(frozen=True)
class OfferEnded:
    """An offer came to nothing: the agent ``refused``, or did nothing in time (``missed``)."""

    handoff_id: str
    agent_id: str
    why: str
    department: str = ""


LEAVES_NOTHING = Trace()


@dataclass(frozen=True)
class ChatPassedOn:
    """Another agent holds the conversation from ``epoch`` on; ``by_name`` did it.

    ``from_name`` had it, empty for one who waited.
    """

    handoff_id: str
    agent_id: str
    agent_name: str
    epoch: int
    at_ms: int
    from_name: str = ""
    by_name: str = ""
    trace: Trace = LEAVES_NOTHING


@dataclass(frozen=True)
class BackInLine:
    """The conversation waits at its original place, in the line of ``department``.

    ``why``: ``lost`` (the agent's desk fell silent), ``put_back``, ``passed_on`` (to another
    department), or ``moved`` (the same, of one who waited: then ``epoch`` is the old one).
    ``agent_name`` had it, ``by_name`` did it. ``low`` and ``high`` as of `QueueJoined`.
    """

    handoff_id: str
    department: str
    ahead: int
    epoch: int
    why: str
    at_ms: int
    agent_id: str = ""
    agent_name: str = ""
    by_name: str = ""
    low: int = 0
    high: int = 0
    trace: Trace = LEAVES_NOTHING


@dataclass(frozen=True)
class TakenOver:
    """An agent takes a conversation that the bot leads, under the new ownership ``epoch``."""

    handoff_id: str
    agent_id: str
    agent_name: str
    epoch: int
    at_ms: int


@dataclass(frozen=True)
class ColleagueAsked:
    """The holder asks ``to`` (``agent:<id>`` or ``department:<id>``); ``name``: that agent's.

    ``masked``: the text held a card number, which is stored nowhere.
    """

    agent_id: str
    agent_name: str
    message_id: str
    to: str
    text: str
    at_ms: int
    name: str = ""
    masked: bool = False


@dataclass(frozen=True)
class ColleagueAnswered:
    """A colleague answers the ``question`` of the holder; ``masked`` as above."""

    agent_id: str
    agent_name: str
    message_id: str
    question: str
    text: str
    at_ms: int
    masked: bool = False


@dataclass(frozen=True)
class QuestionWithdrawn:
    """The holder needs no answer to the ``question`` any more."""

    agent_id: str
    agent_name: str
    question: str
