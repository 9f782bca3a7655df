"""A customer talks through the widget: sending, losing the connection, coming back."""

from contextlib import suppress
from typing import Any

import pytest
from playwright.async_api import Error, expect

from handoff.errors import Refused
from handoff.rules.conversation import Handoff, State
from handoff.rules.events import ButtonPressed, CustomerWrote
from handoff.rules.messages import Button, Entry, Speaker
from tests.adapters.web.stands import AT_MS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HANDOFF = Handoff("h1", "user_request", "billing", "P2", 0, 0, "q", number="FB-1042", ahead=1)
GREETING = "Hello, I am the assistant, a bot. People are here until 23:00."


def written(chat: Any) -> list[str]:
    events = [event for _, _, event in chat.served.support.accepted]
    return [event.text for event in events if isinstance(event, CustomerWrote)]


async def test_customer_is_greeted_and_answered(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await expect(chat.bubble(GREETING)).to_be_visible()
    await expect(chat.page.get_by_text("Assistant (bot)")).to_be_visible()
    # What is hidden has no name that could be taken for the field's.
    await expect(chat.page.get_by_label("Your message")).to_have_count(1)

    await chat.say("Where is my refund?")
    assert await chat.said() == [
        GREETING,
        "Where is my refund?",
        "You wrote: Where is my refund?",
    ]
    await expect(chat.unsent).to_have_count(0)
    assert chat.complaints == []


async def test_reload_shows_the_same_talk_once(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.say("first")
    before = await chat.said()
    await chat.page.reload()
    await expect(chat.entries).to_have_count(len(before))
    assert await chat.said() == before

    await chat.say("second")
    assert await chat.said() == [*before, "second", "You wrote: second"]
    assert len({conversation for conversation, _, _ in chat.served.support.accepted}) == 1


async def test_message_that_was_not_stored_is_sent_again_by_itself(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.say("before")
    chat.served.support.is_down = True
    await chat.write("is this kept?")
    await expect(chat.unsent).to_contain_text("This message is not stored yet.")
    await chat.write("and this behind it?")
    await expect(chat.unsent).to_have_count(2)

    chat.served.support.is_down = False
    await expect(chat.bubble("You wrote: and this behind it?")).to_be_visible(timeout=60_000)
    await expect(chat.unsent).to_have_count(0)
    assert written(chat) == ["before", "is this kept?", "and this behind it?"]


async def test_message_does_not_overtake_one_that_failed(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    chat.served.support.gate.clear()
    await chat.write("one")
    await chat.write("two")
    await expect(chat.unsent).to_have_count(2)
    chat.served.support.failures_left = 1
    chat.served.support.gate.set()
    await expect(chat.unsent.first).to_contain_text("not stored")
    await chat.say("three")
    assert written(chat) == ["one", "two", "three"]
    # The greeting, the one that failed, and each of the three: nothing is sent without need.
    assert chat.served.support.accept_calls == 5


async def test_message_on_its_way_when_the_connection_breaks_is_sent_again(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    chat.served.support.gate.clear()
    await chat.write("half way")
    await expect(chat.unsent).to_contain_text("Sending")
    await chat.served.stop()
    await expect(chat.unsent).to_contain_text("Waits to be sent")
    await chat.served.start()
    chat.served.support.gate.set()
    await expect(chat.bubble("You wrote: half way")).to_be_visible(timeout=60_000)
    assert written(chat) == ["half way"]


async def test_refused_message_can_be_changed(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    chat.served.support.refusal = Refused("web_text_empty")
    await chat.write("refuse me")
    await chat.button("Change").click()
    await expect(chat.unsent).to_have_count(0)
    await expect(chat.field).to_have_value("refuse me")


async def test_refused_message_holds_up_nothing(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    chat.served.support.refusal = Refused("web_text_empty")
    chat.served.support.refused_words = "refuse me"
    await chat.write("refuse me")
    await expect(chat.button("Change")).to_be_visible()
    await chat.write("but hear me")
    await expect(chat.bubble("You wrote: but hear me")).to_be_visible()
    assert written(chat) == ["but hear me"]


async def test_message_sent_too_fast_is_sent_again_by_itself(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    chat.served.support.waits["messages"] = 0.5
    await chat.write("quick")
    await expect(chat.unsent).to_contain_text("sent by itself in 1 s")
    chat.served.support.waits.clear()
    await expect(chat.bubble("You wrote: quick")).to_be_visible()
    assert written(chat) == ["quick"]


async def test_unsent_message_survives_a_reload(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    chat.served.support.is_down = True
    await chat.write("do not lose me")
    await expect(chat.unsent).to_contain_text("not stored")
    chat.served.support.is_down = False
    await chat.page.reload()
    await expect(chat.bubble("You wrote: do not lose me")).to_be_visible()
    assert written(chat) == ["do not lose me"]


async def test_service_that_restarts_loses_and_doubles_nothing(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.say("one")
    await chat.served.stop()
    await expect(chat.page.get_by_text("No connection. What you write is kept.")).to_be_visible()
    await chat.write("two")
    await chat.write("three")
    await expect(chat.unsent).to_have_count(2)
    chat.answer("said while you were away")

    await chat.served.start()
    with suppress(Error):  # it may be back by itself before the button is pressed
        await chat.page.get_by_role("button", name="Try now").click(timeout=3_000)
    await expect(chat.bubble("You wrote: three")).to_be_visible(timeout=60_000)
    assert (await chat.said())[1:] == [
        "one",
        "You wrote: one",
        "said while you were away",
        "two",
        "You wrote: two",
        "three",
        "You wrote: three",
    ]


async def test_widget_comes_back_by_itself(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.served.stop()
    await expect(chat.page.locator(".line")).to_be_visible()
    await chat.served.start()
    await expect(chat.page.locator(".line")).to_be_hidden(timeout=60_000)
    await chat.say("back")


async def test_customer_without_network_is_told_and_resumes(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.page.context.set_offline(True)
    await expect(chat.page.get_by_text("No connection. What you write is kept.")).to_be_visible()
    await chat.write("from the tunnel")
    await expect(chat.unsent).to_contain_text("Waits to be sent")
    await chat.page.context.set_offline(False)
    await expect(chat.bubble("You wrote: from the tunnel")).to_be_visible()
    assert written(chat) == ["from the tunnel"]


async def test_two_tabs_show_the_same(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    other = type(chat)(await chat.page.context.new_page(), chat.served)
    await other.visit("en")
    await chat.say("seen in both")
    await expect(other.bubble("You wrote: seen in both")).to_be_visible()
    assert await other.said() == await chat.said()


async def test_browser_that_keeps_nothing_can_still_talk(open_chat: Any) -> None:
    forbid = "Storage.prototype.setItem = () => { throw new Error('no room') }"
    chat = await open_chat(script=forbid)
    await chat.open()
    await chat.say("still here")
    assert chat.complaints == []


async def test_session_that_is_no_longer_valid_is_opened_anew(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.say("before")
    await chat.served.stop()
    chat.served.options["secret"] = b"another secret after the old one, 40 b"
    await chat.served.start()
    await chat.page.get_by_role("button", name="Try now").click()
    await expect(chat.bubble("before")).to_have_count(0, timeout=60_000)
    await chat.say("after")


async def test_too_many_new_chats_are_explained(open_chat: Any) -> None:
    chat = await open_chat(language="nl")
    chat.served.support.waits["new"] = 7.0
    await chat.launcher.click()
    await expect(chat.line).to_contain_text("Vanaf je netwerk zijn veel nieuwe")
    chat.served.support.waits.clear()
    await chat.page.get_by_role("button", name="Probeer nu").click()
    await expect(chat.bubble(GREETING)).to_be_visible()


async def test_buttons_are_pressed_by_their_id(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    chat.answer("Did this help?", buttons=(Button("helped:yes", "Yes"),))
    await chat.button("Yes").click()
    await expect(chat.entries.last).to_contain_text("Yes")
    event = chat.served.support.accepted[-1][2]
    assert isinstance(event, ButtonPressed)
    assert (event.button, event.label) == ("helped:yes", "Yes")

    await chat.page.locator(".menu .chip").click()
    await expect(chat.entries.last).to_contain_text("Talk to a person")
    assert chat.served.support.accepted[-1][2].button == "person:now"


async def test_waiting_and_the_person_are_always_visible(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    chat.become(state=State.QUEUED, handoff=HANDOFF)
    await expect(chat.card.get_by_role("heading", name="Number 2 in line")).to_be_visible()
    await expect(chat.card.get_by_text("FB-1042").first).to_be_visible()
    await chat.button("Stop waiting").click()
    await expect(chat.entries.last).to_contain_text("Stop waiting")
    assert chat.served.support.accepted[-1][2].button == "queue:cancel"

    held = Handoff(**{**vars(HANDOFF), "agent_name": "Sanne de Vries"})
    chat.become(state=State.AGENT, handoff=held)
    chat.answer("Hi, I am Sanne.", speaker=Speaker.AGENT, name="Sanne de Vries")
    await expect(chat.page.get_by_text("Sanne, a person, is helping you")).to_be_visible()
    await expect(chat.entries.last).to_contain_text("Sanne, support team")
    await expect(chat.page.locator(".card")).to_be_hidden()

    chat.become(state=State.LEFT_MESSAGE, handoff=HANDOFF)
    await expect(chat.page.get_by_text("Your message is with our team")).to_be_visible()


async def test_edited_entry_takes_the_place_of_the_old_one(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    first = chat.served.support.say(chat.conversation, "Tuesday")
    chat.answer("Anything else?")
    edited = Entry("edit:1", Speaker.BOT, "Wednesday", AT_MS, edits=first.id)
    chat.served.support.put(chat.conversation, edited)
    await expect(chat.bubble("Wednesday")).to_be_visible()
    assert (await chat.said())[1:] == ["Wednesday", "Anything else?"]
    await expect(chat.page.get_by_text("edited", exact=True)).to_be_visible()


async def test_closed_widget_counts_what_is_unread(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.page.keyboard.press("Escape")
    chat.answer("one")
    chat.answer("two")
    await expect(chat.launcher).to_have_attribute("aria-label", "Open support chat, 2 unread")
    await chat.page.reload()
    await expect(chat.launcher).to_have_attribute("aria-label", "Open support chat, 2 unread")
    await chat.launcher.click()
    await expect(chat.launcher).to_have_attribute("aria-label", "Close chat")
