"""The office at night: told, waited for, left a message, opened; in every language."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app import DATA
from handoff.rules.conversation import State
from tests.fakes.rasa import answer
from tests.scenario.actors import agent_at, customer_at
from tests.scenario.stand import Stand, standing

ZONES = {"en": "Europe/London", "nl": "Europe/Amsterdam", "zh": "Asia/Shanghai"}
OPENS = {"en": "tomorrow at 07:00", "nl": "morgen om 07:00", "zh": "明天07:00"}
PERSON = {"en": "I want to talk to a human", "nl": "ik wil een mens spreken", "zh": "转人工"}
MESSAGE = {
    "en": "My parcel is lost, mail ada@example.com",
    "nl": "Mijn pakket is weg, mail ada@example.com",
    "zh": "包裹丢了，邮箱 ada@example.com",
}
LANGUAGES = sorted(ZONES)


@pytest.fixture
async def people() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


def night_of(language: str) -> datetime:
    """Monday, half past eleven in the evening, where the language is at home."""
    return datetime(2026, 11, 23, 23, 30, tzinfo=ZoneInfo(ZONES[language])).astimezone(UTC)


def at_night(folder: Path, redis_url: str, language: str):  # type: ignore[no-untyped-def]
    """The real catalogue, on a clock that is set by hand."""
    return standing(folder, redis_url, data=DATA, at=night_of(language))


async def timers_fire(stand: Stand) -> None:
    """All that are due by the hand clock, at once."""
    boxes, now_ms = stand.service.mailboxes, int(stand.clock.now().timestamp() * 1000)
    for base in boxes.keys.shards():
        await boxes.sweep(base, now_ms, ["in"])
        stand.service.wake.work(base, "in")
    await stand.quiet()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_comes_at_night_leaves_a_message_and_is_answered_in_the_morning(
    language: str, tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with at_night(tmp_path, redis_url, language) as stand:
        customer = await customer_at(people, stand, language)
        greeting = await customer.sees("greeting_closed")
        assert OPENS[language] in greeting["text"]

        await customer.writes(PERSON[language])
        told = await customer.sees("queue_closed_number")
        assert OPENS[language] in told["text"]
        assert [button["id"] for button in told["buttons"]] == [
            "queue:place", "queue:message", "menu:top", "queue:cancel",
        ]  # fmt: skip

        await customer.presses("queue:message")
        await customer.sees("message_write_closed")
        await customer.writes(MESSAGE[language])
        await customer.sees("message_kept")
        (ticket,) = await stand.tickets(customer.conversation)
        assert (ticket["left_message"], ticket["state"]) == (MESSAGE[language], "queued")

        stand.clock.forward(8 * 3600)
        await timers_fire(stand)
        assert (await stand.state(customer.conversation)).state is State.LEFT_MESSAGE
        agent = await agent_at(people, stand, "Sanne")
        await agent.takes(customer)
        await customer.sees("agent_has_message")


async def test_the_line_is_in_order_of_arrival_when_the_office_opens(
    tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with at_night(tmp_path, redis_url, "en") as stand:
        first, second = [await customer_at(people, stand) for _ in range(2)]
        for customer in (first, second):
            await customer.writes(PERSON["en"])
            await customer.sees("queue_closed_number")
            stand.clock.forward(60)
        await first.presses("queue:message")
        await first.sees("message_write_closed")
        await stand.quiet()
        cards = await stand.service.lines.waiting(["frontline"])
        opens_ms = int(datetime(2026, 11, 24, 7, tzinfo=UTC).timestamp() * 1000)
        assert [card.opens_ms for card in cards] == [opens_ms] * 2

        stand.clock.forward(8 * 3600)
        await timers_fire(stand)
        await second.sees("queue_place_number")
        late = await customer_at(people, stand)
        await late.sees("greeting")
        await late.writes(PERSON["en"])
        await late.sees("queue_place_number")

        await stand.quiet()
        cards = await stand.service.lines.waiting(["frontline"])
        wanted = [each.conversation for each in (first, second, late)]
        assert [card.conversation for card in cards] == wanted
        assert [card.has_message for card in cards] == [True, False, False]
        assert [card.opens_ms for card in cards] == [0, 0, 0], "it is open"


async def test_the_office_closes_over_one_who_waits(
    tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    async with standing(tmp_path, redis_url, data=DATA, at=noon) as stand:
        customer = await customer_at(people, stand)
        await customer.sees("greeting")
        await customer.writes(PERSON["en"])
        await customer.sees("queue_place_number")
        stand.clock.forward(11 * 3600)
        await timers_fire(stand)
        told = await customer.sees("queue_closed_number")
        assert OPENS["en"] in told["text"]
        await customer.presses("queue:cancel")
        await customer.sees("queue_cancelled")


async def test_danger_and_questions_are_answered_at_any_hour(
    tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with at_night(tmp_path, redis_url, "en") as stand:
        stand.rasa.teach("refund?", answer("refund_request"))
        customer = await customer_at(people, stand)
        await customer.writes(PERSON["en"])
        await customer.sees("queue_closed_number")
        await customer.writes("refund?")
        await customer.sees("answer:refund_request")
        await customer.writes("I want to kill myself")
        await customer.sees("handoff_safety")
        await customer.sees("queue_place_number")
        state = await stand.state(customer.conversation)
        assert state.handoff is not None
        assert (state.handoff.department, state.handoff.priority) == ("urgent_safety", "P0")
