"""Where the widget scrolls to when something is said, and what it leaves to the reader."""

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from handoff.rules.messages import Button
from tests.browser.widget.test_looks import faults

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LONG = "\n".join(f"Step {number}: do this, then look whether it helped." for number in range(1, 40))


def entry(chat: Any, text: str) -> Locator:
    return chat.entries.filter(has_text=text)


async def top_of(chat: Any, text: str) -> float:
    """Pixels between the top of the log and the entry; negative when its start is cut off."""
    log = await chat.page.locator(".log").bounding_box()
    box = await entry(chat, text).bounding_box()
    return float(box["y"] - log["y"])


async def below(chat: Any) -> float:
    """Pixels of the log under what is in view."""
    measure = "log => log.scrollHeight - log.scrollTop - log.clientHeight"
    return float(await chat.page.locator(".log").evaluate(measure))


async def press_and_settle(chat: Any, key: str) -> None:
    """Press, and wait until the scrolling that it begins has ended."""
    log = chat.page.get_by_role("log")
    ended = "log => { window.ended = new Promise(done => { log.onscrollend = done }) }"
    await log.evaluate(ended)
    await chat.page.keyboard.press(key)
    await chat.page.evaluate("window.ended.then(() => {})")


async def is_at_start(chat: Any, text: str) -> bool:
    await expect(entry(chat, text)).to_be_in_viewport()
    return 0 <= await top_of(chat, text) <= 100 and await below(chat) > 50


async def test_long_answer_is_shown_from_its_start(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.say("how?")
    assert await below(chat) <= 1
    chat.answer(LONG)
    assert await is_at_start(chat, "Step 1:")

    # What follows does not move it, and is announced.
    chat.answer("Did this help?", buttons=(Button("helped:yes", "Yes"),))
    await expect(chat.button("New messages")).to_be_visible()
    assert await is_at_start(chat, "Step 1:")
    await chat.button("New messages").click()
    await expect(chat.button("Yes")).to_be_in_viewport()
    await expect(chat.button("New messages")).to_be_hidden()

    await chat.say("thanks")
    assert await below(chat) <= 1


async def test_long_answer_after_a_reload_and_in_a_closed_window(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.say("how?")
    await chat.page.keyboard.press("Escape")
    chat.answer(LONG)
    await expect(chat.launcher).to_have_attribute("aria-label", "Open support chat, 1 unread")
    await chat.launcher.click()
    assert await is_at_start(chat, "Step 1:")
    await chat.page.reload()
    assert await is_at_start(chat, "Step 1:")


async def test_many_short_messages_scroll_to_the_last(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    for number in range(8):
        await chat.say(f"short {number}")
    await expect(entry(chat, "You wrote: short 7")).to_be_in_viewport()
    assert await below(chat) <= 1


async def test_reader_who_has_read_on_is_left_alone(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.say("how?")
    chat.answer(LONG)
    assert await is_at_start(chat, "Step 1:")
    log = chat.page.locator(".log")
    await log.hover()
    before = await log.evaluate("log => log.scrollTop")
    await chat.page.mouse.wheel(0, 150)
    scroller = "document.querySelector('footbridge-chat').shadowRoot.querySelector('.log')"
    moved = f"before => {scroller}.scrollTop > before"
    await chat.page.wait_for_function(moved, arg=before)
    chat.answer("One more thing.")
    await expect(chat.button("New messages")).to_be_visible()
    assert before < await log.evaluate("log => log.scrollTop") <= before + 150


async def test_that_there_is_more_below_is_said_until_the_end_is_seen(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.say("how?")
    more = chat.page.get_by_role("status").get_by_role("button", name="More below")
    await expect(more).to_be_hidden()
    chat.answer(LONG)
    assert await is_at_start(chat, "Step 1:")
    await expect(more).to_be_visible()
    assert await faults(chat.page) == []

    # A page at a time, so that nothing is skipped; the end takes the button away.
    await more.focus()
    height = await chat.page.locator(".log").evaluate("log => log.clientHeight")
    pages = 0
    while await more.is_visible():
        before = await below(chat)
        await press_and_settle(chat, "Enter")
        assert 0 < before - await below(chat) < height
        pages += 1
    assert pages >= 2
    assert await below(chat) <= 20
    await expect(chat.page.get_by_role("log")).to_be_focused()


async def test_more_below_goes_when_the_reader_scrolls_to_the_end(open_chat: Any) -> None:
    chat = await open_chat(language="nl", reduced_motion="reduce")
    await chat.open()
    chat.answer(LONG)
    await expect(chat.button("Lees verder")).to_be_visible()
    await chat.page.get_by_role("log").hover()
    await chat.page.mouse.wheel(0, 20_000)
    await expect(chat.button("Lees verder")).to_be_hidden()
    await chat.page.mouse.wheel(0, -300)
    await expect(chat.button("Lees verder")).to_be_visible()


async def test_page_further_is_a_jump_for_those_who_ask_for_rest(open_chat: Any) -> None:
    chat = await open_chat(reduced_motion="reduce")
    await chat.open()
    chat.answer(LONG)
    await expect(chat.button("More below")).to_be_visible()
    listen = "log => { log.scrollBy = (to) => { window.how = to.behavior } }"
    await chat.page.get_by_role("log").evaluate(listen)
    await chat.button("More below").click()
    assert await chat.page.evaluate("window.how") == "instant"
