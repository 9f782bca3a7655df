"""What is to be told goes into mailboxes; those that are full hold up no others."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.inbox import MailboxInbox
from bot.notices import Notices
from handoff.records import notices as notice_board
from handoff.records import ticket_notices
from handoff.records.sql import SqlRecords
from handoff.rules.codec import event_from_json
from handoff.rules.effects import Say
from handoff.rules.events import NoticeOver, TicketNews
from handoff.rules.ids import ConversationId
from handoff.rules.notice import Notice
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.mailbox import MOST_WAITING, Mailboxes
from handoff.stores.wake import Wake
from tests.redis_server import RedisServer

pytestmark = [pytest.mark.redis, pytest.mark.sql]
NOOR, ROBIN = ConversationId("web-noor"), ConversationId("web-robin")
TOGETHER = 3


@dataclass
class Road:
    records: SqlRecords
    boxes: Mailboxes
    notices: Notices

    async def fill(self, conversation: ConversationId) -> None:
        for n in range(MOST_WAITING):
            await self.boxes.enqueue("in", conversation, f"m-{n}", "{}")

    async def empty(self, conversation: ConversationId) -> list[str]:
        """What waited there."""
        found: list[str] = []
        base = self.boxes.keys.shard(conversation)
        while lease := await self.boxes.claim(base, "in", lease_ms=9_000, batch=50):
            assert lease.conversation == conversation
            found += [item.payload for item in lease.items]
            await self.boxes.ack(lease, lease.items[-1].seq)
        return [payload for payload in found if payload != "{}"]


@pytest.fixture
async def road(
    redis_server: RedisServer, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Road]:
    """As many are read at a time as a test can follow."""
    for module in (ticket_notices, notice_board):
        monkeypatch.setattr(module, "HANDED_TOGETHER", TOGETHER)
    records = await SqlRecords.open(f"sqlite:///{tmp_path}/footbridge.db")
    client, keys = RedisClient(redis_server.url), Keys(prefix=prefix)
    boxes = Mailboxes(client, keys)
    inbox = MailboxInbox(boxes, Wake(redis_server.url, keys.wake, boxes.nonce))
    yield Road(records, boxes, Notices(records, inbox))
    await client.close()
    await records.close()


async def test_news_for_full_mailboxes_let_others_through_and_keep_their_order(road: Road) -> None:
    for conversation in (NOOR, ROBIN):
        await road.records.store_ticket("s", {"id": conversation, "conversation": conversation})
    waiting = [f"n{n}" for n in range(2 * TOGETHER)]
    for name in waiting:
        await road.records.put_notice(name, NOOR, NOOR, Say(f"ticket_{name}"))
    await road.records.put_notice("other", ROBIN, ROBIN, Say("ticket_taken"))
    await road.fill(NOOR)

    assert await road.notices.hand_on() == 1
    assert len(await road.empty(ROBIN)) == 1
    assert await road.notices.hand_on() == 0
    await road.empty(NOOR)
    assert await road.notices.hand_on() == len(waiting)
    events = [event_from_json(one) for one in await road.empty(NOOR)]
    told = [event.said.text for event in events if isinstance(event, TicketNews)]
    assert told == [f"ticket_{name}" for name in waiting]
    assert await road.notices.hand_on() == 0


async def test_the_end_of_a_pause_reaches_those_behind_full_mailboxes(road: Road) -> None:
    words = {"en": "Servers are moved.", "nl": "Servers verhuizen.", "zh": "服务器迁移。"}
    await road.records.post_notice(Notice("n1", "paused", words, 1, 2, "upload", ()), "lea")
    crowd = [ConversationId(f"web-a{n}") for n in range(2 * TOGETHER)]
    for conversation in (*crowd, ROBIN):
        await road.records.await_notice("n1", conversation, "en")
    for conversation in crowd:
        await road.fill(conversation)
    await road.records.lift_notice("n1")

    assert await road.notices.hand_on() == 1
    [event] = [event_from_json(one) for one in await road.empty(ROBIN)]
    assert isinstance(event, NoticeOver)
    for conversation in crowd:
        await road.empty(conversation)
    assert await road.notices.hand_on() == len(crowd)
