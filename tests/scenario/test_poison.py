"""An event that nobody can handle: nothing behind it is held up, and nobody is left in silence."""

from handoff.rules.conversation import State
from tests.cli.waiting import until
from tests.scenario.actors import AgentAtDesk, Customer, Frame, Refusal
from tests.scenario.conftest import NewAgent
from tests.scenario.stand import WITHIN_S, Stand


async def test_poison_becomes_a_dead_letter_and_the_customer_gets_a_person(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    manager = await new_agent("Mo", role="manager")
    await _poison(stand, customer)
    await customer.writes("are you there?")

    await customer.sees("handoff_bot_error")
    await sanne.sees_waiting(customer, reason="bot_error")
    (letter,) = await manager.dead_letters()
    assert (letter["event_id"], letter["lane"]) == ("poison", f"in/{customer.conversation}")
    leads_only = Refusal(stand.service.content.text("desk_leads_only", "en"))
    assert await sanne.asks("dead_letters") == leads_only
    assert await sanne.asks("replay", dead_letter=letter["id"]) == leads_only
    assert (await stand.state(customer.conversation)).state is State.QUEUED
    assert "are you there?" in [entry["text"] for entry in await customer.transcript()]


async def test_dead_letter_can_be_replayed_and_comes_back_while_it_cannot_be_handled(
    stand: Stand, customer: Customer, new_agent: NewAgent
) -> None:
    manager = await new_agent("Mo", role="manager")
    await _poison(stand, customer)
    await customer.sees("handoff_bot_error")
    (first,) = await manager.dead_letters()

    left = await manager.asks("replay", dead_letter=first["id"])
    assert left["dead_letters"] == []
    gone = await manager.asks("replay", dead_letter=first["id"])
    assert gone == Refusal(stand.service.content.text("desk_dead_letter_gone", "en"))

    async def is_back() -> bool:
        letters: list[Frame] = await manager.dead_letters()
        return [letter["event_id"].startswith("poison") for letter in letters] == [True]

    await until(is_back, within_s=WITHIN_S)
    await customer.transcript()
    assert customer.counts("handoff_bot_error") == 1


async def test_words_that_cannot_be_said_bring_a_person(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    """The model and the content files disagree: a text that is in no file."""
    stand.rasa.teach("hi", {"signal": "say", "text": "text_of_tomorrow"})

    await customer.writes("hi")
    await customer.sees("handoff_bot_error")

    await sanne.takes(customer)
    await customer.sees("agent_joined")


async def _poison(stand: Stand, customer: Customer) -> None:
    boxes = stand.service.mailboxes
    await boxes.enqueue("in", customer.conversation, "poison", '{"type":"CustomerWrote"}')
    stand.service.wake.work(boxes.keys.shard(customer.conversation), "in")
