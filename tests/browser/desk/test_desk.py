"""The day of an agent at the web desk, in a real browser."""

import re
from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from handoff.errors import StoreUnavailable
from handoff.records.sessions import LINK_VALID_FOR
from handoff.rules.messages import Audience, Entry, Speaker
from tests.browser.desk.conftest import CHAT, Desk, SignIn, open_chat

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def write(page: Page, mode: str, text: str) -> None:
    await page.get_by_role("radio", name=mode).check()
    await page.get_by_role("textbox", name=mode).fill(text)
    await page.keyboard.press("Enter")


def customer_says(desk: Desk, number: int, text: str) -> None:
    desk.log.add(CHAT, Entry(f"web:{number}", Speaker.CUSTOMER, text, 1_772_600_300_000))


async def test_from_claim_to_resolve(desk: Desk, sign_in: SignIn):
    desk.wait(CHAT)
    page = await sign_in(await desk.add_agent("Sanne"))

    # Before taking: everything is there to read, and a reply is not possible.
    await open_chat(page)
    await expect(page.locator(".said.bot").first).to_contain_text("reservering")
    await expect(page.locator("#facts .original")).to_have_text(
        "Waarom is er twee keer 9,99 afgeschreven?"
    )
    for fact in ("FB-7K3QX9", "The customer said twice", "Payments", "Unexpected charge", "Dutch"):
        await expect(page.locator("#facts")).to_contain_text(fact)
    await page.get_by_role("radio", name="Reply to customer").check()
    await expect(page.get_by_role("textbox", name="Reply to customer")).to_be_disabled()

    await page.get_by_role("button", name="Take this chat").click()
    await expect(page.locator("#mine .chat-item")).to_have_count(1)
    await write(page, "Reply to customer", "Hoi Noor, ik kijk mee.")
    await expect(page.locator(".said.agent")).to_contain_text("Hoi Noor, ik kijk mee.")
    await expect(page.locator(".said.agent")).to_contain_text("(you)")
    await write(page, "Internal note", "Bank gebeld.")
    note = page.locator(".said.internal")
    await expect(note).to_contain_text("the customer does not see it")
    await expect(note).to_contain_text("Bank gebeld.")
    customer_says(desk, 7, "Dank je wel!")
    await expect(page.locator(".said.customer").last).to_contain_text("Dank je wel!")

    # Resolving asks about the original question and wants an outcome.
    await page.get_by_role("button", name="Resolve").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Waarom is er twee keer 9,99 afgeschreven?")
    await dialog.get_by_role("button", name="Resolve").click()
    await expect(dialog).to_be_visible()
    await dialog.get_by_role("radio", name="Yes, it is answered").check()
    await dialog.get_by_role("button", name="Resolve").click()
    await expect(page.locator("#mine .chat-item")).to_have_count(0)

    assert desk.stand.ended == [(CHAT, "resolve", "answered")]
    lines = [(line.text, line.audience) for line in desk.log.lines[CHAT]]
    assert lines.count(("Hoi Noor, ik kijk mee.", Audience.ALL)) == 1
    assert lines.count(("Bank gebeld.", Audience.DESK)) == 1


async def test_the_chat_of_a_complaint_ends_without_a_decision_on_it(desk: Desk, sign_in: SignIn):
    desk.wait(CHAT)
    state = desk.log.states[CHAT]
    assert state.handoff is not None
    about = replace(state.handoff, complaint="billing_dispute")
    desk.log.states[CHAT] = replace(state, handoff=about)
    page = await sign_in(await desk.add_agent("Sanne"))
    await open_chat(page)
    await page.get_by_role("button", name="Take this chat").click()
    await page.get_by_role("button", name="End the chat").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("The complaint FB-7K3QX9 stays open")
    await expect(dialog.get_by_role("radio")).to_have_count(3)
    await expect(dialog).not_to_contain_text("something was put right")
    await dialog.get_by_role("radio", name="Yes, it is answered").check()
    await dialog.get_by_role("button", name="End the chat").click()
    await expect(page.locator(".toast").last).to_contain_text("the complaint stays open")
    assert desk.stand.ended == [(CHAT, "resolve", "answered")]


async def test_hand_back_wants_a_reason(desk: Desk, sign_in: SignIn):
    desk.wait(CHAT)
    page = await sign_in(await desk.add_agent("Sanne"))
    await open_chat(page)
    await page.get_by_role("button", name="Take this chat").click()

    await page.get_by_role("button", name="Hand back to bot").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Hand back to bot").click()
    await expect(dialog).to_be_visible()
    assert desk.stand.ended == []
    await dialog.get_by_role("radio", name="The question is answered").check()
    await dialog.get_by_role("textbox").fill("Refund made")
    await dialog.get_by_role("button", name="Hand back to bot").click()
    await expect(page.get_by_text("Choose a chat")).to_be_visible()
    assert desk.stand.ended == [(CHAT, "hand_back", "answered", "Refund made")]


async def test_two_agents_want_the_same_chat(desk: Desk, sign_in: SignIn):
    desk.wait(CHAT)
    first = await sign_in(await desk.add_agent("Sanne"))
    second = await sign_in(await desk.add_agent("Yusuf"))
    for page in (first, second):
        await open_chat(page)

    await first.get_by_role("button", name="Take this chat").click()
    await expect(second.locator("chat-talk")).to_contain_text("Sanne has this chat now.")
    await expect(second.get_by_role("button", name="Take this chat")).to_be_hidden()
    await expect(second.locator("reply-box")).to_be_hidden()
    await expect(second.locator("#waiting .chat-item")).to_have_count(0)
    assert desk.stand.cards[CHAT].agent_name == "Sanne"


async def test_new_words_in_another_chat_are_counted(desk: Desk, sign_in: SignIn):
    desk.wait(CHAT)
    desk.wait("web-other", customer="Li Wei")
    page = await sign_in(await desk.add_agent("Sanne"))
    for name in ("Noor", "Li Wei"):
        await open_chat(page, name)
        await page.get_by_role("button", name="Take this chat").click()
        await expect(page.locator("#mine .chat-item", has_text=name)).to_be_visible()

    customer_says(desk, 8, "Bent u er nog?")
    noor = page.locator("#mine .chat-item", has_text="Noor")
    await expect(noor).to_contain_text("1 new")
    await expect(page).to_have_title("(1) Footbridge")
    await open_chat(page, "Noor")
    await expect(noor).not_to_contain_text("new")
    await expect(page).to_have_title("Footbridge")


async def test_edit_shows_both_wordings(desk: Desk, sign_in: SignIn):
    desk.wait(CHAT)
    page = await sign_in(await desk.add_agent("Sanne"))
    await open_chat(page)
    count = await page.locator(".said").count()

    edit = Entry("e:1", Speaker.CUSTOMER, "Twee keer 19,99!", 1_772_600_300_000, edits=f"{CHAT}:0")
    desk.log.add(CHAT, edit)
    first = page.locator(".said").first
    await expect(first).to_contain_text("Twee keer 19,99!")
    await expect(first).to_contain_text("was: Waarom is er twee keer 9,99 afgeschreven?")
    await expect(page.locator(".said")).to_have_count(count)


async def test_words_of_a_customer_are_only_ever_text(desk: Desk, sign_in: SignIn):
    attack = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    desk.wait(CHAT, question=attack, customer="<b>Noor</b>")
    page = await sign_in(await desk.add_agent("Sanne"))
    customer_says(desk, 9, attack)
    await open_chat(page)

    await expect(page.locator(".said.customer").last).to_contain_text(attack)
    await expect(page.locator("#facts .original")).to_have_text(attack)
    assert await page.locator("main img, main script, main b, #facts img").count() == 0


async def test_failed_send_keeps_the_words_and_does_not_double(desk: Desk, sign_in: SignIn):
    desk.wait(CHAT)
    page = await sign_in(await desk.add_agent("Sanne"))
    await open_chat(page)
    await page.get_by_role("button", name="Take this chat").click()
    await expect(page.locator("#mine .chat-item")).to_have_count(1)

    # The message is stored, but the answer to the page is lost.
    stored = desk.stand.reply

    async def store_then_fail(*given):
        await stored(*given)
        desk.stand.reply = stored
        raise StoreUnavailable("the answer is lost")

    desk.stand.reply = store_then_fail
    await write(page, "Reply to customer", "Een keer is genoeg")
    await expect(page.locator(".toast.problem")).to_contain_text("press the button again")
    box = page.get_by_role("textbox", name="Reply to customer")
    await expect(box).to_have_value("Een keer is genoeg")
    await page.get_by_role("button", name="Send to Noor").click()
    await expect(box).to_have_value("")
    assert [line.text for line in desk.log.lines[CHAT]].count("Een keer is genoeg") == 1


async def test_page_comes_back_by_itself_and_misses_nothing(desk: Desk, sign_in: SignIn):
    desk.wait(CHAT)
    page = await sign_in(await desk.add_agent("Sanne"))
    await open_chat(page)
    await page.get_by_role("button", name="Take this chat").click()
    await page.get_by_role("textbox", name="Reply to customer").fill("Half a")
    before = await page.locator(".said").count()

    await desk.console.stop()
    await expect(page.locator("#banner")).to_contain_text("what you type is kept")
    customer_says(desk, 10, "Nog iets")
    await expect(page.locator("#banner")).to_be_hidden()
    await expect(page.locator(".said").last).to_contain_text("Nog iets")
    await expect(page.locator(".said")).to_have_count(before + 1)
    await expect(page.get_by_role("textbox", name="Reply to customer")).to_have_value("Half a")


async def test_keyboard_alone_is_enough(desk: Desk, sign_in: SignIn):
    desk.wait(CHAT)
    desk.wait("web-other", customer="Li Wei", left_s=900)
    page = await sign_in(await desk.add_agent("Sanne"))
    await expect(page.locator("#waiting .chat-item")).to_have_count(2)

    await page.locator("#waiting .chat-item").first.focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".talk-name")).to_have_text("Li Wei")
    take = page.get_by_role("button", name="Take this chat")
    for _ in range(12):
        await page.keyboard.press("Tab")
        if await take.evaluate("button => button === document.activeElement"):
            break
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Reply to customer")).to_be_focused()
    await page.keyboard.type("Hallo")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("daar")
    await page.keyboard.press("Enter")
    await expect(page.locator(".said.agent .words")).to_have_text("Hallo\ndaar")


async def test_presence_is_set_from_the_page(desk: Desk, sign_in: SignIn):
    agent = await desk.add_agent("Sanne")
    page = await sign_in(agent)

    await page.get_by_label("Your status").select_option("available")
    await expect(page.locator(".presence")).to_have_attribute("data-presence", "available")
    assert desk.stand.presences[agent.id] == "available"


async def test_agent_who_is_away_is_told_and_becomes_available_by_one_button(
    desk: Desk, sign_in: SignIn
):
    agent = await desk.add_agent("Sanne")
    page = await sign_in(agent)
    notice = page.get_by_text("You are away.")
    await expect(notice).to_be_visible()

    await page.get_by_role("button", name="I am available").click()
    await expect(notice).to_be_hidden()
    await expect(page.get_by_label("Your status")).to_be_focused()
    await expect(page.get_by_label("Your status")).to_have_value("available")
    assert desk.stand.presences[agent.id] == "available"
    await page.get_by_label("Your status").select_option("busy")
    await expect(notice).to_be_hidden()
    await page.get_by_label("Your status").select_option("away")
    await expect(notice).to_be_visible()


async def test_agent_chooses_the_language_and_it_stays(desk: Desk, sign_in: SignIn):
    desk.wait(CHAT)
    page = await sign_in(await desk.add_agent("Sanne"))
    await open_chat(page)

    await page.get_by_label("Language").select_option("zh")
    await expect(page.get_by_role("button", name="接手对话")).to_be_visible()
    await expect(page.locator("#facts")).to_contain_text("客户两次表示答非所问")
    await page.reload()
    await expect(page.get_by_role("button", name="接手对话")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "zh")


async def test_lead_repeats_what_was_not_delivered(desk: Desk, sign_in: SignIn):
    page = await sign_in(await desk.add_agent("Sanne", role="lead"))
    await page.get_by_role("button", name="Undelivered").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("chat is gone")

    await dialog.get_by_role("button", name="Try again").click()
    await expect(dialog).to_contain_text("Everything was delivered.")
    plain = await sign_in(await desk.add_agent("Yusuf"))
    await expect(plain.get_by_role("button", name="Undelivered")).to_be_hidden()


async def test_signed_out_page_shows_nothing_any_more(desk: Desk, sign_in: SignIn):
    desk.wait(CHAT)
    page = await sign_in(await desk.add_agent("Sanne"))
    await open_chat(page)

    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("alert")).to_contain_text("You are signed out")
    await page.goto(f"{desk.address}/desk")
    await expect(page.get_by_role("alert")).to_contain_text("You are signed out")
    await expect(page.locator(".chat-item")).to_have_count(0)


async def test_used_link_explains_itself(desk: Desk, sign_in: SignIn):
    agent = await desk.add_agent("Sanne")
    page = await sign_in(agent)
    code = await desk.records.make_sign_in_code(agent.id, LINK_VALID_FOR)
    await desk.records.open_session(code)

    answer = await page.goto(f"{desk.address}/desk/sign-in?code={code}")
    assert answer is not None
    assert answer.status == 403
    await expect(page.get_by_role("heading")).to_have_text(re.compile("does not work any more"))
