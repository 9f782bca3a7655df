"""The fake refuses what Telegram refuses, seen through the real library."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter

from tests.fakes.telegram import Fault, TelegramFake

HOME = Path(__file__).parents[3]


@pytest.fixture
async def bot(fake: TelegramFake, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    made = Bot(fake.token, base_url=f"{fake.url}/bot", base_file_url=f"{fake.url}/file/bot")
    async with made:
        yield made


def key(data: str, label: str = "ok") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)]])


async def ask(fake: TelegramFake, token: str, method: str) -> tuple[int, Any]:
    """A call without the library, by GET."""
    address = f"{fake.url}/bot{token}/{method}"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "   "}, "message text is empty"),
        ({"text": "x", "chat_id": 999}, "chat not found"),
        ({"text": "x", "reply_markup": key("é" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": key("a", " ")}, "text must be non-empty"),
        ({"text": "*x*", "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
    ],
)
async def test_refused_messages(
    fake: TelegramFake, bot: Bot, call: dict[str, Any], reason: str
) -> None:
    fake.customer(1)
    with pytest.raises(BadRequest, match=f"(?i){re.escape(reason)}"):
        await bot.send_message(**({"chat_id": 1} | call))
    assert fake.customer(1).chat.from_bot() == []


async def test_the_longest_message_and_button_are_taken(fake: TelegramFake, bot: Bot) -> None:
    fake.customer(1)
    sent = await bot.send_message(1, "😀" * 2048, reply_markup=key("x" * 64))
    assert sent.text == "😀" * 2048


async def test_edits_are_checked(fake: TelegramFake, bot: Bot) -> None:
    own = fake.customer(1).write("mine")
    sent = await bot.send_message(1, "one", reply_markup=key("a"))
    with pytest.raises(BadRequest, match=r"(?i)not modified"):
        await bot.edit_message_text("one", 1, sent.message_id, reply_markup=key("a"))
    with pytest.raises(BadRequest, match=r"(?i)not modified"):
        await bot.edit_message_reply_markup(1, sent.message_id, reply_markup=key("a"))
    with pytest.raises(BadRequest, match=r"(?i)can't be edited"):
        await bot.edit_message_text("two", 1, own)
    assert await bot.edit_message_reply_markup(1, sent.message_id)
    assert await bot.delete_message(1, sent.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("two", 1, sent.message_id)


async def test_files_have_limits(fake: TelegramFake, bot: Bot) -> None:
    customer = fake.customer(1)
    customer.send_document(b"x", "big.bin", size=20 * 1024 * 1024 + 1)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    with pytest.raises(BadRequest, match=r"(?i)file is too big"):
        await bot.get_file(update.message.document.file_id)
    with pytest.raises(BadRequest, match=r"(?i)IMAGE_PROCESS_FAILED"):
        await bot.send_photo(1, b"not a picture")
    with pytest.raises(BadRequest, match=r"(?i)caption is too long"):
        await bot.send_document(1, b"x", caption="x" * 1025)


async def test_the_offset_confirms_and_the_limit_holds(fake: TelegramFake, bot: Bot) -> None:
    for number in range(5):
        fake.customer(1).write(str(number))
    first = await bot.get_updates(limit=2)
    assert [update.update_id for update in first] == [700001, 700002]
    assert fake.unconfirmed() == [700001, 700002, 700003, 700004, 700005]
    rest = await bot.get_updates(offset=700003, allowed_updates=["message"])
    assert [update.update_id for update in rest] == [700003, 700004, 700005]
    assert await bot.get_updates(offset=700003, allowed_updates=["callback_query"]) == ()
    assert fake.unconfirmed() == [700003, 700004, 700005]


async def test_a_long_poll_ends_with_the_message(fake: TelegramFake, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await fake.until(lambda: fake.count("getUpdates") == 1)
    fake.customer(1).write("now")
    async with asyncio.timeout(5):
        (update,) = await poll
    assert update.message is not None
    assert update.message.text == "now"


async def test_two_pollers_are_in_conflict(fake: TelegramFake, bot: Bot) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=20))
    await fake.until(lambda: fake.count("getUpdates") == 1)
    assert await ask(fake, fake.token, "getUpdates") == (200, {"ok": True, "result": []})
    with pytest.raises(Conflict, match=r"(?i)terminated by other getUpdates"):
        await older


async def test_a_webhook_excludes_polling(fake: TelegramFake, bot: Bot) -> None:
    with pytest.raises(BadRequest, match=r"(?i)HTTPS"):
        await bot.set_webhook("http://example.org/hook")
    await bot.set_webhook("https://example.org/hook")
    assert (await bot.get_webhook_info()).url == "https://example.org/hook"
    with pytest.raises(Conflict, match=r"(?i)webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_blocked_wrong_token_and_faults(fake: TelegramFake, bot: Bot) -> None:
    customer = fake.customer(1)
    customer.chat.blocked = True
    with pytest.raises(Forbidden, match=r"(?i)blocked by the user"):
        await bot.send_message(1, "x")
    customer.chat.blocked = False
    fake.fail("sendMessage", Fault.slow_down(9), Fault.down(), Fault.lost_answer())
    with pytest.raises(RetryAfter):
        await bot.send_message(1, "slow down")
    with pytest.raises(NetworkError, match=r"(?i)Bad Gateway"):
        await bot.send_message(1, "down")
    with pytest.raises(NetworkError):
        await bot.send_message(1, "committed")
    # The answer was lost, the message was not.
    assert customer.chat.texts() == ["committed"]
    assert (await ask(fake, "1:wrong", "getMe"))[0] == 401


async def test_a_query_can_be_too_old(fake: TelegramFake, bot: Bot) -> None:
    query = fake.customer(1).press_old(5, "a:b")
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(query)


async def test_the_bot_and_its_chats_are_known(fake: TelegramFake, bot: Bot) -> None:
    fake.customer(1)
    assert (await bot.get_me()).is_bot
    assert (await bot.get_chat(1)).type == "private"
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.get_chat(2)
    with pytest.raises(BadRequest, match=r"(?i)BOT_COMMAND_INVALID"):
        await bot.set_my_commands([("Bad-Name", "x")])


async def test_a_person_can_play_the_customer_by_hand() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.telegram", "--port", "0", cwd=HOME,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            token = (await process.stdout.readline()).decode().strip().partition("=")[2]
            url = (await process.stdout.readline()).decode().strip().partition("=")[2]
            process.stdin.write(b"hello\n")
            async with Bot(token, base_url=f"{url}/bot") as bot:
                (typed,) = await bot.get_updates(timeout=5)
                await bot.send_message(4711, "Do you mean", reply_markup=key("a:b", "This?"))
                assert await process.stdout.readline() == b"    bot: Do you mean\n"
                assert await process.stdout.readline() == b"      #1 This?\n"
                process.stdin.write(b"#1\n")
                (pressed,) = await bot.get_updates(offset=typed.update_id + 1, timeout=5)
            async with aiohttp.ClientSession() as session:
                await session.post(f"{url}/control/4711/say", json={"text": "by HTTP"})
                async with session.get(f"{url}/control/4711") as answer:
                    texts = [message["text"] for message in await answer.json()]
    finally:
        process.kill()
        await process.communicate()
    assert typed.message is not None
    assert pressed.callback_query is not None
    assert (typed.message.text, pressed.callback_query.data) == ("hello", "a:b")
    assert texts == ["hello", "Do you mean", "by HTTP"]
