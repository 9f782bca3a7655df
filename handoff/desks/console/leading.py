"""Deeds with conversations that the bot leads: see which they are, and take one over."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from handoff.desks.console.frames import Frame
from handoff.desks.console.socket import DeskSocket
from handoff.errors import Refused
from handoff.ports import Agent
from handoff.ports_beside import TakeoverService
from handoff.ports_desk import Card, Claimed
from handoff.records.agents import SUPERVISORS
from handoff.rules.ids import ConversationId

Deed = Callable[[DeskSocket, Agent, Frame], Awaitable[dict[str, Any]]]


async def _led(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    """What the bot leads, with the topic at hand in words."""
    found = await _service(page).led(agent, as_lead=agent.role in SUPERVISORS)
    return {
        "led": [{**asdict(one), "topics": [page.title(t) for t in one.topics]} for one in found]
    }


async def _take_over(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    conversation, as_lead = ConversationId(frame.fields["conversation"]), agent.role in SUPERVISORS
    check_won(await _service(page).take_over(agent, conversation, as_lead=as_lead))
    return {}


def check_won(claimed: Claimed) -> None:
    """Raises ``Refused`` with who has it, or why it was not given."""
    if claimed.won:
        return
    if claimed.refusal:
        raise Refused(claimed.refusal)
    raise Refused("desk_taken_by", name=claimed.holder)


async def leave_trace(page: DeskSocket, agent: Agent, card: Card) -> None:
    """Whoever reads a talk with the bot, for which nobody asked, is kept in the audit first."""
    if not card.handoff_id:
        look = f"look:{uuid4().hex}"
        await page.parts.records.record_audit(look, agent.id, "looked", card.conversation)


def _service(page: DeskSocket) -> TakeoverService:
    if page.parts.takeovers is None:
        raise Refused("desk_frontline_only")
    return page.parts.takeovers


LEADING: dict[str, Deed] = {"led": _led, "take_over": _take_over}
