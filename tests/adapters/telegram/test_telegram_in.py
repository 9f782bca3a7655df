"""What customers do on Telegram, as it arrives in the inbox."""

import pytest

from bot.channels.telegram import TelegramChannel
from handoff.errors import Refused, StoreUnavailable
from handoff.files.store import StoredFiles
from handoff.rules.events import ButtonPressed, CustomerEdited, CustomerOpened, CustomerWrote
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Button
from tests.adapters.telegram.stands import InboxStand, content, entry
from tests.fakes.telegram import Fault, TelegramFake
from tests.pictures import SECRET, movie, picture, telling_picture
from tests.stored_files import read

PNG = picture("PNG")
CONVERSATION = ConversationId("telegram-4711")

pytestmark = pytest.mark.usefixtures("channel")


async def test_text_arrives_with_the_channels_own_ids(
    fake: TelegramFake, inbox: InboxStand
) -> None:
    message_id = fake.customer(4711).write("where is my refund")
    await fake.until(lambda: len(inbox.accepted) == 1)
    (conversation, event_id, event) = inbox.accepted[0]
    assert (conversation, event_id) == ("telegram-4711", "telegram:700001")
    at_ms = fake.customer(4711).chat.messages[message_id]["date"] * 1000
    assert event == CustomerWrote(
        f"telegram:4711:{message_id}", "where is my refund", at_ms, "en", name="Robin"
    )


@pytest.mark.parametrize(
    ("code", "payload", "language", "platform"),
    [
        ("nl-NL", "", "nl", "short_video"),
        ("zh-hans", "marketplace", "zh", "marketplace"),
        ("de", "no_platform_of_ours", "", "short_video"),
    ],
)
async def test_start_opens_the_conversation(
    fake: TelegramFake, inbox: InboxStand, code: str, payload: str, language: str, platform: str
) -> None:
    fake.customer(4711, code).start(payload)
    await fake.until(lambda: bool(inbox.accepted))
    assert inbox.events(CONVERSATION) == [CustomerOpened(language, platform)]


async def test_an_edit_names_the_edited_message(fake: TelegramFake, inbox: InboxStand) -> None:
    customer = fake.customer(4711)
    message_id = customer.write("my order 12")
    customer.edit(message_id, "my order 21")
    await fake.until(lambda: len(inbox.accepted) == 2)
    edited = inbox.events(CONVERSATION)[1]
    assert isinstance(edited, CustomerEdited)
    assert (edited.message_id, edited.text) == (f"telegram:4711:{message_id}", "my order 21")


@pytest.mark.parametrize(
    ("typed", "button"),
    [
        ("/person", "person:now"),
        ("/menu@footbridge_bot", "menu:top"),
        ("/tickets", "status:all"),
        ("/language nl", "language:nl"),
        ("/LANGUAGE 中文", "language:zh"),
    ],
)
async def test_our_commands_press_buttons(
    fake: TelegramFake, inbox: InboxStand, typed: str, button: str
) -> None:
    fake.customer(4711).write(typed)
    await fake.until(lambda: bool(inbox.accepted))
    (pressed,) = inbox.events(CONVERSATION)
    assert isinstance(pressed, ButtonPressed)
    assert (pressed.button, pressed.label) == (button, typed)


async def test_any_other_slash_is_text(fake: TelegramFake, inbox: InboxStand) -> None:
    fake.customer(4711).write("/request_human{}")
    fake.customer(4711).write("/restart")
    await fake.until(lambda: len(inbox.accepted) == 2)
    assert inbox.written(CONVERSATION) == ["/request_human{}", "/restart"]


async def test_a_pressed_button_is_answered_and_keeps_its_label(
    fake: TelegramFake, inbox: InboxStand, channel: TelegramChannel
) -> None:
    customer = fake.customer(4711)
    buttons = (Button("topic:refund_request", "Ask for a refund"),)
    await channel.send(CONVERSATION, entry("Do you mean?", buttons=buttons), again=False)
    (message,) = customer.chat.from_bot()
    query = customer.press(message["message_id"], "topic:refund_request")
    await fake.until(lambda: fake.is_answered(query))
    (pressed,) = inbox.events(CONVERSATION)
    assert (pressed.button, pressed.label) == ("topic:refund_request", "Ask for a refund")
    assert pressed.message_id == f"telegram:4711:press:{query}"


async def test_a_press_too_old_to_be_answered_still_counts(
    fake: TelegramFake, inbox: InboxStand
) -> None:
    customer = fake.customer(4711)
    customer.press_old(17, "menu:top")
    customer.write("hello")
    await fake.until(lambda: len(inbox.accepted) == 2)
    pressed = inbox.events(CONVERSATION)[0]
    assert (pressed.button, pressed.label) == ("menu:top", "")
    await fake.until(lambda: fake.count("answerCallbackQuery") == 1)


async def test_a_forged_button_is_dropped(fake: TelegramFake, inbox: InboxStand) -> None:
    customer = fake.customer(4711)
    message_id = customer.write("hello")
    forged = {**customer.chat.messages[message_id]}
    query = customer.forge_press(forged, "person:now\r\nDEL *")
    await fake.until(lambda: fake.is_answered(query))
    assert inbox.written(CONVERSATION) == ["hello"]


async def test_a_photo_is_stored_and_its_caption_is_the_text(
    fake: TelegramFake, inbox: InboxStand, files: StoredFiles
) -> None:
    message_id = fake.customer(4711).send_photo(telling_picture("JPEG"), "this is the charge")
    await fake.until(lambda: bool(inbox.accepted))
    (event,) = inbox.events(CONVERSATION)
    (file,) = event.files
    assert event.text == "this is the charge"
    told = (f"photo-{message_id}.jpg", "image/jpeg", "screenshot")
    assert (file.name, file.media_type, file.kind) == told
    data = await read(files, file.key)
    assert (file.size, SECRET in data) == (len(data), False)


@pytest.mark.parametrize("way", ["send_document", "send_video"])
async def test_a_film_arrives_however_it_is_sent(
    fake: TelegramFake, inbox: InboxStand, way: str
) -> None:
    name = {"name": "screen.mp4"} if way == "send_document" else {"caption": "see the end"}
    message_id = getattr(fake.customer(4711), way)(movie(), **name)
    await fake.until(lambda: bool(inbox.accepted))
    (file,) = inbox.events(CONVERSATION)[0].files
    shown = "screen.mp4" if way == "send_document" else f"video-{message_id}.mp4"
    assert (file.name, file.media_type, file.size) == (shown, "video/mp4", len(movie()))


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_a_program_in_disguise_is_refused_with_what_works(
    fake: TelegramFake, inbox: InboxStand, language: str
) -> None:
    customer = fake.customer(4711, language)
    customer.send_document(b"MZ\x90\x00abc", "invoice.pdf", "application/pdf", "pay this")
    await fake.until(lambda: bool(customer.chat.texts()))
    formats = "PNG, JPG, WEBP, HEIC, MP4, MOV, WEBM, TXT, PDF"
    assert customer.chat.texts() == [content()["file_kind"][language].format(formats=formats)]
    (event,) = inbox.events(CONVERSATION)
    assert (event.text, event.files, event.refused) == ("pay this", (), "invoice.pdf")


async def test_a_file_over_the_limit_is_told_and_its_caption_kept(
    fake: TelegramFake, inbox: InboxStand
) -> None:
    customer = fake.customer(4711, "nl")
    customer.send_document(b"x", "film.zip", caption="kijk zelf", size=20 * 1024 * 1024 + 1)
    await fake.until(lambda: bool(customer.chat.texts()))
    assert customer.chat.texts() == [content()["file_too_big"]["nl"].format(limit_mb="20")]
    assert inbox.written(CONVERSATION) == ["kijk zelf"]
    assert inbox.events(CONVERSATION)[0].files == ()
    assert fake.count("getFile") == 0


async def test_a_file_that_stays_out_of_reach_is_told(
    fake: TelegramFake, inbox: InboxStand
) -> None:
    customer = fake.customer(4711, "zh")
    fake.fail("download", *[Fault.down()] * 3)
    customer.send_photo(PNG)
    await fake.until(lambda: bool(customer.chat.texts()))
    assert customer.chat.texts() == [content()["telegram_file_failed"]["zh"]]
    [event] = inbox.events(CONVERSATION)
    assert (event.text, event.files) == ("", ())
    assert event.refused.startswith("photo-"), "an agent learns what is missing"


async def test_a_file_arrives_although_the_first_try_failed(
    fake: TelegramFake, inbox: InboxStand
) -> None:
    fake.fail("getFile", Fault.down(), Fault.slow_down(1))
    fake.customer(4711).send_photo(PNG)
    await fake.until(lambda: bool(inbox.accepted))
    assert inbox.events(CONVERSATION)[0].files[0].media_type == "image/png"


@pytest.mark.parametrize("kind", ["voice", "sticker", "location", "contact"])
async def test_what_we_cannot_read_is_answered_with_what_works(
    fake: TelegramFake, inbox: InboxStand, kind: str
) -> None:
    customer = fake.customer(4711)
    getattr(customer, f"send_{kind}")()
    await fake.until(lambda: bool(customer.chat.texts()))
    assert customer.chat.texts() == [content()["telegram_unsupported"]["en"].format(limit_mb="20")]
    assert [(event.text, event.refused) for event in inbox.events(CONVERSATION)] == [("", kind)]


async def test_many_of_them_get_one_answer(fake: TelegramFake, inbox: InboxStand) -> None:
    customer = fake.customer(4711)
    for _ in range(5):
        customer.send_voice()
    customer.send_sticker()
    customer.write("done")
    await fake.until(lambda: fake.unconfirmed() == [])
    refused = [event.refused for event in inbox.events(CONVERSATION)]
    assert refused == [*["voice"] * 5, "sticker", ""]
    assert len(customer.chat.texts()) == 1


async def test_service_messages_are_silent(fake: TelegramFake, inbox: InboxStand) -> None:
    customer = fake.customer(4711)
    customer.pin()
    customer.write("after the pin")
    await fake.until(lambda: bool(inbox.accepted))
    assert inbox.written(CONVERSATION) == ["after the pin"]
    assert fake.count("sendMessage") == 0


async def test_a_group_gets_one_line_a_day_and_nothing_is_stored(
    fake: TelegramFake, inbox: InboxStand
) -> None:
    group = fake.group(-1001, language_code="nl")
    group.write("hello bot")
    group.write("hello again")
    fake.customer(4711).write("private")
    await fake.until(lambda: bool(inbox.accepted) and fake.unconfirmed() == [])
    assert group.chat.texts() == [content()["telegram_private_only"]["nl"]]
    assert [conversation for conversation, _, _ in inbox.accepted] == [CONVERSATION]


async def test_help_and_language_are_answered_by_the_channel(
    fake: TelegramFake, inbox: InboxStand
) -> None:
    customer = fake.customer(4711)
    customer.write("/help")
    customer.write("/language klingon")
    await fake.until(lambda: len(customer.chat.texts()) == 2)
    choice = customer.chat.from_bot()[1]
    assert choice["text"] == content()["telegram_language"]["en"]
    customer.press(choice["message_id"], "language:zh")
    await fake.until(lambda: bool(inbox.accepted))
    assert inbox.events(CONVERSATION)[0].button == "language:zh"


async def test_the_command_menu_is_set_in_three_languages(fake: TelegramFake) -> None:
    await fake.until(lambda: set(fake.commands) == {"", "nl", "zh"})
    assert [command["command"] for command in fake.commands["nl"]] == [
        "menu",
        "tickets",
        "person",
        "language",
        "help",
    ]


async def test_nothing_is_confirmed_while_the_store_is_away(
    fake: TelegramFake, inbox: InboxStand
) -> None:
    inbox.troubles[CONVERSATION] = [StoreUnavailable("away")] * 4
    fake.customer(4711).write("keep me")
    await fake.until(lambda: len(inbox.calls) == 3)
    assert fake.unconfirmed() == [700001]
    await fake.until(lambda: bool(inbox.accepted) and fake.unconfirmed() == [])
    assert inbox.written(CONVERSATION) == ["keep me"]


async def test_a_chat_that_stays_full_is_told_and_holds_up_nobody(
    fake: TelegramFake, inbox: InboxStand, channel: TelegramChannel
) -> None:
    flood, other = fake.customer(1), fake.customer(2)
    inbox.troubles["telegram-1"] = [Refused("telegram_not_stored") for _ in range(1000)]
    for number in range(4):
        flood.write(f"flood {number}")
    other.write("me too")
    await fake.until(lambda: inbox.written("telegram-2") == ["me too"])
    await fake.until(lambda: fake.unconfirmed() == [])
    assert flood.chat.texts() == [content()["telegram_not_stored"]["en"]]
    assert inbox.events("telegram-1") == []


async def test_a_full_chat_that_cannot_be_told_is_tried_for_long_only_once(
    fake: TelegramFake, inbox: InboxStand, channel: TelegramChannel
) -> None:
    inbox.troubles["telegram-1"] = [Refused("telegram_not_stored") for _ in range(1000)]
    fake.fail("sendMessage", *[Fault.blocked() for _ in range(4)])
    flood = fake.customer(1)
    for number in range(4):
        flood.write(f"flood {number}")
    await fake.until(lambda: fake.unconfirmed() == [])
    first, *others = [inbox.calls.count(update) for update in dict.fromkeys(inbox.calls)]
    assert first > 1
    assert others == [1, 1, 1]


async def test_an_error_that_nobody_promised_loses_nothing(
    fake: TelegramFake, inbox: InboxStand
) -> None:
    inbox.troubles[CONVERSATION] = [RuntimeError("a bug")] * 2
    fake.customer(4711).write("keep me too")
    await fake.until(lambda: bool(inbox.accepted))
    assert inbox.written(CONVERSATION) == ["keep me too"]
