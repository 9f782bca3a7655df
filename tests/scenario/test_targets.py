"""A target that is near or missed, through the real service: each is told once to everybody."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import DATA
from handoff.rules.conversation import State
from handoff.rules.ids import ConversationId
from tests.scenario.actors import AgentAtDesk, Customer, agent_at, customer_at
from tests.scenario.stand import Stand, standing

PERSON = {"en": "I want to talk to a human", "nl": "ik wil een mens spreken", "zh": "转人工"}
LANGUAGES = sorted(PERSON)
MINUTE = 60
NEAR, MISSED = "desk_alarm_target_near", "desk_alarm_target_missed"


@pytest.fixture
async def people() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def passes(stand: Stand, minutes: float) -> None:
    """Time goes on, and every timer that is due by then has fired."""
    stand.clock.forward(minutes * MINUTE)
    boxes, now_ms = stand.service.mailboxes, int(stand.clock.now().timestamp() * 1000)
    for base in boxes.keys.shards():
        await boxes.sweep(base, now_ms, ["in"])
        stand.service.wake.work(base, "in")
    await stand.quiet()


async def waits(people: AsyncExitStack, stand: Stand, language: str = "en") -> Customer:
    customer = await customer_at(people, stand, language)
    await customer.writes(PERSON[language])
    await customer.sees("queue_place_number")
    return customer


async def alarms(lead: AgentAtDesk) -> list[tuple[str, str]]:
    """What the lead's list says, the newest first, and by whom it was seen."""
    found = await lead.gets("/api/desk/notices?language=en")
    return [(each["about"], each["seen_by"]) for each in found["alarms"]]


async def facts(stand: Stand, conversation: ConversationId) -> list[str]:
    await stand.quiet()
    found = await stand.service.records.events_of(conversation)
    return [name for name, _, _ in found if name.startswith("target_")]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_waits_too_long_and_the_lead_hear_each_moment_once(
    language: str, tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with standing(tmp_path, redis_url) as stand:
        text = stand.service.content.text
        lea = await agent_at(people, stand, "Lea", role="lead")
        customer = await waits(people, stand, language)
        await passes(stand, 47)
        assert await alarms(lea) == []

        await passes(stand, 1)
        await customer.sees("queue_near")
        await passes(stand, 12)
        await customer.sees("queue_late")
        await passes(stand, 1)
        wanted = [(text(MISSED, "en"), ""), (text(NEAR, "en"), "")]
        assert await alarms(lea) == wanted
        assert await facts(stand, customer.conversation) == ["target_warned", "target_missed"]
        assert (customer.counts("queue_near"), customer.counts("queue_late")) == (1, 1)

        (newest, _) = (await lea.gets("/api/desk/notices"))["alarms"]
        assert (await lea.sends(f"/api/desk/alarms/{newest['id']}", {}))[0] == 200
        assert await alarms(lea) == [(text(MISSED, "en"), "Lea"), (text(NEAR, "en"), "")]


async def test_an_answer_in_time_is_no_alarm_and_a_late_one_is(
    tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with standing(tmp_path, redis_url) as stand:
        lea = await agent_at(people, stand, "Lea", role="lead")
        quick, slow = await waits(people, stand), await waits(people, stand)
        await lea.takes(quick)
        await lea.replies(quick, "Hello, I am here.")
        await lea.takes(slow)
        await slow.sees("agent_joined")
        await passes(stand, 61)
        await slow.sees("agent_late")
        assert await facts(stand, quick.conversation) == []
        assert await facts(stand, slow.conversation) == ["target_warned", "target_missed"]
        assert len(await alarms(lea)) == 2
        assert quick.counts("agent_late") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_message_that_is_not_answered_in_time_gets_an_apology_with_a_new_time(
    language: str, tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with standing(tmp_path, redis_url) as stand:
        customer = await waits(people, stand, language)
        await passes(stand, 48)
        await customer.sees("queue_near")
        await customer.presses("queue:message")
        await customer.sees("message_write")
        await customer.writes("My parcel is lost")
        await customer.sees("message_kept")
        await passes(stand, 12)
        await customer.sees("message_missed")
        await passes(stand, 600)
        assert customer.counts("message_missed") == 1
        assert (await stand.state(customer.conversation)).state is State.LEFT_MESSAGE


async def test_two_copies_and_a_restart_tell_it_once(
    tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with standing(tmp_path, redis_url) as stand:
        customer = await waits(people, stand)
        start = stand.clock.now()
    async with (
        standing(tmp_path, redis_url, at=start) as one,
        standing(tmp_path, redis_url, at=start) as other,
    ):
        await customer.moves(one)
        other.clock.forward(61 * MINUTE)
        await passes(one, 61)
        await other.quiet()
        await customer.sees("queue_late")
        lea = await agent_at(people, one, "Lea", role="lead")
        assert len(await alarms(lea)) == 2
        assert await facts(one, customer.conversation) == ["target_warned", "target_missed"]
        assert customer.counts("queue_late") == 1


@pytest.mark.parametrize(
    ("asked", "minutes"),
    [
        (datetime(2026, 11, 23, 22, 30, tzinfo=UTC), 9 * 60),  # over midnight
        (datetime(2026, 3, 28, 22, 30, tzinfo=UTC), 8 * 60),  # clocks are put forward
        (datetime(2026, 12, 24, 17, 30, tzinfo=UTC), 62 * 60),  # a short day and two free ones
    ],
)
async def test_a_target_waits_for_the_office(
    asked: datetime, minutes: int, tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    """An hour's target, asked for half an hour before the office closes."""
    async with standing(tmp_path, redis_url, data=DATA, at=asked) as stand:
        customer = await customer_at(people, stand)
        await customer.writes(PERSON["en"])
        await customer.sees("queue_closing_number")
        await passes(stand, minutes - 1)
        assert await facts(stand, customer.conversation) == ["target_warned"]
        await passes(stand, 1)
        assert await facts(stand, customer.conversation) == ["target_warned", "target_missed"]
        lea = await agent_at(people, stand, "Lea", role="lead")
        assert len(await alarms(lea)) == 2
