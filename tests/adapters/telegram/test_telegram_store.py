"""The channel on the real mailboxes and buckets, with a Redis that is killed and comes back."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from bot.channels.telegram import TelegramChannel
from bot.inbox import MailboxInbox
from handoff.files.store import StoredFiles
from handoff.rules.codec import event_from_json
from handoff.rules.events import CustomerWrote
from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.log import RedisLimits
from handoff.stores.mailbox import Mailboxes
from handoff.stores.wake import Wake
from tests.adapters.telegram.conftest import QUICK
from tests.adapters.telegram.stands import content, texts
from tests.fakes.telegram import TelegramFake
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
CHAT = ConversationId("telegram-4711")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    """A server of its own, for it is killed."""
    server = RedisServer(tmp_path / "redis", appendfsync="always").start()
    yield server
    server.stop()


@pytest.fixture
async def client(server: RedisServer) -> AsyncIterator[RedisClient]:
    client = RedisClient(server.url, timeout_s=1.0)
    yield client
    await client.close()


@pytest.fixture
def mailboxes(client: RedisClient) -> Mailboxes:
    return Mailboxes(client, Keys(prefix="telegram"))


Build = Callable[[], TelegramChannel]


@pytest.fixture
def build(
    fake: TelegramFake, server: RedisServer, client: RedisClient, mailboxes: Mailboxes,
    files: StoredFiles,
) -> Build:  # fmt: skip
    """Makes channels as the service does, one for each life of it."""

    def make() -> TelegramChannel:
        wake = Wake(server.url, mailboxes.keys.wake, mailboxes.nonce)
        limits, inbox = RedisLimits(client, mailboxes.keys), MailboxInbox(mailboxes, wake)
        return TelegramChannel(fake.token, fake.url, inbox, files, texts, limits, waits=QUICK)

    return make


async def stored(mailboxes: Mailboxes) -> list[str]:
    """The texts that wait in the conversation's mailbox."""
    lease = await mailboxes.claim(mailboxes.keys.shard(CHAT), "in", lease_ms=1, batch=50)
    events = [event_from_json(item.payload) for item in lease.items] if lease else []
    return [event.text for event in events if isinstance(event, CustomerWrote)]


async def test_messages_wait_at_telegram_while_redis_is_dead(
    fake: TelegramFake, server: RedisServer, mailboxes: Mailboxes, build: Build
) -> None:
    channel = build()
    await channel.start()
    customer = fake.customer(4711)
    customer.write("before")
    await fake.until(lambda: fake.unconfirmed() == [])
    server.kill()
    for text in ("during 1", "during 2", "during 3"):
        customer.write(text)
    polls = fake.count("getUpdates")
    await fake.until(lambda: fake.count("getUpdates") >= polls + 2)
    assert len(fake.unconfirmed()) == 3
    server.start()
    await fake.until(lambda: fake.unconfirmed() == [], most_s=15)
    await channel.stop()
    assert await stored(mailboxes) == ["before", "during 1", "during 2", "during 3"]


async def test_what_telegram_sends_again_is_stored_once(
    fake: TelegramFake, mailboxes: Mailboxes, build: Build
) -> None:
    fake.customer(4711).write("one")
    fake.customer(4711).write("two")
    held = fake.unconfirmed()
    for _ in range(2):
        channel = build()
        await channel.start()
        await fake.until(lambda: fake.unconfirmed() == [])
        await channel.stop()
        fake.resend(*held)
    assert await stored(mailboxes) == ["one", "two"]


async def test_a_group_is_told_once_a_day_over_restarts(
    fake: TelegramFake, client: RedisClient, mailboxes: Mailboxes, build: Build
) -> None:
    group = fake.group(-1001)
    for _ in range(2):
        channel = build()
        await channel.start()
        group.write("hello bot")
        await fake.until(lambda: fake.unconfirmed() == [])
        await channel.stop()
    assert group.chat.texts() == [content()["telegram_private_only"]["en"]]
    bucket = mailboxes.keys.limit("telegram:telegram_private_only:-1001")
    remembered = await client.call("TTL", bucket)
    assert 86_000 < int(remembered) <= 86_401
