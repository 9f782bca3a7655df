"""Copies of the service come, go and work side by side; nobody who talks to them notices."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.fakes.rasa import Fault, RasaFake, answer
from tests.scenario.actors import Customer, agent_at, customer_at
from tests.scenario.stand import standing

QUESTION = "How do I get my money back?"
PERSON_PLEASE = "I want to talk to a human"


@pytest.fixture
async def rasa() -> AsyncIterator[RasaFake]:
    async with RasaFake() as rasa:
        rasa.teach(QUESTION, answer("refund_request"))
        yield rasa


async def test_restart_in_the_middle_of_everything_loses_nothing(
    rasa: RasaFake, tmp_path: Path, redis_url: str
) -> None:
    async with AsyncExitStack() as people:
        async with standing(tmp_path, redis_url, rasa=rasa) as before:
            asking, waiting, talking = [await customer_at(people, before) for _ in range(3)]
            sanne = await agent_at(people, before, "Sanne")
            for customer in (talking, waiting):
                await customer.writes(PERSON_PLEASE)
                await customer.sees("queue_place_number")
            await sanne.takes(talking)
            await talking.sees("agent_joined")
            rasa.fail(Fault.slow(asyncio.Event()))
            await asking.writes(QUESTION)
            await before.asked(1)

        async with standing(tmp_path, redis_url, rasa=rasa) as after:
            for customer in (asking, waiting, talking):
                await customer.moves(after)
            await sanne.moves(after)
            await asking.sees("answer:refund_request")
            await sanne.replies(talking, "Sorry for the wait.")
            await talking.sees("Sorry for the wait.")
            await sanne.takes(waiting)
            await waiting.sees("agent_joined")

            assert rasa.turns(asking.conversation) == [QUESTION]
            for customer in (asking, waiting, talking):
                assert customer.counts("greeting") == 1
                await _check_shown_once(customer)


async def test_customer_and_agent_meet_over_two_copies(
    rasa: RasaFake, tmp_path: Path, redis_url: str
) -> None:
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(standing(tmp_path, redis_url, rasa=rasa))
        two = await stack.enter_async_context(standing(tmp_path, redis_url, rasa=rasa))
        customer = await customer_at(stack, one)
        sanne = await agent_at(stack, two, "Sanne")

        await customer.writes(QUESTION)
        await customer.sees("answer:refund_request")
        await customer.writes(PERSON_PLEASE)
        await sanne.takes(customer)
        await customer.sees("agent_joined")
        for n in range(5):
            await customer.writes(f"word {n}")
            await sanne.sees(customer, f"word {n}")
            await sanne.replies(customer, f"reply {n}")
            await customer.sees(f"reply {n}")

        await _check_shown_once(customer)
        assert rasa.turns(customer.conversation) == [QUESTION]
        # The tab of the customer breaks, and the next connection ends at the other copy.
        await customer.drops()
        await sanne.replies(customer, "still here?")
        await customer.moves(two)
        await customer.sees("still here?")


async def test_two_agents_at_two_copies_cannot_both_take(
    rasa: RasaFake, tmp_path: Path, redis_url: str
) -> None:
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(standing(tmp_path, redis_url, rasa=rasa))
        two = await stack.enter_async_context(standing(tmp_path, redis_url, rasa=rasa))
        customer = await customer_at(stack, one)
        sanne, noor = await agent_at(stack, one, "Sanne"), await agent_at(stack, two, "Noor")
        await customer.writes(PERSON_PLEASE)
        for agent in (sanne, noor):
            await agent.sees_waiting(customer)

        await asyncio.gather(sanne.tries_to_take(customer), noor.tries_to_take(customer))

        held = [await one.service.lines.held_by(agent.agent.id) for agent in (sanne, noor)]
        assert sorted(len(cards) for cards in held) == [0, 1]


async def _check_shown_once(customer: Customer) -> None:
    numbers = [entry["seq"] for entry in await customer.transcript()]
    assert numbers == list(range(1, len(numbers) + 1))
