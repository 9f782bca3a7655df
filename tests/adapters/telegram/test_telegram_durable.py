"""Nothing that Telegram holds is lost, doubled or mixed up, whatever dies in between."""

import asyncio
import json
import sys
import time
from pathlib import Path

import pytest

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.client import ANSWER_WITHIN_S, Client
from handoff.errors import StoreUnavailable
from handoff.files.store import StoredFiles
from handoff.rules.ids import ConversationId
from tests.adapters.telegram.conftest import QUICK
from tests.adapters.telegram.stands import InboxStand, LimitsStand, content, texts
from tests.fakes.telegram import Fault, TelegramFake
from tests.pictures import picture

HOME = Path(__file__).parents[3]
PNG = picture("PNG")


def build(fake: TelegramFake, inbox: InboxStand, files: StoredFiles) -> TelegramChannel:
    return TelegramChannel(fake.token, fake.url, inbox, files, texts, LimitsStand(), waits=QUICK)


async def run_and_die(fake: TelegramFake, store: Path, die_after: int) -> int:
    """Poll in a process of its own that kills itself after ``die_after`` stored events."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.adapters.telegram.dying_poller",
        fake.url, fake.token, str(store), str(die_after), cwd=HOME,
    )  # fmt: skip
    async with asyncio.timeout(20):
        return await process.wait()


async def test_killed_between_storing_and_confirming_nothing_is_lost_or_doubled(
    fake: TelegramFake, tmp_path: Path
) -> None:
    store = tmp_path / "inbox.jsonl"
    customer = fake.customer(4711)
    for number in range(10):
        customer.write(f"message {number}")
    # Given a poller that is killed right after its third event was stored,
    assert await run_and_die(fake, store, die_after=3) == -9
    assert len(store.read_text().splitlines()) == 3
    # then Telegram still holds all ten,
    assert len(fake.unconfirmed()) == 10
    # and the next ones store the rest, each message once and in order.
    assert await run_and_die(fake, store, die_after=4) == -9
    assert await run_and_die(fake, store, die_after=0) == 0
    stored = [json.loads(line) for line in store.read_text().splitlines()]
    assert [text for _, text in stored] == [f"message {number}" for number in range(10)]
    assert fake.unconfirmed() == []


async def test_one_chat_in_order_while_another_is_stuck(
    fake: TelegramFake, inbox: InboxStand, channel: TelegramChannel
) -> None:
    release = inbox.holds["telegram-1"] = asyncio.Event()
    stuck, other = fake.customer(1), fake.customer(2)
    for number in range(3):
        stuck.write(f"stuck {number}")
        other.write(f"other {number}")
    await fake.until(lambda: len(inbox.written("telegram-2")) == 3)
    # New messages still come in behind the stuck chat.
    other.write("other 3")
    await fake.until(lambda: len(inbox.written("telegram-2")) == 4)
    assert inbox.written("telegram-1") == []
    assert fake.unconfirmed()[0] == 700001
    release.set()
    await fake.until(lambda: fake.unconfirmed() == [])
    assert inbox.written("telegram-1") == ["stuck 0", "stuck 1", "stuck 2"]
    assert inbox.written("telegram-2") == ["other 0", "other 1", "other 2", "other 3"]
    assert len(inbox.calls) == 7


async def test_many_chats_side_by_side_keep_their_order(
    fake: TelegramFake, inbox: InboxStand, channel: TelegramChannel
) -> None:
    for number in range(10):
        for chat in range(1, 26):
            fake.customer(chat).write(str(number))
    await fake.until(lambda: len(inbox.accepted) == 250)
    for chat in range(1, 26):
        assert inbox.written(f"telegram-{chat}") == [str(number) for number in range(10)]


async def test_a_slow_file_keeps_its_place_and_delays_nobody_else(
    fake: TelegramFake, inbox: InboxStand, channel: TelegramChannel
) -> None:
    arrived = asyncio.Event()
    fake.fail("download", Fault.held(arrived))
    sender = fake.customer(1)
    sender.send_photo(PNG, caption="first")
    sender.write("second")
    fake.customer(2).write("quick")
    await fake.until(lambda: inbox.written("telegram-2") == ["quick"])
    assert inbox.written("telegram-1") == []
    arrived.set()
    await fake.until(lambda: inbox.written("telegram-1") == ["first", "second"])


async def test_an_update_that_nobody_can_read_is_left_out(
    fake: TelegramFake, inbox: InboxStand, channel: TelegramChannel
) -> None:
    fake.push("message", {"message_id": "?", "chat": "not even an object"})
    fake.customer(1).write("still here")
    await fake.until(lambda: bool(inbox.accepted) and fake.unconfirmed() == [])
    assert inbox.written("telegram-1") == ["still here"]


@pytest.mark.parametrize(
    "faults",
    [
        [Fault.conflict()] * 3,
        [Fault.unauthorized()] * 2,
        [Fault.down(502), Fault.down(504), Fault.slow_down(1)],
        [Fault.lost_answer()] * 2,
    ],
    ids=["conflict", "token", "down", "lost"],
)
async def test_polling_survives(
    fake: TelegramFake, inbox: InboxStand, files: StoredFiles, faults: list[Fault]
) -> None:
    fake.customer(1).write("through it all")
    fake.fail("getUpdates", *faults)
    channel = build(fake, inbox, files)
    await channel.start()
    await fake.until(lambda: bool(inbox.accepted))
    await channel.stop()
    assert inbox.written("telegram-1") == ["through it all"]


async def test_a_second_program_on_the_same_token_is_named(
    fake: TelegramFake, inbox: InboxStand, channel: TelegramChannel,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    fake.fail("getUpdates", Fault.conflict())
    fake.customer(1).write("wake the poll")
    await fake.until(lambda: fake.count("getUpdates") >= 3 and bool(inbox.accepted))
    assert "somebody else receives this bot's updates" in caplog.text


async def test_stop_confirms_what_is_done(
    fake: TelegramFake, inbox: InboxStand, files: StoredFiles
) -> None:
    channel = build(fake, inbox, files)
    await channel.start()
    fake.customer(1).write("last words")
    await fake.until(lambda: bool(inbox.accepted))
    await channel.stop()
    assert fake.unconfirmed() == []


async def test_stop_is_quick_and_leaves_unstored_messages_at_telegram(
    fake: TelegramFake, inbox: InboxStand, files: StoredFiles
) -> None:
    channel = build(fake, inbox, files)
    await channel.start()
    inbox.troubles["telegram-1"] = [StoreUnavailable("away")] * 10_000
    fake.customer(1).write("keep me")
    fake.customer(2).write("stored")
    await fake.until(lambda: inbox.written("telegram-2") == ["stored"])
    began = time.monotonic()
    await channel.stop()
    assert time.monotonic() - began < 3
    assert fake.unconfirmed()[0] == 700001
    # The next start takes it in; what was stored before is not doubled.
    inbox.troubles.clear()
    await channel.start()
    await fake.until(lambda: fake.unconfirmed() == [])
    await channel.stop()
    assert (inbox.written("telegram-1"), inbox.written("telegram-2")) == (["keep me"], ["stored"])


async def test_stop_without_start_does_nothing(
    fake: TelegramFake, inbox: InboxStand, files: StoredFiles
) -> None:
    await build(fake, inbox, files).stop()
    assert fake.calls == []


async def test_the_channel_speaks_the_conversations_language(
    fake: TelegramFake, inbox: InboxStand, files: StoredFiles
) -> None:
    async def language_of(conversation: ConversationId) -> str:
        if conversation == "telegram-3":
            raise StoreUnavailable("away")
        return {"telegram-1": "nl"}.get(conversation, "")

    channel = TelegramChannel(
        fake.token, fake.url, inbox, files, texts, LimitsStand(), language_of=language_of
    )
    await channel.start()
    chats = [fake.customer(chat, "zh-hans") for chat in (1, 2, 3)]
    for customer in chats:
        customer.write("/help")
    await fake.until(lambda: all(customer.chat.texts() for customer in chats))
    await channel.stop()
    helps = {code: text.format(limit_mb="20") for code, text in content()["telegram_help"].items()}
    assert [customer.chat.texts() for customer in chats] == [
        [helps["nl"]],
        [helps["zh"]],
        [helps["zh"]],
    ]


async def test_a_slow_answer_is_waited_for_since_a_repeat_would_be_seen_twice(
    fake: TelegramFake,
) -> None:
    assert ANSWER_WITHIN_S >= 20
    assert Client(fake.token, fake.url).bot.request.read_timeout == ANSWER_WITHIN_S
