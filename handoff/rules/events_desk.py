"""Events that come from the waiting lines and the desk alone; ``events.py`` has all of them."""

from dataclasses import dataclass


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
