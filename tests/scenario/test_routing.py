"""Where a matter goes, through the real service: by role, to who stands in, danger at any hour."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import DATA
from tests.fakes.rasa import hand_over
from tests.scenario.actors import agent_at, customer_at
from tests.scenario.stand import Stand, copy_of_data, standing
from tests.scenario.test_assigning import is_offered

ROUTING = "catalogue/routing.yml"
PERSON = {"en": "I want to talk to a human", "nl": "ik wil een mens spreken", "zh": "转人工"}
RULE = """ways:
  - when: {reason: user_request, role: seller, platform: short_video}
    department: billing
    priority: P2
    skills: [refunds]
    target: 10
"""
STANDS_IN = "stand_ins:\n  frontline: billing\n"
NIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


@pytest.fixture
async def people() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Content of its own, with one more rule and somebody who stands in."""
    folder = copy_of_data(tmp_path / "data")
    path = folder / ROUTING
    text = path.read_text("utf-8").replace("\nways:\n", f"\n{RULE}")
    path.write_text(text.replace("stand_ins:\n", STANDS_IN), "utf-8")
    return folder


async def handed(stand: Stand, conversation):  # type: ignore[no-untyped-def]
    await stand.quiet()
    handoff = (await stand.state(conversation)).handoff
    assert handoff is not None
    return handoff


@pytest.mark.parametrize("language", sorted(PERSON))
async def test_a_seller_comes_to_the_people_for_sellers(
    language: str, data: Path, tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with standing(tmp_path, redis_url, data=data) as stand:
        seller = await customer_at(people, stand, language, role="seller")
        await seller.writes(PERSON[language])
        told = await seller.sees("queue_place_number")
        assert "10" in told["text"]
        handoff = await handed(stand, seller.conversation)
        found = (handoff.department, handoff.priority, handoff.skills, handoff.target)
        assert found == ("billing", "P2", ("refunds",), 10)

        lead = await agent_at(people, stand, "Sanne")
        card = await lead.sees_waiting(seller, department="billing", priority="P2")
        assert (card["skills"], card["stand_in"]) == (["refunds"], "")
        whole_ms = card["due_ms"] - card["since_ms"]
        assert card["wider_ms"]["skill"] - card["since_ms"] == whole_ms * 40 // 100
        (ticket,) = await stand.tickets(seller.conversation)
        assert (ticket["department"], ticket["priority"]) == ("billing", "P2")


async def test_a_chat_that_asks_for_a_skill_is_offered_to_those_who_have_it(
    data: Path, tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    """Who is good at something else is not asked; whose skills are not named has them all."""
    async with standing(tmp_path, redis_url, data=data) as stand:
        other = await agent_at(people, stand, "Noor", skills=("payouts",))
        await other.asks("presence", value="available")
        seller = await customer_at(people, stand, "en", role="seller")
        await seller.writes(PERSON["en"])
        await seller.sees("queue_place_number")
        assert (await stand.service.lines.offer_to(other.agent.id)).card is None

        sanne = await agent_at(people, stand, "Sanne")
        await sanne.asks("presence", value="available")
        await is_offered(sanne, seller)


async def test_a_role_that_nobody_knows_changes_nothing(
    data: Path, tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with standing(tmp_path, redis_url, data=data) as stand:
        for role in ("", "king"):
            customer = await customer_at(people, stand, role=role)
            await customer.writes(PERSON["en"])
            handoff = await handed(stand, customer.conversation)
            assert (handoff.department, handoff.skills) == ("frontline", ())


async def test_where_nobody_is_somebody_stands_in(
    data: Path, tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with standing(tmp_path, redis_url, data=data) as stand:
        service = stand.service
        first = await customer_at(people, stand)
        await first.writes(PERSON["en"])
        assert (await handed(stand, first.conversation)).department == "frontline", "nobody at all"

        sanne = await stand.add_agent("Sanne", departments=("billing",))
        await service.desk.set_presence(sanne, "available")
        await service.duty.look(service.records, service.lines)
        second = await customer_at(people, stand)
        await second.writes(PERSON["en"])
        assert (await handed(stand, second.conversation)).department == "billing"

        bram = await stand.add_agent("Bram", departments=("frontline",))
        await service.desk.set_presence(bram, "busy")
        await service.duty.look(service.records, service.lines)
        third = await customer_at(people, stand)
        await third.writes(PERSON["en"])
        assert (await handed(stand, third.conversation)).department == "frontline", "back again"


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_danger_goes_to_those_for_it_at_night_whoever_is_there(
    language: str, tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with standing(tmp_path, redis_url, data=DATA, at=NIGHT) as stand:
        service = stand.service
        sanne = await stand.add_agent("Sanne", departments=("frontline",))
        await service.desk.set_presence(sanne, "available")
        await service.duty.look(service.records, service.lines)
        customer = await customer_at(people, stand, language, role="creator")
        stand.rasa.teach("help", hand_over("safety_emergency"))
        await customer.writes("help")
        await customer.sees("handoff_safety")
        handoff = await handed(stand, customer.conversation)
        assert (handoff.department, handoff.priority) == ("urgent_safety", "P0")
        assert handoff.opens_ms == 0
