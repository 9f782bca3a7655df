"""Deeds that give a chat away: not now, put back, pass on; and who there is to pass it to."""

from collections.abc import Awaitable, Callable
from typing import Any

from handoff.desks.console.frames import Frame, colleague_frame
from handoff.desks.console.socket import DeskSocket
from handoff.errors import Refused
from handoff.ports import Agent
from handoff.ports_desk import Moving
from handoff.records.agents import SUPERVISORS
from handoff.rules.ids import AgentId, ConversationId

Deed = Callable[[DeskSocket, Agent, Frame], Awaitable[dict[str, Any]]]


async def _refuse(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    await page.parts.desk.refuse(agent, ConversationId(frame.fields["conversation"]))
    return {}


async def _put_back(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    await page.parts.desk.put_back(agent, ConversationId(frame.fields["conversation"]))
    return {}


async def _colleagues(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    """Who is on duty; leads see who holds what as well."""
    found = await page.parts.desk.colleagues(agent, chats=agent.role in SUPERVISORS)
    return {
        "agents": [colleague_frame(each) for each in found],
        "departments": list(page.parts.departments()),
    }


async def _pass_on(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    """To ``agent:<id>`` or ``department:<id>``; note and audit come with the deed itself."""
    fields, desk = frame.fields, page.parts.desk
    conversation = ConversationId(fields["conversation"])
    kind, _, to = fields["to"].partition(":")
    mine = any(card.conversation == conversation for card in await desk.mine(agent))
    as_lead = not mine and agent.role in SUPERVISORS
    if not mine and not as_lead:
        raise Refused("desk_not_yours")
    note_id = f"console:{agent.id}:{fields['client_id']}"
    moving = Moving(fields["note"], note_id, as_lead, fields["seen_in"])
    try:
        if kind == "agent":
            await desk.pass_to_agent(agent, conversation, AgentId(to), moving)
        else:
            await desk.pass_to_department(agent, conversation, to, moving)
    except Refused as refused:
        raise Refused(refused.text_id, **_in_words(page, refused.values)) from refused
    return {}


def _in_words(page: DeskSocket, values: dict[str, str]) -> dict[str, str]:
    """A department by the name that agents know it by."""
    if department := values.get("department"):
        text = page.parts.texts(f"desk_department_{department}", page.language, {})
        return {**values, "department": text}
    return values


PASSING: dict[str, Deed] = {
    "refuse": _refuse,
    "put_back": _put_back,
    "colleagues": _colleagues,
    "pass_on": _pass_on,
}
