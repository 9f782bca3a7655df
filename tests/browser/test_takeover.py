"""An agent takes over from the bot, at the real desk over the whole service."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import expect

from handoff.desks.console.links import make_sign_in_link
from tests.browser.test_story import WAIT_MS, browsing
from tests.fakes.rasa import answer
from tests.redis_server import RedisServer
from tests.scenario.actors import customer_at
from tests.scenario.stand import standing

pytestmark = [pytest.mark.browser]


async def test_an_agent_sees_what_the_bot_leads_and_takes_it_over(tmp_path: Path) -> None:
    redis = RedisServer(tmp_path / "redis").start()
    async with AsyncExitStack() as people:
        people.callback(redis.stop)
        stand = await people.enter_async_context(standing(tmp_path, redis.url))
        stand.rasa.teach("how do refunds work", answer("refund_request"))
        customer = await customer_at(people, stand, "en")
        await customer.writes("how do refunds work")
        await customer.sees("answer:refund_request")
        sanne = await stand.add_agent("Sanne")
        browser = await people.enter_async_context(browsing())
        page = await browser.new_page()
        page.set_default_timeout(WAIT_MS)
        expect.set_options(timeout=WAIT_MS)
        await page.goto(await make_sign_in_link(stand.service.records, sanne.id, stand.url))
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.locator("#presence")).to_be_enabled()

        await page.get_by_text("With the bot").click()
        await page.locator("#led .chat-item", has_text="how do refunds work").click()
        await expect(page.locator(".log")).to_contain_text("how do refunds work")
        await expect(page.locator("reply-box")).to_be_hidden()
        await page.get_by_role("button", name="Take over").click()

        await expect(page.locator("#mine .chat-item")).to_have_count(1)
        await expect(page.locator("#led .chat-item")).to_have_count(0)
        box = page.locator("reply-box textarea")
        await box.fill("Hello, I am here.")
        await box.press("Enter")
        await customer.sees("taken_over")
        await customer.sees("Hello, I am here.")
        await expect(page.get_by_role("button", name="Hand back")).to_be_visible()
