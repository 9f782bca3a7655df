"""What goes wrong at Slack by plan, and its rate limits, seen through the real client."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.apps import client_of, refusal
from tests.fakes.slack import ANY, Fault, Limits, LocalSlack
from tests.fakes.slack.workspace import Channel


async def test_refusals_by_plan(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    slack.faults.next("chat.postMessage", Fault.slow_down(7), Fault.refused("fatal_error"))
    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel=channel.id, text="one")
    answer = limited.value.response
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert answer.headers["Retry-After"] == "7"
    assert await refusal(client.chat_postMessage(channel=channel.id, text="x")) == "fatal_error"
    assert await refusal(client.chat_postMessage(channel=channel.id, text="two")) == "ok"
    assert [message.text for message in channel.messages.values()] == ["two"]
    assert slack.faults.counts["chat.postMessage", "429"] == 1


async def test_a_server_error_is_a_page(slack: LocalSlack) -> None:
    slack.faults.next("auth.test", Fault.down(503))
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{slack.api_url}auth.test", params={"token": slack.bot_token}) as answer,
    ):
        assert (answer.status, answer.content_type) == (503, "text/html")


@pytest.mark.parametrize(
    ("fault", "kept"), [(Fault.unreached(), []), (Fault.lost_answer(), ["once"])]
)
async def test_a_lost_connection_tells_nothing_of_what_was_done(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel, fault: Fault, kept: list[str]
) -> None:
    slack.faults.next("chat.postMessage", fault)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=channel.id, text="once")
    assert [message.text for message in channel.messages.values()] == kept


async def test_the_own_retry_of_the_sdk_posts_twice(slack: LocalSlack, channel: Channel) -> None:
    careless = client_of(slack)
    waits = FixedValueRetryIntervalCalculator(fixed_internal=0.01)
    careless.retry_handlers.append(AsyncConnectionErrorRetryHandler(interval_calculator=waits))
    slack.faults.next("chat.postMessage", Fault.lost_answer())
    await careless.chat_postMessage(channel=channel.id, text="twice")
    assert slack.journal.doubles(lambda deed: deed.text) == ["twice"]


async def test_the_sdk_obeys_a_429(slack: LocalSlack, channel: Channel) -> None:
    patient = client_of(slack)
    patient.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    slack.faults.next("chat.postMessage", Fault.slow_down(1))
    began = time.monotonic()
    await patient.chat_postMessage(channel=channel.id, text="after a second")
    assert time.monotonic() - began >= 1
    assert slack.count("chat.postMessage") == 2


async def test_a_share_of_calls_goes_wrong_and_is_counted(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    slack.faults.share("chat.postMessage", 0.2, Fault.slow_down(1))
    slack.faults.share(ANY, 0.1, Fault.down())
    answers = [
        await refusal(client.chat_postMessage(channel=channel.id, text=str(number)))
        for number in range(200)
    ]
    refused = answers.count("ratelimited")
    assert 20 <= refused <= 60
    assert refused == slack.faults.total("429")
    assert answers.count("500") == slack.faults.total("500") > 0
    assert len(channel.messages) == answers.count("ok")
    slack.faults.clear()
    assert await refusal(client.chat_postMessage(channel=channel.id, text="well")) == "ok"


async def test_a_held_call_is_done_when_it_is_let_go(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    go = asyncio.Event()
    slack.faults.next("chat.postMessage", Fault.held(go))
    call = asyncio.create_task(client.chat_postMessage(channel=channel.id, text="held"))
    await slack.until(lambda: slack.count("chat.postMessage") == 1)
    assert channel.messages == {}
    go.set()
    assert (await call)["ok"]
    slack.faults.next("chat.postMessage", Fault.slow(0.05))
    assert (await client.chat_postMessage(channel=channel.id, text="slow"))["ok"]


async def test_an_answer_that_comes_too_late_was_carried_out(
    slack: LocalSlack, channel: Channel
) -> None:
    hasty = AsyncWebClient(
        token=slack.bot_token, base_url=slack.api_url, timeout=1, retry_handlers=[]
    )
    slack.faults.next("chat.postMessage", Fault.late_answer(30))
    with pytest.raises(TimeoutError):
        await hasty.chat_postMessage(channel=channel.id, text="done")
    assert [message.text for message in channel.messages.values()] == ["done"]


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


async def test_a_channel_takes_a_short_burst_and_then_one_post_a_second() -> None:
    clock = Clock()
    async with LocalSlack(now=clock, limits=Limits(burst=3)) as slack:
        client, one, two = client_of(slack), slack.channel("one"), slack.channel("two")

        async def post(place: Channel) -> str:
            return await refusal(client.chat_postMessage(channel=place.id, text="x"))

        assert [await post(one) for _ in range(5)] == ["ok"] * 3 + ["ratelimited"] * 2
        assert await post(two) == "ok"
        clock.now += 0.5
        assert await post(one) == "ratelimited"
        clock.now += 0.5
        assert [await post(one) for _ in range(2)] == ["ok", "ratelimited"]
        assert slack.journal.busiest(one.id, seconds=0.9) == 3
        assert slack.journal.longest_gap(one.id) == 1.0


@pytest.mark.parametrize(
    ("method", "given", "most"),
    [
        ("chat.update", {"ts": "1700000000.000001", "text": "x"}, 50),
        ("users.list", {}, 20),
        ("users.info", {"user": "U1"}, 100),
    ],
)
async def test_methods_have_tiers(method: str, given: dict[str, Any], most: int) -> None:
    clock = Clock()
    async with LocalSlack(now=clock) as slack:
        client = client_of(slack)
        place = {"channel": slack.channel("support").id} if method.startswith("chat") else {}
        call = {"params": given} if method != "chat.update" else {"json": place | given}
        answers = [await refusal(client.api_call(method, **call)) for _ in range(most + 1)]
        assert answers.count("ratelimited") == 1
        assert answers[-1] == "ratelimited"
        clock.now += 60 / most + 0.001
        assert await refusal(client.api_call(method, **call)) != "ratelimited"


async def test_the_workspace_has_a_limit_over_all_channels() -> None:
    clock = Clock()
    async with LocalSlack(now=clock, limits=Limits(posts_a_minute=10)) as slack:
        client = client_of(slack)
        places = [slack.channel(f"c{n}").id for n in range(11)]
        answers = [await refusal(client.chat_postMessage(channel=p, text="x")) for p in places]
    assert answers == ["ok"] * 10 + ["ratelimited"]
