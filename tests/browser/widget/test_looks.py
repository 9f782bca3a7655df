"""What the widget looks like, and that everybody can use it."""

from importlib.resources import files
from typing import Any

import pytest
from playwright.async_api import Page, expect

from handoff.rules.conversation import Handoff, Question, State
from handoff.rules.messages import Button, FileRef, Speaker

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AXE = (files("axe_core_python") / "axe.min.js").read_text("utf-8")
HANDOFF = Handoff("h1", "user_request", "billing", "P2", 0, 0, "q", number="FB-1042", ahead=1)
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


async def faults(page: Page) -> list[str]:
    """What axe finds, as ``rule: element``."""
    await page.evaluate(AXE)
    found = await page.evaluate("axe.run()")
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_state_is_free_of_barriers(open_chat: Any, scheme: str) -> None:
    chat = await open_chat(color_scheme=scheme, reduced_motion="reduce")
    assert await faults(chat.page) == []
    await chat.open()
    await chat.say("See https://lumo.example/pay/1")
    chat.become(state=State.QUEUED, handoff=HANDOFF, pending=(Question("q", "x"),))
    chat.answer(
        "Which one?",
        buttons=(Button("topic:a", "Refund"),),
        files=(FileRef("k", "form.pdf", "application/pdf", 2048),),
    )
    await expect(chat.page.locator(".typing")).to_be_visible()
    assert await faults(chat.page) == []

    chat.answer("Hi, I am Sanne.", speaker=Speaker.AGENT, name="Sanne")
    chat.answer("Sanne joined.", speaker=Speaker.SYSTEM)
    held = Handoff(**{**vars(HANDOFF), "agent_name": "Sanne"})
    chat.become(state=State.AGENT, handoff=held, pending=())
    chat.served.support.is_down = True
    await chat.write("fails")
    await expect(chat.unsent).to_contain_text("not stored")
    await chat.page.context.set_offline(True)
    await expect(chat.page.locator(".line")).to_be_visible()
    await chat.field.fill("x" * 4002)
    assert await faults(chat.page) == []


@pytest.mark.parametrize(
    ("language", "title", "placeholder", "person"),
    [
        ("en", "Support", "Write a message", "Talk to a person"),
        ("nl", "Hulp", "Schrijf een bericht", "Praat met een mens"),
        ("zh", "客服", "请输入消息", "转人工客服"),
    ],
)
async def test_labels_speak_the_language_of_the_page(
    open_chat: Any, language: str, title: str, placeholder: str, person: str
) -> None:
    chat = await open_chat(language=language)
    await chat.open()
    await expect(chat.panel.get_by_role("heading", name=title, exact=True)).to_be_visible()
    await expect(chat.field).to_have_attribute("placeholder", placeholder)
    await expect(chat.page.locator(".menu .chip")).to_have_text(person)
    await expect(chat.panel).to_have_attribute("lang", language)
    assert chat.served.support.accepted[0][2].language == language


async def test_language_can_be_switched_and_stays(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.say("hello")
    await chat.page.get_by_label("Language", exact=True).last.select_option("nl")
    await expect(chat.page.get_by_text("Assistent (bot)").first).to_be_visible()
    await expect(chat.field).to_have_attribute("placeholder", "Schrijf een bericht")
    await chat.say("hallo")
    assert [event.button for _, _, event in chat.served.support.accepted[2:3]] == ["language:nl"]
    await expect(chat.unsent).to_have_count(0)
    await chat.page.reload()
    await expect(chat.field).to_have_attribute("placeholder", "Schrijf een bericht")


async def test_keyboard_is_enough(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.launcher.focus()
    await chat.page.keyboard.press("Enter")
    await expect(chat.field).to_be_focused()
    await chat.page.keyboard.type("line one")
    await chat.page.keyboard.press("Shift+Enter")
    await chat.page.keyboard.type("line two")
    await chat.page.keyboard.press("Enter")
    await expect(chat.bubble("You wrote: line one line two")).to_be_visible()
    await chat.page.keyboard.press("Escape")
    await expect(chat.panel).to_be_hidden()
    await expect(chat.launcher).to_be_focused()


async def test_shortcuts_of_the_page_stay_quiet_while_one_types(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.page.evaluate("addEventListener('keydown', () => { window.heard = true })")
    await chat.open()
    await chat.field.press("k")
    await expect(chat.field).to_have_value("k")
    assert await chat.page.evaluate("window.heard") is None


async def test_page_can_open_the_chat_from_a_link_of_its_own(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.page.evaluate("document.querySelector('footbridge-chat').open()")
    await expect(chat.panel).to_be_visible()
    await expect(chat.field).to_be_focused()
    await chat.page.evaluate("document.querySelector('footbridge-chat').close()")
    await expect(chat.panel).to_be_hidden()


async def test_enter_that_chooses_a_chinese_word_sends_nothing(open_chat: Any) -> None:
    chat = await open_chat(language="zh")
    await chat.open()
    await chat.field.fill("退款")
    composing = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true})"
    await chat.field.evaluate(f"field => field.dispatchEvent({composing})")
    await expect(chat.field).to_have_value("退款")
    await chat.field.press("Enter")
    await expect(chat.field).to_have_value("")


async def test_long_text_is_counted_before_it_is_too_long(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    count = chat.page.locator(".count")
    await chat.field.fill("x" * 3500)
    await expect(count).to_be_hidden()
    await chat.field.fill("\U0001f600" * 3990)
    await expect(count).to_have_text("Characters left: 10")
    await chat.field.fill("x" * 4001)
    await expect(count).to_have_text("Characters too many: 1")
    await chat.field.press("Enter")
    await expect(chat.button("Send")).to_be_disabled()
    await expect(chat.unsent).to_have_count(0)


async def test_text_is_never_markup_and_only_web_addresses_are_links(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    text = "<img src=x onerror=alert(1)> javascript:alert(1) (https://lumo.example/a_(b)). 见https://lumo.example/c，谢谢"
    chat.answer(text)
    await expect(chat.bubble(text)).to_be_visible()
    links = chat.entries.last.locator("a")
    found = [await link.get_attribute("href") for link in await links.all()]
    assert found == ["https://lumo.example/a_(b)", "https://lumo.example/c"]
    assert await links.first.get_attribute("rel") == "noopener noreferrer nofollow"
    assert await chat.entries.last.locator("img").count() == 0
    assert chat.complaints == []


async def test_phone_shows_the_chat_on_the_whole_screen(open_chat: Any) -> None:
    chat = await open_chat(**PHONE)
    await chat.open()
    await expect(chat.launcher).to_be_hidden()
    frame = "panel => { const b = panel.getBoundingClientRect(); return [b.width, b.height] }"
    assert await chat.panel.evaluate(frame) == [390, 780]
    assert await chat.page.evaluate("document.documentElement.scrollWidth") == 390
    await chat.button("Close chat").click()
    await expect(chat.launcher).to_be_focused()


async def test_new_messages_do_not_move_a_reader_of_old_ones(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    for number in range(40):
        chat.answer(f"line {number}")
    await expect(chat.bubble("line 39")).to_be_in_viewport()
    log = chat.page.get_by_role("log")
    await log.hover()
    await chat.page.mouse.wheel(0, -5000)
    await expect(chat.entries.first).to_be_in_viewport()
    chat.answer("the newest")
    await chat.button("New messages").click()
    await expect(chat.bubble("the newest")).to_be_in_viewport()
    await expect(chat.button("New messages")).to_be_hidden()


@pytest.mark.parametrize(("scheme", "ink"), [("light", "23, 33, 31"), ("dark", "233, 240, 238")])
async def test_colours_follow_the_system(open_chat: Any, scheme: str, ink: str) -> None:
    chat = await open_chat(color_scheme=scheme)
    await chat.open()
    color = "panel => getComputedStyle(panel).color"
    assert await chat.panel.evaluate(color) == f"rgb({ink})"
    other = "dark" if scheme == "light" else "light"
    await chat.page.emulate_media(color_scheme=other)
    await expect(chat.page.locator(".frame")).to_have_attribute("data-theme", other)


async def test_nothing_moves_for_those_who_ask_for_rest(open_chat: Any) -> None:
    chat = await open_chat(reduced_motion="reduce")
    await chat.open()
    motion = "panel => getComputedStyle(panel).animationName"
    assert await chat.panel.evaluate(motion) == "none"
