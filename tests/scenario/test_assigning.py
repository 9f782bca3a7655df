"""Chats are offered, passed on and put back; customer and desk are told exactly once."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handoff.rules.conversation import State
from tests.fakes.rasa import RasaFake
from tests.scenario.actors import AgentAtDesk, Customer, Refusal, agent_at, customer_at
from tests.scenario.conftest import NewAgent, NewCustomer
from tests.scenario.hearing import Frame
from tests.scenario.stand import Stand, standing
from tests.scenario.test_figures import metrics_of, value

PERSON_PLEASE = "I want to talk to a human"


async def is_available(*agents: AgentAtDesk) -> None:
    for agent in agents:
        await agent.asks("presence", value="available")


async def is_offered(agent: AgentAtDesk, customer: Customer) -> None:
    def found() -> bool:
        card = last_offer(agent).get("card")
        return card is not None and card["conversation"] == customer.conversation

    await agent.ear.until(f"an offer of {customer.conversation}", found)


def last_offer(agent: AgentAtDesk) -> Frame:
    frames = [frame for frame in agent.ear.frames if frame["type"] == "offer"]
    return frames[-1] if frames else {}


async def time_passes(stand: Stand, seconds: int, here: Sequence[AgentAtDesk] = ()) -> None:
    """In steps that the queue's own clock can follow; desks of those who are ``here`` stay open."""
    for _ in range(0, seconds, 5):
        for agent in here:
            await stand.service.desk.is_here(agent.agent)
        stand.clock.forward(5)
        await stand.service.assigning.tick()
    await stand.quiet()


def told_of(agent: AgentAtDesk, words: str) -> int:
    frames = [frame for frame in agent.ear.frames if frame["type"] == "entries"]
    return sum(words in entry["text"] for frame in frames for entry in frame["entries"])


async def test_an_offer_is_taken(stand: Stand, customer: Customer, sanne: AgentAtDesk) -> None:
    await is_available(sanne)
    await customer.writes(PERSON_PLEASE)
    await is_offered(sanne, customer)
    await sanne.opens(customer)

    await sanne.takes(customer)

    await customer.sees("agent_joined")
    await customer.sees_status(state="agent", agent="Sanne")
    await sanne.ear.until("no offer", lambda: last_offer(sanne)["card"] is None)
    await stand.quiet()
    assert customer.counts("agent_joined") == 1


async def test_not_now_asks_the_next_and_nobody_tells_the_customer(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    noor = await new_agent("Noor")
    await is_available(sanne)
    await customer.writes(PERSON_PLEASE)
    await is_offered(sanne, customer)
    said = len(await customer.heard())
    await is_available(noor)

    await sanne.asks("refuse", conversation=customer.conversation)

    await is_offered(noor, customer)
    over = Refusal(stand.service.content.text("desk_offer_over", "en"))
    assert await sanne.asks("refuse", conversation=customer.conversation) == over
    assert len(await customer.heard()) == said
    await customer.sees_status(state="queued")


async def test_missed_offers_go_on_and_make_an_agent_away_who_is_told_why(
    stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    await is_available(sanne)
    customers = [await new_customer() for _ in range(3)]
    for customer in customers:
        await customer.writes(PERSON_PLEASE)
        await customer.sees("queue_place_number")

    await time_passes(stand, 100, [sanne])

    await sanne.ear.until("why", lambda: last_offer(sanne).get("said") == "missed")
    assert await stand.service.desk.presence(sanne.agent) == "away"
    for customer in customers:
        await customer.sees_status(state="queued")
        assert customer.counts("agent_joined") == 0


async def test_a_lost_agent_s_chats_wait_again_at_their_place(
    stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    first = await new_customer("nl")
    noor = await new_agent("Noor")
    await first.writes("Ik wil een medewerker spreken")
    await sanne.takes(first)
    await first.sees("agent_joined")
    stand.clock.forward(1)  # Of two who come in the same moment either may be first.
    second = await new_customer()
    await second.writes(PERSON_PLEASE)
    await second.sees("queue_place_number")
    before = await stand.state(first.conversation)

    await sanne.leaves()
    await time_passes(stand, 150, [noor])

    told = await first.sees("back_lost")
    assert told["text"].startswith("Sanne heeft geen verbinding meer.")
    assert "wachtenden voor je: 0" in told["text"]
    after = await stand.state(first.conversation)
    assert (after.state, after.epoch) == (State.QUEUED, before.epoch + 1)
    assert after.handoff is not None
    assert after.handoff.agent_id == ""
    waiting = await stand.service.lines.waiting(["frontline"])
    assert [card.conversation for card in waiting] == [first.conversation, second.conversation]
    [ticket] = await stand.tickets(first.conversation)
    assert (ticket["state"], ticket["agent"]) == ("queued", "")
    await noor.opens(first)
    await noor.sees(first, "The desk of Sanne fell silent")
    await time_passes(stand, 150, [noor])
    assert first.counts("back_lost") == 1
    assert told_of(noor, "The desk of Sanne fell silent") == 1
    assert len(await stand.recorded(first.conversation, "handoff_requeued")) == 1

    await noor.takes(first)
    await first.sees_status(state="agent", agent="Noor")


async def test_a_chat_is_passed_on_to_a_colleague_with_a_note(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    noor = await new_agent("Noor")
    await is_available(noor)
    await customer.writes(PERSON_PLEASE)
    await sanne.takes(customer)
    await customer.sees("agent_joined")
    colleagues = await sanne.asks("colleagues")
    assert not isinstance(colleagues, Refusal)
    assert "Noor" in [each["name"] for each in colleagues["agents"]]

    await passes(sanne, customer, f"agent:{noor.agent.id}", "VIP, please hurry")

    await customer.sees("passed_to_agent")
    await customer.sees_status(state="agent", agent="Noor")
    await noor.has(customer)
    await noor.sees(customer, "VIP, please hurry")
    await noor.sees(customer, "Sanne passed the chat on to Noor.")
    await noor.replies(customer, "Hello, Noor here.")
    await customer.sees("Hello, Noor here.")
    assert isinstance(await sanne.tries_to_reply(customer, "me too"), Refusal)
    await stand.quiet()
    assert (customer.counts("agent_joined"), customer.counts("passed_to_agent")) == (1, 1)
    assert all("VIP" not in entry["text"] for entry in await customer.transcript())
    [ticket] = await stand.tickets(customer.conversation)
    assert ticket["agent"] == noor.agent.id


async def test_a_chat_is_passed_on_to_a_department_and_keeps_its_place(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    paying = await new_agent("Noor", departments=("billing",))
    await is_available(paying)
    await customer.writes(PERSON_PLEASE)
    await sanne.takes(customer)
    await customer.sees("agent_joined")
    asked = await stand.state(customer.conversation)
    assert asked.handoff is not None

    await passes(sanne, customer, "department:billing", "")

    told = await customer.sees("back_passed_on")
    assert "our payments team" in told["text"]
    await is_offered(paying, customer)
    card = await paying.sees_waiting(customer, department="billing")
    assert card["rank_ms"] == asked.handoff.rank_ms
    await stand.quiet()
    [ticket] = await stand.tickets(customer.conversation)
    assert (ticket["department"], ticket["state"]) == ("billing", "queued")
    await paying.takes(customer)
    await customer.sees_status(state="agent", agent="Noor")
    assert customer.counts("back_passed_on") == 1


async def test_a_chat_is_put_back_and_its_agent_not_asked_again_at_once(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    await is_available(sanne)
    await customer.writes(PERSON_PLEASE)
    await sanne.takes(customer)
    await customer.sees("agent_joined")

    await sanne.asks("put_back", conversation=customer.conversation)

    await customer.sees("back_put_back")
    await customer.sees_status(state="queued")
    await time_passes(stand, 10, [sanne])
    assert (await stand.service.desk.offered(sanne.agent)).card is None
    noor = await new_agent("Noor")
    await is_available(noor)
    await is_offered(noor, customer)
    assert customer.counts("back_put_back") == 1


async def test_a_lead_moves_a_chat_that_somebody_else_holds(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    lead, noor = await new_agent("Lena", role="lead"), await new_agent("Noor")
    await is_available(noor)
    await customer.writes(PERSON_PLEASE)
    await sanne.takes(customer)
    await customer.sees("agent_joined")
    team = await lead.asks("colleagues")
    assert not isinstance(team, Refusal)
    [held] = [each for each in team["agents"] if each["name"] == "Sanne"]
    assert [card["conversation"] for card in held["chats"]] == [customer.conversation]
    assert isinstance(await passes(noor, customer, "department:billing", ""), Refusal)

    await passes(lead, customer, f"agent:{noor.agent.id}", "")

    await customer.sees_status(state="agent", agent="Noor")
    await customer.sees("passed_to_agent")
    await noor.has(customer)


async def test_nobody_is_passed_a_chat_who_is_away_or_full(
    stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    noor = await new_agent("Noor", capacity=1)
    one, other = await new_customer(), await new_customer()
    for customer in (one, other):
        await customer.writes(PERSON_PLEASE)
    await sanne.takes(one)
    text = stand.service.content.text
    assert await passes(sanne, one, f"agent:{noor.agent.id}", "") == Refusal(
        text("desk_off_duty", "en")
    )
    await is_available(noor)
    await noor.takes(other)
    full = Refusal(text("desk_no_room", "en", {"name": "Noor"}))
    assert await passes(sanne, one, f"agent:{noor.agent.id}", "") == full
    await one.sees_status(state="agent", agent="Sanne")


async def test_offers_are_recorded_and_counted_for_each_agent(
    stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    noor = await new_agent("Noor")
    taken, missed = await new_customer(), await new_customer()
    await is_available(sanne)
    await taken.writes(PERSON_PLEASE)
    await is_offered(sanne, taken)
    await sanne.asks("refuse", conversation=taken.conversation)
    await is_available(noor)
    await is_offered(noor, taken)
    stand.clock.forward(4)
    await noor.takes(taken)
    await taken.sees("agent_joined")
    await missed.writes(PERSON_PLEASE)
    await is_offered(sanne, missed)
    await time_passes(stand, 35, [sanne, noor])
    await is_offered(noor, missed)

    told = [
        [(one["agent"], one.get("why", "")) for one in await stand.recorded(each, name)]
        for each in (taken.conversation, missed.conversation)
        for name in ("handoff_offered", "offer_ended")
    ]
    one, other = sanne.agent.id, noor.agent.id
    assert told == [
        [(one, ""), (other, "")],
        [(one, "refused")],
        [(one, ""), (other, "")],
        [(one, "missed")],
    ]
    day = stand.clock.now().date()
    loads = {one.agent: one for one in (await stand.service.records.figures(day, day)).agents}
    assert (loads[one].offered, loads[one].refused, loads[one].missed) == (2, 1, 1)
    assert (loads[other].offered, loads[other].refused, loads[other].missed) == (2, 0, 0)
    assert loads[one].offer_p50_s is None
    took_s = loads[other].offer_p50_s
    assert took_s is not None
    assert 4 <= took_s < 35
    metrics = await metrics_of(stand)
    counted = [
        value(metrics, "footbridge_offers_total", result=result)
        for result in ("offered", "refused", "missed")
    ]
    assert counted == [4, 1, 1]


@pytest.fixture
async def rasa() -> AsyncIterator[RasaFake]:
    async with RasaFake() as rasa:
        yield rasa


async def test_two_copies_offer_a_chat_to_one_agent_and_lose_one_once(
    rasa: RasaFake, tmp_path: Path, redis_url: str
) -> None:
    at = datetime.now(UTC)  # By two clocks that differ, the looks at the lines add up to more time.
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(standing(tmp_path, redis_url, rasa=rasa, at=at))
        two = await stack.enter_async_context(standing(tmp_path, redis_url, rasa=rasa, at=at))
        customer = await customer_at(stack, one)
        sanne, noor = await agent_at(stack, one, "Sanne"), await agent_at(stack, two, "Noor")
        await is_available(sanne, noor)
        await customer.writes(PERSON_PLEASE)
        await customer.sees("queue_place_number")
        offers = [(await one.service.desk.offered(each.agent)).card for each in (sanne, noor)]
        assert sum(card is not None for card in offers) == 1
        await noor.takes(customer)
        await customer.sees("agent_joined")

        await noor.leaves()
        for _ in range(30):
            await one.service.desk.is_here(sanne.agent)
            for stand in (one, two):
                stand.clock.forward(5)
            await asyncio.gather(one.service.assigning.tick(), two.service.assigning.tick())

        await customer.sees("back_lost")
        await is_offered(sanne, customer)
        await one.quiet()
        assert customer.counts("back_lost") == 1
        assert len(await one.recorded(customer.conversation, "handoff_requeued")) == 1
        offers = await one.recorded(customer.conversation, "handoff_offered")
        ends = await one.recorded(customer.conversation, "offer_ended")
        assert 2 <= len(offers) <= len(ends) + 2, "one was taken, one still stands"
        key = f"{one.service.lines._base}:h:{customer.conversation}"
        assert int(await one.service.client.call("HGET", key, "offers")) == len(offers)


async def passes(
    agent: AgentAtDesk, customer: Customer, to: str, note: str, seen_in: str = ""
) -> object:
    given = {"to": to, "note": note, "seen_in": seen_in, "client_id": "0123456789ab"}
    return await agent.asks("pass_on", conversation=customer.conversation, **given)
