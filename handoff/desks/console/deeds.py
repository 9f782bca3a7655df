"""What a frame of the page makes happen; each deed gets the agent as just loaded."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from handoff.desks.console.asking import ASKING
from handoff.desks.console.attachments import discard, find_file
from handoff.desks.console.frames import Frame, dead_letters_frame
from handoff.desks.console.leading import LEADING, check_won, leave_trace
from handoff.desks.console.passing import PASSING
from handoff.desks.console.socket import DeskSocket
from handoff.errors import Refused
from handoff.ports import Agent
from handoff.records.agents import SUPERVISORS
from handoff.rules.ids import ConversationId

Deed = Callable[[DeskSocket, Agent, Frame], Awaitable[dict[str, Any]]]


async def act(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    """Do what ``frame`` asks and give what the page must know about it. Raises ``Refused``."""
    answer = await _DEEDS[frame.type](page, agent, frame)
    if frame.type in _CHANGING:
        # The hint of the store comes as well; this one saves the agent the wait for it.
        await page.push_lists()
    return answer


async def _ping(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    return {}


async def _presence(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    await page.parts.desk.set_presence(agent, frame.fields["value"])
    return {}


async def _open(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    card = await page.readable_card(agent, ConversationId(frame.fields["conversation"]))
    await leave_trace(page, agent, card)
    await page.open(card)
    return {}


async def _close(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    await page.close_opened()
    return {}


async def _claim(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    check_won(await page.parts.desk.claim(agent, ConversationId(frame.fields["conversation"])))
    return {}


async def _reply(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    conversation, message_id, text = _words(agent, frame)
    await page.parts.desk.reply(agent, conversation, message_id, text)
    return {"message_id": message_id}


async def _note(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    conversation, message_id, text = _words(agent, frame)
    await page.card_of(agent, conversation)
    await page.parts.desk.note(agent, conversation, message_id, text)
    return {"message_id": message_id}


async def _hand_back(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    fields = frame.fields
    conversation = ConversationId(fields["conversation"])
    await page.parts.desk.hand_back(agent, conversation, fields["reason"], fields["done"])
    return {}


async def _resolve(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    conversation = ConversationId(frame.fields["conversation"])
    await page.parts.desk.resolve(agent, conversation, frame.fields["outcome"])
    return {}


async def _discard_file(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    conversation, why = ConversationId(frame.fields["conversation"]), frame.fields["why"]
    await page.card_of(agent, conversation)
    file = await find_file(page.parts.log, conversation, frame.fields["key"])
    await discard(page.parts.records, page.parts.desk, agent, conversation, file, why)
    return {}


async def _dead_letters(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    _check_supervisor(agent)
    return dead_letters_frame(frame.ref, await page.parts.desk.dead_letters())


async def _replay(page: DeskSocket, agent: Agent, frame: Frame) -> dict[str, Any]:
    _check_supervisor(agent)
    letter = frame.fields["dead_letter"]
    # The audit first: a deed without a trace is worse than a trace of a deed that failed.
    await page.parts.records.record_audit(f"replay:{uuid4().hex}", agent.id, "replayed", letter)
    await page.parts.desk.replay(agent, letter)
    return dead_letters_frame(frame.ref, await page.parts.desk.dead_letters())


def _words(agent: Agent, frame: Frame) -> tuple[ConversationId, str, str]:
    fields = frame.fields
    # From the page's own id, so that a frame sent again after a lost answer is the same message.
    message_id = f"console:{agent.id}:{fields['client_id']}"
    return ConversationId(fields["conversation"]), message_id, fields["text"]


def _check_supervisor(agent: Agent) -> None:
    if agent.role not in SUPERVISORS:
        raise Refused("desk_leads_only")


_DEEDS: dict[str, Deed] = {
    "ping": _ping,
    "presence": _presence,
    "open": _open,
    "close": _close,
    "claim": _claim,
    "reply": _reply,
    "note": _note,
    "hand_back": _hand_back,
    "resolve": _resolve,
    "discard_file": _discard_file,
    "dead_letters": _dead_letters,
    "replay": _replay,
    **ASKING,
    **LEADING,
    **PASSING,
}
_CHANGING = frozenset(
    {"presence", "claim", "take_over", "hand_back", "resolve", "refuse", "put_back", "pass_on"}
)
