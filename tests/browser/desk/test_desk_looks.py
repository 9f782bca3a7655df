"""Everybody can use the desk: axe finds nothing, light and dark, and nothing is cut off."""

import pytest
from axe_core_python.async_playwright import Axe
from playwright.async_api import Page, expect

from handoff.desks.console.links import make_sign_in_link
from tests.adapters.console.stand import TALK
from tests.browser.desk.conftest import Desk, SignIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def problems(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [
        f"{one['id']}: {node['html']} ({node['failureSummary']})"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(desk: Desk, sign_in: SignIn, scheme: str):
    desk.wait("web-1")
    desk.wait("web-2", customer="", question="", priority="P1", left_s=-90)
    page = await sign_in(
        await desk.add_agent("Sanne", role="lead"),
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    await expect(page.locator("#waiting .chat-item")).to_have_count(2)
    assert await problems(page) == []

    await page.locator(".chat-item", has_text="Noor").click()
    await page.get_by_role("button", name="Take this chat").click()
    await expect(page.get_by_role("textbox", name="Reply to customer")).to_be_focused()
    await page.get_by_role("textbox", name="Reply to customer").fill("Hoi")
    assert await problems(page) == []
    await page.get_by_role("radio", name="Internal note").check()
    await page.get_by_role("textbox", name="Internal note").fill("Bank gebeld")
    await page.keyboard.press("Enter")
    await expect(page.locator(".said.internal")).to_be_visible()
    await page.get_by_role("textbox", name="Internal note").fill("Nog iets")
    assert await problems(page) == []

    for button in ("Hand back to bot", "Resolve", "Undelivered"):
        await page.get_by_role("button", name=button).click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await problems(page) == []
        await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    assert await problems(page) == []


async def test_sign_in_pages_are_clean_too(desk: Desk, sign_in: SignIn):
    agent = await desk.add_agent("Sanne")
    page = await sign_in(agent)
    await page.goto(await make_sign_in_link(desk.records, agent.id, desk.address))
    assert await problems(page) == []
    await page.goto(f"{desk.address}/desk/sign-in?code=wrong")
    assert await problems(page) == []


async def test_phone_shows_one_thing_at_a_time_with_a_way_back(desk: Desk, sign_in: SignIn):
    desk.wait("web-1")
    desk.wait("web-2", customer="Li Wei")
    phone = {"width": 390, "height": 844}
    page = await sign_in(await desk.add_agent("Sanne"), viewport=phone, has_touch=True)
    lists, talk, facts = (page.locator(part) for part in (".lists", "chat-talk", ".facts"))
    box = page.get_by_role("textbox", name="Reply to customer")
    await expect(talk).to_be_hidden()
    assert await problems(page) == []

    await page.locator(".chat-item", has_text="Noor").tap()
    await expect(lists).to_be_hidden()
    await expect(page.locator(".said").last).to_be_in_viewport(ratio=1)
    await expect(page.locator("#conversation")).to_be_focused()
    await page.get_by_role("button", name="Facts").tap()
    await page.get_by_role("button", name="Take this chat").tap()
    await expect(page.get_by_role("button", name="Send to Noor")).to_be_in_viewport(ratio=1)
    await box.fill("Half a")
    assert await problems(page) == []

    await page.get_by_role("button", name="Facts").tap()
    await expect(facts).to_be_in_viewport()
    await expect(facts).to_contain_text("FB-7K3QX9")
    await expect(box).to_be_hidden()
    assert await problems(page) == []
    await page.get_by_role("button", name="Facts").tap()
    await expect(box).to_have_value("Half a")

    await page.get_by_role("button", name="All chats").tap()
    await expect(page.locator("#mine .chat-item")).to_be_focused()
    await expect(talk).to_be_hidden()


async def test_chat_that_was_left_comes_whole_when_it_is_opened_again(desk: Desk, sign_in: SignIn):
    desk.wait("web-1")
    phone = {"width": 390, "height": 844}
    page = await sign_in(await desk.add_agent("Sanne"), viewport=phone)
    for take in (False, True, False):
        await page.locator(".chat-item", has_text="Noor").click()
        await expect(page.locator(".said")).to_have_count(len(TALK))
        if take:
            await page.get_by_role("button", name="Take this chat").click()
            await expect(page.get_by_role("button", name="Resolve")).to_be_visible()
        await page.get_by_role("button", name="All chats").click()
        await expect(page.locator(".lists")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1360, 820), (1000, 700), (420, 860)])
async def test_nothing_is_cut_off(desk: Desk, sign_in: SignIn, width: int, height: int):
    desk.wait("web-1", question="Een heel lange vraag " * 30)
    page = await sign_in(await desk.add_agent("Sanne"), viewport={"width": width, "height": height})
    await page.locator(".chat-item", has_text="Noor").click()
    await page.get_by_role("button", name="Take this chat").click()
    send = page.get_by_role("button", name="Send to Noor")
    await send.scroll_into_view_if_needed()
    await expect(send).to_be_in_viewport()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(overflow) <= 0
