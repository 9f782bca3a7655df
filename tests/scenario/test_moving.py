"""A lead moves one who waits into the line of another department."""

import asyncio

from handoff.rules.conversation import State
from tests.scenario.actors import AgentAtDesk, Customer, Refusal
from tests.scenario.conftest import NewAgent, NewCustomer
from tests.scenario.stand import Stand
from tests.scenario.test_assigning import (
    PERSON_PLEASE,
    is_available,
    is_offered,
    last_offer,
    passes,
    time_passes,
)


async def moves(lead: AgentAtDesk, customer: Customer, to: str, note: str = "wrong team") -> object:
    return await passes(lead, customer, f"department:{to}", note, seen_in="frontline")


async def audit_of(stand: Stand, *leads: AgentAtDesk) -> list[tuple[str, str]]:
    await stand.quiet()
    found = [await stand.service.records.audit_of(lead.agent.id) for lead in leads]
    told = [(action, about) for lines in found for _, action, about, _ in lines]
    return [each for each in told if each[0] != "signed_in"]


async def notes_of(stand: Stand, customer: Customer) -> list[str]:
    log = await stand.service.log.read(customer.conversation, 0, 1000)
    return [entry.text for _, entry in log if entry.speaker.value == "agent"]


async def test_one_who_waits_is_moved_with_the_place_kept_and_offered_there(
    stand: Stand, new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    lead, paying = (
        await new_agent("Lena", role="lead"),
        await new_agent("Noor", departments=("billing",)),
    )
    sanne = await new_agent("Sanne", departments=("frontline",))
    first, later = await new_customer(), await new_customer()
    await is_available(sanne)
    await first.writes(PERSON_PLEASE)
    await is_offered(sanne, first)
    stand.clock.forward(60)
    await later.writes(PERSON_PLEASE)
    await later.sees("queue_place_number")
    await moves(lead, later, "billing")
    before = (await stand.state(first.conversation)).handoff
    assert before is not None

    answer = await moves(lead, first, "billing", "About a payment")

    assert not isinstance(answer, Refusal)
    told = await first.sees("moved_in_line")
    assert "our payments team" in told["text"]
    assert "People ahead of you there: 0." in told["text"], "who came first stands first"
    card = await paying.sees_waiting(first, department="billing")
    assert (card["rank_ms"], card["since_ms"]) == (before.rank_ms, before.asked_at_ms)
    await sanne.ear.until("no offer any more", lambda: last_offer(sanne).get("card") is None)
    await is_available(paying)
    await is_offered(paying, first)
    await paying.opens(first)
    await paying.sees(first, "About a payment")
    await paying.sees(first, "Lena moved the chat, which was waiting, to the department")
    await stand.quiet()
    assert (first.counts("moved_in_line"), later.counts("moved_in_line")) == (1, 1)
    assert len(await stand.recorded(first.conversation, "handoff_transferred")) == 1
    shown = [entry["text"] for entry in await first.transcript()]
    assert "About a payment" not in shown, "a note is for colleagues"
    [ticket] = await stand.tickets(first.conversation)
    assert (ticket["department"], ticket["state"]) == ("billing", "queued")
    assert sorted(await audit_of(stand, lead)) == sorted(
        ("moved", f"{each.conversation} department:billing") for each in (later, first)
    )


async def test_of_two_leads_one_wins_and_the_other_reads_where_it_is(
    stand: Stand, customer: Customer, new_agent: NewAgent
) -> None:
    lena, otto = await new_agent("Lena", role="lead"), await new_agent("Otto", role="manager")
    await customer.writes(PERSON_PLEASE)
    await customer.sees("queue_place_number")

    answers = await asyncio.gather(
        moves(lena, customer, "billing", "to billing"),
        moves(otto, customer, "moderation", "to moderation"),
    )

    await stand.quiet()
    [refusal] = [each for each in answers if isinstance(each, Refusal)]
    state = await stand.state(customer.conversation)
    assert state.handoff is not None
    won = state.handoff.department
    name = stand.service.content.text(f"desk_department_{won}", "en")
    assert refusal == Refusal(
        stand.service.content.text("desk_waits_elsewhere", "en", {"department": name})
    )
    assert customer.counts("moved_in_line") == 1
    assert len(await stand.recorded(customer.conversation, "handoff_transferred")) == 1
    assert await notes_of(stand, customer) == [f"to {won}"], "a refused move leaves no note"
    assert await audit_of(stand, lena, otto) == [
        ("moved", f"{customer.conversation} department:{won}")
    ]


async def test_what_cannot_be_moved_leaves_nothing_behind(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    lead = await new_agent("Lena", role="lead")
    await customer.writes(PERSON_PLEASE)
    await customer.sees("queue_place_number")
    text = stand.service.content.text
    assert await moves(sanne, customer, "billing") == Refusal(text("desk_not_yours", "en"))
    unknown = await moves(lead, customer, "nobody")
    assert unknown == Refusal(text("desk_unknown_department", "en"))
    there = {"department": text("desk_department_frontline", "en")}
    assert await moves(lead, customer, "frontline") == Refusal(
        text("desk_waits_elsewhere", "en", there)
    )
    away = await passes(lead, customer, f"agent:{sanne.agent.id}", "for you")
    assert away == Refusal(text("desk_off_duty", "en"))
    await customer.presses("queue:cancel")
    await customer.sees("queue_cancelled")
    assert await moves(lead, customer, "billing") == Refusal(text("desk_not_waiting", "en"))

    assert await audit_of(stand, lead, sanne) == []
    assert await notes_of(stand, customer) == []
    assert await stand.recorded(customer.conversation, "handoff_transferred") == []


async def test_one_in_danger_is_moved_and_stays_the_most_urgent(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    lead = await new_agent("Lena", role="lead")
    await customer.writes("I want to kill myself")
    await customer.sees("queue_place")
    await stand.quiet()
    await passes(lead, customer, "department:trust_safety", "", seen_in="urgent_safety")

    told = await customer.sees("moved_in_line")

    assert told["buttons"] == []
    card = await sanne.sees_waiting(customer, department="trust_safety")
    assert card["priority"] == "P0"
    await sanne.takes(customer)
    await customer.sees("agent_joined")


async def test_a_move_keeps_what_the_bot_is_asked_and_a_restart_repeats_nothing(
    stand: Stand, customer: Customer, new_agent: NewAgent
) -> None:
    lead = await new_agent("Lena", role="lead")
    await customer.writes(PERSON_PLEASE)
    await customer.sees("queue_place_number")
    before = await stand.state(customer.conversation)

    await moves(lead, customer, "billing")
    await customer.sees("moved_in_line")
    await time_passes(stand, 20)

    state = await stand.state(customer.conversation)
    assert (state.state, state.epoch) == (State.QUEUED, before.epoch)
    assert await stand.service.lines.recount() == 0
    assert await stand.service.lines.reseat() == 0
    assert customer.counts("moved_in_line") == 1
