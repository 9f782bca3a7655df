"""Offers, passing on and putting back at the web desk, in a real browser."""

from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from handoff.rules.messages import Audience
from tests.browser.desk.conftest import CHAT, Desk, SignIn, open_chat

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def offer(desk: Desk, agent_id: str, left_ms: int = 30_000) -> None:
    desk.stand.offers[agent_id] = (desk.wait(CHAT), left_ms)
    desk.stand.hints.give()


async def take_offer(page: Page) -> None:
    await page.locator("#offer").get_by_role("button", name="Take").click()
    await expect(page.locator("#mine .chat-item")).to_have_count(1)


async def test_an_offer_shows_what_it_is_and_how_long_it_stands_and_is_taken(
    desk: Desk, sign_in: SignIn
):
    agent = await desk.add_agent("Sanne")
    page = await sign_in(agent)
    await expect(page.locator("#offer")).to_be_hidden()

    offer(desk, agent.id)

    shown = page.locator("#offer")
    await expect(shown).to_contain_text("A chat for you: Noor")
    await expect(shown).to_contain_text("Waarom is er twee keer 9,99 afgeschreven?")
    await expect(shown).to_contain_text("seconds left, then a colleague is asked")
    await take_offer(page)
    await expect(page.locator("#offer")).to_be_hidden()
    await expect(page.get_by_role("button", name="Put back")).to_be_visible()
    assert desk.stand.signs_of_life > 0


async def test_not_now_takes_the_offer_away_and_leaves_the_chat_in_line(
    desk: Desk, sign_in: SignIn
):
    agent = await desk.add_agent("Sanne")
    page = await sign_in(agent)
    offer(desk, agent.id)

    await page.locator("#offer").get_by_role("button", name="Not now").click()

    await expect(page.locator("#offer")).to_be_hidden()
    await expect(page.locator("#waiting .chat-item")).to_have_count(1)
    assert desk.stand.ended == [(CHAT, "refuse")]


async def test_one_who_missed_offers_reads_why_and_is_available_by_a_button(
    desk: Desk, sign_in: SignIn
):
    agent = await desk.add_agent("Sanne")
    page = await sign_in(agent)
    desk.stand.said[agent.id] = "missed"
    desk.stand.hints.give()
    await expect(page.locator("#away")).to_contain_text("You missed several offers in a row")

    await page.get_by_role("button", name="I am available").click()

    await expect(page.locator("#away")).to_be_hidden()


async def test_a_chat_is_passed_on_with_a_note_or_put_back(desk: Desk, sign_in: SignIn):
    sanne, noor = await desk.add_agent("Sanne"), await desk.add_agent("Joris")
    desk.stand.on_duty = [noor]
    page = await sign_in(sanne)
    offer(desk, sanne.id)
    await take_offer(page)

    await page.get_by_role("button", name="Pass on").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("To whom").select_option(label="Joris · 0 of 4 chats")
    await dialog.get_by_label("Note for colleagues").fill("Bank called")
    await dialog.get_by_role("button", name="Pass on").click()
    await expect(page.locator("#mine .chat-item")).to_have_count(0)
    assert desk.stand.ended == [(CHAT, "pass_on", noor.id)]
    notes = [line.text for line in desk.log.lines[CHAT] if line.audience is Audience.DESK]
    assert "Bank called" in notes

    desk.stand.ended.clear()
    offer(desk, sanne.id)
    await take_offer(page)
    await page.get_by_role("button", name="Put back").click()
    await page.get_by_role("dialog").get_by_role("button", name="Put back").click()
    await expect(page.locator("#mine .chat-item")).to_have_count(0)
    assert desk.stand.ended == [(CHAT, "put_back")]


async def test_a_lead_sees_who_holds_what_and_moves_it(desk: Desk, sign_in: SignIn):
    joris, lena = await desk.add_agent("Joris"), await desk.add_agent("Lena", role="lead")
    desk.stand.on_duty = [joris]
    card = desk.wait(CHAT)
    await desk.stand.claim(joris, card.conversation)
    page = await sign_in(lena)

    await page.get_by_role("button", name="Team").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Joris")
    await expect(dialog).to_contain_text("1 of 4 chats")
    await dialog.get_by_role("button", name="Pass on").click()
    await dialog.get_by_label("To whom").select_option("department:moderation")
    await dialog.get_by_role("button", name="Pass on").click()

    await expect(page.locator("#waiting .chat-item")).to_have_count(1)
    assert desk.stand.ended == [(CHAT, "pass_on", "moderation")]


@pytest.mark.parametrize("where", ["the list", "the chat"])
async def test_a_lead_moves_one_who_waits_and_says_why(desk: Desk, sign_in: SignIn, where: str):
    desk.wait(CHAT)
    page = await sign_in(await desk.add_agent("Lena", role="lead"))
    if where == "the list":
        await page.locator("#waiting").get_by_role("button", name="Pass on: Noor").click()
    else:
        await open_chat(page)
        await page.locator("#talk").get_by_role("button", name="Pass on").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("keeps the place by waiting time")
    await dialog.get_by_label("To whom").select_option("department:moderation")
    await dialog.get_by_role("button", name="Pass on").click()
    await expect(dialog).to_be_visible()
    assert desk.stand.ended == [], "without a reason nothing is sent"

    await dialog.get_by_label("Why, for colleagues").fill("A question about rules")
    await dialog.get_by_role("button", name="Pass on").click()

    await expect(page.locator("#waiting .chat-item")).to_contain_text("Moderation")
    assert desk.stand.ended == [(CHAT, "pass_on", "moderation")]
    assert [line.text for line in desk.log.lines[CHAT]][-1] == "A question about rules"


async def test_a_lead_who_comes_second_reads_where_the_chat_is(desk: Desk, sign_in: SignIn):
    card = desk.wait(CHAT)
    page = await sign_in(await desk.add_agent("Lena", role="lead"))
    await page.locator("#waiting").get_by_role("button", name="Pass on: Noor").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("To whom").select_option("department:moderation")
    await dialog.get_by_label("Why, for colleagues").fill("A question about rules")
    desk.stand.cards[card.conversation] = replace(card, department="privacy")

    await dialog.get_by_role("button", name="Pass on").click()

    await expect(page.locator("#toasts")).to_contain_text("waits with Privacy now")
    assert desk.stand.ended == []


async def test_an_agent_has_no_button_for_the_team_nor_for_chats_of_others(
    desk: Desk, sign_in: SignIn
):
    page = await sign_in(await desk.add_agent("Sanne"))
    desk.wait(CHAT)
    await open_chat(page)
    await expect(page.get_by_role("button", name="Team")).to_be_hidden()
    for button in await page.get_by_role("button", name="Pass on", include_hidden=True).all():
        await expect(button).to_be_hidden()
