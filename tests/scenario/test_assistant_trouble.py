"""The assistant is slow, silent, broken or gone: the customer is told, the question asked once."""

import asyncio

import pytest

from tests.fakes.rasa import Fault, answer
from tests.scenario.actors import AgentAtDesk, Customer
from tests.scenario.stand import Stand

QUESTION = "How do I get my money back?"
FAULTS = {
    "error": Fault.error(),
    "silent after the turn": Fault.silent_after_turn(),
    "silent without a turn": Fault.silent_without_turn(),
    "dies after the turn was saved": Fault.dies_after_turn(),
    "dies before the turn": Fault.dies_before_turn(),
}


@pytest.fixture(autouse=True)
def taught(stand: Stand) -> None:
    stand.rasa.teach(QUESTION, answer("refund_request"))


async def test_silence_is_explained_and_then_a_person_takes_over(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    gate = asyncio.Event()
    stand.rasa.fail(Fault.slow(gate))
    await customer.writes(QUESTION)
    await customer.sees_typing()

    stand.clock.forward(16)
    slow = await customer.sees("assistant_slow")
    assert [each["id"] for each in slow["buttons"]] == ["person:now"]
    stand.clock.forward(61)
    await customer.sees("handoff_bot_error")
    await sanne.sees_waiting(customer, reason="bot_error", question=QUESTION)

    gate.set()
    assert len(await stand.recorded(customer.conversation, "answer_void")) == 1
    await customer.transcript()
    assert customer.counts("answer:refund_request") == 0


async def test_nothing_is_said_before_fifteen_seconds(stand: Stand, customer: Customer) -> None:
    gate = asyncio.Event()
    stand.rasa.fail(Fault.slow(gate))
    await customer.writes(QUESTION)
    await customer.sees_typing()

    stand.clock.forward(14)
    gate.set()
    await customer.sees("answer:refund_request")
    stand.clock.forward(100)

    await customer.transcript()
    assert customer.counts("assistant_slow") == 0


async def test_answer_within_the_minute_that_was_promised_still_counts(
    stand: Stand, customer: Customer
) -> None:
    gate = asyncio.Event()
    stand.rasa.fail(Fault.slow(gate))
    await customer.writes(QUESTION)
    await customer.sees_typing()
    stand.clock.forward(16)
    await customer.sees("assistant_slow")

    gate.set()

    await customer.sees("answer:refund_request")
    assert await stand.tickets(customer.conversation) == []


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_question_is_answered_once_whatever_goes_wrong_on_the_way(
    fault: Fault, stand: Stand, customer: Customer
) -> None:
    """The same words asked twice would count twice in the dialogue."""
    stand.rasa.fail(fault)

    await customer.writes(QUESTION)
    await customer.sees("answer:refund_request")

    await customer.transcript()
    assert customer.counts("answer:refund_request") == 1
    assert stand.rasa.turns(customer.conversation) == [QUESTION]


async def test_assistant_without_a_model_is_asked_again_when_it_has_one(
    stand: Stand, customer: Customer
) -> None:
    """It answers ``200 []`` to everything then, and refuses to show a tracker."""
    stand.rasa.has_model = False
    await customer.writes(QUESTION)
    await stand.asked(1)

    stand.rasa.has_model = True

    await customer.sees("answer:refund_request")
    assert stand.rasa.turns(customer.conversation) == [QUESTION]


async def test_restart_of_the_assistant_loses_no_question_and_keeps_the_order(
    stand: Stand, customer: Customer
) -> None:
    for n in range(3):
        stand.rasa.teach(
            f"question {n}", answer(["refund_request", "app_crash", "gift_sending"][n])
        )
    await stand.rasa.stop()
    for n in range(3):
        await customer.writes(f"question {n}")

    await stand.rasa.start()

    for topic in ("refund_request", "app_crash", "gift_sending"):
        await customer.sees(f"answer:{topic}")
    assert stand.rasa.turns(customer.conversation) == ["question 0", "question 1", "question 2"]
