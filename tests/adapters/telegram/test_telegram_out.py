"""Entries on their way to the customer."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.text import units
from handoff.errors import DeliveryError, StoreUnavailable
from handoff.files.store import StoredFiles
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Audience, Button, FileRef, Speaker
from tests.adapters.telegram.stands import InboxStand, LimitsStand, entry, texts
from tests.fakes.telegram import Fault, TelegramFake
from tests.pictures import picture

PNG = picture("PNG")
CHAT = ConversationId("telegram-4711")
LONG = "\n\n".join(f"Paragraph {i}: {'😀' * 300} end." for i in range(20))


async def store(files: StoredFiles, data: bytes, name: str) -> FileRef:
    async def chunks() -> AsyncIterator[bytes]:
        yield data

    return await files.save(chunks(), name=name)


async def failure(channel: TelegramChannel, fault: Fault, fake: TelegramFake) -> DeliveryError:
    fake.customer(4711)
    fake.fail("sendMessage", fault)
    with pytest.raises(DeliveryError) as failed:
        await channel.send(CHAT, entry("hello"), again=False)
    return failed.value


async def test_the_bot_speaks_plainly_and_an_agent_by_first_name(
    fake: TelegramFake, channel: TelegramChannel
) -> None:
    chat = fake.customer(4711).chat
    await channel.send(CHAT, entry("Your refund <b>is</b> *sent*."), again=False)
    await channel.send(
        CHAT, entry("Hi, I am here.", "e2", speaker=Speaker.AGENT, name="Sanne Vos"), again=False
    )
    assert chat.texts() == ["Your refund <b>is</b> *sent*.", "Sanne:\nHi, I am here."]


async def test_notes_and_the_customers_own_words_are_never_sent(
    fake: TelegramFake, channel: TelegramChannel
) -> None:
    chat = fake.customer(4711).chat
    await channel.send(CHAT, entry("suspicious", audience=Audience.DESK), again=False)
    await channel.send(CHAT, entry("an echo", "e2", speaker=Speaker.CUSTOMER), again=False)
    assert chat.texts() == []


async def test_buttons_stand_one_a_row_under_the_last_part(
    fake: TelegramFake, channel: TelegramChannel
) -> None:
    chat = fake.customer(4711).chat
    buttons = (
        Button("topic:refund_request", "R" * 60),
        Button("x" * 65, "too long an id"),
        Button("person:now", "联系人工客服"),
    )
    await channel.send(CHAT, entry(LONG, buttons=buttons), again=False)
    first, *_, last = chat.from_bot()
    assert "reply_markup" not in first
    assert [
        [(key["callback_data"], key["text"]) for key in row]
        for row in last["reply_markup"]["inline_keyboard"]
    ] == [[("topic:refund_request", "R" * 39 + "…")], [("person:now", "联系人工客服")]]


async def test_long_text_goes_in_parts_that_lose_nothing(
    fake: TelegramFake, channel: TelegramChannel
) -> None:
    chat = fake.customer(4711).chat
    await channel.send(CHAT, entry(LONG), again=False)
    assert len(chat.texts()) > 2
    assert max(units(text) for text in chat.texts()) <= 4096
    assert "\n\n".join(chat.texts()) == LONG


async def test_an_edit_changes_the_message_it_replaces(
    fake: TelegramFake, channel: TelegramChannel
) -> None:
    chat = fake.customer(4711).chat
    await channel.send(CHAT, entry("place 3", buttons=(Button("a:b", "Wait"),)), again=False)
    await channel.send(CHAT, entry("place 2", "e2", edits="e1"), again=False)
    await channel.send(CHAT, entry("place 1", "e3", edits="e2"), again=False)
    await channel.send(CHAT, entry("place 1", "e3", edits="e2"), again=True)
    (message,) = chat.from_bot()
    assert message["text"] == "place 1"
    assert "reply_markup" not in message


async def test_an_edit_of_an_unknown_or_deleted_message_is_sent_anew(
    fake: TelegramFake, channel: TelegramChannel
) -> None:
    chat = fake.customer(4711).chat
    await channel.send(CHAT, entry("place 9", "e2", edits="before-a-restart"), again=False)
    chat.messages.clear()
    await channel.send(CHAT, entry("place 8", "e3", edits="e2"), again=False)
    assert chat.texts() == ["place 8"]


async def test_pictures_go_as_photos_and_the_rest_as_documents(
    fake: TelegramFake, channel: TelegramChannel, files: StoredFiles
) -> None:
    chat = fake.customer(4711).chat
    refs = (
        await store(files, PNG, "steps.png"),
        await store(files, b"%PDF-1.4\n", "form.pdf"),
    )
    sanne = entry("Look here", speaker=Speaker.AGENT, name="Sanne", files=refs)
    await channel.send(CHAT, sanne, again=False)
    words, photo, document = chat.from_bot()
    assert words["text"] == "Sanne:\nLook here"
    assert "photo" in photo
    assert document["document"]["file_name"] == "form.pdf"


async def test_a_file_alone_carries_the_agents_name(
    fake: TelegramFake, channel: TelegramChannel, files: StoredFiles
) -> None:
    chat = fake.customer(4711).chat
    ref = await store(files, b"%PDF-1.4\n", "form.pdf")
    await channel.send(
        CHAT, entry("", speaker=Speaker.AGENT, name="Sanne", files=(ref,)), again=False
    )
    assert [message["caption"] for message in chat.from_bot()] == ["Sanne:"]


async def test_a_photo_that_telegram_cannot_read_goes_as_a_document(
    fake: TelegramFake, channel: TelegramChannel, files: StoredFiles
) -> None:
    chat = fake.customer(4711).chat
    ref = await store(files, PNG, "odd.png")
    fake.fail("sendPhoto", Fault.refused("PHOTO_INVALID_DIMENSIONS"))
    await channel.send(CHAT, entry("", files=(ref,)), again=False)
    assert chat.from_bot()[0]["document"]["file_name"] == "odd.png"


async def test_a_file_that_is_gone_is_a_permanent_failure(
    fake: TelegramFake, channel: TelegramChannel
) -> None:
    fake.customer(4711)
    gone = FileRef("f" * 32, "gone.pdf", "application/pdf", 9)
    with pytest.raises(DeliveryError) as failed:
        await channel.send(CHAT, entry("", files=(gone,)), again=False)
    assert failed.value.permanent


async def test_too_many_requests_delays_that_chat_by_its_own_time(
    fake: TelegramFake, channel: TelegramChannel
) -> None:
    error = await failure(channel, Fault.slow_down(7), fake)
    assert (error.retry_after_s, error.permanent, error.ambiguous) == (7.0, False, False)
    other = fake.customer(5).chat
    await channel.send(ConversationId("telegram-5"), entry("not me"), again=False)
    assert other.texts() == ["not me"]


async def test_a_blocked_bot_is_a_permanent_failure(
    fake: TelegramFake, channel: TelegramChannel
) -> None:
    fake.customer(4711).chat.blocked = True
    with pytest.raises(DeliveryError, match="blocked") as failed:
        await channel.send(CHAT, entry("hello"), again=False)
    assert failed.value.permanent


@pytest.mark.parametrize("conversation", ["telegram-999", "telegram-x"])
async def test_an_unknown_chat_is_a_permanent_failure(
    channel: TelegramChannel, conversation: str
) -> None:
    with pytest.raises(DeliveryError) as failed:
        await channel.send(ConversationId(conversation), entry("hello"), again=False)
    assert failed.value.permanent


async def test_a_refused_token_is_no_fault_of_the_message(
    fake: TelegramFake, channel: TelegramChannel
) -> None:
    error = await failure(channel, Fault.unauthorized(), fake)
    assert (error.permanent, error.ambiguous) == (False, False)
    assert fake.token not in f"{error} {error.__cause__}"


@pytest.mark.parametrize("fault", [Fault.lost_answer(), Fault.down()])
async def test_no_clear_answer_is_ambiguous_and_its_repeat_is_counted(
    fake: TelegramFake, channel: TelegramChannel, fault: Fault
) -> None:
    error = await failure(channel, fault, fake)
    assert (error.ambiguous, error.permanent) == (True, False)
    await channel.send(CHAT, entry("hello"), again=True)
    assert fake.customer(4711).chat.texts()[-1] == "hello"
    assert channel.ambiguous_resends == 1


async def test_a_repeat_after_a_clear_refusal_is_not_counted(
    fake: TelegramFake, channel: TelegramChannel
) -> None:
    await failure(channel, Fault.slow_down(1), fake)
    await channel.send(CHAT, entry("hello"), again=True)
    assert fake.customer(4711).chat.texts() == ["hello"]
    assert channel.ambiguous_resends == 0


async def test_a_telegram_that_is_not_there_is_not_ambiguous(
    inbox: InboxStand, files: StoredFiles, limits: LimitsStand
) -> None:
    # Port 1 of loopback: nobody listens there.
    lonely = TelegramChannel("1:x", "http://127.0.0.1:1", inbox, files, texts, limits)
    with pytest.raises(DeliveryError) as failed:
        await lonely.send(CHAT, entry("hello"), again=False)
    assert (failed.value.ambiguous, failed.value.permanent) == (False, False)


async def test_a_repeat_goes_on_after_the_last_part_that_arrived(
    fake: TelegramFake, channel: TelegramChannel
) -> None:
    chat = fake.customer(4711).chat
    fake.fail("sendMessage", Fault(), Fault.slow_down(1))
    with pytest.raises(DeliveryError):
        await channel.send(CHAT, entry(LONG), again=False)
    await channel.send(CHAT, entry(LONG), again=False)
    assert "\n\n".join(chat.texts()) == LONG
    await channel.send(CHAT, entry(LONG), again=True)
    assert "\n\n".join(chat.texts()) == LONG
    assert channel.ambiguous_resends == 0


async def test_a_chat_gets_a_short_burst_and_then_one_a_second(
    fake: TelegramFake, channel: TelegramChannel, limits: LimitsStand
) -> None:
    limits.keeps_pace = True
    mine, other = fake.customer(4711).chat, fake.customer(5).chat
    for number in range(3):
        await channel.send(CHAT, entry("quick", f"q{number}"), again=False)
    paced = asyncio.create_task(channel.send(CHAT, entry("paced", "q3"), again=False))
    await channel.send(ConversationId("telegram-5"), entry("another chat"), again=False)
    assert (mine.texts(), other.texts()) == (["quick"] * 3, ["another chat"])
    limits.now += 1.0
    await paced
    assert mine.texts() == ["quick", "quick", "quick", "paced"]


async def test_a_turn_too_far_off_is_left_to_the_outbox(
    fake: TelegramFake, channel: TelegramChannel, limits: LimitsStand
) -> None:
    fake.customer(4711)
    limits.keeps_pace = True
    for _ in range(3):
        await limits.take("telegram:chat:4711", per_s=1.0, burst=3)
    # As if other copies had taken the next ten turns already.
    limits.spend("telegram:chat:4711", 10)
    with pytest.raises(DeliveryError) as failed:
        await channel.send(CHAT, entry("later"), again=False)
    assert failed.value.retry_after_s is not None
    assert 9 < failed.value.retry_after_s < 12


async def test_without_the_store_nothing_is_sent_unpaced(
    fake: TelegramFake, channel: TelegramChannel, limits: LimitsStand
) -> None:
    chat = fake.customer(4711).chat
    limits.trouble = StoreUnavailable("away")
    with pytest.raises(DeliveryError) as failed:
        await channel.send(CHAT, entry("hello"), again=False)
    assert (failed.value.ambiguous, failed.value.permanent) == (False, False)
    assert chat.texts() == []


async def test_the_typing_sign_is_shown_and_its_failure_hidden(
    fake: TelegramFake, channel: TelegramChannel
) -> None:
    chat = fake.customer(4711).chat
    await channel.typing(CHAT)
    assert chat.actions == ["typing"]
    chat.blocked = True
    await channel.typing(CHAT)
    assert fake.count("sendChatAction") == 2


async def test_the_token_and_the_words_stay_out_of_the_log(
    fake: TelegramFake, inbox: InboxStand, channel: TelegramChannel,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    fake.fail("getUpdates", Fault.unauthorized(), Fault.down(), Fault.lost_answer())
    fake.fail("sendMessage", Fault.unauthorized())
    fake.customer(4711).write("my secret words")
    await fake.until(lambda: bool(inbox.accepted) and fake.unconfirmed() == [])
    with pytest.raises(DeliveryError):
        await channel.send(CHAT, entry("hello"), again=False)
    assert "TELEGRAM_BOT_TOKEN" in caplog.text
    assert fake.token not in caplog.text
    assert "my secret words" not in caplog.text
