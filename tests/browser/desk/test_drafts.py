"""What an agent is writing is kept per chat and tab, and is never sent by accident."""

import pytest
from playwright.async_api import expect

from handoff.desks.console.links import make_sign_in_link
from tests.browser.desk.conftest import CHAT, Desk, SignIn, open_chat

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_draft_survives_switching_reloading_and_the_other_mode(desk: Desk, sign_in: SignIn):
    desk.wait(CHAT)
    desk.wait("web-other", customer="Li Wei")
    page = await sign_in(await desk.add_agent("Sanne"))
    for name in ("Noor", "Li Wei"):
        await open_chat(page, name)
        await page.get_by_role("button", name="Take this chat").click()
        await expect(page.locator("#mine .chat-item", has_text=name)).to_be_visible()

    reply = page.get_by_role("textbox", name="Reply to customer")
    await open_chat(page, "Noor")
    await reply.fill("Half a sentence")
    await page.get_by_role("radio", name="Internal note").check()
    await expect(page.get_by_role("textbox", name="Internal note")).to_have_value("")
    await open_chat(page, "Li Wei")
    await expect(reply).to_have_value("")
    await open_chat(page, "Noor")
    await expect(reply).to_have_value("Half a sentence")
    await page.reload()
    await expect(reply).to_have_value("Half a sentence")

    # Another tab has drafts of its own, and what was sent is a draft no more.
    other = await page.context.new_page()
    await other.goto(page.url)
    await expect(other.locator(".talk-name")).to_have_text("Noor")
    await expect(other.get_by_role("textbox", name="Reply to customer")).to_have_value("")
    assert "Half a sentence" not in [line.text for line in desk.log.lines[CHAT]]
    await page.get_by_role("button", name="Send to Noor").click()
    await expect(page.locator(".said.agent")).to_contain_text("Half a sentence")
    await page.reload()
    await expect(page.locator(".said.agent")).to_contain_text("Half a sentence")
    await expect(reply).to_have_value("")


async def test_drafts_are_gone_after_signing_out(desk: Desk, sign_in: SignIn):
    desk.wait(CHAT)
    agent = await desk.add_agent("Sanne")
    page = await sign_in(agent)
    await open_chat(page)
    note = page.get_by_role("textbox", name="Internal note")
    await note.fill("not for the next one")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("alert")).to_contain_text("You are signed out")

    await page.goto(await make_sign_in_link(desk.records, agent.id, desk.address))
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.locator(".talk-name")).to_have_text("Noor")
    await expect(note).to_have_value("")
