"""Customers hear of their tickets in their language, on their channel, once, with a time."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from handoff.rules.events import TicketNews
from handoff.rules.ids import ConversationId
from handoff.rules.ticket import Actor, Deed
from tests.fakes.telegram import TelegramFake
from tests.rules.ticket_cases import GIVEN
from tests.scenario.actors import Customer
from tests.scenario.conftest import NewCustomer
from tests.scenario.stand import Stand, standing
from tests.scenario.telegram import TelegramCustomer

ADA = Actor("ada", "Ada Brandt", "agent")


async def complaint_of(stand: Stand, conversation: str) -> str:
    """A stored complaint about a seller, with nobody working on it; its number."""
    ticket = {
        "id": f"{conversation}:d1",
        "conversation": conversation,
        "type": "seller_conduct",
        "state": "queued",
        "department": "marketplace_disputes",
        "language": "en",
        "question": "The lamp came broken.",
    }
    return await stand.service.records.store_ticket("s-1", ticket)


async def do(stand: Stand, conversation: str, kind: str, **fields: Any) -> None:
    """A deed of Ada's, as the desk has it done."""
    now_ms = int(stand.clock.now().timestamp() * 1000)
    given = GIVEN.get(kind, {}) | fields
    if "until" in given:
        given = given | {"until": now_ms + 86_400_000}
    deed = Deed(kind, ADA, now_ms, given)
    await stand.service.records.do_deed(f"{kind}:{now_ms}", f"{conversation}:d1", deed)
    stand.service.notices.hint()
    stand.clock.forward(60)


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_each_step_is_told_in_the_customers_language(
    stand: Stand, new_customer: NewCustomer, language: str
) -> None:
    noor = await new_customer(language)
    await noor.sees("greeting")
    number = await complaint_of(stand, noor.conversation)
    for kind, text in (
        ("take", "ticket_taken"),
        ("ask_customer", "ticket_waiting_user"),
        ("start", ""),
        ("ask_party", "ticket_waiting_department"),
        ("party_heard", "ticket_party_heard"),
    ):
        await do(stand, noor.conversation, kind)
        if text:
            told = await noor.sees(text)
            assert number in told["text"]
            assert "{" not in told["text"]
    await do(stand, noor.conversation, "resolve")
    settled = await noor.sees("ticket_opening")
    assert "A new one is on its way" in settled["text"]
    assert "{" not in settled["text"]

    # Who disagrees presses a button, and somebody else decides.
    await noor.presses(f"ticket:appeal:{number}")
    await noor.sees("ticket_appeal_why")
    await noor.writes("The lamp is still broken.")
    await noor.sees("ticket_appeal_noted")
    await noor.sees("ticket_appeal")
    [ticket] = await stand.tickets(noor.conversation)
    assert (ticket["state"], ticket["barred"]) == ("reopened", "ada")
    lines = await stand.service.records.lines_of(ticket["id"])
    assert lines[-1]["change"] == {"kind": "appeal", "why": "The lamp is still broken."}

    # Once more makes no second objection, and says so.
    await noor.presses(f"ticket:appeal:{number}")
    await noor.writes("And the lamp is still broken.")
    await noor.sees("ticket_appeal_refused")


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_what_a_ticket_waits_for_reaches_it(
    stand: Stand, new_customer: NewCustomer, language: str
) -> None:
    noor = await new_customer(language)
    await noor.sees("greeting")
    number = await complaint_of(stand, noor.conversation)
    await do(stand, noor.conversation, "take")
    await do(stand, noor.conversation, "ask_customer")
    await noor.sees("ticket_waiting_user")
    await noor.writes("It was order 7.")
    added = await noor.sees("ticket_answer_added")
    assert number in added["text"]
    [ticket] = await stand.tickets(noor.conversation)
    assert ticket["state"] == "in_progress"
    lines = await stand.service.records.lines_of(ticket["id"])
    assert lines[-1]["change"] == {"kind": "answer", "text": "It was order 7."}
    assert lines[-1]["actor"] == noor.conversation


async def test_words_with_a_number_go_onto_that_ticket_of_ones_own(
    stand: Stand, customer: Customer
) -> None:
    number = await complaint_of(stand, customer.conversation)
    words = f"still nothing here, {number}"
    await customer.writes(words)
    assert number in (await customer.sees("ticket_words_added"))["text"]
    [ticket] = await stand.tickets(customer.conversation)
    lines = await stand.service.records.lines_of(ticket["id"])
    assert lines[-1]["change"] == {"kind": "answer", "text": words}
    await customer.writes("still nothing here, FB-222222")
    assert "FB-222222" in (await customer.sees("status_unknown_number"))["text"]


async def test_time_is_told_without_anybody_doing_anything(
    stand: Stand, customer: Customer
) -> None:
    await complaint_of(stand, customer.conversation)
    stand.clock.forward(timedelta(minutes=193).total_seconds())
    await customer.sees("ticket_warning")
    stand.clock.forward(timedelta(minutes=48).total_seconds())
    await customer.sees("ticket_breach")
    assert customer.counts("ticket_warning") == customer.counts("ticket_breach") == 1


async def test_a_notice_that_was_handed_on_before_a_crash_is_not_told_twice(
    stand: Stand, customer: Customer
) -> None:
    await complaint_of(stand, customer.conversation)
    service = stand.service
    await service.notices.stop()
    await do(stand, customer.conversation, "take")
    [unsent] = await service.records.unsent_notices()
    # What a copy had done that died before it could note it.
    event = TicketNews(unsent.ticket_id, unsent.notice, unsent.language)
    assert await service.inbox.accept(unsent.conversation, f"notice:{unsent.id}", event)
    await customer.sees("ticket_taken")

    assert await service.notices.hand_on() == 1
    assert await service.records.unsent_notices() == []
    await stand.quiet()
    await customer.transcript()
    assert customer.counts("ticket_taken") == 1


async def test_nobody_objects_to_the_ticket_of_somebody_else(
    stand: Stand, customer: Customer
) -> None:
    number = await complaint_of(stand, ConversationId("web-other"))
    for kind in ("take", "resolve"):
        await do(stand, "web-other", kind)
    with pytest.raises(Exception, match="desk_ticket_unknown"):
        await stand.service.records.do_customers_deed(
            "x", customer.conversation, number, "appeal", {"why": "–"}, 0
        )


@pytest.fixture
async def fake() -> AsyncIterator[TelegramFake]:
    async with TelegramFake() as fake:
        yield fake


async def test_on_telegram_as_well(fake: TelegramFake, tmp_path: Path, redis_url: str) -> None:
    async with standing(tmp_path, redis_url, telegram=fake) as stand:
        robin = TelegramCustomer(fake, stand, "nl")
        robin.app.start()
        await robin.sees("greeting")
        number = await complaint_of(stand, robin.conversation)
        await do(stand, robin.conversation, "take")
        await robin.sees("ticket_taken")
        await do(stand, robin.conversation, "resolve")
        await robin.sees("ticket_opening")
        await robin.presses(f"ticket:appeal:{number}")
        await robin.sees("ticket_appeal_why")
        robin.app.write("It is still broken.")
        await robin.sees("ticket_appeal")
