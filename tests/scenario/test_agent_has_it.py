"""An agent takes a conversation, talks, and gives it back or ends it."""

import asyncio

from handoff.rules.conversation import State
from tests.fakes.rasa import HANDED_BACK, Fault, answer, say
from tests.scenario.actors import AgentAtDesk, Customer, Refusal
from tests.scenario.conftest import NewAgent, NewCustomer
from tests.scenario.stand import Stand

PERSON_PLEASE = "I want to talk to a human"


async def test_customer_is_told_the_name_and_the_bot_is_silent_from_then_on(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    stand.rasa.teach("refund?", answer("refund_request"))
    await customer.writes(PERSON_PLEASE)
    await sanne.takes(customer)
    await customer.sees("agent_joined")
    await customer.sees_status(state="agent", agent="Sanne")
    said_before = len(await customer.heard())

    await customer.writes("refund?")
    await sanne.sees(customer, "refund?")
    await sanne.replies(customer, "Yes, within 14 days.")

    reply = await customer.sees("Yes, within 14 days.")
    assert (reply["from"], reply["name"]) == ("agent", "Sanne")
    assert (await customer.heard())[said_before:] == ["Yes, within 14 days."]
    assert stand.rasa.arrived == []


async def test_answer_that_comes_after_the_claim_is_dropped_and_counted(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    gate = asyncio.Event()
    stand.rasa.teach("refund?", answer("refund_request"))
    stand.rasa.fail(Fault.slow(gate))
    await customer.writes(PERSON_PLEASE)
    await customer.writes("refund?")
    await sanne.takes(customer)
    await customer.sees("agent_joined")

    gate.set()

    void = await stand.recorded(customer.conversation, "answer_void")
    assert len(void) == 1
    assert stand.rasa.turns(customer.conversation) == ["refund?"]
    await customer.transcript()
    assert customer.counts("answer:refund_request") == 0


async def test_a_card_number_in_an_agent_s_words_reaches_nobody_and_the_agent_is_told(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    await customer.writes(PERSON_PLEASE)
    await sanne.takes(customer)

    await sanne.replies(customer, "Was it 4111 1111 1111 1111?")
    await customer.sees(r"Was it **** **** **** 1111?")
    told = await sanne.sees(customer, "Never ask for card numbers")
    assert told["internal"]
    await sanne.notes(customer, "Same card, 4111111111111111.")
    await sanne.sees(customer, "Same card, ************1111.")
    await sanne.hands_back(customer, done="Refunded to 4111-1111-1111-1111.")
    await customer.sees("handed_back_done")

    [ticket] = await stand.tickets(customer.conversation)
    assert ticket["outcome"] == "bot_can: Refunded to ****-****-****-1111."
    assert all("card number" not in entry["text"] for entry in customer.entries)


async def test_of_two_agents_who_take_at_once_exactly_one_wins(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    noor = await new_agent("Noor")
    await customer.writes(PERSON_PLEASE)
    for agent in (sanne, noor):
        await agent.sees_waiting(customer)

    answers = await asyncio.gather(sanne.tries_to_take(customer), noor.tries_to_take(customer))

    refused = [found for found in answers if isinstance(found, Refusal)]
    winner = sanne if isinstance(answers[1], Refusal) else noor
    await winner.has(customer)
    name = {"name": winner.agent.name}
    assert refused == [Refusal(stand.service.content.text("desk_taken_by", "en", name))]
    await customer.sees_status(state="agent", agent=winner.agent.name)
    await customer.transcript()
    assert customer.counts("agent_joined") == 1


async def test_agent_takes_no_more_than_the_capacity(
    stand: Stand, new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    sanne = await new_agent("Sanne", capacity=1)
    first, second = await new_customer(), await new_customer()
    for customer in (first, second):
        await customer.writes(PERSON_PLEASE)
    await sanne.takes(first)
    await sanne.sees_waiting(second)

    full = Refusal(stand.service.content.text("desk_at_capacity", "en"))
    assert await sanne.tries_to_take(second) == full
    await sanne.resolves(first)
    await first.sees_status(state="wrap_up")
    await stand.quiet()
    await sanne.takes(second)

    await second.sees("agent_joined")


async def test_agents_see_only_their_departments_and_languages(
    new_customer: NewCustomer, new_agent: NewAgent
) -> None:
    dutch = await new_agent("Noor", languages=("nl",))
    billing = await new_agent("Bo", departments=("billing",))
    everything = await new_agent("Kim")
    english, hollander = await new_customer("en"), await new_customer("nl")
    for customer, wish in ((english, PERSON_PLEASE), (hollander, "Ik wil een mens spreken")):
        await customer.writes(wish)
        await everything.sees_waiting(customer)

    await dutch.sees_waiting(hollander)
    assert [card["conversation"] for card in dutch.waiting] == [hollander.conversation]
    assert billing.waiting == []


async def test_note_never_reaches_the_customer(
    customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    noor = await new_agent("Noor")
    await customer.writes(PERSON_PLEASE)
    await noor.sees_waiting(customer)
    await noor.notes(customer, "knows this case from May")
    await sanne.takes(customer)
    await sanne.notes(customer, "asking billing")
    await sanne.replies(customer, "One moment, I am asking.")
    await customer.sees("One moment, I am asking.")

    note = await sanne.sees(customer, "knows this case from May")
    assert note["internal"]
    words = " ".join(entry["text"] for entry in await customer.transcript())
    assert "May" not in words
    assert "billing" not in words
    await customer.drops()
    await customer.connects()
    assert not any("billing" in entry["text"] for entry in await customer.transcript())


async def test_reply_of_somebody_who_does_not_hold_it_is_refused(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    noor = await new_agent("Noor")
    await customer.writes(PERSON_PLEASE)
    await noor.sees_waiting(customer)
    early = await noor.tries_to_reply(customer, "I am not yours yet")
    await sanne.takes(customer)
    late = await noor.tries_to_reply(customer, "I never was")

    text, name = stand.service.content.text, {"name": "Sanne"}
    assert early == Refusal(text("desk_not_yours", "en"))
    assert late == Refusal(text("desk_taken_by", "en", name))
    assert not any(e["from"] == "agent" for e in await customer.transcript())


async def test_bot_goes_on_after_a_handback_and_knows_the_name(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    stand.rasa.teach("refund?", answer("refund_request"))
    stand.rasa.teach("hello again", say("greeting"))
    await customer.writes(PERSON_PLEASE)
    await sanne.takes(customer)

    await sanne.hands_back(customer, "bot_can", "address corrected")
    back = await customer.sees("handed_back_done")
    await customer.writes("hello again")
    again = await customer.sees("greeting_again_done")
    await customer.writes("refund?")
    await customer.sees("answer:refund_request")

    assert "Sanne" in back["text"]
    assert "Sanne" in again["text"]
    assert HANDED_BACK in stand.rasa.turns(customer.conversation)
    (ticket,) = await stand.tickets(customer.conversation)
    assert (ticket["state"], ticket["outcome"]) == ("resolved", "bot_can: address corrected")
    assert await stand.recorded(customer.conversation, "answer_void") == []


async def test_handback_frees_the_agent_and_a_reply_after_it_is_refused(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    await customer.writes(PERSON_PLEASE)
    await sanne.takes(customer)
    await sanne.hands_back(customer)
    await customer.sees("handed_back")

    refused = await sanne.tries_to_reply(customer, "one more thing")

    assert refused == Refusal(stand.service.content.text("desk_not_yours", "en"))
    assert await stand.service.lines.held_by(sanne.agent.id) == []


async def test_resolved_and_the_customer_agrees(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    await customer.writes(PERSON_PLEASE)
    await sanne.takes(customer)
    await sanne.replies(customer, "It is done.")
    await sanne.resolves(customer, "solved")
    await customer.sees("resolved_solved")
    await customer.presses("solved:yes:h1")
    await customer.sees("solved_thanks")

    assert (await stand.state(customer.conversation)).state is State.BOT
    (ticket,) = await stand.tickets(customer.conversation)
    assert (ticket["state"], ticket["agent"]) == ("closed", sanne.agent.id)
    lines = await stand.service.records.lines_of(ticket["id"])
    by = [(line["change"].get("state"), line["actor"], line["actor_name"]) for line in lines]
    sanne_did = [
        (state, sanne.agent.id, "Sanne") for state in ("assigned", "in_progress", "resolved")
    ]
    assert by[1:] == [*sanne_did, ("closed", customer.conversation, "")]
    solved = await stand.recorded(customer.conversation, "solved")
    assert [each["yes"] for each in solved] == [True]


async def test_customer_who_says_it_is_not_solved_gets_a_person_at_once(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    stand.rasa.teach("why twice?", answer("unexpected_charge"))
    await customer.writes("why twice?")
    await customer.sees("answer:unexpected_charge")
    await customer.writes(PERSON_PLEASE)
    await sanne.takes(customer)
    await sanne.resolves(customer)

    await customer.presses("solved:no:h1")
    await customer.sees("reopened_by_name")

    facts = {"reason": "user_request", "again": 1, "priority": "P2", "question": "why twice?"}
    await sanne.sees_waiting(customer, **facts)
    await sanne.takes(customer)
    await customer.sees("agent_back")


async def test_reply_is_stored_once_however_often_the_page_sends_it(
    customer: Customer, sanne: AgentAtDesk
) -> None:
    """The page repeats a frame whose answer was lost with the connection."""
    await customer.writes(PERSON_PLEASE)
    await sanne.takes(customer)
    frame = {"conversation": customer.conversation, "client_id": "a-lost-answer", "text": "Hello!"}
    for _ in range(3):
        await sanne.asks("reply", **frame)

    await customer.sees("Hello!")
    assert (await customer.heard()).count("Hello!") == 1
