"""A handoff in two browser tabs: the widget and the desk, with the whole service between them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from handoff.desks.console.links import make_sign_in_link
from tests.redis_server import RedisServer
from tests.scenario.stand import Stand, standing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.redis,
    pytest.mark.sql,
    pytest.mark.asyncio(loop_scope="session"),
]


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    server = RedisServer(tmp_path).start()
    yield server.url
    server.stop()


async def open_widget(browser: Browser, stand: Stand) -> Page:
    page = await (await browser.new_context()).new_page()
    await page.goto(f"{stand.service.settings.public_address}/?language=en")
    await page.locator(".launcher").click()
    await expect(page.locator(".entries .entry").first).to_be_visible()
    return page


async def open_desk(browser: Browser, stand: Stand) -> Page:
    agent = await stand.add_agent("Sanne")
    page = await (await browser.new_context()).new_page()
    await page.goto(
        await make_sign_in_link(
            stand.service.records, agent.id, stand.service.settings.public_address
        )
    )
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_label("Your status").select_option("available")
    return page


async def says(widget: Page, text: str) -> None:
    await widget.locator("textarea").fill(text)
    await widget.locator("textarea").press("Enter")


async def test_handoff_seen_from_both_sides(browser: Browser, tmp_path: Path, redis_url: str):
    async with standing(tmp_path, redis_url) as stand:
        widget, desk = await open_widget(browser, stand), await open_desk(browser, stand)
        entries = widget.locator(".entries")

        await says(widget, "I want to talk to a person")
        await desk.locator("#waiting .chat-item").click()
        await expect(desk.locator(".said.customer").last).to_contain_text("talk to a person")
        await desk.get_by_role("button", name="Take this chat").click()
        await expect(desk.locator("#mine .chat-item")).to_have_count(1)
        await expect(desk.locator("chat-talk .chip")).to_contain_text("FB-")
        number = await desk.locator("chat-talk .chip").inner_text()
        await expect(entries).to_contain_text("Sanne")

        note = desk.get_by_role("textbox", name="Internal note")
        await desk.get_by_role("radio", name="Internal note").check()
        await note.fill("only between us")
        await note.press("Enter")
        await expect(desk.locator(".said.internal").last).to_contain_text("only between us")
        reply = desk.get_by_role("textbox", name="Reply to customer")
        await desk.get_by_role("radio", name="Reply to customer").check()
        await reply.fill("Hello, I am Sanne. What is it about?")
        await reply.press("Enter")
        await expect(entries).to_contain_text("Hello, I am Sanne. What is it about?")
        await says(widget, "I was charged twice")
        await expect(desk.locator(".said.customer").last).to_contain_text("I was charged twice")
        assert "only between us" not in await entries.inner_text()

        await desk.get_by_role("button", name="Resolve").click()
        await desk.get_by_role("radio", name="Yes, it is answered").check()
        await desk.get_by_role("dialog").get_by_role("button", name="Resolve").click()
        await expect(desk.locator("#mine .chat-item")).to_have_count(0)
        await stand.quiet()
        ticket = await stand.service.records.ticket_by_number(number)
        assert ticket is not None
        assert (ticket["state"], ticket["outcome"]) == ("resolved", "answered")
        for page in (widget, desk):
            await page.context.close()
