"""After the chat, in the widget over the whole service: is it solved, and how good was it."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.test_story import WAIT_MS, browsing
from tests.redis_server import RedisServer
from tests.scenario.actors import agent_at
from tests.scenario.stand import standing

pytestmark = [pytest.mark.browser]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


async def test_a_dutch_customer_says_it_is_solved_and_rates_with_words(tmp_path: Path) -> None:
    redis = RedisServer(tmp_path / "redis").start()
    async with AsyncExitStack() as people:
        people.callback(redis.stop)
        stand = await people.enter_async_context(standing(tmp_path, redis.url))
        sanne = await agent_at(people, stand, "Sanne")
        browser = await people.enter_async_context(browsing())
        page = await (await browser.new_context(**PHONE)).new_page()
        page.set_default_timeout(WAIT_MS)
        expect.set_options(timeout=WAIT_MS)
        await page.goto(f"{stand.url}/?language=nl")
        await page.locator(".launcher").click()
        field = page.locator("textarea")
        await field.fill("Ik wil een mens spreken")
        await field.press("Enter")
        await expect(page.get_by_text("Je nummer is")).to_be_visible()
        [card] = sanne.waiting
        conversation = card["conversation"]
        await sanne.takes(conversation)
        await sanne.replies(conversation, "Het is geregeld.")
        await sanne.resolves(conversation, "solved")

        await expect(page.get_by_text("Is het voor jou opgelost?")).to_be_visible()
        await page.get_by_role("button", name="Ja, opgelost").click()
        await expect(page.get_by_text("Hoe was de hulp van Sanne?")).to_be_visible()
        scores = page.locator(".chip", has_text="·")
        labels = ["1 · slecht", "2 · matig", "3 · redelijk", "4 · goed", "5 · heel goed"]
        await expect(scores).to_have_text(labels)
        await page.get_by_role("button", name="4 · goed").tap()
        await page.get_by_role("button", name="Woorden toevoegen").tap()
        await expect(page.get_by_text("Wat ging goed, of wat kan beter?")).to_be_visible()
        await field.fill("Snel en vriendelijk")
        await field.press("Enter")
        await expect(page.get_by_text("je woorden zijn bij de beoordeling bewaard")).to_be_visible()
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not await page.evaluate(wide)

        await stand.quiet()
        [stored] = await stand.service.records.ratings_of(conversation)
        said = (stored["score"], stored["words"], stored["agent"])
        assert said == (4, "Snel en vriendelijk", sanne.agent.id)
