"""Too fast or too many: one line, one time, and what was written goes out by itself."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from handoff.rules.events import CustomerOpened
from tests.browser.widget.test_looks import faults
from tests.browser.widget.test_talk import GREETING, written

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SECONDS = re.compile(r"\b(\d+) s\b")


async def times_shown(part: Locator) -> list[str]:
    """The times that are seen, without what is for screen readers alone."""
    seen = "node => [...node.querySelectorAll('[aria-hidden=true]')].map(n => n.textContent).join()"
    return SECONDS.findall(await part.evaluate(seen))


async def test_too_many_chats_are_told_with_one_time_that_runs_down(open_chat: Any) -> None:
    chat = await open_chat(language="nl")
    chat.served.support.waits["new"] = 30.0
    await chat.launcher.click()
    seen = chat.line.locator("[aria-hidden=true]")
    await expect(seen).to_have_text(re.compile("De jouwe opent over 2[0-9] s vanzelf"))
    assert len(await times_shown(chat.line)) == 1
    # Heard once: the seconds that run down are for the eyes.
    await expect(chat.line.locator(".heard")).to_have_text(re.compile("over 30 s vanzelf"))
    assert await faults(chat.page) == []


async def test_what_was_written_meanwhile_is_sent_when_the_time_has_passed(open_chat: Any) -> None:
    chat = await open_chat(language="nl")
    chat.served.support.waits["new"] = 2.0
    await chat.launcher.click()
    await chat.write("een")
    await chat.write("twee")
    await expect(chat.unsent).to_have_count(2)
    await expect(chat.unsent.first).to_contain_text("Wacht op verzending")
    assert await times_shown(chat.unsent.first) == []
    await expect(chat.line).to_contain_text("opent over")
    chat.served.support.waits.clear()

    await expect(chat.bubble("You wrote: twee")).to_be_visible(timeout=60_000)
    await expect(chat.unsent).to_have_count(0)
    await expect(chat.line).to_be_hidden()
    assert await chat.said() == [GREETING, "een", "You wrote: een", "twee", "You wrote: twee"]
    assert written(chat) == ["een", "twee"]
    events = [event for _, _, event in chat.served.support.accepted]
    assert sum(isinstance(event, CustomerOpened) for event in events) == 1


async def test_what_was_written_too_fast_is_sent_once_and_in_order(open_chat: Any) -> None:
    chat = await open_chat(language="nl")
    await chat.open()
    chat.served.support.waits["messages"] = 2.0
    await chat.write("een")
    await chat.write("twee")
    await expect(chat.unsent.first).to_contain_text(re.compile("over [12] s"))
    # One time is named once: the second waits for the first.
    assert len(await times_shown(chat.unsent.first)) == 1
    await expect(chat.unsent.last).to_contain_text("Wacht op verzending")
    chat.served.support.waits.clear()
    await expect(chat.bubble("You wrote: twee")).to_be_visible(timeout=60_000)
    assert written(chat) == ["een", "twee"]


async def test_without_a_connection_only_the_line_names_a_time(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    chat.served.support.waits["messages"] = 30.0
    await chat.write("too fast")
    await expect(chat.unsent).to_contain_text("sent by itself in")
    await chat.page.context.set_offline(True)
    await expect(chat.line).to_contain_text("No connection")
    await expect(chat.unsent).to_contain_text("Waits to be sent")
    await expect(chat.unsent).not_to_contain_text("by itself")


async def test_greeting_that_came_too_fast_is_asked_for_again(open_chat: Any) -> None:
    chat = await open_chat()
    chat.served.support.waits["messages"] = 1.0
    await chat.launcher.click()
    await expect(chat.line).to_contain_text("sent by itself in 1 s")
    assert len(await times_shown(chat.line)) == 1
    chat.served.support.waits.clear()
    await expect(chat.bubble(GREETING)).to_be_visible()
    await expect(chat.line).to_be_hidden()
