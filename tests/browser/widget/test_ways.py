"""The way to a person and the place in line: always in view, once, and never large."""

import time
from typing import Any

import pytest
from playwright.async_api import expect

from handoff.rules.conversation import Handoff, State
from handoff.rules.messages import Button, Speaker
from tests.browser.widget.test_looks import faults

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PERSON = Button("person:now", "Talk to a person")
CANCEL = Button("queue:cancel", "Stop waiting")
OTHER = Button("helped:no", "None of these")


def waiting(**changes: Any) -> Handoff:
    due_ms = int(time.time() * 1000) + 20 * 60_000
    facts = {"number": "FB-7K3QX9", "ahead": 11, **changes}
    return Handoff("h1", "user_request", "billing", "P2", 0, due_ms, "q", **facts)


async def share_of_talk(chat: Any) -> float:
    """How much of the window's height the messages have."""
    shares = "panel => panel.querySelector('.log').clientHeight / panel.clientHeight"
    return float(await chat.panel.evaluate(shares))


async def test_way_to_a_person_is_there_once_in_every_state(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    chat.answer("Is it one of these?", buttons=(Button("topic:a", "Refund"), OTHER, PERSON))
    await expect(chat.button("None of these")).to_be_visible()
    for state in (State.BOT, State.FORM, State.CONFIRMING, State.WRAP_UP, State.LEFT_MESSAGE):
        chat.become(state=state, handoff=waiting(agent_name="Sanne"))
        await expect(chat.page.locator(".menu")).to_be_visible()
        await expect(chat.button("Talk to a person")).to_have_count(1)
        await expect(chat.button("Talk to a person")).to_be_in_viewport()

    chat.become(state=State.QUEUED, handoff=waiting())
    await expect(chat.card).to_contain_text("Number 12 in line")
    await expect(chat.button("Talk to a person")).to_be_hidden()
    chat.become(state=State.AGENT, handoff=waiting(agent_name="Sanne"))
    await expect(chat.page.get_by_text("Sanne, a person, is helping you")).to_be_visible()
    await expect(chat.button("Talk to a person")).to_be_hidden()


async def test_way_to_a_person_works_without_a_connection_as_well(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    await chat.page.context.set_offline(True)
    await expect(chat.line).to_be_visible()
    await chat.button("Talk to a person").click()
    await chat.page.context.set_offline(False)
    await expect(chat.unsent).to_have_count(0, timeout=60_000)
    assert chat.served.support.accepted[-1][2].button == "person:now"


async def test_line_can_be_left_in_one_place(open_chat: Any) -> None:
    chat = await open_chat()
    await chat.open()
    chat.become(state=State.QUEUED, handoff=waiting())
    chat.answer("People ahead of you: 11.", speaker=Speaker.SYSTEM, buttons=(CANCEL,))
    await expect(chat.bubble("People ahead of you: 11.")).to_be_visible()
    await expect(chat.button("Stop waiting")).to_have_count(1)
    await expect(chat.card.get_by_role("button", name="Stop waiting")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_talk_keeps_most_of_the_window(open_chat: Any, size: Any, language: str) -> None:
    chat = await open_chat(language=language, **size)
    await chat.open()
    assert await share_of_talk(chat) >= 0.6
    chat.become(state=State.QUEUED, handoff=waiting())
    await expect(chat.card).to_contain_text("12")
    assert await share_of_talk(chat) >= 0.65
    assert await chat.card.evaluate("card => card.clientHeight") <= 80

    chat.served.support.waits["messages"] = 30.0
    await chat.write("x")
    await expect(chat.unsent).to_have_count(1)
    await chat.page.context.set_offline(True)
    await expect(chat.line).to_be_visible()
    assert await share_of_talk(chat) >= 0.6


async def test_place_time_and_number_are_told_and_the_rest_on_request(open_chat: Any) -> None:
    chat = await open_chat(locale="en-GB", timezone_id="Europe/Amsterdam")
    await chat.open()
    due_ms = 4_000_000_000_000  # 2 October 2096, 09:06 in Amsterdam
    chat.become(state=State.QUEUED, handoff=Handoff(**{**vars(waiting()), "due_ms": due_ms}))
    await expect(chat.card.locator(".facts")).to_have_text("by Tuesday 09:06 · FB-7K3QX9")
    hint = chat.card.get_by_text("You keep your place")
    await expect(hint).to_be_hidden()
    about = chat.card.get_by_role("button", name="About waiting")
    await expect(about).to_have_attribute("aria-expanded", "false")
    await about.focus()
    await chat.page.keyboard.press("Enter")
    await expect(hint).to_be_visible()
    await expect(hint).to_contain_text("Ticket FB-7K3QX9")
    await expect(about).to_have_attribute("aria-expanded", "true")
    assert await faults(chat.page) == []

    # The line moves on: what is open stays open, and the keyboard where it was.
    chat.become(handoff=Handoff(**{**vars(waiting()), "ahead": 3, "due_ms": due_ms}))
    await expect(chat.card).to_contain_text("Number 4 in line")
    await expect(hint).to_be_visible()
    await expect(about).to_be_focused()
    await chat.page.keyboard.press("Enter")
    await expect(hint).to_be_hidden()


@pytest.mark.parametrize(
    ("language", "place", "minutes", "hours", "meaning"),
    [
        ("en", "Number 3 in line", "probably 5–10 minutes", "probably 2–3 hours", "will probably"),
        ("nl", "Nummer 3 in de rij", "waarschijnlijk 5–10 minuten", "waarschijnlijk 2–3 uur",
         "duurt het waarschijnlijk"),
        ("zh", "您排在第3位", "预计5–10分钟", "预计2–3小时", "预计的等待时间"),
    ],
)  # fmt: skip
async def test_the_card_shows_place_and_range_and_what_they_mean(
    open_chat: Any, language: str, place: str, minutes: str, hours: str, meaning: str
) -> None:
    chat = await open_chat(language=language)
    await chat.open()
    known = {**vars(waiting()), "ahead": 2, "due_ms": 4_000_000_000_000, "low": 5, "high": 10}
    chat.become(state=State.QUEUED, handoff=Handoff(**known))
    facts = chat.card.locator(".facts")
    await expect(chat.card).to_contain_text(place)
    await expect(facts).to_have_text(f"{minutes} · FB-7K3QX9")
    await chat.card.locator("button.round").click()
    await expect(chat.card.locator(".hint")).to_contain_text(meaning)
    assert await faults(chat.page) == []

    chat.become(handoff=Handoff(**{**known, "low": 120, "high": 180}))
    await expect(facts).to_have_text(f"{hours} · FB-7K3QX9")
    # Not known any more: the time of the promise, as before.
    chat.become(handoff=Handoff(**{**known, "low": 0, "high": 0}))
    await expect(facts).not_to_contain_text("–")
    await expect(facts).to_contain_text(":")


async def test_time_that_is_over_is_said_so(open_chat: Any) -> None:
    chat = await open_chat(locale="en-GB", timezone_id="Europe/Amsterdam")
    await chat.open()
    late = Handoff(**{**vars(waiting()), "due_ms": 1_700_000_000_000})
    chat.become(state=State.QUEUED, handoff=late)
    await expect(chat.card.locator(".facts")).to_have_text("later than Tuesday 23:13 · FB-7K3QX9")
