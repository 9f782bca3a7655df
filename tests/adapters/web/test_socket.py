"""The talk over the socket: what is said, stored, shown and resumed."""

import asyncio
import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientSession

from bot.channels.web import protocol
from handoff.errors import Refused
from handoff.rules.conversation import Handoff, Question, State
from handoff.rules.events import ButtonPressed, CustomerOpened, CustomerWrote
from handoff.rules.messages import Audience, Button, FileRef, Speaker
from tests.adapters.web.served import (
    Customer,
    Served,
    a_message,
    hear,
    hear_goodbye,
    hear_until,
    serving,
)

HANDOFF = Handoff("h1", "user_request", "billing", "P2", 0, 0, "Where is my refund?")


async def test_message_is_stored_under_its_own_id_and_comes_back_as_entry(
    customer: Customer, served: Served
) -> None:
    await customer.open_session(platform="marketplace")
    ws = await customer.enter()
    message = a_message("Waar is mijn geld?", language="nl")
    await ws.send_json(message)

    assert await hear_until(ws, "stored") == {"type": "stored", "client_id": message["client_id"]}
    entry = await hear_until(ws, "entry")
    event_id = f"web:{customer.conversation}:{message['client_id']}"
    assert (entry["id"], entry["from"], entry["seq"]) == (event_id, "customer", 1)
    [(conversation, stored_id, event)] = served.support.accepted
    assert (conversation, stored_id) == (customer.conversation, event_id)
    assert isinstance(event, CustomerWrote)
    assert (event.text, event.language, event.platform) == (
        "Waar is mijn geld?",
        "nl",
        "marketplace",
    )
    assert (await hear_until(ws, "entry"))["from"] == "bot"


async def test_message_sent_twice_is_stored_once_and_confirmed_twice(
    customer: Customer, served: Served
) -> None:
    ws = await customer.enter()
    message = a_message()
    await ws.send_json(message)
    await hear_until(ws, "stored", client_id=message["client_id"])
    await ws.send_json(message)
    await hear_until(ws, "stored", client_id=message["client_id"])
    assert (served.support.accept_calls, len(served.support.accepted)) == (2, 1)


async def test_opening_asks_for_the_greeting_once(customer: Customer, served: Served) -> None:
    for _ in range(2):
        ws = await customer.enter(language="nl")
        await ws.send_json({"type": "open", "language": "nl"})
        await hear_until(ws, "entry", seq=1)
    [(_, event_id, event)] = served.support.accepted
    assert event_id == f"web:{customer.conversation}:opened"
    assert event == CustomerOpened("nl", "short_video")


async def test_button_is_pressed_with_its_label(customer: Customer, served: Served) -> None:
    ws = await customer.enter()
    press = {"type": "button", "client_id": str(uuid4()), "button": "person:now", "label": "Help"}
    await ws.send_json(press)
    entry = await hear_until(ws, "entry")
    [(_, event_id, event)] = served.support.accepted
    assert isinstance(event, ButtonPressed)
    assert (event.button, event.label, event.message_id) == ("person:now", "Help", event_id)
    assert (entry["id"], entry["text"]) == (event_id, "Help")


async def test_widget_that_comes_back_gets_the_rest_and_nothing_twice(
    customer: Customer, served: Served
) -> None:
    await customer.open_session()
    for number in range(1, 451):
        served.support.say(customer.conversation, f"line {number}")
    ws = await customer.enter(after=100)
    heard = [(await hear_until(ws, "entry"))["seq"] for _ in range(350)]
    assert heard == list(range(101, 451))
    served.support.say(customer.conversation, "line 451")
    assert (await hear_until(ws, "entry"))["seq"] == 451


async def test_ready_says_where_history_ends(customer: Customer, served: Served) -> None:
    await customer.open_session()
    served.support.say(customer.conversation, "one")
    served.support.say(customer.conversation, "two")
    ws = await customer.connect()
    await ws.send_json({"type": "hello", "token": customer.token, "after": 1, "language": "en"})
    assert await hear(ws) == {
        "type": "ready",
        "conversation": customer.conversation,
        "state": "bot",
        "last": 2,
        "reset": False,
        "language": None,
    }


async def test_log_that_was_erased_makes_the_widget_begin_anew(
    customer: Customer, served: Served
) -> None:
    await customer.open_session()
    served.support.say(customer.conversation, "after the erasure")
    ws = await customer.connect()
    await ws.send_json({"type": "hello", "token": customer.token, "after": 40, "language": "en"})
    assert (await hear(ws))["reset"] is True
    assert (await hear_until(ws, "entry"))["seq"] == 1


async def test_lost_hint_is_made_up_for_by_the_poll(customer: Customer, served: Served) -> None:
    ws = await customer.enter()
    served.support.hints = False
    served.support.say(customer.conversation, "without a hint")
    assert (await hear_until(ws, "entry"))["text"] == "without a hint"


async def test_notes_of_the_desk_are_never_sent(customer: Customer, served: Served) -> None:
    await customer.open_session()
    served.support.say(customer.conversation, "a note", audience=Audience.DESK)
    served.support.say(customer.conversation, "an answer")
    ws = await customer.enter()
    assert (await hear_until(ws, "entry"))["text"] == "an answer"


async def test_entry_shows_first_name_buttons_and_files_without_their_keys(
    customer: Customer, served: Served
) -> None:
    await customer.open_session()
    served.support.say(
        customer.conversation,
        "Here it is",
        speaker=Speaker.AGENT,
        name="Sanne de Vries",
        buttons=(Button("solved:yes", "Yes"),),
        files=(FileRef("secret-key", "form.pdf", "application/pdf", 2048),),
    )
    entry = await hear_until(await customer.enter(), "entry")
    assert entry == {
        "type": "entry",
        "seq": 1,
        "id": "said:1",
        "from": "agent",
        "name": "Sanne",
        "text": "Here it is",
        "buttons": [{"id": "solved:yes", "label": "Yes"}],
        "files": [{"name": "form.pdf", "media_type": "application/pdf", "size": 2048}],
        "at": "2026-11-20T14:00:00.000+00:00",
        "edits": "",
    }


async def test_status_tells_place_then_the_person(customer: Customer, served: Served) -> None:
    ws = await customer.enter()
    assert (await hear_until(ws, "status"))["state"] == "bot"
    waiting = {**vars(HANDOFF), "ahead": 1, "number": "FB-1042", "due_ms": 4_000_000_000_000}
    served.support.become(customer.conversation, state=State.QUEUED, handoff=Handoff(**waiting))
    assert await hear_until(ws, "status", state="queued") == {
        "type": "status",
        "state": "queued",
        "place": 2,
        "by": "2096-10-02T07:06:40.000+00:00",
        "late": False,
        "range": None,
        "agent": "",
        "department": "billing",
        "ticket": "FB-1042",
        "language": None,
    }
    held = Handoff(**{**waiting, "agent_name": "Sanne de Vries"})
    served.support.become(customer.conversation, state=State.AGENT, handoff=held)
    status = await hear_until(ws, "status", state="agent")
    assert (status["agent"], status["place"], status["by"]) == ("Sanne", None, None)


@pytest.mark.parametrize(
    ("minutes", "told"),
    [((5, 10), {"unit": "minutes", "low": "5", "high": "10"}),
     ((120, 180), {"unit": "hours", "low": "2", "high": "3"}), ((0, 0), None)],
)  # fmt: skip
async def test_status_tells_how_long_it_will_probably_take(
    customer: Customer, served: Served, minutes: tuple[int, int], told: dict[str, str] | None
) -> None:
    ws = await customer.enter()
    low, high = minutes
    known = {"ahead": 1, "due_ms": 4_000_000_000_000, "low": low, "high": high}
    waiting = Handoff(**{**vars(HANDOFF), **known})
    served.support.become(customer.conversation, state=State.QUEUED, handoff=waiting)
    assert (await hear_until(ws, "status", state="queued"))["range"] == told
    closed = replace(waiting, opens_ms=4_000_000_000_000, ahead=0)
    served.support.become(customer.conversation, state=State.QUEUED, handoff=closed)
    assert (await hear_until(ws, "status", place=1))["range"] is None


async def test_status_tells_when_the_time_that_was_promised_is_over(http: ClientSession) -> None:
    clock = [1_000.0]
    async with serving(now=lambda: clock[0]) as served:
        customer = Customer(http, served)
        ws = await customer.enter()
        waiting = Handoff(**{**vars(HANDOFF), "due_ms": 1_060_000})
        served.support.become(customer.conversation, state=State.QUEUED, handoff=waiting)
        assert (await hear_until(ws, "status", state="queued"))["late"] is False
        clock[0] = 1_060.0
        late = await hear_until(ws, "status", late=True)
        assert (late["by"], late["place"]) == ("1970-01-01T00:17:40.000+00:00", None)


async def test_language_of_the_conversation_is_told_when_it_is_known_and_when_it_changes(
    customer: Customer, served: Served
) -> None:
    ws = await customer.enter()
    assert (await hear_until(ws, "status"))["language"] is None
    served.support.become(customer.conversation, greeted=True)
    await hear_until(ws, "status", language="en")
    served.support.become(customer.conversation, language="nl")
    await hear_until(ws, "status", language="nl")

    # Who comes back hears it before the history.
    again = await customer.connect()
    await again.send_json({"type": "hello", "token": customer.token, "after": 0, "language": "en"})
    assert (await hear(again))["language"] == "nl"


async def test_bot_types_while_a_question_is_open(customer: Customer, served: Served) -> None:
    ws = await customer.enter()
    served.support.become(customer.conversation, pending=(Question("q1", "why?"),))
    assert (await hear_until(ws, "typing"))["on"] is True
    served.support.become(customer.conversation, pending=())
    assert (await hear_until(ws, "typing"))["on"] is False


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "not stored yet"), ("nl", "nog niet opgeslagen"), ("zh", "尚未保存")],
)
async def test_message_that_could_not_be_stored_is_said_so(
    customer: Customer, served: Served, language: str, words: str
) -> None:
    ws = await customer.enter(language=language)
    served.support.is_down = True
    message = a_message(language=language)
    await ws.send_json(message)
    refused = await hear_until(ws, "refused", client_id=message["client_id"])
    assert words in refused["text"]
    assert refused["retry_after_s"] == 3
    assert "3" in refused["text"]
    assert (refused["reason"], refused["values"]) == ("web_not_stored", {"seconds": "3"})

    served.support.is_down = False
    await ws.send_json(message)
    await hear_until(ws, "stored", client_id=message["client_id"])
    assert len(served.support.accepted) == 1


async def test_too_many_messages_are_refused_with_the_seconds_to_wait(
    customer: Customer, served: Served
) -> None:
    ws = await customer.enter()
    for bucket in ("messages", "address"):
        served.support.waits = {bucket: 1.4}
        await ws.send_json(a_message())
        refused = await hear_until(ws, "refused")
        assert refused["retry_after_s"] == 2
        assert "2 s" in refused["text"]
    assert served.support.accepted == []


async def test_reason_of_the_heart_reaches_the_customer(customer: Customer, served: Served) -> None:
    ws = await customer.enter()
    served.support.refusal = Refused("web_too_many_tabs", count="5")
    await ws.send_json(a_message())
    refused = await hear_until(ws, "refused")
    assert "5 other tabs" in refused["text"]
    assert (refused["reason"], refused["values"]) == ("web_too_many_tabs", {"count": "5"})


async def test_long_text_is_refused_with_both_numbers(customer: Customer, served: Served) -> None:
    ws = await customer.enter()
    await ws.send_json(a_message("x" * 4001))
    refused = await hear_until(ws, "refused")
    assert "4001" in refused["text"]
    assert "4000" in refused["text"]
    # As a browser writes it: one emoji is four bytes, not two escapes of six.
    await ws.send_str(json.dumps(a_message("\U0001f600" * 4000), ensure_ascii=False))
    await hear_until(ws, "stored")


async def test_list_of_links_in_one_message_is_taken(customer: Customer, served: Served) -> None:
    links = "\n".join(f"https://lumo.example/clip/{number}?ref=copy" for number in range(90))
    ws = await customer.enter()
    await ws.send_json(a_message(links))
    await hear_until(ws, "stored")
    assert served.support.accepted[0][2].text == links


async def test_characters_that_deceive_are_taken_out(customer: Customer, served: Served) -> None:
    ws = await customer.enter()
    await ws.send_json(a_message(" a\u202eb\x00c\r\nd\ud800 👩‍👧 "))
    await hear_until(ws, "stored")
    assert served.support.accepted[0][2].text == "abc\nd 👩‍👧"

    await ws.send_json(a_message("\u202e\x00 "))
    assert "no readable text" in (await hear_until(ws, "refused"))["text"]


async def test_ping_is_answered(customer: Customer) -> None:
    ws = await customer.enter()
    await ws.send_json({"type": "ping"})
    assert await hear_until(ws, "pong") == {"type": "pong"}


async def test_stop_asks_all_widgets_to_come_back(customer: Customer, served: Served) -> None:
    sockets = [await customer.enter() for _ in range(3)]
    stop = asyncio.create_task(served.channel.stop())
    codes = [await hear_goodbye(ws) for ws in sockets]
    await stop
    assert codes == [protocol.CLOSE_RESTART] * 3


async def test_message_confirmed_before_a_restart_is_there_after_it(
    http: ClientSession, customer: Customer, served: Served
) -> None:
    ws = await customer.enter()
    await ws.send_json(a_message("remember me"))
    await hear_until(ws, "stored")
    await served.stop()
    await served.start()
    again = await customer.enter()
    assert (await hear_until(again, "entry"))["text"] == "remember me"


async def test_entry_needs_no_sending(customer: Customer, served: Served) -> None:
    ws = await customer.enter()
    entry: Any = served.support.say(customer.conversation, "once")
    await served.channel.send(customer.conversation, entry, again=False)
    assert (await hear_until(ws, "entry"))["seq"] == 1
    await ws.send_json({"type": "ping"})
    assert (await hear(ws))["type"] == "pong"
