"""The frame speaks the language of the conversation, whatever that of the page."""

from typing import Any

import pytest
from playwright.async_api import expect

from bot.channels.web import protocol
from handoff.rules.conversation import Handoff, State
from handoff.rules.messages import FileRef, Speaker

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HANDOFF = Handoff("h1", "user_request", "billing", "P2", 0, 0, "q", number="FB-1042", ahead=1)
FORM = FileRef("k", "form.pdf", "application/pdf", 2048)


async def speaks_dutch(chat: Any) -> None:
    await expect(chat.panel.get_by_role("heading", name="Hulp", exact=True)).to_be_visible()
    await expect(chat.panel).to_have_attribute("lang", "nl")
    await expect(chat.field).to_have_attribute("placeholder", "Schrijf een bericht")
    await expect(chat.panel.get_by_role("combobox")).to_have_value("nl")
    await expect(chat.button("Versturen")).to_be_visible()


async def test_frame_follows_the_conversation_into_another_language(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.say("mijn geld is niet terug")
    chat.answer("Hier is het.", speaker=Speaker.AGENT, name="Sanne", files=(FORM,))
    await expect(chat.page.get_by_text("File: form.pdf")).to_be_visible()
    chat.become(greeted=True, language="nl", state=State.QUEUED, handoff=HANDOFF)
    await speaks_dutch(chat)
    await expect(chat.card).to_contain_text("Nummer 2 in de rij")
    await expect(chat.button("Stop met wachten")).to_be_visible()
    # Names and marks of what was said before as well; what was said stays as it is.
    await expect(chat.page.get_by_text("Bestand: form.pdf")).to_be_visible()
    await expect(chat.page.get_by_text("Assistent (bot)").first).to_be_visible()
    await expect(chat.bubble("You wrote: mijn geld is niet terug")).to_be_visible()
    assert chat.complaints == []


async def test_words_that_follow_are_not_read_aloud_again(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.say("hallo")
    watch = """log => { window.added = 0; new MutationObserver(changes => {
        for (const change of changes) window.added += change.addedNodes.length;
    }).observe(log, {childList: true, subtree: true}) }"""
    await chat.page.get_by_role("log").evaluate(watch)
    chat.become(greeted=True, language="nl")
    await speaks_dutch(chat)
    await expect(chat.page.get_by_text("Assistent (bot)").first).to_be_visible()
    assert await chat.page.evaluate("window.added") == 0
    await expect(chat.page.get_by_role("log")).to_have_attribute("aria-relevant", "additions")


async def test_frame_speaks_it_right_after_a_reload(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.say("hallo")
    chat.become(greeted=True, language="nl")
    await speaks_dutch(chat)
    # Even before the service can be reached again.
    await chat.page.route("**/api/web/session", lambda route: route.abort())
    await chat.page.reload()
    await speaks_dutch(chat)
    await expect(chat.line).to_contain_text("Geen verbinding")


async def test_another_browser_tab_of_the_page_hears_it_before_the_history(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.say("hallo")
    chat.become(greeted=True, language="zh")
    await expect(chat.panel).to_have_attribute("lang", "zh")
    await chat.page.evaluate("localStorage.removeItem(`footbridge:${location.origin}:spoken`)")
    other = type(chat)(await chat.page.context.new_page(), chat.served)
    await other.visit("en")
    await expect(other.panel).to_have_attribute("lang", "zh")


async def test_choice_is_not_undone_by_what_the_service_said_before(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    chat.become(greeted=True, language="en")
    chat.served.support.gate.clear()
    await chat.panel.get_by_role("combobox").select_option("nl")
    await speaks_dutch(chat)
    # The choice is still on its way when the service tells something else.
    chat.become(state=State.QUEUED, handoff=HANDOFF)
    await expect(chat.card).to_contain_text("Nummer 2 in de rij")
    await speaks_dutch(chat)
    chat.served.support.gate.set()
    chat.become(language="nl", state=State.BOT, handoff=None)
    await expect(chat.card).to_be_hidden()
    # From here on the conversation leads again.
    chat.become(language="en")
    await expect(chat.panel).to_have_attribute("lang", "en")


async def test_new_conversation_speaks_the_language_of_the_page(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.say("hallo")
    chat.become(greeted=True, language="nl")
    await speaks_dutch(chat)
    await chat.served.stop()
    chat.served.options["secret"] = b"another secret after the old one, 40 b"
    await chat.served.start()
    await chat.button("Probeer nu").click()
    await expect(chat.panel).to_have_attribute("lang", "en", timeout=60_000)


async def test_notice_that_stands_there_changes_its_language(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    chat.served.support.waits["messages"] = 30.0
    await chat.write("te snel")
    await expect(chat.unsent).to_contain_text("sent by itself in")
    chat.become(greeted=True, language="nl")
    await expect(chat.unsent).to_contain_text("vanzelf verstuurd")
    await expect(chat.unsent).not_to_contain_text("by itself")


@pytest.mark.parametrize("frame", ["ready", "status"])
async def test_service_that_tells_no_language_changes_nothing(
    open_chat: Any, frame: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = getattr(protocol, f"{frame}_frame")

    def older(*values: Any, **options: Any) -> dict[str, Any]:
        told = made(*values, **options)
        return {name: told[name] for name in told if name not in ("language", "by", "late")}

    monkeypatch.setattr(protocol, f"{frame}_frame", older)
    chat = await open_chat(language="nl")
    await chat.open()
    await speaks_dutch(chat)
    chat.become(state=State.QUEUED, handoff=HANDOFF)
    await expect(chat.card).to_contain_text("Nummer 2 in de rij")
    await speaks_dutch(chat)
    assert chat.complaints == []
