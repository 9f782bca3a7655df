"""Deeds of asking a colleague: the question of the holder, the answer, and taking it back."""

from collections.abc import Awaitable, Callable
from typing import Any

from handoff.desks.console.frames import Frame
from handoff.desks.console.socket import DeskSocket
from handoff.errors import Refused
from handoff.ports import Agent
from handoff.ports_beside import AskingService
from handoff.rules.ids import ConversationId

Deed = Callable[[DeskSocket, Agent, Frame], Awaitable[dict[str, Any]]]


async def _ask(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    fields = frame.fields
    given = (_message_id(agent, frame), fields["to"], fields["text"])
    await _service(page).ask(agent, ConversationId(fields["conversation"]), *given)
    return {}


async def _answer(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    fields = frame.fields
    given = (_message_id(agent, frame), fields["question"], fields["text"])
    await _service(page).answer(agent, ConversationId(fields["conversation"]), *given)
    return {}


async def _withdraw(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    conversation = ConversationId(frame.fields["conversation"])
    await _service(page).withdraw(agent, conversation, frame.fields["question"])
    return {}


def _message_id(agent: Agent, frame: Frame) -> str:
    return f"console:{agent.id}:{frame.fields['client_id']}"


def _service(page: DeskSocket) -> AskingService:
    if page.parts.asking is None:
        raise Refused("desk_not_yours")
    return page.parts.asking


ASKING: dict[str, Deed] = {"ask": _ask, "answer": _answer, "withdraw": _withdraw}
