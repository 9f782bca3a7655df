"""A customer who keeps writing, at a widget that loses the service now and then.

The widget's own rules hold (``bot/channels/web/static/widget``): one message at a time is on its
way, always under the same ``client_id``; it comes back after the pauses of ``link.js`` and says
what it has; a message that was not stored is tried again.
"""

import asyncio
import random
import time
from contextlib import suppress
from typing import Any
from uuid import uuid4

from aiohttp import ClientError, ClientSession, ClientWebSocketResponse, TCPConnector, WSMsgType

from tests.faults.whole.history import CustomerHistory, Seen, Written

Frame = dict[str, Any]

ANSWER_S = 10.0
CONFIRM_S = 10.0
TRY_AGAIN_S = 2.0
"""When a customer presses "try again" under a message that was not stored."""
LONGEST_PAUSE_S = 4.0
"""Of the first minute of ``link.js``; no part stays away longer."""
PAUSE_S = (2.0, 4.0)
RESTART = 1012
WANTS_PERSON = "I want to talk to a human"
QUESTIONS = (
    "How do I get my money back?",
    "I forgot my password, how do I get in again?",
    "Where can I change my e-mail address?",
    "My video does not load in the app",
    "How do I cancel my subscription?",
)
DETAILS = ("And one more thing about it", "It happened yesterday evening", "I am still looking")
COMPLAINS = "I want to file a complaint, the app crashes"
SENDS = "Yes, send it"
MOST_WITH_BOT = 5
STAYS_WITH_BOT = 4
"""One customer in so many never asks for a person."""


def text_of(customer: int, number: int, words: str) -> str:
    """Every message of a run has words of its own, so that none can stand in for another."""
    return f"{words} [{customer}-{number}]"


class Customer:
    """``run`` until told to end; everything is noted in ``history``."""

    def __init__(self, url: str, number: int) -> None:
        self.history = CustomerHistory(f"customer {number}")
        self.ended = asyncio.Event()
        self._url = url
        self._number = number
        # Not the same as those of all others, but the same in each run.
        self._random = random.Random(number)
        self._token = ""
        self._state = "bot"
        self._with_bot = 0
        self._outbox: list[tuple[str, Written]] = []
        self._may_send_at = 0.0
        self._ws: ClientWebSocketResponse | None = None
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Talk until ``ended`` is set, then stay to hear the rest until cancelled."""
        # An address of one's own: limits count by address.
        connector = TCPConnector(local_addr=(f"127.0.1.{self._number + 1}", 0))
        async with ClientSession(connector=connector) as http, asyncio.TaskGroup() as tasks:
            tasks.create_task(self._stay(http))
            tasks.create_task(self._write())
            tasks.create_task(self._send())

    @property
    def is_waiting(self) -> bool:
        """Something is on its way, or the last word is the customer's."""
        seen = self.history.seen
        return bool(self._outbox) or bool(seen and seen[-1].speaker == "customer")

    @property
    def is_done(self) -> bool:
        """All that was written is stored."""
        return self.ended.is_set() and not self._outbox

    async def _write(self) -> None:
        while not self.ended.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._random.uniform(*PAUSE_S)):
                    await self.ended.wait()
                    return
            self._put(text_of(self._number, len(self.history.written), self._next_words()))

    def _put(self, text: str) -> None:
        """Into the outbox."""
        client_id = str(uuid4())
        written = Written(client_id, text, time.monotonic())
        self.history.written.append(written)
        self._outbox.append((client_id, written))
        self._wake.set()

    def _next_words(self) -> str:
        if self._state == "confirming":
            return SENDS
        if self._state != "bot":
            self._with_bot = 0
            return self._random.choice(DETAILS)
        self._with_bot += 1
        if self._number % STAYS_WITH_BOT and self._with_bot > self._random.randint(
            3, MOST_WITH_BOT
        ):
            self._with_bot = 0
            return WANTS_PERSON
        if not self._number % STAYS_WITH_BOT and self._with_bot % MOST_WITH_BOT == 2:
            return COMPLAINS
        return self._random.choice(QUESTIONS)

    async def _send(self) -> None:
        """The first message of the outbox, again and again until it is stored."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._outbox and self._ws is not None:
                wait_s = self._may_send_at - time.monotonic()
                if wait_s > 0:
                    await asyncio.sleep(wait_s)
                    continue
                await self._send_first(self._ws)

    async def _send_first(self, ws: ClientWebSocketResponse) -> None:
        client_id, _ = self._outbox[0]
        text = self._outbox[0][1].text
        frame = {"type": "message", "client_id": client_id, "text": text, "language": "en"}
        self._wake.clear()
        try:
            await ws.send_json(frame)
            async with asyncio.timeout(CONFIRM_S):
                await self._wake_until_answered(client_id, ws)
        except TimeoutError:
            await self._drop(ws)
        except (ClientError, ConnectionError):
            await self._drop(ws)

    async def _wake_until_answered(self, client_id: str, ws: ClientWebSocketResponse) -> None:
        refused = self._outbox[0][1].not_stored
        while self._ws is ws and self._outbox and self._outbox[0][0] == client_id:
            if self._outbox[0][1].not_stored > refused:
                return
            await self._wake.wait()
            self._wake.clear()

    async def _stay(self, http: ClientSession) -> None:
        failures = 0
        while True:
            code = None
            try:
                if not self._token:
                    await self._open_session(http)
                code, greeted = await self._connect(http)
                failures = 0 if greeted else failures
            except (ClientError, OSError, TimeoutError):
                pass
            if code == RESTART:
                await asyncio.sleep(0.2 + self._random.random() * 2)
            else:
                longest = min(LONGEST_PAUSE_S, 2.0**failures)
                failures += 1
                await asyncio.sleep(longest * self._random.uniform(0.5, 1.0))

    async def _open_session(self, http: ClientSession) -> None:
        body = {"language": "en", "platform": "short_video"}
        async with asyncio.timeout(ANSWER_S):
            async with http.post(
                f"{self._url}/api/web/session", json=body, headers={"Origin": self._url}
            ) as answer:
                answer.raise_for_status()
                session = await answer.json()
        self._token, self.history.conversation = session["token"], session["conversation"]

    async def _connect(self, http: ClientSession) -> tuple[int | None, bool]:
        """One connection, until it ends: its close code, and whether it was greeted."""
        async with asyncio.timeout(ANSWER_S):
            ws = await http.ws_connect(
                f"{self._url}/api/web/socket", headers={"Origin": self._url}, heartbeat=20.0
            )
            after = self.history.seen[-1].seq if self.history.seen else 0
            hello = {"type": "hello", "token": self._token, "after": after, "language": "en"}
            await ws.send_json(hello)
        try:
            return await self._listen(ws)
        finally:
            self._ws = None
            self._wake.set()
            await ws.close()

    async def _listen(self, ws: ClientWebSocketResponse) -> tuple[int | None, bool]:
        greeted = False
        async for message in ws:
            if message.type is not WSMsgType.TEXT:
                break
            frame = message.json()
            if frame["type"] == "ready":
                greeted = True
                self.history.connections += 1
                self.history.resets += bool(frame["reset"])
                self._state = frame["state"]
                self._ws = ws
                await ws.send_json({"type": "open", "language": "en"})
                self._wake.set()
            self._hear(frame)
        return ws.close_code, greeted

    def _hear(self, frame: Frame) -> None:
        match frame["type"]:
            case "entry":
                seen = Seen(frame["seq"], frame["id"], frame["from"], time.monotonic())
                self.history.seen.append(seen)
            case "status":
                self._state = frame["state"]
            case "stored":
                self._stored(frame["client_id"])
            case "refused" if frame["client_id"]:
                self._refused(frame)

    def _stored(self, client_id: str) -> None:
        if self._outbox and self._outbox[0][0] == client_id:
            _, written = self._outbox.pop(0)
            written.stored_at = time.monotonic()
            self._wake.set()

    def _refused(self, frame: Frame) -> None:
        if self._outbox and self._outbox[0][0] == frame["client_id"]:
            self._outbox[0][1].not_stored += 1
            pause_s = frame["retry_after_s"] or TRY_AGAIN_S
            self._may_send_at = time.monotonic() + pause_s
            self._wake.set()

    async def _drop(self, ws: ClientWebSocketResponse) -> None:
        if self._ws is ws:
            self._ws = None
        await ws.close()
