"""Agents see what the bot leads, and take it over: two who try, a form, and the same moment."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from handoff.rules.conversation import State
from tests.fakes.rasa import RasaFake, answer
from tests.scenario.actors import AgentAtDesk, Customer, Refusal, agent_at, customer_at
from tests.scenario.conftest import NewAgent, NewCustomer
from tests.scenario.hearing import Frame
from tests.scenario.stand import Stand, standing

TOPIC = "refund_request"


async def talks(stand: Stand, customer: Customer, words: str = "how do refunds work") -> None:
    stand.rasa.teach(words, answer(TOPIC))
    await customer.writes(words)
    await customer.sees(f"answer:{TOPIC}")
    await stand.quiet()


async def led_for(agent: AgentAtDesk) -> list[Frame]:
    found = await agent.asks("led")
    assert not isinstance(found, Refusal), found.text
    return list(found["led"])


async def test_an_agent_sees_a_talk_with_the_bot_reads_it_and_takes_it_over(
    stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    customer = await new_customer("nl")
    await talks(stand, customer, "hoe werkt terugbetalen")
    [shown] = await led_for(sanne)
    assert shown["card"]["conversation"] == customer.conversation
    assert (shown["card"]["language"], shown["card"]["question"]) == (
        "nl", "hoe werkt terugbetalen",
    )  # fmt: skip
    assert len(shown["topics"]) == 1
    await sanne.opens(customer)
    await sanne.sees(customer, "hoe werkt terugbetalen")
    await sanne.sees_facts(customer, led=True)
    said = len(await customer.heard())

    assert not isinstance(
        await sanne.asks("take_over", conversation=customer.conversation), Refusal
    )

    told = await customer.sees("taken_over")
    assert told["text"].startswith("Sanne is er nu en neemt het van me over.")
    await customer.sees_status(state="agent", agent="Sanne")
    await sanne.sees_mine(customer, reason="agent_reclaim")
    await sanne.sees_facts(customer, led=False)
    await sanne.replies(customer, "Hallo, ik kijk met je mee.")
    await customer.sees("Hallo, ik kijk met je mee.")
    [ticket] = await stand.tickets(customer.conversation)
    assert (ticket["state"], ticket["agent"], ticket["reason"]) == (
        "in_progress", sanne.agent.id, "agent_reclaim",
    )  # fmt: skip
    assert customer.counts("taken_over") == 1
    assert len(await customer.heard()) == said + 3, "who is there, the number, and the words"
    assert await led_for(sanne) == []
    [taken] = await stand.recorded(customer.conversation, "handoff_taken_over")
    assert taken["agent"] == sanne.agent.id
    day = stand.clock.now().date()
    figures = await stand.service.records.figures(day, day)
    assert (figures.total.taken_over, figures.total.requested, figures.total.accepted) == (1, 0, 0)
    assert figures.total.by_person == 1
    [load] = figures.agents
    assert (load.agent, load.accepted, load.replied) == (sanne.agent.id, 1, 1)


async def test_of_two_who_try_at_once_one_has_it_and_the_other_reads_who(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    noor = await new_agent("Noor")
    await talks(stand, customer)
    given = {"conversation": customer.conversation}
    ends = await asyncio.gather(sanne.asks("take_over", **given), noor.asks("take_over", **given))
    lost = [end for end in ends if isinstance(end, Refusal)]
    assert len(lost) == 1
    await stand.quiet()
    state = await stand.state(customer.conversation)
    assert (state.state, state.handoffs) == (State.AGENT, 1)
    assert state.handoff is not None
    name = state.handoff.agent_name
    assert lost == [Refusal(stand.service.content.text("desk_taken_by", "en", {"name": name}))]
    assert (await stand.service.lines.held_by(state.handoff.agent_id))[0].agent_name == name
    assert customer.counts("taken_over") == 1
    assert len(await stand.tickets(customer.conversation)) == 1


async def test_at_two_copies_of_the_service_both_see_it_and_one_has_it(
    tmp_path: Path, redis_url: str
) -> None:
    async with AsyncExitStack() as stack:
        rasa = await stack.enter_async_context(RasaFake())
        one = await stack.enter_async_context(standing(tmp_path, redis_url, rasa=rasa))
        two = await stack.enter_async_context(standing(tmp_path, redis_url, rasa=rasa))
        customer = await customer_at(stack, one)
        sanne, noor = await agent_at(stack, one, "Sanne"), await agent_at(stack, two, "Noor")
        await talks(one, customer)
        assert len(await led_for(sanne)) == len(await led_for(noor)) == 1
        given = {"conversation": customer.conversation}
        ends = await asyncio.gather(
            sanne.asks("take_over", **given), noor.asks("take_over", **given)
        )
        assert sum(isinstance(end, Refusal) for end in ends) == 1
        await one.quiet()
        assert (await one.state(customer.conversation)).handoffs == 1
        assert customer.counts("taken_over") == 1
        assert len(await one.tickets(customer.conversation)) == 1
        assert await led_for(sanne) == await led_for(noor) == []


async def test_nobody_takes_over_more_than_fits_and_nothing_happens_to_the_customer(
    stand: Stand, new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    noor = await new_agent("Noor", capacity=1)
    one, other = await new_customer(), await new_customer()
    for customer in (one, other):
        await talks(stand, customer)
    await noor.asks("take_over", conversation=one.conversation)
    full = Refusal(stand.service.content.text("desk_at_capacity", "en"))
    assert await noor.asks("take_over", conversation=other.conversation) == full
    await stand.quiet()
    assert (await stand.state(other.conversation)).state is State.BOT
    assert other.counts("taken_over") == 0


async def test_a_customer_who_asks_for_a_person_in_the_same_moment_has_one_handoff(
    stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    for number in range(6):
        customer = await new_customer()
        await talks(stand, customer)
        asking = customer.writes("I want to talk to a human")
        taking = sanne.asks("take_over", conversation=customer.conversation)
        _, end = await asyncio.gather(asking, taking)
        await stand.quiet()
        state = await stand.state(customer.conversation)
        assert state.handoffs == 1, number
        held = [card.conversation for card in await stand.service.lines.held_by(sanne.agent.id)]
        assert (state.state is State.AGENT) == (customer.conversation in held)
        if isinstance(end, Refusal):
            assert state.state is State.QUEUED
            await sanne.takes(customer)
            await stand.quiet()
            state = await stand.state(customer.conversation)
        assert state.state is State.AGENT
        assert len(await stand.tickets(customer.conversation)) == 1
        assert await stand.service.lines.recount() == 0
        await sanne.resolves(customer)
        await customer.sees("resolved_answered")


async def test_only_first_contact_and_leads_see_what_the_bot_leads(
    stand: Stand, customer: Customer, new_agent: NewAgent
) -> None:
    billing = await new_agent("Noor", departments=("billing",))
    lead = await new_agent("Lena", role="lead", departments=("billing",))
    dutch = await new_agent("Daan", languages=("nl",))
    await talks(stand, customer)
    refused = Refusal(stand.service.content.text("desk_frontline_only", "en"))
    assert await billing.asks("led") == refused
    assert await billing.asks("take_over", conversation=customer.conversation) == refused
    assert isinstance(await billing.asks("open", conversation=customer.conversation), Refusal)
    assert len(await led_for(lead)) == 1
    assert await led_for(dutch) == []


async def test_who_waits_or_was_helped_is_not_led_by_the_bot(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    await customer.writes("I want to talk to a human")
    await customer.sees("queue_place_number")
    await stand.quiet()
    assert await led_for(sanne) == []
    over = Refusal(stand.service.content.text("desk_not_led", "en"))
    assert await sanne.asks("take_over", conversation=customer.conversation) == over


async def test_whoever_reads_along_is_shown_no_more_once_a_colleague_has_it(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    noor = await new_agent("Noor")
    await talks(stand, customer)
    await noor.opens(customer)
    await sanne.asks("take_over", conversation=customer.conversation)
    await sanne.replies(customer, "Only for the customer")
    await noor.ear.until("the end", lambda: [f for f in noor.ear.frames if f["type"] == "left"])
    await stand.quiet()
    texts = [e["text"] for f in noor.ear.frames if f["type"] == "entries" for e in f["entries"]]
    assert "Only for the customer" not in texts
