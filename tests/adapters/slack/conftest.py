"""The real slack-sdk and slack-bolt, against a Slack on loopback."""

from collections.abc import AsyncIterator

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.apps import client_of, made_app
from tests.adapters.slack.screens import BUTTONS, Clock
from tests.fakes.slack import Limits, LocalSlack
from tests.fakes.slack.workspace import Channel, Message


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    """Without rate limits: how fast a machine is must not matter."""
    async with LocalSlack(limits=Limits.off()) as server:
        yield server


@pytest.fixture
def channel(slack: LocalSlack) -> Channel:
    return slack.channel("support")


@pytest.fixture
def client(slack: LocalSlack) -> AsyncWebClient:
    return client_of(slack)


@pytest.fixture
def bolt(slack: LocalSlack) -> AsyncApp:
    return made_app(slack)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def card(slack: LocalSlack, channel: Channel) -> Message:
    sent = await client_of(slack).chat_postMessage(
        channel=channel.id, text="card", blocks=[BUTTONS]
    )
    return channel.messages[sent["ts"]]
