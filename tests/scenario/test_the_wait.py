"""The wait, told honestly: place and range, none where none is known, why where it is long."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest

from handoff.rules.ids import ConversationId
from tests.cli.waiting import until
from tests.contract.lines_machine import card_of
from tests.fakes.rasa import say
from tests.fakes.telegram import TelegramFake
from tests.scenario.actors import AgentAtDesk, Customer, agent_at, customer_at
from tests.scenario.lately import has_worked
from tests.scenario.stand import WITHIN_S, Stand, standing
from tests.scenario.telegram import TelegramCustomer, buttons_of

PERSON = {"en": "I want to talk to a human", "nl": "ik wil een mens spreken", "zh": "转人工"}
SOME = {"en": "between 10 and 30 minutes", "nl": "tussen de 10 en 30 minuten", "zh": "10到30分钟"}
MANY = {"en": "between 30 and 60 minutes", "nl": "tussen de 30 en 60 minuten", "zh": "30到60分钟"}


@pytest.fixture(autouse=True)
def _always_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A story goes on faster than agents are looked at anew."""
    monkeypatch.setattr("bot.waits.FRESH_S", 0.0)


async def working(
    people: AsyncExitStack, stand: Stand, name: str, *, known: bool = True
) -> tuple[AgentAtDesk, Customer]:
    """An agent with room for one, who has that one; chats took ten minutes lately."""
    agent = await agent_at(people, stand, name, capacity=1)
    if known:
        await has_worked(stand, agent.agent)
    await agent.asks("presence", value="available")
    customer = await customer_at(people, stand)
    await customer.writes(PERSON["en"])
    await agent.takes(customer)
    await customer.sees("agent_joined")
    return agent, customer


async def asks_for_a_person(people: AsyncExitStack, stand: Stand, language: str) -> Customer:
    customer = await customer_at(people, stand, language)
    await customer.writes(PERSON[language])
    return customer


@pytest.mark.parametrize("language", sorted(PERSON))
async def test_place_and_range_are_told_on_joining_and_when_asked(
    language: str, stand: Stand, people: AsyncExitStack
) -> None:
    await working(people, stand, "Sanne")
    customer = await asks_for_a_person(people, stand, language)
    told = await customer.sees("queue_range_number")
    assert SOME[language] in told["text"]
    state = await stand.state(customer.conversation)
    assert state.handoff
    assert state.handoff.due_ms - state.handoff.asked_at_ms == 60 * 60_000, "the promise stays"

    stand.rasa.teach("?", say("ask_wait"))
    await customer.writes("?")
    again = await customer.sees("queue_range_number")
    assert again["text"] == told["text"]
    shown = {"unit": "minutes", "low": "10", "high": "30"}
    await customer.sees_status(place=1, range=shown)


@pytest.mark.parametrize("language", sorted(PERSON))
async def test_a_long_line_is_told_once_with_what_can_be_done(
    language: str, stand: Stand, people: AsyncExitStack
) -> None:
    await working(people, stand, "Sanne")
    first = await asks_for_a_person(people, stand, language)
    await first.sees("queue_range_number")
    stand.clock.forward(1)
    customer = await asks_for_a_person(people, stand, language)
    told = await customer.sees("queue_long_number")
    assert MANY[language] in told["text"]
    ways = [button["id"] for button in told["buttons"]]
    assert ways == ["queue:place", "queue:message", "menu:top", "queue:cancel"]
    await customer.presses("queue:place")
    again = await customer.sees("queue_stays_range")
    assert MANY[language] in again["text"]
    assert (customer.counts("queue_long_number"), first.counts("queue_long_number")) == (1, 0)
    assert len(await stand.recorded(customer.conversation, "queue_long")) == 1


@pytest.mark.parametrize("language", sorted(PERSON))
async def test_what_is_not_known_is_told_as_the_target(
    language: str, stand: Stand, people: AsyncExitStack
) -> None:
    alone = await asks_for_a_person(people, stand, language)
    assert "60" in (await alone.sees("queue_place_number"))["text"], "nobody is on duty"
    await alone.presses("queue:cancel")
    await alone.sees("queue_cancelled")

    await working(people, stand, "Sanne", known=False)
    customer = await asks_for_a_person(people, stand, language)
    assert "60" in (await customer.sees("queue_place_number"))["text"], "nothing is learnt"
    assert customer.counts("queue_range_number") == 0


async def test_a_free_agent_is_told_as_the_time_of_an_offer(
    stand: Stand, people: AsyncExitStack
) -> None:
    agent = await agent_at(people, stand, "Sanne", capacity=1)
    await has_worked(stand, agent.agent)
    await agent.asks("presence", value="available")
    customer = await asks_for_a_person(people, stand, "en")
    told = await customer.sees("queue_range_number")
    assert "between 1 and 2 minutes" in told["text"]


async def changes(stand: Stand, customer: Customer, wanted: str) -> None:
    """Time goes by, a look at a time, until the customer has heard it."""

    def has_heard() -> bool:
        stand.clock.forward(20)
        return customer.counts(wanted) > 0

    await until(has_heard, within_s=WITHIN_S)


async def test_only_a_real_change_is_said(stand: Stand, people: AsyncExitStack) -> None:
    await working(people, stand, "Sanne")
    bo, _ = await working(people, stand, "Bo")
    customer = await asks_for_a_person(people, stand, "en")
    told = await customer.sees("queue_range_number")
    assert "between 5 and 15 minutes" in told["text"]
    for _ in range(3):
        stand.clock.forward(21)
        await stand.service.waits.look()
    await stand.quiet()
    assert customer.counts("queue_longer") == 0

    await bo.asks("presence", value="away")
    await changes(stand, customer, "queue_longer")
    longer = await customer.sees("queue_longer")
    assert SOME["en"] in longer["text"]
    for _ in range(3):
        stand.clock.forward(21)
        await stand.service.waits.look()
    await stand.quiet()
    assert customer.counts("queue_longer") == 1


async def test_two_copies_tell_a_change_once(
    tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with standing(tmp_path, redis_url) as stand, standing(tmp_path, redis_url) as other:
        await working(people, stand, "Sanne")
        bo, _ = await working(people, stand, "Bo")
        customer = await asks_for_a_person(people, stand, "en")
        await customer.sees("queue_range_number")
        await bo.asks("presence", value="away")

        def has_heard() -> bool:
            stand.clock.forward(20)
            other.clock.forward(20)
            return customer.counts("queue_longer") > 0

        await until(has_heard, within_s=WITHIN_S)
        await stand.quiet()
        assert customer.counts("queue_longer") == 1


@pytest.fixture
async def fake() -> AsyncIterator[TelegramFake]:
    async with TelegramFake() as fake:
        yield fake


@pytest.mark.parametrize("language", sorted(PERSON))
async def test_on_telegram_as_well(
    language: str, fake: TelegramFake, tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with standing(tmp_path, redis_url, telegram=fake) as stand:
        await working(people, stand, "Sanne")
        robin = TelegramCustomer(fake, stand, language)
        robin.app.write(PERSON[language])
        told = await robin.sees("queue_range_number")
        assert SOME[language] in told["text"]
        assert buttons_of(told) == ["queue:place", "queue:message", "menu:top", "queue:cancel"]


@pytest.mark.parametrize("restarts", [False, True])
async def test_on_telegram_one_message_is_kept_true(
    restarts: bool, fake: TelegramFake, tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    async with AsyncExitStack() as services:
        open_one = partial(standing, tmp_path, redis_url, telegram=fake)
        first = await services.enter_async_context(open_one())
        agent, _ = await working(people, first, "Sanne")
        before = await asks_for_a_person(people, first, "en")
        await before.sees("queue_range_number")
        first.clock.forward(1)
        robin = TelegramCustomer(fake, first, "en")
        robin.app.write(PERSON["en"])
        told = await robin.sees("queue_long_number")
        assert (MANY["en"] in told["text"], "ahead of you: 1" in told["text"]) == (True, True)
        said = len(robin.app.chat.from_bot())

        now = first
        if restarts:
            await services.aclose()
            now = await services.enter_async_context(open_one(at=first.clock.now()))
            await before.moves(now)
            await agent.moves(now)
        await before.presses("queue:cancel")

        def is_true() -> bool:
            now.clock.forward(5)
            (message,) = (
                m for m in robin.app.chat.from_bot() if m["message_id"] == told["message_id"]
            )
            return "ahead of you: 0" in message["text"] and SOME["en"] in message["text"]

        await until(is_true, within_s=WITHIN_S)
        await now.quiet()
        assert len(robin.app.chat.from_bot()) == said
        assert not [m for m in robin.app.chat.from_bot() if m["message_id"] > told["message_id"]]


async def test_those_behind_the_first_hundred_hear_of_their_place_as_well(
    stand: Stand, people: AsyncExitStack
) -> None:
    agent = await agent_at(people, stand, "Sanne", capacity=1)
    await has_worked(stand, agent.agent)
    await agent.asks("presence", value="available")
    lines, names = stand.service.lines, [ConversationId(f"web-n{n:03}") for n in range(320)]
    for due, name in enumerate(names):
        await lines.join(card_of(name, f"{name}:h1", "frontline", due + 1), 1)
    last = f"{stand.service.mailboxes.keys.line}:h:{names[-1]}"

    async def looks() -> list[str]:
        for _ in range(3):
            stand.clock.forward(21)
            await stand.service.waits.look()
        return list(await stand.service.client.call("HMGET", last, "ahead", "high"))

    told, high = await looks()
    assert (told, int(high) > 0) == ("319", True), "the range is known there as well"
    for name in names[:20]:
        await lines.close(name, f"{name}:h1")
    told, _ = await looks()
    assert told == "299", "three hundreds, each in its turn"
