"""Events by Socket Mode, through the real bolt: order, repeats, cuts and several connections."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.apps import connected, listening, made_app, refusal
from tests.fakes.slack import Limits, LocalSlack, Times, Trouble
from tests.fakes.slack.workspace import Channel

QUICK = Times(ack_s=20, retries_s=(0.0, 0.05, 0.1))


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack(times=QUICK, limits=Limits.off()) as server:
        yield server


def texts(heard: list[dict[str, Any]]) -> list[str]:
    return [str(body["event"].get("text")) for body in heard]


async def test_events_come_and_are_acknowledged(
    slack: LocalSlack, bolt: AsyncApp, channel: Channel
) -> None:
    heard = listening(bolt, "message")
    async with connected(slack, bolt):
        for number in range(5):
            slack.person("U1").says(channel, str(number))
        await slack.until(lambda: not slack.deliveries.unsettled())
    assert texts(heard) == ["0", "1", "2", "3", "4"]
    assert len(slack.sockets.acks) == 5
    event = heard[0]["event"]
    assert (event["user"], event["channel_type"], event["team"]) == ("U1", "channel", "T0FOOTBRI")
    assert len({body["event_id"] for body in heard}) == 5


async def test_what_is_not_acknowledged_comes_again_with_its_number() -> None:
    tries: list[tuple[str, str]] = []

    async def fail_once(body: dict[str, Any], request: Any) -> None:
        tries.append((body["event_id"], request.headers.get("x-slack-retry-num", [""])[0]))
        if len(tries) == 1:
            raise RuntimeError("the first one is lost")

    async with LocalSlack(times=Times(ack_s=0.3, retries_s=(0.0,) * 9)) as strict:
        app = made_app(strict)
        app.event("message")(fail_once)
        async with connected(strict, app):
            strict.person("U1").says(strict.channel("support"), "hello")
            await strict.until(lambda: strict.deliveries.sent[-1].outcome == "acknowledged")
            failures = [attempt.failure for attempt in strict.deliveries.sent[-1].attempts]
    assert len({event_id for event_id, _ in tries}) == 1
    assert [number for _, number in tries][:2] == ["0", "1"]
    assert failures[0] == "timeout"


async def test_an_event_is_given_up_after_its_repeats(slack: LocalSlack, channel: Channel) -> None:
    message = slack.person("U1").says(channel, "nobody listens")
    (delivery,) = slack.deliveries.sent
    await delivery.settled()
    assert delivery.outcome == "failed"
    assert [attempt.retry for attempt in delivery.attempts] == [0, 1, 2, 3]
    assert {attempt.failure for attempt in delivery.attempts} == {"connection_failed"}
    assert message.ts in channel.messages


@pytest.mark.parametrize(
    ("trouble", "order"),
    [
        (Trouble.twice(), ["a", "a", "b"]),
        (Trouble.after_the_next(), ["b", "a"]),
        (Trouble.late(0.3), ["b", "a"]),
        (Trouble.ack_lost(), ["a", "a", "b"]),
    ],
)
async def test_events_in_trouble(
    slack: LocalSlack, bolt: AsyncApp, channel: Channel, trouble: Trouble, order: list[str]
) -> None:
    heard = listening(bolt, "message")
    async with connected(slack, bolt):
        slack.troubles.next("message", trouble)
        slack.person("U1").says(channel, "a")
        if trouble.name in {"twice", "ack_lost"}:
            await slack.until(lambda: len(heard) == 2)
        slack.person("U1").says(channel, "b")
        await slack.until(lambda: not slack.deliveries.unsettled())
    assert texts(heard) == order
    assert len({body["event_id"] for body in heard}) == 2
    assert slack.troubles.total(trouble.name) == 1


async def test_an_event_is_repeated_long_afterwards(
    slack: LocalSlack, bolt: AsyncApp, channel: Channel
) -> None:
    heard = listening(bolt, "message")
    async with connected(slack, bolt):
        slack.person("U1").says(channel, "a")
        (delivery,) = slack.deliveries.sent
        await delivery.settled()
        await slack.deliveries.repeat(delivery).settled()
    assert heard[0]["event_id"] == heard[1]["event_id"]


async def test_connections_share_the_events(
    slack: LocalSlack, bolt: AsyncApp, channel: Channel
) -> None:
    heard = listening(bolt, "message")
    async with connected(slack, bolt, times=3):
        for number in range(30):
            slack.person("U1").says(channel, str(number))
        await slack.until(lambda: not slack.deliveries.unsettled())
        assert len(slack.sockets.lines) == 3
    assert sorted(texts(heard), key=int) == [str(number) for number in range(30)]


async def test_a_cut_connection_is_made_anew_and_nothing_is_lost(
    slack: LocalSlack, bolt: AsyncApp, channel: Channel
) -> None:
    heard = listening(bolt, "message")
    async with connected(slack, bolt, times=2):
        slack.person("U1").says(channel, "before")
        await slack.until(lambda: len(heard) == 1)
        assert slack.sockets.cut(1) == 1
        slack.person("U1").says(channel, "between")
        await slack.until(lambda: slack.sockets.opened == 3)
        slack.person("U1").says(channel, "after")
        await slack.until(lambda: not slack.deliveries.unsettled())
    assert texts(heard) == ["before", "between", "after"]


async def test_a_cut_off_app_catches_up_when_it_is_back() -> None:
    async with LocalSlack(times=Times(retries_s=(0.05,) * 1200), limits=Limits.off()) as patient:
        app, place = made_app(patient), patient.channel("support")
        heard = listening(app, "message")
        async with connected(patient, app):
            patient.person("U1").says(place, "before")
            await patient.until(lambda: texts(heard) == ["before"])
            patient.cut_off()
            patient.person("U1").says(place, "meanwhile")
            with pytest.raises(aiohttp.ClientError):
                await app.client.chat_postMessage(channel=place.id, text="nobody sees this")
            patient.reconnect()
            await patient.until(lambda: texts(heard) == ["before", "meanwhile"])
            (_, late) = patient.deliveries.sent
            await late.settled()
    assert late.attempts[0].failure == "connection_failed"
    assert len(place.messages) == 2


async def test_connections_are_refreshed_when_slack_asks(
    slack: LocalSlack, bolt: AsyncApp, channel: Channel
) -> None:
    heard = listening(bolt, "message")
    async with connected(slack, bolt):
        await slack.sockets.warn()
        await slack.until(lambda: slack.sockets.opened == 2)
        await slack.sockets.refresh()
        await slack.until(lambda: slack.sockets.opened == 3 and len(slack.sockets.lines) == 1)
        slack.person("U1").says(channel, "after")
        await slack.until(lambda: texts(heard) == ["after"])


async def test_an_app_has_at_most_ten_connections(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    opener = AsyncWebClient(base_url=slack.api_url)
    async with aiohttp.ClientSession() as session:
        sockets = []
        for _ in range(11):
            answer = await opener.apps_connections_open(app_token=slack.app_token)
            sockets.append(await session.ws_connect(answer["url"]))
        told = [await socket.receive_json() for socket in sockets]
        assert [each["type"] for each in told] == ["hello"] * 10 + ["disconnect"]
        assert told[9]["num_connections"] == 10
        assert told[10]["reason"] == "too_many_websockets"
        # Each address is good for one connection.
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(answer["url"])
        for socket in sockets:
            await socket.close()
    assert await refusal(client.apps_connections_open(app_token="xapp-wrong")) == "invalid_auth"


async def test_the_app_hears_only_what_it_asked_for(
    slack: LocalSlack, bolt: AsyncApp, channel: Channel
) -> None:
    heard = listening(bolt, "message", "reaction_added")
    outside = slack.channel("outside", with_app=False)
    private = slack.channel("private", private=True)
    async with connected(slack, bolt):
        person = slack.person("U1")
        person.says(outside, "not there")
        person.says(private, "in private")
        slack.manifest.scopes -= {"reactions:read", "groups:history"}
        person.reacts(person.says(channel, "in the open"), "eyes")
        person.says(private, "not allowed any more")
        await slack.until(lambda: not slack.deliveries.unsettled())
    assert texts(heard) == ["in private", "in the open"]


async def test_a_listener_of_its_own_pace_holds_nobody_up(
    slack: LocalSlack, bolt: AsyncApp, channel: Channel
) -> None:
    go, heard = asyncio.Event(), []

    async def wait_for_the_first(body: dict[str, Any]) -> None:
        if body["event"]["text"] == "slow":
            await go.wait()
        heard.append(body["event"]["text"])

    bolt.event("message")(wait_for_the_first)
    async with connected(slack, bolt):
        slack.person("U1").says(channel, "slow")
        slack.person("U1").says(channel, "quick")
        await slack.until(lambda: len(slack.sockets.acks) == 1)
        go.set()
        await slack.until(lambda: not slack.deliveries.unsettled())
    assert heard == ["quick", "slow"]
