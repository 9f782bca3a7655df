"""The whole story in a browser: the product as `footbridge up` starts it, model and all.

With FOOTBRIDGE_IMAGES=docs/images the pictures of the README are taken on the way.
"""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.desk.conftest import CHROMIUM, QUIET
from tests.faults.whole.stack import running

pytestmark = [pytest.mark.browser, pytest.mark.rasa]

WAIT_MS = 60_000
IMAGES = os.environ.get("FOOTBRIDGE_IMAGES", "")
QUESTION = "the clip keeps spinning and never starts even though my wifi is good"


async def test_a_customer_is_answered_gets_a_person_and_comes_back_to_the_bot(
    tmp_path: Path,
) -> None:
    async with running(tmp_path / "var") as stack, browsing() as browser:
        await stack.is_up("service", "actions", "assistant")
        customer = await open_chat(browser, stack.url)
        link = (tmp_path / "var" / "desk-link.txt").read_text()
        desk = await sign_in(browser, link)

        # The bot answers an indirect question, or offers the right topic.
        await say(customer, QUESTION)
        about_playback = customer.get_by_text("plays badly").or_(
            customer.get_by_text("does not play as it should")
        )
        offered = customer.get_by_role("button", name="Video does not play well")
        await expect(about_playback.or_(offered).first).to_be_visible(timeout=WAIT_MS)
        await picture(customer, "widget-light.png")

        # A person is asked for: place and state are shown.
        await say(customer, "can I talk to a real person please")
        # The words around it differ by the hour: people may be away now.
        place = re.compile("people ahead of you: 0", re.IGNORECASE)
        await expect(customer.get_by_text(place)).to_be_visible(timeout=WAIT_MS)

        # The desk takes it; from then on words pass both ways.
        await desk.get_by_text(QUESTION).first.click()
        await desk.get_by_role("button", name="Take this chat").click()
        await expect(customer.get_by_text("Sam has joined")).to_be_visible(timeout=WAIT_MS)
        await expect(desk.get_by_text("The chat is yours")).to_be_visible(timeout=WAIT_MS)
        box = desk.get_by_role("textbox").first
        await box.fill("Hi, this is Sam. Which phone do you use?")
        await box.press("Enter")
        await expect(customer.get_by_text("this is Sam")).to_be_visible(timeout=WAIT_MS)
        await say(customer, "a Pixel 8, android 15")
        await expect(desk.get_by_text("a Pixel 8, android 15")).to_be_visible(timeout=WAIT_MS)
        await pair(customer, desk)

        # Handed back, the bot goes on and knows with whom the customer talked.
        await desk.get_by_role("button", name="Hand back to bot").click()
        dialog = desk.get_by_role("dialog")
        await dialog.get_by_role("radio").first.check()
        await dialog.locator("textarea").fill("The clip was loaded anew.")
        await dialog.get_by_role("button", name="Hand back to bot").click()
        await expect(customer.get_by_text("The clip was loaded anew.")).to_be_visible(
            timeout=WAIT_MS
        )
        await say(customer, "hello again")
        await expect(customer.get_by_text("You spoke with Sam earlier")).to_be_visible(
            timeout=WAIT_MS
        )
        if IMAGES:
            await more_pictures(browser, stack.url)


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        yield browser
        await browser.close()


async def open_chat(browser: Browser, url: str, **options: object) -> Page:
    size = {"width": 1180, "height": 800}
    context = await browser.new_context(**({"viewport": size, "locale": "en-GB"} | options))
    page = await context.new_page()
    await page.goto(url)
    await page.get_by_label("Open support chat").click()
    await expect(page.get_by_text("I am an automated assistant")).to_be_visible(timeout=WAIT_MS)
    return page


async def sign_in(browser: Browser, link: str) -> Page:
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_text("Nobody is waiting.")).to_be_visible(timeout=WAIT_MS)
    return page


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Your message").fill(text)
    await page.keyboard.press("Enter")


async def picture(page: Page, name: str) -> None:
    if IMAGES:
        await page.screenshot(path=Path(IMAGES) / name)


async def pair(customer: Page, desk: Page) -> None:
    """The customer's and the agent's view of the same chat."""
    await picture(desk, "desk.png")
    await customer.set_viewport_size({"width": 420, "height": 800})
    await picture(customer, "widget-handoff.png")


async def more_pictures(browser: Browser, url: str) -> None:
    for name, options in {
        "widget-dark.png": {"color_scheme": "dark"},
        "widget-phone.png": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    }.items():
        page = await open_chat(browser, url, **options)
        await say(page, "how do I change the picture on my profile")
        answered = page.get_by_text("This helped").or_(page.get_by_text("None of these"))
        await expect(answered.first).to_be_visible(timeout=WAIT_MS)
        await picture(page, name)
