"""What the pages of the desk work with, and what an agent may read beside the own lists."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from handoff.ports import Agent, Log
from handoff.ports_beside import AskedOf, AskingService, TakeoverService
from handoff.ports_desk import Card, DeskService
from handoff.records.agents import SUPERVISORS
from handoff.records.sql import SqlRecords
from handoff.rules.forms_tables import FormTables
from handoff.rules.ids import ConversationId

Texts = Callable[[str, str, dict[str, str]], str]


@dataclass(frozen=True)
class Parts:
    """What every socket works with."""

    desk: DeskService
    log: Log
    records: SqlRecords
    texts: Texts
    topic_title: Callable[[str, str], str] | None = None
    shows_files: bool = False
    forms: Callable[[], FormTables] = FormTables
    covers: Callable[[Sequence[dict[str, Any]]], bool] = lambda _: True
    """Whether pictures of a customer with these tickets are shown on request only."""
    departments: Callable[[], Sequence[str]] = tuple
    """All that a chat can be passed on to."""
    unused: Callable[[], str] = str
    """Why edits of the content are not in use; empty while they are."""
    takeovers: TakeoverService | None = None
    """Without it nobody sees what the bot leads."""
    asking: AskingService | None = None
    """Without it nobody can ask a colleague."""


def takes_over(parts: Parts, agent: Agent) -> bool:
    """Whether the agent may see what the bot leads, and take it over."""
    return bool(parts.takeovers and parts.takeovers.may(agent, as_lead=agent.role in SUPERVISORS))


async def seen_beside(parts: Parts, agent: Agent, conversation: ConversationId) -> Card | None:
    """The card of a chat that the agent may read without having it.

    The bot leads it, or the agent was asked about it.
    """
    if parts.asking and (card := await parts.asking.look(agent, conversation)):
        return card
    if parts.takeovers is None:
        return None
    as_lead = agent.role in SUPERVISORS
    return await parts.takeovers.look(agent, conversation, as_lead=as_lead)


async def asked_of(parts: Parts, agent: Agent) -> list[AskedOf]:
    """What colleagues ask the agent."""
    return await parts.asking.asked_of(agent) if parts.asking else []
