"""A full line through the real service: told once with a next step, in the customer's language."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from handoff.rules.conversation import State
from tests.fakes.rasa import hand_over
from tests.scenario.actors import agent_at, customer_at
from tests.scenario.stand import copy_of_data, standing

PERSON = {"en": "I want to talk to a human", "nl": "ik wil een mens spreken", "zh": "转人工"}


@pytest.fixture
async def people() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """One may wait."""
    folder = copy_of_data(tmp_path / "data")
    path = folder / "catalogue/routing.yml"
    text = path.read_text("utf-8")
    assert "frontline: 200" in text
    path.write_text(text.replace("frontline: 200", "frontline: 1"), "utf-8")
    return folder


@pytest.mark.parametrize("language", sorted(PERSON))
async def test_who_comes_to_a_full_line_leaves_a_message_and_is_answered_in_order(
    language: str, data: Path, tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with standing(tmp_path, redis_url, data=data) as stand:
        first = await customer_at(people, stand, language)
        await first.writes(PERSON[language])
        await first.sees("queue_place_number")
        stand.clock.forward(1)
        second = await customer_at(people, stand, language)
        await second.writes(PERSON[language])
        await second.sees("queue_full")  # with the number before it, if that was known by then
        await stand.quiet()  # until the ticket has its number
        await second.writes("My parcel is lost")
        await second.sees("message_kept")
        (ticket,) = await stand.tickets(second.conversation)
        assert (ticket["left_message"], ticket["state"]) == ("My parcel is lost", "queued")
        assert second.counts("queue_full") == 1
        assert len(await stand.recorded(second.conversation, "queue_full")) == 1

        agent = await agent_at(people, stand, "Sanne")
        await agent.sees_waiting(second, has_message=True)
        assert [card["conversation"] for card in agent.waiting] == [
            first.conversation,
            second.conversation,
        ]
        await agent.takes(second)
        await second.sees("agent_has_message")
        assert first.counts("queue_full") == 0


async def test_danger_gets_into_a_full_line(
    data: Path, tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with standing(tmp_path, redis_url, data=data) as stand:
        first = await customer_at(people, stand)
        await first.writes(PERSON["en"])
        await first.sees("queue_place_number")
        stand.rasa.teach("help", hand_over("safety_emergency"))
        second = await customer_at(people, stand)
        await second.writes("help")
        await second.sees("handoff_safety")
        await second.sees("queue_place_number")
        assert (await stand.state(second.conversation)).state is State.QUEUED
