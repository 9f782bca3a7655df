"""The bot alone with a customer: greeting, answers, choices, misses and objections."""

import pytest

from handoff.rules.conversation import State
from tests.fakes.rasa import answer, not_my_question, offer
from tests.scenario.actors import AgentAtDesk, Customer
from tests.scenario.conftest import NewCustomer
from tests.scenario.stand import Stand

WHO_IS_FIRST = "Do you take into account who uploaded a photo first?"


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_customer_is_greeted_once_and_in_their_language(
    language: str, new_customer: NewCustomer
) -> None:
    customer = await new_customer(language)
    await customer.sees("greeting")

    await customer.drops()
    await customer.connects()
    await customer.ear.ws.send_json({"type": "open", "language": language})
    await customer.writes("something nobody taught")
    await customer.sees("unsure")

    assert customer.counts("greeting") == 1


async def test_answer_is_given_and_a_yes_ends_it(stand: Stand, customer: Customer) -> None:
    stand.rasa.teach("How do I get my money back?", answer("refund_request", "refund_status"))

    await customer.writes("How do I get my money back?")
    await customer.sees("answer:refund_request")
    await customer.presses("helped:yes")
    await customer.sees("glad_it_helped")

    helped = await stand.recorded(customer.conversation, "helped")
    assert [(each["topic"], each["yes"]) for each in helped] == [("refund_request", True)]
    assert (await stand.state(customer.conversation)).state is State.BOT
