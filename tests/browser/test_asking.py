"""A colleague is asked and answers, at two real desks over the whole service."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from handoff.desks.console.links import make_sign_in_link
from handoff.ports import Agent
from tests.browser.test_story import WAIT_MS, browsing
from tests.redis_server import RedisServer
from tests.scenario.actors import customer_at
from tests.scenario.stand import Stand, standing

pytestmark = [pytest.mark.browser]


async def at_desk(page: Page, stand: Stand, agent: Agent) -> Page:
    page.set_default_timeout(WAIT_MS)
    await page.goto(await make_sign_in_link(stand.service.records, agent.id, stand.url))
    await page.get_by_role("button", name="Sign in").click()
    await page.locator("#presence").select_option("available")
    return page


async def test_a_colleague_is_asked_and_the_answer_comes_as_a_note(tmp_path: Path) -> None:
    expect.set_options(timeout=WAIT_MS)
    redis = RedisServer(tmp_path / "redis").start()
    async with AsyncExitStack() as people:
        people.callback(redis.stop)
        stand = await people.enter_async_context(standing(tmp_path, redis.url))
        customer = await customer_at(people, stand, "en")
        sanne = await stand.add_agent("Sanne")
        noor = await stand.add_agent("Noor", departments=("billing",))
        browser = await people.enter_async_context(browsing())
        one = await at_desk(await (await browser.new_context()).new_page(), stand, sanne)
        other = await at_desk(await (await browser.new_context()).new_page(), stand, noor)
        await customer.writes("I want to talk to a human")
        await one.locator("#offer").get_by_role("button", name="Take").click()
        await expect(one.locator("#mine .chat-item")).to_have_count(1)

        await one.get_by_role("button", name="Ask a colleague").click()
        dialog = one.get_by_role("dialog")
        await dialog.get_by_label("To whom").select_option(label="Noor · 0 of 4 chats")
        await dialog.get_by_label("Your question").fill("Is this seller known?")
        await dialog.get_by_role("button", name="Ask a colleague").click()
        await expect(one.locator("asked-box")).to_contain_text("You asked Noor")

        await other.locator("#asked .chat-item", has_text="Is this seller known?").click()
        await expect(other.locator(".log")).to_contain_text("I want to talk to a human")
        await expect(other.locator("reply-box")).to_be_hidden()
        await expect(other.get_by_role("button", name="Take this chat")).to_be_hidden()
        await other.get_by_label("Your answer, only for colleagues").fill("Yes, twice.")
        await other.get_by_role("button", name="Answer").click()

        await expect(one.locator(".log")).to_contain_text("Yes, twice.")
        await expect(one.locator("asked-box")).to_be_hidden()
        await expect(other.locator("#asked")).to_be_hidden()
        await stand.quiet()
        told = str(await customer.transcript())
        assert "seller" not in told
        assert "twice" not in told
