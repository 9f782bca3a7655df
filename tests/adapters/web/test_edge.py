"""Every way in that must stay shut, one refusal each."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientSession, WSServerHandshakeError

from bot.channels.web import protocol
from bot.channels.web.gate import Pace, Slots
from bot.channels.web.tokens import LIFETIME_S
from bot.channels.web.wiring import WebSettings
from tests.adapters.web.served import (
    FAST,
    Customer,
    Served,
    a_message,
    hear,
    hear_goodbye,
    hear_until,
    serving,
)

SOME_ID = "8b1f5ad0-8505-4f79-84a1-ee0fec532c35"
"""Of a message; the same in every run, so that every worker of a test run names its tests alike."""


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
async def test_handshake_of_a_foreign_page_is_refused(
    http: ClientSession, served: Served, origin: str
) -> None:
    headers = {"Origin": origin} if origin else {}
    with pytest.raises(WSServerHandshakeError) as refused:
        await http.ws_connect(f"{served.url}/api/web/socket", headers=headers)
    assert refused.value.status == 403


async def test_socket_without_hello_is_closed(customer: Customer) -> None:
    ws = await customer.connect()
    assert await hear_goodbye(ws) == protocol.CLOSE_NO_HELLO


async def test_message_before_hello_is_not_taken(customer: Customer, served: Served) -> None:
    ws = await customer.connect()
    await ws.send_json(a_message())
    assert await hear_goodbye(ws) == protocol.CLOSE_BAD_FRAME
    assert served.support.accepted == []


@pytest.mark.parametrize("token", ["", "v1.forged", None])
async def test_hello_without_a_good_token_is_closed(customer: Customer, token: Any) -> None:
    ws = await customer.connect()
    await ws.send_json({"type": "hello", "token": token, "after": 0, "language": "en"})
    code = protocol.CLOSE_BAD_FRAME if token is None else protocol.CLOSE_BAD_TOKEN
    assert await hear_goodbye(ws) == code


async def test_token_opens_its_own_conversation_only(http: ClientSession, served: Served) -> None:
    anna, ben = Customer(http, served), Customer(http, served)
    await anna.open_session()
    await ben.open_session()
    served.support.say(anna.conversation, "for Anna")
    served.support.say(ben.conversation, "for Ben")
    ws = await ben.enter()
    assert (await hear_until(ws, "entry"))["text"] == "for Ben"
    await ws.send_json({**a_message("mine"), "conversation": anna.conversation})
    await hear_until(ws, "stored")
    assert [conversation for conversation, _, _ in served.support.accepted] == [ben.conversation]


@pytest.mark.parametrize(
    "frame",
    [
        "no json",
        "[]",
        "7",
        "[" * 9000,
        json.dumps({"type": "admin"}),
        json.dumps({"type": ["message"]}),
        json.dumps({"type": "message", "client_id": "../../x", "text": "a"}),
        json.dumps({"type": "message", "client_id": SOME_ID.upper(), "text": "a"}),
        json.dumps({"type": "message", "client_id": SOME_ID, "text": ["a"]}),
        json.dumps({"type": "message", "text": "a"}),
        json.dumps({"type": "button", "client_id": SOME_ID, "button": "a b", "label": "x"}),
        json.dumps({"type": "hello", "token": "x", "after": 0}),
        json.dumps({"type": "hello", "token": "x", "after": -1}),
    ],
)
async def test_frame_that_no_widget_sends_ends_the_socket(
    customer: Customer, served: Served, frame: str
) -> None:
    ws = await customer.enter()
    await ws.send_str(frame)
    assert await hear_goodbye(ws) == protocol.CLOSE_BAD_FRAME
    assert served.support.accepted == []


async def test_binary_frame_ends_the_socket(customer: Customer) -> None:
    ws = await customer.enter()
    await ws.send_bytes(b"{}")
    assert await hear_goodbye(ws) == protocol.CLOSE_BAD_FRAME


async def test_frame_over_16_kib_ends_the_socket(customer: Customer, served: Served) -> None:
    ws = await customer.enter()
    await ws.send_json(a_message("x" * 16384))
    assert await hear_goodbye(ws) == 1009
    assert served.support.accepted == []


async def test_flood_of_frames_ends_the_socket(customer: Customer) -> None:
    ws = await customer.enter()
    for _ in range(FAST.frames_burst + 20):
        await ws.send_json({"type": "ping"})
    assert await hear_goodbye(ws) == protocol.CLOSE_TOO_MANY


async def test_token_that_ends_meanwhile_stops_the_talk(http: ClientSession) -> None:
    clock = [1_000_000.0]
    async with serving(now=lambda: clock[0]) as served:
        ws = await Customer(http, served).enter()
        clock[0] += LIFETIME_S
        await ws.send_json(a_message())
        assert await hear_goodbye(ws) == protocol.CLOSE_BAD_TOKEN
        assert served.support.accepted == []


async def test_sixth_tab_is_told_why_it_cannot_open(customer: Customer) -> None:
    tabs = [await customer.enter(language="nl") for _ in range(5)]
    sixth = await customer.connect()
    hello = {"type": "hello", "token": customer.token, "after": 0, "language": "nl"}
    await sixth.send_json(hello)
    assert "5 andere tabbladen" in (await hear(sixth))["text"]
    assert await hear_goodbye(sixth) == protocol.CLOSE_TOO_MANY

    await tabs[0].close()
    seventh = await customer.connect()
    await seventh.send_json(hello)
    assert (await hear(seventh))["type"] == "ready"


async def test_sockets_of_one_address_are_counted(http: ClientSession) -> None:
    async with serving(WebSettings(sockets_per_address=2)) as served:
        customer = Customer(http, served)
        await customer.enter()
        await customer.connect()
        with pytest.raises(WSServerHandshakeError) as refused:
            await customer.connect()
        assert refused.value.status == 429


async def test_reader_that_does_not_read_is_dropped_and_resumes(http: ClientSession) -> None:
    settings = WebSettings(slow_reader_s=0.3, send_buffer_bytes=65536, poll_s=0.05)
    async with serving(settings) as served:
        customer = Customer(http, served)
        ws = await customer.enter()
        for number in range(160):
            served.support.say(customer.conversation, f"{number} " + "x" * 200_000)
        await _until_nobody_watches(served)
        seen = 0
        async with asyncio.timeout(5):
            async for message in ws:
                frame = json.loads(message.data)
                seen = frame.get("seq", seen)
        assert 0 < seen < 160
        again = await customer.enter(after=seen)
        assert (await hear_until(again, "entry"))["seq"] == seen + 1


async def test_tab_that_no_longer_answers_is_given_up(http: ClientSession) -> None:
    async with serving(WebSettings(heartbeat_s=0.1)) as served:
        customer = Customer(http, served)
        await customer.open_session()
        url = f"{served.url}/api/web/socket"
        ws = await http.ws_connect(url, headers=customer.headers(), autoping=False)
        served.callers.append(ws)
        hello = {"type": "hello", "token": customer.token, "after": 0, "language": "en"}
        await ws.send_json(hello)
        assert (await hear(ws))["type"] == "ready"
        await _until_nobody_watches(served)


async def _until_nobody_watches(served: Served) -> None:
    """The watcher of the log goes when its socket is given up."""
    async with asyncio.timeout(5):
        await served.support.unwatched.wait()


async def test_store_that_is_away_at_hello_closes_with_try_later(
    customer: Customer, served: Served
) -> None:
    await customer.open_session()
    served.support.is_down = True
    ws = await customer.connect()
    await ws.send_json({"type": "hello", "token": customer.token, "after": 0, "language": "en"})
    assert await hear_goodbye(ws) == protocol.CLOSE_TRY_LATER


async def test_store_that_goes_away_meanwhile_is_waited_for(
    customer: Customer, served: Served
) -> None:
    ws = await customer.enter()
    await hear_until(ws, "status")
    served.support.is_down = True
    served.support.say(customer.conversation, "late")
    await ws.send_json({"type": "open", "language": "en"})
    refused = await hear_until(ws, "refused")
    assert (refused["client_id"], refused["retry_after_s"]) == ("", 5)
    served.support.is_down = False
    assert (await hear_until(ws, "entry"))["text"] == "late"


def test_slot_is_free_again_after_use() -> None:
    slots = Slots(1)
    with slots.one_for("a") as first, slots.one_for("a") as second, slots.one_for("b") as other:
        assert (first, second, other) == (True, False, True)
    with slots.one_for("a") as again:
        assert again is True


def test_pace_fills_again_with_time() -> None:
    clock = [0.0]
    pace = Pace(2.0, 2, now=lambda: clock[0])
    assert [pace.has_room() for _ in range(3)] == [True, True, False]
    clock[0] += 0.5
    assert [pace.has_room() for _ in range(2)] == [True, False]
