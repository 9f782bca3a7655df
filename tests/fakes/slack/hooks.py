"""Signed HTTP: the other way to the app, with Slack's signature, retries and headers."""

import asyncio
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack.deliveries import Delivery, Unheard
from tests.fakes.slack.errors import Json
from tests.fakes.slack.times import Times


def signed(secret: str, body: str, at: float) -> dict[str, str]:
    """The two headers by which an app knows that a request is Slack's."""
    stamp = str(int(at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
    return {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest.hexdigest()}",
    }


class Hooks:
    """Posts to one request URL. ``now`` gives Unix seconds for the signature."""

    def __init__(self, secret: str, times: Times, now: Callable[[], float]) -> None:
        self.url = ""
        self._secret = secret
        self._times = times
        self._now = now

    async def verify(self, url: str) -> None:
        """Set the request URL, which must answer Slack's challenge."""
        challenge = secrets.token_hex(16)
        body = json.dumps({"type": "url_verification", "token": "t", "challenge": challenge})
        status, text = await self._post(url, body, "application/json", {})
        told = text if not text.startswith("{") else str(json.loads(text).get("challenge"))
        assert (status, told) == (200, challenge), "the request URL did not answer the challenge"
        self.url = url

    async def carry(self, delivery: Delivery, retry: int, reason: str) -> Json:
        if not self.url:
            raise Unheard("connection_failed")
        body, kind = written(delivery)
        retries = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        try:
            status, text = await self._post(self.url, body, kind, retries if retry else {})
        except TimeoutError:
            raise Unheard("http_timeout") from None
        except aiohttp.ClientError:
            raise Unheard("connection_failed") from None
        return read_answer(status, text)

    async def _post(self, url: str, body: str, kind: str, more: dict[str, str]) -> tuple[int, str]:
        headers = {"Content-Type": kind, "User-Agent": "Slackbot 1.0", **more}
        headers |= signed(self._secret, body, self._now())
        async with (
            asyncio.timeout(self._times.ack_s),
            aiohttp.ClientSession() as session,
            session.post(url, data=body.encode(), headers=headers, allow_redirects=False) as answer,
        ):
            text = await answer.text()
            if not 200 <= answer.status < 300:
                final = answer.headers.get("X-Slack-No-Retry") == "1"
                raise Unheard("http_error", no_retry=final)
            return answer.status, text


def written(delivery: Delivery) -> tuple[str, str]:
    """The body and its type: events as JSON, everything of people as a form."""
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload), "application/json"
    form = {"payload": json.dumps(delivery.payload)}
    if delivery.kind == "slash_commands":
        form = delivery.payload
    return urlencode(form), "application/x-www-form-urlencoded"


def read_answer(status: int, text: str) -> Json:
    if not text:
        return {}
    try:
        answer = json.loads(text)
    except ValueError:
        return {"text": text}
    return answer if isinstance(answer, dict) else {}
