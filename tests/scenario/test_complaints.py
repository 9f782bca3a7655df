"""Complaints from the first words to the number, on both channels: the real service all through."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from handoff.rules.conversation import State
from tests.cli.waiting import until
from tests.fakes.rasa import answer
from tests.fakes.telegram import TelegramFake
from tests.scenario.actors import AgentAtDesk, customer_at
from tests.scenario.complaining import (
    Talker,
    at_widget,
    data_with_form_texts,
    in_app,
    sql_away,
)
from tests.scenario.stand import WITHIN_S, Stand, standing
from tests.scenario.telegram import TelegramCustomer

CHARGED = "I was charged twice for one order"
CRASHES = "my app crashes all the time, put it on record"
HOUR_MS = 3_600_000


@pytest.fixture
async def fake() -> AsyncIterator[TelegramFake]:
    async with TelegramFake() as fake:
        yield fake


@pytest.fixture
async def stand(fake: TelegramFake, tmp_path: Path, redis_url: str) -> AsyncIterator[Stand]:
    data = data_with_form_texts(tmp_path / "data")
    async with standing(tmp_path, redis_url, telegram=fake, data=data) as stand:
        stand.rasa.forms.teach(CHARGED, "billing_dispute")
        stand.rasa.forms.teach(CRASHES, "technical_fault")
        stand.rasa.teach("how do refunds work?", answer("refund_request"))
        yield stand


@pytest.fixture(params=["web", "telegram"])
async def robin(
    request: pytest.FixtureRequest, stand: Stand, fake: TelegramFake, people: AsyncExitStack
) -> Talker:
    """A customer who has been greeted."""
    if request.param == "web":
        customer = await customer_at(people, stand)
        await customer.sees("greeting")
        return at_widget(customer)
    app = TelegramCustomer(fake, stand, "en")
    app.app.start()
    await app.sees("greeting")
    return in_app(app, stand)


async def tells_all(robin: Talker) -> None:
    await robin.writes(CHARGED)
    await robin.sees("stand_ask_amount")
    await robin.writes("12 euro")
    await robin.sees("stand_ask_charge_date")
    await robin.writes("3 May")


async def test_an_urgent_complaint_is_shown_confirmed_stored_and_waits_for_a_person(
    stand: Stand, robin: Talker, sanne: AgentAtDesk
) -> None:
    await tells_all(robin)
    summary = await robin.sees("stand_summary")
    for words in (CHARGED, "12 euro", "3 May"):
        assert words in summary["text"]
    assert robin.buttons(summary) == ["form:yes", "form:change", "form:cancel"]
    assert await stand.tickets(robin.conversation) == []

    await robin.presses("form:yes")
    receipt = (await robin.sees("complaint_receipt_queue"))["text"]

    [ticket] = await stand.tickets(robin.conversation)
    assert ticket["number"] in receipt
    assert "our payments team" in receipt
    assert re.search(r"first answer comes by (today|tomorrow) at \d\d:\d\d", receipt)
    assert (ticket["type"], ticket["department"], ticket["priority"]) == (
        "billing_dispute", "billing", "P2",
    )  # fmt: skip
    assert ticket["words"] == [CHARGED]
    assert ticket["facts"]["charge_date"]["words"] == "3 May"
    await sanne.sees_waiting(robin.conversation, department="billing", priority="P2")


async def test_a_minor_one_goes_to_the_list_and_the_bot_goes_on(
    stand: Stand, robin: Talker, sanne: AgentAtDesk
) -> None:
    await robin.writes(CRASHES)
    await robin.sees("stand_ask_device")
    await robin.writes("Pixel 8")
    await robin.sees("stand_summary")
    await robin.writes("yes")
    receipt = await robin.sees("complaint_receipt")

    [ticket] = await stand.tickets(robin.conversation)
    assert ticket["number"] in receipt["text"]
    assert (ticket["state"], ticket["priority"]) == ("new", "P3")
    assert sanne.waiting == []
    await robin.writes("how do refunds work?")
    await robin.sees("answer:refund_request")


async def test_the_number_comes_only_once_the_ticket_is_stored(stand: Stand, robin: Talker) -> None:
    """SQL is away while the customer confirms."""
    await robin.writes(CRASHES)
    await robin.sees("stand_ask_device")
    await robin.writes("Pixel 8")
    await robin.sees("stand_summary")
    async with sql_away(stand):
        await robin.presses("form:yes")
        await robin.sees("complaint_saving")
        stand.clock.forward(seconds=16)
        await robin.sees("complaint_number_late")
        state = await stand.state(robin.conversation)
        assert [filed.number for filed in state.filed] == [""]
    assert "FB-" in (await robin.sees("complaint_receipt"))["text"]


async def test_questions_in_between_are_answered_and_the_form_goes_on(
    stand: Stand, robin: Talker
) -> None:
    await robin.writes(CHARGED)
    await robin.sees("stand_ask_amount")
    await robin.writes("how do refunds work?")
    await robin.sees("answer:refund_request")
    await robin.sees("stand_ask_amount")
    await robin.writes("my tickets")
    await robin.sees("status_none")
    await robin.sees("stand_ask_amount")
    await robin.writes("nothing")
    refused = await robin.sees("stand_refused")
    assert "How much?" in refused["text"]
    await robin.writes("12 euro")
    await robin.sees("stand_ask_charge_date")


async def test_a_pause_and_a_resume_by_words_and_a_cancel_by_button(
    stand: Stand, robin: Talker
) -> None:
    await robin.writes(CHARGED)
    await robin.sees("stand_ask_amount")
    await robin.writes("12 euro")
    await robin.sees("stand_ask_charge_date")
    await robin.writes("later")
    paused = await robin.sees("complaint_paused")
    assert robin.buttons(paused) == ["form:resume", "form:cancel"]
    assert re.search(r"until (today|tomorrow) at \d\d:\d\d", paused["text"])
    await robin.writes("continue my complaint please")
    await robin.sees("stand_ask_charge_date")
    await robin.writes("3 May")
    await robin.sees("stand_summary")
    await robin.presses("form:cancel")
    await robin.sees("complaint_withdrawn")
    assert await stand.tickets(robin.conversation) == []
    assert (await stand.state(robin.conversation)).form is None


async def test_a_restart_in_mid_form_loses_nothing(stand: Stand, robin: Talker) -> None:
    """The assistant has forgotten everything; the service has not."""
    await robin.writes(CHARGED)
    await robin.sees("stand_ask_amount")
    await robin.writes("12 euro")
    await robin.sees("stand_ask_charge_date")
    await robin.writes("later")
    await robin.sees("complaint_paused")
    stand.rasa.forms.forget()
    await robin.presses("form:resume")
    await robin.sees("stand_ask_charge_date")
    await robin.writes("3 May")
    assert "12 euro" in (await robin.sees("stand_summary"))["text"]


async def test_silence_is_told_and_a_day_later_the_draft_is_gone(
    stand: Stand, robin: Talker
) -> None:
    await robin.writes(CHARGED)
    await robin.sees("stand_ask_amount")
    stand.clock.forward(seconds=31 * 60)
    kept = await robin.sees("complaint_kept")
    assert re.search(r"until (today|tomorrow) at \d\d:\d\d", kept["text"])
    stand.clock.forward(seconds=24 * 3600)

    async def is_dropped() -> bool:
        return (await stand.state(robin.conversation)).form is None

    await until(is_dropped, within_s=WITHIN_S)
    await robin.writes("how do refunds work?")
    gone = await robin.sees("complaint_expired")
    assert "Billing dispute" in gone["text"]
    await robin.sees("answer:refund_request")


async def test_a_person_in_mid_form_sees_what_was_gathered(
    stand: Stand, robin: Talker, sanne: AgentAtDesk
) -> None:
    await robin.writes(CHARGED)
    await robin.sees("stand_ask_amount")
    await robin.writes("12 euro")
    await robin.sees("stand_ask_charge_date")
    await robin.writes("I want to talk to a human")
    await robin.sees("queue_place_number")
    await sanne.sees_waiting(robin.conversation, department="billing")
    [ticket] = await stand.tickets(robin.conversation)
    assert (ticket["words"], ticket["facts"]["amount"]["words"]) == ([CHARGED], "12 euro")
    await sanne.takes(robin.conversation)
    plain = {"approximate": False, "is_time": False}
    gathered = [
        {"label": "In the customer's words", "value": "", "words": CHARGED, **plain},
        {"label": "Amount", "value": "12 euro", "words": "12 euro", **plain},
    ]
    await sanne.sees_facts(robin.conversation, gathered=gathered)
    await robin.sees("complaint_with_person")
    await sanne.hands_back(robin.conversation)
    back = await robin.sees("handed_back")
    assert "form:resume" not in robin.buttons(back)
    assert len(await stand.tickets(robin.conversation)) == 1


async def test_danger_in_mid_form_goes_to_a_person_and_nothing_more_is_asked(
    stand: Stand, robin: Talker, sanne: AgentAtDesk
) -> None:
    await robin.writes(CHARGED)
    await robin.sees("stand_ask_amount")
    await robin.writes("i want to kill myself")
    await robin.sees("handoff_safety")
    await sanne.sees_waiting(robin.conversation, priority="P0", department="urgent_safety")
    assert (await stand.state(robin.conversation)).form is None


async def test_a_complaint_is_opened_below_an_answer_with_the_question_as_its_story(
    stand: Stand, robin: Talker
) -> None:
    await robin.writes("how do refunds work?")
    await robin.sees("answer:refund_request")
    await robin.presses("complaint:billing_dispute")
    await robin.sees("stand_ask_amount")
    state = await stand.state(robin.conversation)
    assert state.form is not None
    assert state.form.draft["description"] == ["how do refunds work?"]


async def test_a_complaint_told_after_an_answer_begins_with_what_was_asked(
    stand: Stand, robin: Talker
) -> None:
    await robin.writes("how do refunds work?")
    await robin.sees("answer:refund_request")
    await robin.writes(CHARGED)
    await robin.sees("form_open_billing_dispute")
    await robin.sees("stand_ask_amount")
    state = await stand.state(robin.conversation)
    assert state.form is not None
    assert state.form.draft["description"] == ["how do refunds work?", CHARGED]


async def test_one_who_waits_and_complains_hears_of_no_questions(
    stand: Stand, robin: Talker
) -> None:
    await robin.writes("I want to talk to a human")
    await robin.sees("queue_place_number")
    await robin.writes(CRASHES)
    await robin.sees("complaint_for_person")
    opening = (await robin.all_texts())[-3:]
    assert not any("a few short questions" in text for text in opening)


async def test_a_form_that_the_assistant_forgets_goes_on_by_itself(
    stand: Stand, robin: Talker
) -> None:
    await robin.writes(CHARGED)
    await robin.sees("stand_ask_amount")
    await robin.writes("12 euro")
    await robin.sees("stand_ask_charge_date")
    stand.rasa.forms.forget()
    await robin.writes("how do refunds work?")
    await robin.sees("answer:refund_request")
    await robin.sees("stand_ask_charge_date")


async def test_where_it_stands_is_told_for_the_own_tickets_only(
    stand: Stand, robin: Talker, people: AsyncExitStack
) -> None:
    await robin.writes(CRASHES)
    await robin.sees("stand_ask_device")
    await robin.writes("Pixel 8")
    await robin.sees("stand_summary")
    await robin.presses("form:yes")
    await robin.sees("complaint_receipt")
    [ticket] = await stand.tickets(robin.conversation)
    await robin.writes("what is the status of my complaint?")
    told = await robin.sees("status_one")
    assert ticket["number"] in told["text"]
    assert "stored, waits for a colleague" in told["text"]
    assert "First answer:" in told["text"]
    await robin.presses("status:all")
    await robin.sees("status_one")

    stranger = await customer_at(people, stand)
    await stranger.sees("greeting")
    await stranger.writes(ticket["number"])
    await stranger.sees("status_unknown_number")


async def test_card_numbers_are_stored_nowhere_and_the_customer_is_warned(
    stand: Stand, robin: Talker
) -> None:
    await robin.writes("my card 4111 1111 1111 1111 was charged")
    await robin.sees("card_masked")
    await stand.quiet()
    log = await stand.service.log.read(robin.conversation, 0)
    assert any("**** **** **** 1111" in entry.text for _, entry in log)
    assert not any("4111 1111" in entry.text for _, entry in log)
    assert not any("4111 1111" in text for text in stand.rasa.arrived)
    transcript = await stand.service.records.transcript(robin.conversation)
    assert not any("4111 1111" in entry.text for entry in transcript)


async def test_the_assistant_hears_what_the_channel_knows(stand: Stand, robin: Talker) -> None:
    await robin.writes(CHARGED)
    await robin.sees("stand_ask_amount")
    heard = stand.rasa.forms.metadata[-1]
    assert heard["timezone"] == "Europe/London"
    assert isinstance(heard["at_ms"], int)
    assert heard["platform"] == "short_video"
    assert heard["draft_id"] == ""
    await robin.writes("12 euro")
    await robin.sees("stand_ask_charge_date")
    state = await stand.state(robin.conversation)
    assert state.state is State.FORM
    assert state.form is not None
    assert stand.rasa.forms.metadata[-1]["draft_id"] == state.form.draft["id"]
