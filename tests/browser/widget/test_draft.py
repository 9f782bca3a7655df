"""What the customer is writing outlives a reload, and is never sent by accident."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.widget.test_talk import written

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_draft_survives_a_reload_of_its_tab_and_is_not_sent(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.field.fill("half a\nsentence")
    await chat.page.reload()
    await expect(chat.field).to_have_value("half a\nsentence")
    await expect(chat.button("Send")).to_be_enabled()
    other = type(chat)(await chat.page.context.new_page(), chat.served)
    await other.visit("en")
    await expect(other.entries.first).to_be_visible()
    await expect(other.field).to_have_value("")
    assert written(chat) == []

    await chat.field.press("Enter")
    await expect(chat.entries.last).to_contain_text("You wrote: half a")
    await chat.page.reload()
    await expect(chat.entries.last).to_contain_text("You wrote: half a")
    await expect(chat.field).to_have_value("")
    assert written(chat) == ["half a\nsentence"]
