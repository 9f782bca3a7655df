"""Apps of the real libraries: what they hear, and how they are connected."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from tests.fakes.slack import LocalSlack

Heard = list[dict[str, Any]]


def client_of(slack: LocalSlack, token: str = "") -> AsyncWebClient:
    """A client that never sends anything twice by itself."""
    given = token or slack.bot_token
    return AsyncWebClient(token=given, base_url=slack.api_url, retry_handlers=[])


def made_app(slack: LocalSlack) -> AsyncApp:
    """An app that acknowledges after its listener is done, not before."""
    return AsyncApp(
        token=slack.bot_token,
        signing_secret=slack.secret,
        process_before_response=True,
        client=client_of(slack),
    )


def listening(app: AsyncApp, *kinds: str) -> Heard:
    """Every event of these types, whole, in the order in which the app hears them."""
    heard: Heard = []

    async def keep(body: dict[str, Any]) -> None:
        heard.append(body)

    for kind in kinds:
        app.event(kind)(keep)
    return heard


@asynccontextmanager
async def connected(
    slack: LocalSlack, app: AsyncApp, *, times: int = 1
) -> AsyncIterator[list[AsyncSocketModeHandler]]:
    """Socket Mode with so many connections, ready when the block begins."""
    handlers = [
        AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.2) for _ in range(times)
    ]
    try:
        for handler in handlers:
            await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.until(lambda: len(slack.sockets.lines) >= times)
        yield handlers
    finally:
        for handler in handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def served(slack: LocalSlack, app: AsyncApp) -> AsyncIterator[str]:
    """The app's HTTP side, set as the request URL; gives the address."""
    runner = web.AppRunner(app.server(port=0, path="/slack/events").web_app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        await slack.set_request_url(url)
        yield url
    finally:
        await runner.cleanup()


async def refusal(call: Awaitable[AsyncSlackResponse]) -> str:
    """The error that Slack answers with, the status of a page without one, or "ok"."""
    try:
        await call
    except SlackApiError as error:
        return str(error.response.get("error") or error.response.status_code)
    return "ok"


async def problems(call: Awaitable[AsyncSlackResponse]) -> list[str]:
    """What Slack lists as wrong with the arguments."""
    try:
        await call
    except SlackApiError as error:
        return list(error.response.get("response_metadata", {}).get("messages", []))
    return []
