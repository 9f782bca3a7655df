"""What the desk's use cases refuse, and what they follow while they run."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot.clock import WallClock
from bot.inbox import MailboxInbox
from handoff.moving import Moves
from handoff.ports import Agent
from handoff.ports_desk import Claimed
from handoff.rules.codec import to_json
from handoff.rules.conversation import Conversation, Handoff, State
from handoff.rules.ids import AgentId, ConversationId
from handoff.service import AgentService
from handoff.stores.client import RedisClient
from handoff.stores.dead_letters import RedisDeadLetters
from handoff.stores.keys import Keys
from handoff.stores.lines import Lines
from handoff.stores.log import RedisLog
from handoff.stores.mailbox import Mailboxes
from handoff.stores.wake import Wake
from tests.contract.lines_machine import card_of
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
CHAT = ConversationId("telegram-4711")
HANDOFF = Handoff(f"{CHAT}:h1", "user_request", "trust_safety", "P3", 1, 2, "My question")


@dataclass
class Desk:
    service: AgentService
    lines: Lines
    departments: list[str]
    client: RedisClient
    state: str


async def nobody() -> list[Agent]:
    return []


@pytest.fixture
async def desk(redis_server: RedisServer, prefix: str) -> AsyncIterator[Desk]:
    """One conversation waits in trust and safety."""
    client, keys = RedisClient(redis_server.url), Keys(prefix=prefix)
    mailboxes, lines = Mailboxes(client, keys), Lines(client, keys)
    wake = Wake(redis_server.url, keys.wake, mailboxes.nonce)
    departments = ["billing"]
    service = AgentService(
        MailboxInbox(mailboxes, wake),
        lines,
        RedisLog(client, keys, wake),
        RedisDeadLetters(mailboxes, wake),
        WallClock(),
        lambda: tuple(departments),
        nobody,
        Moves(
            lines, WallClock(), lambda state, department: card_of(CHAT, HANDOFF.id, department, 1)
        ),
    )
    waiting = Conversation(CHAT, State.QUEUED, epoch=1, handoff=HANDOFF)
    await client.call("HSET", keys.conversation(CHAT), "state", to_json(waiting))
    await lines.join(card_of(CHAT, HANDOFF.id, "trust_safety", 1), 1)
    yield Desk(service, lines, departments, client, keys.conversation(CHAT))
    await client.close()


async def test_agent_of_another_department_cannot_take_by_a_guessed_id(desk: Desk) -> None:
    sanne = Agent(AgentId("sanne"), "Sanne", "agent", departments=("billing",))
    refused = Claimed(won=False, refusal="desk_not_yours")
    assert await desk.service.claim(sanne, CHAT) == refused
    assert await desk.lines.held_by(sanne.id) == []


async def test_department_that_is_added_while_the_service_runs_is_seen(desk: Desk) -> None:
    everywhere = Agent(AgentId("noor"), "Noor", "agent")
    assert await desk.service.waiting(everywhere) == []
    desk.departments.append("trust_safety")
    assert [card.conversation for card in await desk.service.waiting(everywhere)] == [CHAT]


async def test_a_chat_that_was_answered_says_when(desk: Desk) -> None:
    noor = Agent(AgentId("noor"), "Noor", "agent")
    await desk.lines.take(CHAT, noor, 5)
    [card] = await desk.service.mine(noor)
    assert card.answered_ms == 0
    answered = replace(HANDOFF, agent_id="noor", replied=True, replied_ms=7)
    held = Conversation(CHAT, State.AGENT, epoch=2, handoff=answered)
    await desk.client.call("HSET", desk.state, "state", to_json(held))
    [card] = await desk.service.mine(noor)
    assert card.answered_ms == 7
