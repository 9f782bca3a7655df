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
