"""How much one customer may send: hardly anything is refused, and nothing in silence."""

import pytest

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.gate import Gate
from bot.channels.telegram.incoming import Arrival
from bot.channels.telegram.pace import Pace
from handoff.errors import Refused, StoreUnavailable
from handoff.files.store import StoredFiles
from handoff.rules.events import CustomerWrote
from handoff.rules.ids import ConversationId
from handoff.stores.mailbox import MOST_WAITING
from tests.adapters.telegram.stands import InboxStand, LimitsStand, content
from tests.fakes.telegram import Fault, TelegramFake
from tests.pictures import picture

PNG = picture("PNG")
CONVERSATION = ConversationId("telegram-4711")
MOST = 155

pytestmark = pytest.mark.usefixtures("channel")


def too_fast(language: str = "en") -> str:
    return content()["telegram_too_fast"][language].format(seconds="30")


def too_many_files(minutes: int = 10) -> str:
    values = {"count": "100", "mb": "500", "minutes": str(minutes)}
    return content()["files_too_many"]["en"].format(**values)


async def taken_in(fake: TelegramFake) -> None:
    await fake.until(lambda: fake.unconfirmed() == [])


async def test_a_hundred_links_in_a_hundred_messages_all_arrive(
    fake: TelegramFake, inbox: InboxStand
) -> None:
    customer = fake.customer(4711)
    links = [f"https://video.example/post/{number}" for number in range(100)]
    for link in links:
        customer.write(link)
    await taken_in(fake)
    assert inbox.written(CONVERSATION) == links
    assert customer.chat.texts() == []


async def test_a_flood_is_told_once_from_where_on_and_until_when(
    fake: TelegramFake, inbox: InboxStand, limits: LimitsStand
) -> None:
    customer, other = fake.customer(4711, "nl"), fake.customer(2)
    ids = [customer.write(f"flood {number}") for number in range(MOST + 20)]
    other.write("me too")
    await taken_in(fake)
    assert MOST < MOST_WAITING, "else a mailbox would be full first"
    assert inbox.written(CONVERSATION) == [f"flood {number}" for number in range(MOST)]
    assert inbox.written("telegram-2") == ["me too"]
    [line] = customer.chat.from_bot()
    assert line["text"] == too_fast("nl")
    assert line["reply_to_message"]["message_id"] == ids[MOST], "the first that was not kept"


async def test_while_a_chat_is_closed_nothing_is_kept_and_later_everything_is(
    fake: TelegramFake, inbox: InboxStand, limits: LimitsStand, channel: TelegramChannel
) -> None:
    now = [1000.0]
    channel._intake._gate._now = lambda: now[0]
    customer = fake.customer(4711)
    for number in range(MOST + 1):
        customer.write(f"flood {number}")
    await taken_in(fake)
    limits.now += 29.0
    now[0] += 29.0
    customer.write("too early")
    customer.send_photo(PNG)
    await taken_in(fake)
    assert fake.count("getFile") == 0
    limits.now += 1.0
    now[0] += 1.0
    customer.write("in time")
    await taken_in(fake)
    assert inbox.written(CONVERSATION)[MOST:] == ["in time"]
    assert customer.chat.texts() == [too_fast()]


async def test_cry_for_help_gets_into_a_closed_chat_and_past_a_limit_just_reached(
    fake: TelegramFake, inbox: InboxStand
) -> None:
    customer = fake.customer(4711)
    for number in range(MOST):
        customer.write(f"flood {number}")
    edited = customer.write("danger, at the limit")
    customer.write("closes the chat")
    customer.write("danger, in the closed chat")
    customer.edit(edited, "danger, in other words")
    customer.write("/person")
    customer.write("/menu")
    await taken_in(fake)
    *words, button = inbox.events(CONVERSATION)[MOST:]
    assert [event.text for event in words] == [
        "danger, at the limit", "danger, in the closed chat", "danger, in other words",
    ]  # fmt: skip
    assert button.button == "person:now"
    assert customer.chat.texts() == [too_fast()]


async def test_cry_for_help_into_a_full_mailbox_is_not_waited_for_again_but_told(
    fake: TelegramFake, inbox: InboxStand
) -> None:
    customer = fake.customer(4711)
    full = inbox.troubles[CONVERSATION] = [Refused("full") for _ in range(10_000)]
    customer.write("closes the chat")
    await fake.until(lambda: len(customer.chat.texts()) == 1)
    before = len(full)
    customer.write("danger")
    await fake.until(lambda: len(customer.chat.texts()) == 2)
    assert before - len(full) == 1


async def test_albums_are_forgotten_in_time(limits: LimitsStand) -> None:
    now = 0.0
    gate = Gate(Pace(limits), lambda text: False, lambda: now)
    for chat in range(50):
        await gate.has_room(Arrival(chat, "en", album=f"a-{chat}"))
        now += 60.0
    assert len(gate._albums) <= 10


async def test_who_cannot_be_told_is_not_refused(fake: TelegramFake, inbox: InboxStand) -> None:
    customer = fake.customer(4711)
    for number in range(MOST):
        customer.write(f"flood {number}")
    await taken_in(fake)
    fake.fail("sendMessage", Fault.down())
    customer.write("one more")
    await taken_in(fake)
    assert inbox.written(CONVERSATION)[-1] == "one more"
    assert customer.chat.texts() == []


async def test_a_button_beyond_the_limit_stops_waiting_all_the_same(
    fake: TelegramFake, inbox: InboxStand
) -> None:
    customer = fake.customer(4711)
    customer.write("/language")
    await fake.until(lambda: len(customer.chat.texts()) == 1)
    for number in range(MOST):
        customer.write(f"flood {number}")
    query = customer.press(customer.chat.from_bot()[0]["message_id"], "language:nl")
    await fake.until(lambda: fake.is_answered(query))
    assert all(isinstance(event, CustomerWrote) for event in inbox.events(CONVERSATION))


async def test_an_album_counts_as_one_message(fake: TelegramFake, inbox: InboxStand) -> None:
    customer = fake.customer(4711)
    for number in range(MOST - 1):
        customer.write(f"{number}")
    for _ in range(10):
        customer.send_photo(PNG, album="a-1")
    customer.send_photo(PNG, album="a-2")
    await taken_in(fake)
    assert len(inbox.events(CONVERSATION)) == MOST - 1 + 10
    assert customer.chat.texts() == [too_fast()]


async def test_an_unknown_count_stops_nobody(
    fake: TelegramFake, inbox: InboxStand, limits: LimitsStand
) -> None:
    limits.trouble = StoreUnavailable("away")
    fake.customer(4711).write("words")
    fake.customer(4711).send_photo(PNG)
    await taken_in(fake)
    assert len(inbox.events(CONVERSATION)) == 2


async def test_a_hundred_screenshots_arrive_and_the_next_is_told_when(
    fake: TelegramFake, inbox: InboxStand, files: StoredFiles, limits: LimitsStand
) -> None:
    customer = fake.customer(4711)
    for number in range(100):
        customer.send_photo(PNG, album=f"a-{number // 10}")
    customer.send_photo(PNG, caption="the last one")
    customer.send_photo(PNG)
    await taken_in(fake)
    assert sum(len(event.files) for event in inbox.events(CONVERSATION)) == 100
    assert inbox.written(CONVERSATION)[-2:] == ["the last one", ""], "words get through"
    assert all(event.refused for event in inbox.events(CONVERSATION)[-2:])
    assert customer.chat.texts() == [too_many_files()]
    limits.now += 600.0
    customer.send_photo(PNG)
    await taken_in(fake)
    assert len(inbox.events(CONVERSATION)[-1].files) == 1


async def test_bytes_are_counted_as_well(fake: TelegramFake, inbox: InboxStand) -> None:
    customer = fake.customer(4711)
    for _ in range(25):
        customer.send_document(b"x", "film.zip", size=20 * 1024**2)
    customer.send_document(b"x", "film.zip", size=15 * 1024**2)
    await taken_in(fake)
    refused = [event.refused for event in inbox.events(CONVERSATION)]
    assert refused == [*[""] * 25, "film.zip"]
    assert customer.chat.texts() == [too_many_files()]


async def test_a_second_refused_file_is_told_again_after_a_while(
    fake: TelegramFake, inbox: InboxStand, limits: LimitsStand
) -> None:
    customer = fake.customer(4711)
    for _ in range(25):
        customer.send_document(b"x", "film.zip", size=20 * 1024**2)
    for _ in range(2):
        customer.send_document(b"x", "film.zip", size=20 * 1024**2)
        await taken_in(fake)
        limits.now += 31.0
    assert customer.chat.texts() == [too_many_files(), too_many_files()]
