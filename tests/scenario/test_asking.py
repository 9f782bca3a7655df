"""The holder asks a colleague, who reads along and answers; the customer sees nothing of it."""

import json

from handoff.rules.conversation import State
from tests.scenario.actors import AgentAtDesk, Customer, Refusal
from tests.scenario.conftest import NewAgent, NewCustomer
from tests.scenario.hearing import Frame
from tests.scenario.stand import Stand

SECRET_QUESTION = "Zebra-4711: is the seller known to us?"
SECRET_ANSWER = "Zebra-4712: yes, twice before."


async def talk(customer: Customer, agent: AgentAtDesk) -> None:
    await customer.writes("I want to talk to a human")
    await agent.takes(customer)
    await customer.sees("agent_joined")


async def asks(agent: AgentAtDesk, customer: Customer, to: str, n: int = 1) -> Frame | Refusal:
    given = {"conversation": customer.conversation, "client_id": f"question-{n:04}"}
    return await agent.asks("ask", to=to, text=SECRET_QUESTION, **given)


async def asked_of(agent: AgentAtDesk, customer: Customer) -> Frame:
    """What stands in the agent's list of questions, once it does."""
    return await agent._card("asked", customer, {})


async def is_asked_nothing(agent: AgentAtDesk) -> None:
    await agent.ear.until("an empty list", lambda: agent._lists()["asked"] == [])


async def answers(agent: AgentAtDesk, customer: Customer, question: str) -> Frame | Refusal:
    given = {"conversation": customer.conversation, "client_id": "answer-0001"}
    return await agent.asks("answer", question=question, text=SECRET_ANSWER, **given)


async def test_a_colleague_reads_along_and_answers_and_the_customer_sees_nothing(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    noor = await new_agent("Noor", departments=("billing",))
    await talk(customer, sanne)
    await stand.quiet()
    before, heard = await stand.state(customer.conversation), len(await customer.heard())
    asked_before = len(stand.rasa.arrived)

    assert not isinstance(await asks(sanne, customer, f"agent:{noor.agent.id}"), Refusal)

    card = await asked_of(noor, customer)
    assert (card["asked"]["text"], card["asked"]["by_name"]) == (SECRET_QUESTION, "Sanne")
    await noor.opens(customer)
    await noor.sees(customer, "I want to talk to a human")
    assert isinstance(await noor.tries_to_reply(customer, "Hello"), Refusal)
    assert not isinstance(await answers(noor, customer, card["asked"]["id"]), Refusal)
    answer = await sanne.sees(customer, SECRET_ANSWER)
    assert (answer["name"], answer["internal"]) == ("Noor", True)
    await is_asked_nothing(noor)
    await noor.ear.until("the end", lambda: [f for f in noor.ear.frames if f["type"] == "left"])

    after = await stand.state(customer.conversation)
    assert (after.state, after.epoch, after.consults) == (State.AGENT, before.epoch, ())
    assert after.handoff == before.handoff
    assert len(await customer.heard()) == heard
    everything = json.dumps([await customer.transcript(), customer.ear.frames])
    assert "Zebra" not in everything
    assert "Noor" not in everything
    assert len(stand.rasa.arrived) == asked_before
    facts = await stand.service.records.events_of(customer.conversation)
    assert "Zebra" not in json.dumps([data for _, _, data in facts])
    names = [name for name, _, _ in facts if name.startswith(("colleague", "question"))]
    assert names == ["colleague_asked", "colleague_answered"]


async def test_after_a_handback_the_bot_and_the_customer_know_nothing_of_it(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    noor = await new_agent("Noor")
    await talk(customer, sanne)
    await asks(sanne, customer, f"agent:{noor.agent.id}")
    card = await asked_of(noor, customer)

    await sanne.hands_back(customer)
    await customer.sees("handed_back")
    await is_asked_nothing(noor)
    over = Refusal(stand.service.content.text("desk_question_over", "en"))
    assert await answers(noor, customer, card["asked"]["id"]) == over
    await customer.writes("and one more thing")
    await stand.quiet()

    assert "Zebra" not in json.dumps([await customer.transcript(), customer.ear.frames])
    assert "Zebra" not in json.dumps(stand.rasa.arrived, default=str)
    [end] = await stand.recorded(customer.conversation, "question_ended")
    assert end["why"] == "over"
    assert await stand.service.lines.recount() == 0


async def test_a_department_is_asked_and_whoever_answers_first_ends_it(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    noor = await new_agent("Noor", departments=("billing",))
    daan = await new_agent("Daan", departments=("billing",))
    await talk(customer, sanne)
    await asks(sanne, customer, "department:billing")
    question = (await asked_of(noor, customer))["asked"]["id"]
    await asked_of(daan, customer)
    assert sanne._lists()["asked"] == [], "nobody asks oneself"

    await answers(daan, customer, question)

    await is_asked_nothing(noor)
    await is_asked_nothing(daan)
    assert (await sanne.sees(customer, SECRET_ANSWER))["name"] == "Daan"


async def test_the_holder_withdraws_and_cannot_ask_too_much_or_nobody(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    noor = await new_agent("Noor")
    text = stand.service.content.text
    await talk(customer, sanne)
    to = f"agent:{noor.agent.id}"
    assert await asks(sanne, customer, f"agent:{sanne.agent.id}") == Refusal(
        text("desk_off_duty", "en")
    )
    await asks(sanne, customer, to)
    question = (await asked_of(noor, customer))["asked"]["id"]
    assert await asks(sanne, customer, to, 2) == Refusal(text("desk_asked_already", "en"))
    for n, department in enumerate(("billing", "privacy")):
        await asks(sanne, customer, f"department:{department}", n + 3)
    await stand.quiet()
    most = Refusal(text("desk_most_asked", "en", {"count": "3"}))
    assert await asks(sanne, customer, "department:moderation", 5) == most
    given = {"conversation": customer.conversation, "question": question}
    assert isinstance(await noor.asks("withdraw", **given), Refusal)

    assert not isinstance(await sanne.asks("withdraw", **given), Refusal)

    await sanne.sees(customer, "Sanne withdrew the question.")
    await stand.quiet()
    left = (await stand.state(customer.conversation)).consults
    assert [one.to for one in left] == ["department:billing", "department:privacy"]


async def test_who_is_not_asked_cannot_read_or_answer(
    stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    customer = await new_customer()
    noor = await new_agent("Noor", departments=("billing",))
    other = await new_agent("Daan", departments=("privacy",))
    await talk(customer, sanne)
    await asks(sanne, customer, f"agent:{noor.agent.id}")
    question = (await asked_of(noor, customer))["asked"]["id"]
    assert isinstance(await other.asks("open", conversation=customer.conversation), Refusal)
    assert isinstance(await answers(other, customer, question), Refusal)
    assert isinstance(await asks(noor, customer, f"agent:{other.agent.id}"), Refusal)


async def test_whoever_is_asked_and_then_has_the_chat_has_it_like_any_other(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    noor = await new_agent("Noor")
    await noor.asks("presence", value="available")
    await talk(customer, sanne)
    to = f"agent:{noor.agent.id}"
    await asks(sanne, customer, to)
    await asked_of(noor, customer)
    given = {"conversation": customer.conversation, "client_id": "pass-on-0001"}
    await sanne.asks("pass_on", to=to, note="", **given)
    await noor.has(customer)
    await is_asked_nothing(noor)
    await noor.replies(customer, "Noor here.")
    await customer.sees("Noor here.")
