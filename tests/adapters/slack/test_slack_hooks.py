"""Events, buttons and commands by signed HTTP, through bolt's own server."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from tests.adapters.slack.apps import listening, made_app, served
from tests.fakes.slack import Limits, LocalSlack, Times, Trouble
from tests.fakes.slack.hooks import signed
from tests.fakes.slack.workspace import Channel

QUICK = Times(ack_s=20, retries_s=(0.0, 0.05, 0.1))


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack(times=QUICK, limits=Limits.off()) as server:
        yield server


async def test_events_come_signed(slack: LocalSlack, bolt: AsyncApp, channel: Channel) -> None:
    heard = listening(bolt, "message")
    async with served(slack, bolt):
        slack.troubles.next("message", Trouble.twice())
        slack.person("U1").says(channel, "hello")
        await slack.until(lambda: len(heard) == 2)
        await slack.until(lambda: not slack.deliveries.unsettled())
    assert heard[0] == heard[1]
    assert heard[0]["event"]["text"] == "hello"


@pytest.mark.parametrize(
    ("secret", "age_s", "status"),
    [("", 0, 200), ("another", 0, 401), ("", 400, 401), ("", -400, 401)],
)
async def test_the_signature_is_that_of_slack(
    slack: LocalSlack, bolt: AsyncApp, secret: str, age_s: int, status: int
) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c", "token": "t"})
    at = slack.workspace.now() - age_s
    headers = signed(secret or slack.secret, body, at) | {"Content-Type": "application/json"}
    ours = SignatureVerifier(secret or slack.secret)
    made = ours.generate_signature(timestamp=headers["X-Slack-Request-Timestamp"], body=body)
    assert made == headers["X-Slack-Signature"]
    async with (
        served(slack, bolt) as url,
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers) as answer,
    ):
        assert answer.status == status


async def test_a_refused_event_comes_again_with_number_and_reason(
    slack: LocalSlack, bolt: AsyncApp, channel: Channel
) -> None:
    tries: list[tuple[str, str]] = []

    async def fail_twice(request: Any) -> None:
        names = ("x-slack-retry-num", "x-slack-retry-reason")
        tries.append(tuple(request.headers.get(name, [""])[0] for name in names))
        if len(tries) < 3:
            raise RuntimeError("not stored")

    bolt.event("message")(fail_twice)
    async with served(slack, bolt):
        slack.person("U1").says(channel, "hello")
        (delivery,) = slack.deliveries.sent
        await delivery.settled()
    assert tries == [("", ""), ("1", "http_error"), ("2", "http_error")]
    assert delivery.outcome == "acknowledged"


async def test_an_event_that_nobody_listens_to_has_failed(
    slack: LocalSlack, bolt: AsyncApp, channel: Channel
) -> None:
    """Bolt answers 404 where an app has no listener, and Slack counts that as not delivered."""
    async with served(slack, bolt):
        slack.person("U1").says(channel, "hello")
        (delivery,) = slack.deliveries.sent
        await delivery.settled()
    assert delivery.outcome == "failed"
    assert [attempt.failure for attempt in delivery.attempts] == ["http_error"] * 4


async def test_slack_stops_where_it_is_told_to(slack: LocalSlack, channel: Channel) -> None:
    async def refuse(request: aiohttp.web.Request) -> aiohttp.web.Response:
        told = await request.json()
        if "challenge" in told:
            return aiohttp.web.Response(text=told["challenge"])
        return aiohttp.web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    app = aiohttp.web.Application()
    app.router.add_post("/", refuse)
    runner = aiohttp.web.AppRunner(app)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    await slack.set_request_url(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    slack.person("U1").says(channel, "hello")
    (delivery,) = slack.deliveries.sent
    await delivery.settled()
    await runner.cleanup()
    assert len(delivery.attempts) == 1


async def test_an_app_that_is_down_is_asked_again(slack: LocalSlack, channel: Channel) -> None:
    bolt = made_app(slack)
    listening(bolt, "message")
    async with served(slack, bolt):
        pass
    slack.person("U1").says(channel, "hello")
    (delivery,) = slack.deliveries.sent
    await delivery.settled()
    assert {attempt.failure for attempt in delivery.attempts} == {"connection_failed"}


async def test_buttons_commands_and_modals_work_as_by_socket(
    slack: LocalSlack, bolt: AsyncApp, channel: Channel
) -> None:
    used: list[str] = []

    async def pressed(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        used.append(body["actions"][0]["value"])

    async def commanded(ack: Any, command: dict[str, Any]) -> None:
        used.append(f"{command['command']} {command['text']} {command['channel_name']}")
        await ack("You are on duty.")

    bolt.action("take")(pressed)
    bolt.command("/desk")(commanded)
    listening(bolt, "message")
    ann = slack.person("U1", "Ann")
    button = {"type": "button", "text": {"type": "plain_text", "text": "Take"}}
    card = {"type": "actions", "elements": [button | {"action_id": "take", "value": "c1"}]}
    async with served(slack, bolt):
        sent = await bolt.client.chat_postMessage(channel=channel.id, text="x", blocks=[card])
        await ann.presses(channel.messages[sent["ts"]], "take").settled()
        done = await ann.commands("/desk", "on", channel).settled()
    assert used == ["c1", "/desk on support"]
    assert done.answer == {"text": "You are on duty."}
    assert [note.text for note in ann.private_messages] == ["You are on duty."]
