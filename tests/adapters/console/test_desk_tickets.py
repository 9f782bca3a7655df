"""Tickets over HTTP: who may see and do what, and what a page may send."""

from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar

from handoff.desks.console.guard import COOKIE
from handoff.desks.console.links import make_sign_in_link
from handoff.desks.console.tickets import CHAT_FIRST
from handoff.rules.ticket import Deed
from tests.adapters.console.conftest import RunningDesk
from tests.adapters.console.stand import add_agent
from tests.rules.ticket_cases import ADA, DAY

TICKET = {
    "id": "web-1:d1",
    "conversation": "web-1",
    "type": "seller_conduct",
    "state": "queued",
    "department": "marketplace_disputes",
    "question": "The lamp came broken.",
}
TAKE = {"kind": "take", "id": "0123456789abcdef", "seen": -1, "fields": {}}


@pytest.fixture
async def http():
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield session


async def sign_in(running: RunningDesk, http: ClientSession, **facts: Any) -> None:
    agent = await add_agent(running.records, "Sanne", **facts)
    link = await make_sign_in_link(running.records, agent.id, running.address)
    code = link.partition("code=")[2]
    headers = {"Origin": running.address}
    await http.post(f"{running.address}/desk/sign-in", data={"code": code}, headers=headers)
    assert any(cookie.key == COOKIE for cookie in http.cookie_jar)


async def post(running: RunningDesk, http: ClientSession, number: str, body: Any, origin: str = ""):
    return await http.post(
        f"{running.address}/api/desk/tickets/{number}/deeds",
        json=body,
        headers={"Origin": origin or running.address},
    )


async def test_nothing_is_told_to_who_is_not_signed_in(running: RunningDesk, http: ClientSession):
    number = await running.records.store_ticket("s-1", TICKET)
    for path in ("tickets", f"tickets/{number}", "ticket-choices", "report", "report.csv"):
        answer = await http.get(f"{running.address}/api/desk/{path}")
        assert answer.status == 401
        assert "lamp" not in await answer.text()
    assert (await post(running, http, number, TAKE)).status == 401


async def test_other_sites_can_do_nothing(running: RunningDesk, http: ClientSession):
    number = await running.records.store_ticket("s-1", TICKET)
    await sign_in(running, http)
    answer = await post(running, http, number, TAKE, "https://elsewhere.example")
    assert answer.status == 403
    assert len(await running.records.history_of("web-1:d1")) == 1


async def test_a_deed_that_comes_twice_is_done_once(running: RunningDesk, http: ClientSession):
    number = await running.records.store_ticket("s-1", TICKET)
    await sign_in(running, http)
    for _ in range(2):
        answer = await post(running, http, number, TAKE)
        assert answer.status == 200
        assert (await answer.json())["agent_name"] == "Sanne"
    assert len(await running.records.history_of("web-1:d1")) == 2


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"kind": "take"},
        TAKE | {"kind": "tick"},
        TAKE | {"id": "x"},
        TAKE | {"seen": "1"},
        TAKE | {"fields": []},
    ],
)
async def test_what_our_page_never_sends_is_refused(
    running: RunningDesk, http: ClientSession, body: Any
):
    number = await running.records.store_ticket("s-1", TICKET)
    await sign_in(running, http)
    answer = await post(running, http, number, body)
    assert answer.status == 409
    assert (await answer.json())["reason"] == "desk_try_again"


async def test_fields_that_a_deed_does_not_have_are_not_kept(
    running: RunningDesk, http: ClientSession
):
    number = await running.records.store_ticket("s-1", TICKET)
    await sign_in(running, http)
    await post(running, http, number, TAKE | {"fields": {"kind": "resolve", "x": "y"}})
    assert (await running.records.history_of("web-1:d1"))[-1][1] == {"kind": "take"}


async def test_a_card_number_that_an_agent_types_is_stored_nowhere_and_the_page_is_told(
    running: RunningDesk, http: ClientSession
):
    number = await running.records.store_ticket("s-1", TICKET)
    await sign_in(running, http)
    taken = await (await post(running, http, number, TAKE)).json()
    note = {"kind": "note", "id": "fedcba9876543210", "seen": -1}
    typed = {"text": "She paid with 4111 1111 1111 1111.", "visible": True}
    noted = await (await post(running, http, number, note | {"fields": typed})).json()
    assert (taken["masked"], noted["masked"]) == (False, True)
    kept = (await running.records.history_of("web-1:d1"))[-1][1]
    assert kept["text"] == "She paid with **** **** **** 1111."


async def test_a_refusal_says_why_in_the_language_of_the_page(
    running: RunningDesk, http: ClientSession
):
    number = await running.records.store_ticket("s-1", TICKET)
    await sign_in(running, http)
    await post(running, http, number, TAKE)
    body = TAKE | {"kind": "resolve", "id": "another-one-1"}
    answer = await http.post(
        f"{running.address}/api/desk/tickets/{number}/deeds?language=nl",
        json=body,
        headers={"Origin": running.address},
    )
    assert answer.status == 409
    assert "“Uitkomst” is nog leeg" in (await answer.json())["refused"]


async def deeds(running: RunningDesk, http: ClientSession, number: str) -> set[str]:
    answer = await http.get(f"{running.address}/api/desk/tickets/{number}")
    return {one["kind"] for one in (await answer.json())["deeds"]}


async def test_only_what_would_be_done_is_offered(running: RunningDesk, http: ClientSession):
    number = await running.records.store_ticket("s-1", TICKET)
    await sign_in(running, http)
    free = await deeds(running, http, number)
    assert {"take", "note", "escalate"} <= free
    assert not free & {"resolve", "statement", "answer", "untie_fault"}
    ada = Deed("take", ADA, running.now_ms())
    await running.records.do_deed("e-1", "web-1:d1", ada)
    others = await deeds(running, http, number)
    assert not others & {"take", "resolve", "queue"}
    assert "note" in others


async def test_of_who_waits_in_the_chat_no_step_is_offered_that_is_taken_there(
    running: RunningDesk, http: ClientSession
):
    number = await running.records.store_ticket("s-1", TICKET | {"id": "h-web-1"})
    running.desk.wait("web-1", department="marketplace_disputes")
    await sign_in(running, http)
    offered = await deeds(running, http, number)
    assert not offered & CHAT_FIRST
    assert "note" in offered
    for kind in CHAT_FIRST:
        refused = await post(running, http, number, TAKE | {"kind": kind})
        assert (await refused.json())["reason"] == "desk_ticket_in_chat"


@pytest.mark.parametrize("kind", ["change_department", "escalate"])
async def test_a_deed_that_takes_the_ticket_out_of_sight_is_no_refusal(
    running: RunningDesk, http: ClientSession, kind: str
):
    number = await running.records.store_ticket("s-1", TICKET)
    await sign_in(running, http, departments=("marketplace_disputes",))
    fields = {"department": "moderation", "why": "A rule is in question",
              "until": running.now_ms() + DAY}  # fmt: skip
    answer = await post(running, http, number, TAKE | {"kind": kind, "fields": fields})
    assert (answer.status, await answer.json()) == (200, {"moved": True, "masked": False})
    moved = await running.records.ticket("web-1:d1")
    assert moved is not None
    assert moved["department"] == "moderation"


async def test_a_new_type_is_told_by_its_title(running: RunningDesk, http: ClientSession):
    number = await running.records.store_ticket("s-1", TICKET)
    await sign_in(running, http)
    fields = {"type": "payout", "why": "It is about a payout"}
    answer = await post(running, http, number, TAKE | {"kind": "reclassify", "fields": fields})
    line = (await answer.json())["history"][-1]
    assert line["types"] == ["Seller or delivery", "Payout"]


async def test_departments_and_roles_are_kept_apart(running: RunningDesk, http: ClientSession):
    number = await running.records.store_ticket("s-1", TICKET)
    await sign_in(running, http, departments=("billing",))
    assert (await post(running, http, number, TAKE)).status == 409
    listed = await http.get(f"{running.address}/api/desk/tickets?scope=all")
    assert (await listed.json())["tickets"] == []
    for path in ("report", "report.csv"):
        refused = await http.get(f"{running.address}/api/desk/{path}")
        assert (refused.status, (await refused.json())["reason"]) == (409, "desk_leads_only")


@pytest.mark.parametrize(
    "period", ["first=x", "first=2026-03-04&last=2026-03-01", "first=0001-01-01"]
)
async def test_a_period_that_is_none_is_refused(
    running: RunningDesk, http: ClientSession, period: str
):
    await sign_in(running, http, role="lead")
    answer = await http.get(f"{running.address}/api/desk/report?{period}")
    assert (answer.status, (await answer.json())["reason"]) == (409, "desk_report_period")


async def test_a_key_that_was_never_given_is_refused(running: RunningDesk, http: ClientSession):
    await sign_in(running, http)
    assert (await http.get(f"{running.address}/api/desk/tickets?after=x")).status == 409


async def test_answers_by_button_and_all_whom_a_ticket_concerns_are_told_in_words(
    running: RunningDesk, http: ClientSession
):
    seen = {"value": {"kind": "post", "ref": "https://v.example/1"}, "words": ""}
    facts = {"object": seen, "is_target": {"value": True, "words": ""}}
    stored = {**TICKET, "facts": facts, "also_inform": ["billing"]}
    number = await running.records.store_ticket("s-1", stored)
    await sign_in(running, http)
    answer = await http.get(f"{running.address}/api/desk/tickets/{number}")
    shown = await answer.json()
    assert [each["value"] for each in shown["values"]] == ["post · https://v.example/1", "✓"]
    assert shown["also_inform"] == ["billing"]


@pytest.mark.parametrize(
    ("changes", "heard"),
    [
        ({}, True),
        ({"channel": "desk"}, False),
        ({"channel": "desk", "facts": {"contact": {"value": "noor@example.com"}}}, True),
    ],
)
async def test_the_desk_says_that_a_customer_was_told_only_where_something_reaches_them(
    running: RunningDesk, http: ClientSession, changes: dict[str, Any], heard: bool
):
    number = await running.records.store_ticket("s-1", {**TICKET, "channel": "web", **changes})
    await sign_in(running, http)
    taken = await (await post(running, http, number, TAKE)).json()
    line = taken["history"][-1]
    assert (line["visible"], line["to_tell"]) == (heard, not heard)
    assert taken["phone_back"] is not heard


async def test_a_step_says_of_what_the_customer_hears(running: RunningDesk, http: ClientSession):
    number = await running.records.store_ticket("s-1", TICKET)
    await sign_in(running, http)
    steps = (await (await post(running, http, number, TAKE)).json())["deeds"]
    told = {step["kind"]: step["told"] for step in steps if step["fields"]}
    assert told["ask_party"] == ["Kind of party", "Their usual time, such as “2 days”", "Until"]
    assert told["statement"] == []
