"""Waiting for a person: the place, the number, questions meanwhile, leaving."""

from handoff.rules.conversation import State
from tests.fakes.rasa import answer, not_my_question
from tests.scenario.actors import AgentAtDesk, Customer
from tests.scenario.conftest import NewCustomer
from tests.scenario.stand import Stand

PERSON_PLEASE = "I want to talk to a human"


async def test_place_and_number_are_told_once_and_the_place_moves_up(
    stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    first, second, third = [await new_customer() for _ in range(3)]
    for customer in (first, second, third):
        await customer.writes(PERSON_PLEASE)
        await customer.sees("queue_place_number")
        stand.clock.forward(1)
    told = [entry["text"] for entry in third.entries if "ahead of you: 2" in entry["text"]]
    assert len(told) == 1
    await third.sees_status(state="queued", place=3)

    await sanne.takes(first)
    await third.sees_status(place=2)
    await second.presses("queue:cancel")

    status = await third.sees_status(place=1)
    number = (await stand.tickets(third.conversation))[0]["number"]
    assert (status["ticket"], number in told[0]) == (number, True)
    assert third.counts("queue_place_number") == 1


async def test_customer_who_stops_waiting_is_back_with_the_bot(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    stand.rasa.teach("refund?", answer("refund_request"))
    await customer.writes(PERSON_PLEASE)
    await sanne.sees_waiting(customer)

    await customer.presses("queue:cancel")
    await customer.sees("queue_cancelled")
    await sanne.sees_nobody_waiting()
    await customer.writes("refund?")
    await customer.sees("answer:refund_request")

    (ticket,) = await stand.tickets(customer.conversation)
    assert ticket["state"] == "cancelled"
    refused = await sanne.tries_to_take(customer)
    assert refused.text == stand.service.content.text("desk_not_waiting", "en")


async def test_customer_who_stopped_can_wait_again(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    await customer.writes(PERSON_PLEASE)
    await customer.sees("queue_place_number")
    await customer.presses("queue:cancel")
    await customer.sees("queue_cancelled")

    await customer.presses("person:now")
    await customer.sees("queue_place_number")

    await sanne.takes(customer)
    await customer.sees("agent_joined")
    states = [ticket["state"] for ticket in await stand.tickets(customer.conversation)]
    assert states == ["cancelled", "assigned"]


async def test_old_button_to_stop_waiting_is_answered(customer: Customer) -> None:
    await customer.writes(PERSON_PLEASE)
    await customer.presses("queue:cancel")
    await customer.sees("queue_cancelled")

    await customer.presses("queue:cancel")

    await customer.sees("nobody_asked_yet")


async def test_bot_answers_while_the_customer_waits_without_losing_the_place(
    stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    stand.rasa.teach("refund?", answer("refund_request"))
    customer, behind = await new_customer(), await new_customer()
    await customer.writes(PERSON_PLEASE)
    await customer.sees("queue_place_number")
    stand.clock.forward(1)
    await behind.writes(PERSON_PLEASE)
    await behind.sees("queue_place_number")

    await customer.writes("refund?")
    await customer.sees("answer:refund_request")
    await customer.writes("and the other thing")
    await customer.sees("unsure_queued")

    await stand.quiet()
    await customer.sees_status(state="queued", place=1)
    await behind.sees_status(place=2)
    assert len(await stand.tickets(customer.conversation)) == 1


async def test_case_that_becomes_more_urgent_keeps_its_place(
    stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    """Fifty of sixty minutes have passed; a new promise of thirty must not put it back."""
    stand.rasa.teach("refund?", answer("refund_request"))
    stand.rasa.teach("not what I asked", not_my_question())
    customer, behind = await new_customer(), await new_customer()
    await customer.writes(PERSON_PLEASE)
    await sanne.sees_waiting(customer)
    stand.clock.forward(60)
    await behind.writes(PERSON_PLEASE)
    await sanne.sees_waiting(behind)
    stand.clock.forward(50 * 60)

    for text in ("refund?", "not what I asked", "not what I asked"):
        await customer.writes(text)
    await customer.sees("handoff_not_my_question")
    await sanne.sees_waiting(customer, priority="P2")

    order = [card["conversation"] for card in sanne.waiting]
    assert order == [customer.conversation, behind.conversation]
    await customer.sees_status(state="queued", place=1)
    assert (await stand.state(customer.conversation)).state is State.QUEUED
