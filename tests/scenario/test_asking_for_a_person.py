"""A request for a person and words of danger: understood at first try, whatever else is broken."""

import asyncio

import pytest

from handoff.rules.conversation import State
from tests.fakes.rasa import Fault, check_danger, say
from tests.scenario.actors import AgentAtDesk, Customer
from tests.scenario.conftest import NewCustomer
from tests.scenario.stand import Stand

PERSON_PLEASE = {
    "en": "I want to talk to a human",
    "nl": "Ik wil graag een medewerker spreken",
    "zh": "转人工",
}
DANGER = {"en": "I am going to kill myself", "nl": "Ik wil niet meer leven", "zh": "我想自杀"}


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
@pytest.mark.parametrize("assistant", ["up", "down", "slow"])
async def test_person_is_called_at_the_first_message(
    assistant: str, language: str, stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    if assistant == "down":
        await stand.rasa.stop()
    customer = await new_customer(language)
    if assistant == "slow":
        stand.rasa.fail(Fault.slow(asyncio.Event()))
        await customer.writes("something that takes long")

    await customer.writes(PERSON_PLEASE[language])
    await customer.sees("handoff_request")
    told = await customer.sees("queue_place_number")

    card = await sanne.sees_waiting(customer, reason="user_request", department="frontline")
    assert (card["priority"], card["language"]) == ("P3", language)
    (ticket,) = await stand.service.records.tickets_of(customer.conversation)
    assert (ticket["state"], ticket["number"] in told["text"]) == ("queued", True)


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_asking_again_while_waiting_tells_the_place_and_keeps_it(
    language: str, stand: Stand, new_customer: NewCustomer
) -> None:
    customer = await new_customer(language)
    await customer.writes(PERSON_PLEASE[language])
    first = await customer.sees("queue_place_number")

    await customer.writes(PERSON_PLEASE[language])

    assert (await customer.sees("queue_place_number"))["text"] == first["text"]
    assert len(await stand.tickets(customer.conversation)) == 1


async def test_question_asked_before_goes_to_the_person_and_not_to_the_bot(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    """Both were sent in one breath: the late answer would talk into the handoff."""
    gate = asyncio.Event()
    stand.rasa.fail(Fault.slow(gate))

    await customer.writes("why was I charged twice")
    await customer.writes("let me talk to a person")
    await customer.sees("handoff_request")
    gate.set()

    await sanne.sees_waiting(customer, question="why was I charged twice")
    assert len(await stand.recorded(customer.conversation, "answer_void")) == 1
    assert customer.counts("unsure") == 0


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_danger_brings_a_person_at_once(
    language: str, stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    await stand.rasa.stop()
    customer = await new_customer(language)

    await customer.writes(DANGER[language])
    await customer.sees("handoff_safety")

    await _sees_danger(sanne, customer)
    assert len(await stand.recorded(customer.conversation, "danger_words")) == 1


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_danger_while_waiting_raises_the_case(
    language: str, stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    customer = await new_customer(language)
    await customer.writes(PERSON_PLEASE[language])
    await customer.sees("queue_place_number")

    await customer.writes(DANGER[language])
    await customer.sees("handoff_safety")

    await _sees_danger(sanne, customer)
    before, now = await stand.tickets(customer.conversation)
    assert (before["state"], now["state"]) == ("merged", "queued")


async def test_danger_goes_before_everybody_who_waits(
    new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    waiting, in_danger = await new_customer(), await new_customer()
    await waiting.writes(PERSON_PLEASE["en"])
    await sanne.sees_waiting(waiting)

    await in_danger.writes(DANGER["en"])
    await sanne.sees_waiting(in_danger)

    order = [card["conversation"] for card in sanne.waiting]
    assert order == [in_danger.conversation, waiting.conversation]


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_danger_while_a_person_is_there_is_seen_by_that_person(
    language: str, stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    customer = await new_customer(language)
    await customer.writes(PERSON_PLEASE[language])
    await sanne.takes(customer)

    await customer.writes(DANGER[language])

    await sanne.sees(customer, DANGER[language])
    assert len(await stand.recorded(customer.conversation, "danger_words")) == 1
    assert (await stand.state(customer.conversation)).state is State.AGENT


async def test_danger_after_the_case_was_closed_opens_a_new_one(
    customer: Customer, sanne: AgentAtDesk
) -> None:
    await customer.writes(PERSON_PLEASE["en"])
    await sanne.takes(customer)
    await sanne.resolves(customer)
    await customer.sees_status(state="wrap_up")

    await customer.writes(DANGER["en"])
    await customer.sees("handoff_safety")

    await _sees_danger(sanne, customer)


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
@pytest.mark.parametrize("how", ["button", "words", "silence"])
async def test_a_doubt_about_danger_is_asked_once_and_no_answer_brings_a_person_too(
    how: str, language: str, stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    stand.rasa.teach("he is up there again", check_danger())
    stand.rasa.teach("yes", say("affirm"))
    customer = await new_customer(language)
    await customer.writes("he is up there again")
    asked = await customer.sees("check_danger")
    assert "112" in asked["text"] or "110" in asked["text"]

    if how == "button":
        await customer.presses("danger:yes")
    elif how == "words":
        await customer.writes("yes")
    else:
        await stand.quiet()
        stand.clock.forward(121)

    await customer.sees("handoff_safety")
    card = await sanne.sees_waiting(customer, department="urgent_safety", priority="P0")
    assert card["question"] == "he is up there again"


async def test_a_no_to_the_question_about_danger_goes_on_with_the_bot(
    stand: Stand, customer: Customer
) -> None:
    stand.rasa.teach("he is up there again", check_danger())
    await customer.writes("he is up there again")
    await customer.sees("check_danger")

    await customer.presses("danger:no")
    await customer.sees("no_danger")
    await stand.quiet()
    stand.clock.forward(121)

    await customer.writes("thanks anyway")
    await customer.sees("unsure")
    assert await stand.tickets(customer.conversation) == []


@pytest.mark.parametrize(
    "text", ["I am dying of laughter lol", "笑死我了", "my travel agent said no", "不要转人工"]
)
async def test_harmless_words_call_nobody(
    text: str, stand: Stand, new_customer: NewCustomer
) -> None:
    customer = await new_customer()

    await customer.writes(text)
    await customer.sees("unsure")

    assert (await stand.state(customer.conversation)).state is State.BOT


async def _sees_danger(agent: AgentAtDesk, customer: Customer) -> None:
    """On the card: department, priority, and the very words."""
    facts = {"department": "urgent_safety", "priority": "P0", "reason": "safety_emergency"}
    card = await agent.sees_waiting(customer, **facts)
    assert card["question"] == DANGER[customer.language]
