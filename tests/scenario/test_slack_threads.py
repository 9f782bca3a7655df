"""Chats as threads in Slack, through the whole service and a strict local Slack."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.waiting import until
from tests.fakes.slack import ANY, Fault, LocalSlack
from tests.fakes.slack.workspace import Message
from tests.scenario.actors import AgentAtDesk, Customer, agent_at, customer_at
from tests.scenario.stand import WITHIN_S, Stand, standing

CUSTOMER, BOT = "(customer)", "Bot"


@dataclass
class Slack:
    """What people see in Slack."""

    local: LocalSlack

    def cards(self, channel: str = "support") -> list[Message]:
        """First messages of threads, in order."""
        posts = self.local.posts(self.local.channel(channel))
        return [post for post in posts if not post.thread_ts]

    def lines(self, card: Message) -> list[str]:
        """What stands in a thread below its card: who says what."""
        posts = self.local.posts(self.local.workspace.channels[card.channel], card.ts)
        return [f"{p.body.get('username', '')}: {words(p)}" for p in posts if p.ts != card.ts]

    async def until(self, happened: Callable[[], bool]) -> None:
        await until(happened, within_s=WITHIN_S)

    async def card(self, channel: str = "support") -> Message:
        await self.until(lambda: bool(self.cards(channel)))
        return self.cards(channel)[-1]


def words(message: Message) -> str:
    """All that can be read of a message's blocks."""
    found: list[str] = []

    def read(part: object) -> None:
        if isinstance(part, list):
            for one in part:
                read(one)
        elif isinstance(part, dict):
            if isinstance(part.get("text"), str):
                found.append(part["text"])
            for key, one in part.items():
                if key != "text" or not isinstance(one, str):
                    read(one)

    read(message.body.get("blocks"))
    return " ".join(found)


@asynccontextmanager
async def slack_running() -> AsyncIterator[Slack]:
    async with LocalSlack() as local:
        for name in ("support", "support-urgent"):
            local.channel(name)
        yield Slack(local)


@asynccontextmanager
async def with_slack(folder: Path, redis_url: str, slack: Slack) -> AsyncIterator[Stand]:
    tokens = {
        "slack_bot_token": slack.local.bot_token,
        "slack_app_token": slack.local.app_token,
        "slack_api_url": slack.local.api_url,
    }
    async with standing(folder, redis_url, **tokens) as stand:
        yield stand


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with slack_running() as slack:
        yield slack


@pytest.fixture
async def people() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as people:
        yield people


@pytest.fixture
async def stand(tmp_path: Path, redis_url: str, slack: Slack) -> AsyncIterator[Stand]:
    async with with_slack(tmp_path, redis_url, slack) as stand:
        yield stand


async def waits(people: AsyncExitStack, stand: Stand, language: str = "en") -> Customer:
    customer = await customer_at(people, stand, language)
    await customer.writes("I want to talk to a human")
    return customer


async def takes(people: AsyncExitStack, stand: Stand, customer: Customer) -> AgentAtDesk:
    agent = await agent_at(people, stand, "Sanne")
    await agent.takes(customer)
    return agent


async def test_a_thread_follows_its_chat(
    people: AsyncExitStack, stand: Stand, slack: Slack
) -> None:
    customer = await waits(people, stand)
    card = await slack.card()
    assert "Waits for a person" in words(card)
    await slack.until(lambda: bool(slack.lines(card)))
    assert "I want to talk to a human" in slack.lines(card)[0]

    sanne = await takes(people, stand, customer)
    await slack.until(lambda: "With Sanne" in words(slack.cards()[0]))
    await sanne.replies(customer, "Hello, what happened?")
    await customer.writes("It is <!channel> *broken*")
    await slack.until(lambda: "broken" in slack.lines(card)[-1])
    said = slack.lines(card)
    assert "Sanne, to the customer: Hello, what happened?" in said
    assert said[-1].endswith("(customer): It is <!channel> *broken*")

    await sanne.resolves(customer, "answered")
    await slack.until(lambda: "Ended by Sanne" in words(slack.cards()[0]))
    assert len(slack.cards()) == 1


async def test_nobody_is_pinged_by_a_customer(
    people: AsyncExitStack, stand: Stand, slack: Slack
) -> None:
    customer = await customer_at(people, stand, "en")
    await customer.writes("<!channel> <@U1> <https://evil.example|your bank>")
    await customer.writes("I want to talk to a human <!here>")
    card = await slack.card()
    await slack.until(lambda: bool(slack.lines(card)))
    await customer.writes("<!everyone> look @here http://evil.example")
    await slack.until(lambda: "look" in slack.lines(card)[-1])
    for post in slack.local.posts(slack.local.channel("support")):
        seen = slack.local.seen(post)
        assert not seen.pings, post.body
        assert all("evil" not in link.url for link in seen.links), post.body


@pytest.mark.parametrize(
    "fault", [Fault.lost_answer(), Fault.down(500), Fault.slow_down(1)],
    ids=["answer lost", "500", "429"],
)  # fmt: skip
async def test_every_message_is_there_once_whatever_goes_wrong(
    people: AsyncExitStack, stand: Stand, slack: Slack, fault: Fault
) -> None:
    slack.local.faults.next("chat.postMessage", fault, fault)
    customer = await waits(people, stand)
    card = await slack.card()
    await slack.until(lambda: bool(slack.lines(card)))
    slack.local.faults.next("chat.postMessage", fault)
    slack.local.faults.next("chat.update", fault)
    await takes(people, stand, customer)
    for number in range(3):
        await customer.writes(f"line {number}")
        await slack.until(lambda n=number: f"line {n}" in slack.lines(card)[-1])  # type: ignore[misc]
    await slack.until(lambda: "With Sanne" in words(slack.cards()[0]))
    assert len(slack.cards()) == 1
    said = " ".join(slack.lines(card))
    assert [said.count(f"line {number}") for number in range(3)] == [1, 1, 1]
    assert slack.local.faults.counts.total() >= 3


async def test_a_deleted_thread_is_opened_anew_with_all_that_was_said(
    people: AsyncExitStack, stand: Stand, slack: Slack
) -> None:
    customer = await waits(people, stand)
    card = await slack.card()
    await slack.until(lambda: bool(slack.lines(card)))
    slack.local.person("U0ADMIN").deletes(card)
    await takes(people, stand, customer)
    await customer.writes("are you there")
    await slack.until(
        lambda: any(
            c.ts != card.ts and "are you there" in str(slack.lines(c)) for c in slack.cards()
        )
    )
    again = slack.cards()[-1]
    assert "With Sanne" in words(again)
    assert "I want to talk to a human" in slack.lines(again)[0]
    assert [c for c in slack.cards() if c.ts not in (card.ts, again.ts)] == []


async def test_after_a_restart_nothing_is_shown_twice(
    people: AsyncExitStack, tmp_path: Path, redis_url: str, slack: Slack
) -> None:
    async with with_slack(tmp_path, redis_url, slack) as stand:
        customer = await waits(people, stand)
        card = await slack.card()
        await slack.until(lambda: bool(slack.lines(card)))
        before = slack.lines(card)
    async with with_slack(tmp_path, redis_url, slack) as stand:
        await customer.moves(stand)
        await customer.writes("still here")
        await slack.until(lambda: "still here" in slack.lines(card)[-1])
        assert slack.lines(card)[: len(before)] == before
        assert len(slack.cards()) == 1


async def test_a_thread_catches_up_when_slack_comes_back(
    people: AsyncExitStack, stand: Stand, slack: Slack
) -> None:
    slack.local.faults.share(ANY, 1.0, Fault.unreached())
    customer = await waits(people, stand)
    sanne = await takes(people, stand, customer)
    await sanne.replies(customer, "Hello from the web desk")
    await customer.sees("Hello from the web desk")
    slack.local.faults.clear()
    card = await slack.card()
    await slack.until(lambda: "Hello from the web desk" in str(slack.lines(card)))
    assert "With Sanne" in words(card)
    assert len(slack.cards()) == 1
