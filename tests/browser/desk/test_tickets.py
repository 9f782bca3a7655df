"""Tickets at the web desk: found, taken, worked on, settled; and the report of them."""

import time
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.desk.conftest import Desk, SignIn
from tests.browser.desk.test_desk_looks import problems

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
WORDS = "De verkoper stuurde een kapotte lamp."


async def store(desk: Desk, name: str = "d1", **changes: Any) -> str:
    """A complaint about a seller; its number."""
    ticket = {
        "id": f"web-1:{name}",
        "conversation": "web-1",
        "type": "seller_conduct",
        "state": "queued",
        "department": "marketplace_disputes",
        "priority": "P2",
        "language": "nl",
        "channel": "web",
        "platform": "marketplace",
        "customer": "Noor",
        "question": WORDS,
        "words": [WORDS, "En antwoordt niet meer."],
        "facts": {
            "account_name": {"value": "noor77", "words": "noor77"},
            "listing_link": {"value": "https://shop.example/lamp", "words": "die lamp"},
        },
    }
    return await desk.records.store_ticket(f"s-{name}", ticket | changes)


async def open_ticket(page: Page, desk: Desk, number: str) -> None:
    await page.goto(f"{desk.address}/desk/tickets/{number}")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(number)


def step(page: Page, name: str):
    return page.locator(".steps").get_by_role("button", name=name, exact=True)


async def fill(page: Page, **fields: str) -> None:
    dialog = page.get_by_role("dialog")
    for name, value in fields.items():
        box = dialog.locator(f"[name={name}]")
        if await box.evaluate("box => box.tagName") == "SELECT":
            await box.select_option(value)
        else:
            await box.fill(value)


async def send(page: Page) -> None:
    await page.get_by_role("dialog").locator("button.primary").click()


def days_ahead(days: int) -> str:
    return time.strftime("%Y-%m-%dT12:00", time.localtime(time.time() + days * 86_400))


async def test_from_the_list_to_the_outcome(desk: Desk, sign_in: SignIn):
    number = await store(desk)
    about = {"type": "payout", "department": "creator_support"}
    await store(desk, "d2", question="Payout?", words=["Payout?"], **about)
    page = await sign_in(await desk.add_agent("Sanne"))
    await page.get_by_role("link", name="Tickets").click()
    await expect(page.locator("tbody tr")).to_have_count(2)
    await page.get_by_label("Words").fill("kapotte lamp")
    await page.get_by_role("button", name="Search").click()
    await expect(page.locator("tbody tr")).to_have_count(1)
    await page.get_by_role("link", name=number).click()

    # The customer's own words, word for word, and the customer's other ticket.
    await expect(page.locator("blockquote").first).to_have_text(WORDS)
    await expect(page.locator("aside")).to_contain_text("Payout?")
    await step(page, "Take").click()
    await expect(page.locator(".state")).to_have_text("taken")

    await step(page, "Ask another party").click()
    await expect(page.get_by_role("dialog")).to_contain_text("The customer is told: Kind of party")
    await fill(page, party_kind="seller", what="Was it whole?", usual="2 days", until=days_ahead(2))
    await send(page)
    await expect(page.locator(".state")).to_have_text("waiting for a party")
    await step(page, "Party heard").click()
    await fill(page, result="It was packed well")
    await send(page)
    await expect(page.locator(".state")).to_have_text("in progress")

    await step(page, "Resolve").click()
    await fill(page, outcome="solved", measure="Money is paid back", cause="seller_violation")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Openings to complete").first.click()
    await send(page)
    await expect(dialog.get_by_role("alert")).to_contain_text("Complete the opening")
    await fill(page, finding="The lamp arrived broken.")
    await send(page)
    await expect(page.locator(".state")).to_have_text("resolved")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    history = page.locator(".history li")
    await expect(history.first).to_contain_text("Resolve")
    await expect(history.first).to_contain_text("The customer was told")
    told = [unsent.notice.text for unsent in await desk.records.unsent_notices()]
    assert told == [
        "ticket_taken",
        "ticket_waiting_department",
        "ticket_party_heard",
        "ticket_resolved",
    ]


async def test_the_second_of_two_agents_hears_who_was_first(desk: Desk, sign_in: SignIn):
    number = await store(desk)
    pages = [await sign_in(await desk.add_agent(name)) for name in ("Sanne", "Milan")]
    for page in pages:
        await open_ticket(page, desk, number)
    first, second = pages
    await step(first, "Take").click()
    await expect(first.locator(".state")).to_have_text("taken")
    await step(second, "Take").click()
    await expect(second.locator(".toast.problem")).to_contain_text("Sanne has this ticket")
    await expect(second.locator("aside").first).to_contain_text("Sanne")


async def test_each_reported_object_gets_its_outcome(desk: Desk, sign_in: SignIn):
    links = [f"https://shop.example/{n}" for n in range(3)]
    values = {"listing_links": {"value": links, "words": "zie links"}}
    number = await store(desk, type="plagiarised_listing", department="trust_safety", facts=values)
    page = await sign_in(await desk.add_agent("Sanne"))
    await open_ticket(page, desk, number)
    await step(page, "Take").click()
    await step(page, "Outcome of objects").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Tick all without an outcome (3)").click()
    await dialog.get_by_role("checkbox", name=links[2]).uncheck()
    await fill(page, object_outcome="removed")
    await send(page)
    await expect(dialog).to_be_hidden()
    await expect(page.locator("ticket-card")).to_contain_text(f"{links[0]} · Removed")

    await step(page, "Resolve").click()
    await fill(page, outcome="measure_taken", finding="F", measure="M", cause="seller_violation")
    await send(page)
    await expect(dialog.get_by_role("alert")).to_contain_text("without an outcome: 1")


async def test_only_tickets_of_ones_own_departments_are_seen(desk: Desk, sign_in: SignIn):
    number = await store(desk)
    page = await sign_in(await desk.add_agent("Sanne", departments=("billing",)))
    await page.goto(f"{desk.address}/desk/tickets?scope=all")
    await expect(page.get_by_text("No ticket fits these filters.")).to_be_visible()
    await page.goto(f"{desk.address}/desk/tickets/{number}")
    await expect(page.get_by_role("alert")).to_contain_text("no such ticket in your departments")


async def test_of_who_phoned_and_left_no_address_nobody_was_told(desk: Desk, sign_in: SignIn):
    number = await store(desk, channel="desk")
    page = await sign_in(await desk.add_agent("Sanne"))
    await open_ticket(page, desk, number)
    await step(page, "Take").click()
    await expect(page.locator(".history li").first).to_contain_text("to be told by phone")
    await expect(page.locator(".history")).not_to_contain_text("The customer was told")
    await step(page, "Ask the customer").click()
    await expect(page.get_by_role("dialog")).to_contain_text("When you phone back, tell: What")


async def test_who_waits_in_the_chat_is_taken_there(desk: Desk, sign_in: SignIn):
    number = await store(desk, conversation="web-3fA9", id="h-web-3fA9")
    desk.wait("web-3fA9")
    page = await sign_in(await desk.add_agent("Sanne"))
    await open_ticket(page, desk, number)
    await expect(page.locator(".steps")).to_contain_text("waits in the chat")
    await expect(step(page, "Note")).to_be_visible()
    await expect(step(page, "Take")).to_have_count(0)
    await page.get_by_role("link", name="Open the chat").click()
    await expect(page.get_by_role("button", name="Take this chat")).to_be_visible()
    assert page.url == f"{desk.address}/desk"
    await page.locator(".talk-head").get_by_role("link").click()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_text("You are signed out")).to_be_visible()


async def test_what_was_gathered_reads_as_people_write_it(desk: Desk, sign_in: SignIn):
    facts = {
        "charge_date": {"value": "2026-11-20", "words": "vrijdag"},
        "dispute_kind": {"value": "unauthorised", "words": ""},
    }
    number = await store(desk, type="billing_dispute", facts=facts)
    page = await sign_in(await desk.add_agent("Sanne"))
    await open_ticket(page, desk, number)
    await expect(page.locator("ticket-card")).to_contain_text("Fri, Nov 20, 2026 (“vrijdag”)")
    for raw in ("2026-11-20", "unauthorised", "charge_date"):
        await expect(page.locator("ticket-card")).not_to_contain_text(raw)


async def test_a_ticket_that_goes_to_another_department_says_so(desk: Desk, sign_in: SignIn):
    number = await store(desk)
    page = await sign_in(await desk.add_agent("Sanne", departments=("marketplace_disputes",)))
    await open_ticket(page, desk, number)
    await step(page, "Change the department").click()
    await fill(page, department="billing", why="Money is missing")
    await send(page)
    await expect(page.get_by_role("alert")).to_contain_text("with another department now")


async def test_long_lists_come_in_pages(desk: Desk, sign_in: SignIn):
    for n in range(60):
        await store(desk, f"p{n}")
    page = await sign_in(await desk.add_agent("Sanne"))
    await page.goto(f"{desk.address}/desk/tickets")
    await expect(page.locator("tbody tr")).to_have_count(50)
    await page.get_by_role("button", name="Show more").click()
    await expect(page.locator("tbody tr")).to_have_count(60)
    numbers = await page.locator("tbody th").all_text_contents()
    assert len(set(numbers)) == 60
    await expect(page.get_by_role("button", name="Show more")).to_be_hidden()


async def settle(desk: Desk, page: Page, number: str) -> None:
    await open_ticket(page, desk, number)
    await step(page, "Take").click()
    await step(page, "Plan an improvement").click()
    await fill(page, action="change_rule", what="Say who pays", owner="Lea", until=days_ahead(9))
    await send(page)
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await step(page, "Resolve").click()
    await fill(page, outcome="solved", finding="F", measure="M", cause="seller_violation")
    await send(page)
    await expect(page.locator(".state")).to_have_text("resolved")


async def test_the_report_shows_what_happened(desk: Desk, sign_in: SignIn):
    page = await sign_in(await desk.add_agent("Lea", role="lead"))
    await settle(desk, page, await store(desk, facts={}))
    await store(desk, "again", facts={})
    await page.get_by_role("link", name="Report").click()
    row = page.get_by_role("row").filter(has_text="Seller or delivery").first
    await expect(row).to_contain_text("2")
    await expect(page.locator("#figures")).to_contain_text("Seller broke a rule or promise")
    await expect(page.locator("#figures")).to_contain_text("100% (1/1)")
    await expect(page.locator("#figures")).to_contain_text("Say who pays")
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Download as CSV").click()
    file = await (await waiting.value).path()
    text = file.read_text("utf-8-sig")
    assert "seller_conduct,2,1,1,0,1,1,1,1" in text
    assert "\ntotal,2,1,1,0,1,1,1,1" in text.replace("\r", "")


async def test_the_report_is_for_leads(desk: Desk, sign_in: SignIn):
    page = await sign_in(await desk.add_agent("Sanne"))
    await page.goto(f"{desk.address}/desk/report")
    await expect(page.locator(".toast.problem")).to_contain_text("Only leads and managers")
    await expect(page.get_by_role("link", name="Report")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(desk: Desk, sign_in: SignIn, scheme: str):
    links = [f"https://shop.example/{n}" for n in range(3)]
    values = {"listing_links": {"value": links, "words": "zie links"}}
    report = {"type": "plagiarised_listing", "facts": values}
    number = await store(desk, **report)
    await store(desk, "d2", state="closed")
    page = await sign_in(
        await desk.add_agent("Lea", role="lead"), color_scheme=scheme, reduced_motion="reduce"
    )
    await page.goto(f"{desk.address}/desk/tickets?scope=all")
    await expect(page.locator("tbody tr")).to_have_count(2)
    assert await problems(page) == []
    await open_ticket(page, desk, number)
    await step(page, "Take").click()
    await expect(page.locator(".state")).to_have_text("taken")
    assert await problems(page) == []
    for name in ("Outcome of objects", "Resolve"):
        await step(page, name).click()
        assert await problems(page) == []
        await page.keyboard.press("Escape")
    await page.goto(f"{desk.address}/desk/report")
    await expect(page.locator("#figures table")).to_have_count(2)
    assert await problems(page) == []


@pytest.mark.parametrize(("width", "height"), [(1360, 820), (420, 860)])
async def test_nothing_is_cut_off(desk: Desk, sign_in: SignIn, width: int, height: int):
    number = await store(desk, question="Een heel lange vraag " * 30)
    agent = await desk.add_agent("Lea", role="lead")
    page = await sign_in(agent, viewport={"width": width, "height": height})
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for path in ("tickets", f"tickets/{number}", "report"):
        await page.goto(f"{desk.address}/desk/{path}")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert await page.evaluate(overflow) <= 0
