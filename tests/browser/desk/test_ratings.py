"""What customers think, on the page for leads: agents and the bot apart, the latest words."""

import time
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.desk.conftest import CHAT, Desk, SignIn
from tests.browser.desk.test_desk_looks import problems

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def rate(desk: Desk, number: int, **facts: Any) -> None:
    usual = {
        "id": f"h{number}", "conversation": f"web-{number}", "of": "agent", "ticket": "",
        "agent_id": "sanne", "agent_name": "Sanne", "department": "billing", "topic": "",
        "language": "nl", "platform": "short_video", "channel": "web", "words": "", "score": 5,
        "rated_ms": int(time.time() * 1000) - 60_000,
    }  # fmt: skip
    await desk.records.store_rating(usual | facts)


async def test_a_lead_sees_agents_and_the_bot_apart_with_the_latest_words(
    desk: Desk, sign_in: SignIn
) -> None:
    await rate(desk, 1, words="<b>Snel</b> geholpen")
    await rate(desk, 2, score=2)
    await rate(desk, 3, of="bot", agent_id="", agent_name="", topic="refund_request", score=4)
    page = await sign_in(await desk.add_agent("Mina", role="lead"))

    await page.get_by_role("link", name="Ratings").click()

    whole = page.get_by_role("region", name="Agents", exact=True)
    await expect(whole.get_by_role("row").nth(1)).to_contain_text("All")
    assert await whole.get_by_role("row").nth(1).locator("td").all_inner_texts() == [
        "2", "3.5", "50%",
    ]  # fmt: skip
    by_agent = page.get_by_role("region", name="Agents: by agent")
    await expect(by_agent.get_by_role("rowheader")).to_have_text("Sanne")
    bot = page.get_by_role("region", name="The bot", exact=True)
    await expect(bot.locator("td").first).to_have_text("1")
    words = page.get_by_role("region", name="Latest words")
    await expect(words).to_contain_text("<b>Snel</b> geholpen")
    assert await problems(page) == []


async def test_a_period_without_ratings_says_so_in_every_language(
    desk: Desk, sign_in: SignIn
) -> None:
    page = await sign_in(await desk.add_agent("Mina", role="lead"))
    await page.goto(f"{desk.address}/desk/ratings")
    for language, words in (
        ("en", "No ratings"), ("nl", "Geen beoordelingen"), ("zh", "没有评价"),
    ):  # fmt: skip
        await page.locator("#language").select_option(language)
        await expect(page.locator("#none")).to_contain_text(words)


async def test_an_agent_neither_sees_the_way_nor_the_figures(desk: Desk, sign_in: SignIn) -> None:
    page = await sign_in(await desk.add_agent("Sanne"))
    await expect(page.get_by_role("link", name="Ratings")).to_have_count(0)
    await page.goto(f"{desk.address}/desk/ratings")
    await expect(page.locator("#toasts")).to_contain_text("Only leads and managers")
    assert await page.get_by_role("region").count() == 0


async def test_handing_back_as_answered_wants_to_know_what_was_done(
    desk: Desk, sign_in: SignIn
) -> None:
    sanne = await desk.add_agent("Sanne")
    desk.wait(CHAT, customer="Noor")
    page = await sign_in(sanne)
    await page.locator(".chat-item", has_text="Noor").click()
    await page.get_by_role("button", name="Take this chat").click()
    await page.get_by_role("button", name="Hand back to bot").click()
    dialog = page.get_by_role("dialog")
    done = dialog.locator("textarea")
    await dialog.get_by_label("The bot can do the rest").check()
    await expect(done).to_have_attribute("required", "")
    await dialog.get_by_role("button", name="Hand back to bot").click()
    assert desk.stand.ended == []
    await dialog.get_by_label("The customer wishes it").check()
    await expect(done).not_to_have_attribute("required", "")
    await dialog.get_by_role("button", name="Hand back to bot").click()
    await expect(page.locator("#toasts")).to_contain_text("The bot has the chat again")
    assert desk.stand.ended == [(CHAT, "hand_back", "wish", "")]
