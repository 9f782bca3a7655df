"""Waiting for a person: the place, the number, questions meanwhile, leaving."""

import asyncio

import pytest

from handoff.rules.conversation import State
from tests.fakes.rasa import answer, not_my_question
from tests.scenario.actors import AgentAtDesk, Customer, Refusal
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


@pytest.mark.parametrize("first", ["cancel", "claim"])
async def test_leaving_and_taking_at_once_end_in_agreement(
    first: str, stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    await customer.writes(PERSON_PLEASE)
    await customer.sees("queue_place_number")
    await sanne.sees_waiting(customer)

    deeds = [customer.presses("queue:cancel"), sanne.tries_to_take(customer)]
    done = await asyncio.gather(*(deeds if first == "cancel" else reversed(deeds)))
    await stand.quiet()

    state = await stand.state(customer.conversation)
    held = await stand.service.lines.held_by(sanne.agent.id)
    refused = [answer for answer in done if isinstance(answer, Refusal)]
    ends = (state.state, len(held), len(refused))
    assert ends in [(State.AGENT, 1, 0), (State.BOT, 0, 1)]


async def test_agent_who_takes_a_customer_that_just_left_is_told(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    """The line has not heard of it yet, so the agent wins there and has nothing."""
    await customer.writes(PERSON_PLEASE)
    await sanne.sees_waiting(customer)
    boxes, conversation = stand.service.mailboxes, customer.conversation
    await stand.quiet()
    lane = boxes.keys.shard(conversation)
    await boxes.enqueue("queue", conversation, "blocker", '{"do":"close","handoff_id":"none"}')
    lease = await boxes.claim(lane, "queue", lease_ms=60_000)
    assert lease is not None
    await customer.presses("queue:cancel")
    await customer.sees("queue_cancelled")

    gone = Refusal(stand.service.content.text("desk_not_waiting", "en"))
    assert await sanne.tries_to_take(customer) == gone

    await boxes.nack(lease, delay_ms=0, most_tries=0, error="")
    stand.service.wake.work(lane, "queue")
    await stand.quiet()
    assert await stand.service.lines.held_by(sanne.agent.id) == []


async def test_number_is_told_only_when_the_ticket_is_stored(
    stand: Stand, customer: Customer
) -> None:
    await stand.quiet()
    await _rename(stand, "tickets", "tickets_away")
    await customer.writes(PERSON_PLEASE)
    await customer.sees_status(state="queued", place=1)

    stand.clock.forward(4)
    await customer.sees("queue_place")
    assert customer.counts("ticket_number") == 0
    await _rename(stand, "tickets_away", "tickets")

    told = await customer.sees("ticket_number")
    (ticket,) = await stand.tickets(customer.conversation)
    assert ticket["number"] in told["text"]


async def _rename(stand: Stand, old: str, new: str) -> None:
    async with stand.service.records._writing() as connection:
        await connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")


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
