"""Customers and agents as programs: they speak to a running service as browsers do."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import aiohttp

from handoff.errors import FootbridgeError

ANSWER_WITHIN_S = 30.0
Frame = dict[str, Any]


class NoAnswer(FootbridgeError):
    """The service did not do what a benchmark needs."""


class Page:
    """One open WebSocket; every frame goes to ``on_frame``, and can be waited for."""

    def __init__(self, on_frame: Callable[[Frame], None] | None = None) -> None:
        self._on_frame = on_frame
        self._waiting: list[tuple[Callable[[Frame], bool], asyncio.Future[Frame]]] = []
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None

    async def connect(self, http: aiohttp.ClientSession, url: str, path: str) -> None:
        self._socket = await http.ws_connect(url + path, origin=url, compress=0)
        self._reader = asyncio.create_task(self._read(self._socket))

    async def send(self, frame: Frame) -> None:
        if self._socket is None:
            raise NoAnswer("the page is not connected")
        await self._socket.send_str(json.dumps(frame))

    async def ask(self, frame: Frame, is_answer: Callable[[Frame], bool]) -> Frame:
        """Send ``frame`` and wait for its answer. Raises ``NoAnswer``."""
        future: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting.append((is_answer, future))
        await self.send(frame)
        try:
            return await asyncio.wait_for(future, ANSWER_WITHIN_S)
        except TimeoutError as error:
            raise NoAnswer(f"no answer to {frame['type']}") from error

    async def close(self) -> None:
        if self._reader is not None and self._socket is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
            await self._socket.close()

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            frame = json.loads(message.data)
            for waiting in [w for w in self._waiting if w[0](frame)]:
                self._waiting.remove(waiting)
                if not waiting[1].done():
                    waiting[1].set_result(frame)
            if self._on_frame is not None:
                self._on_frame(frame)


class Customer:
    """Somebody with the widget open."""

    def __init__(self, on_frame: Callable[[Frame], None] | None = None) -> None:
        self.page = Page(on_frame)
        self.conversation = ""

    async def come(self, http: aiohttp.ClientSession, url: str) -> None:
        """Open the widget and wait for the greeting."""
        body = {"language": "en", "platform": "short_video"}
        headers = {"Origin": url}
        async with http.post(f"{url}/api/web/session", json=body, headers=headers) as answer:
            session = await answer.json()
        if "token" not in session:
            raise NoAnswer(f"no session: {session}")
        self.conversation = session["conversation"]
        await self.page.connect(http, url, "/api/web/socket")
        await self.page.send({"type": "hello", "token": session["token"], "after": 0})
        await self.page.ask({"type": "open", "language": "en"}, said_by("bot"))

    async def ask(self, text: str) -> Frame:
        """Write ``text`` and wait for the bot's first words after it."""
        frame = {"type": "message", "client_id": str(uuid4()), "text": text, "language": "en"}
        return await self.page.ask(frame, said_by("bot"))

    async def want_person(self) -> None:
        """Press the button and wait until the conversation stands in a line."""
        label = "Talk to a person"
        frame = {"type": "button", "client_id": str(uuid4()), "button": "person:now"}
        frame |= {"label": label, "language": "en"}
        await self.page.ask(frame, lambda f: f["type"] == "status" and bool(f["place"]))


class DeskAgent:
    """Somebody at the web desk."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.page = Page(self._seen)
        self._http = http
        self._url = url
        self._mine: set[str] = set()
        self._shown: set[str] = set()
        self._all_shown = asyncio.Event()

    async def sign_in(self, code: str) -> None:
        """With a one-time code. Raises ``NoAnswer``."""
        async with self._http.post(
            f"{self._url}/desk/sign-in",
            data={"code": code},
            headers={"Origin": self._url},
            allow_redirects=False,
        ) as answer:
            cookie = answer.headers.get("Set-Cookie", "").partition(";")[0]
        if not cookie:
            raise NoAnswer("the agent cannot sign in")
        self._http.headers["Cookie"] = cookie

    async def open_desk(self) -> None:
        """Until it shows every conversation the agent holds. Raises ``NoAnswer``."""
        self._shown.clear()
        self._all_shown.clear()
        await self.page.connect(self._http, self._url, "/api/desk/socket")
        try:
            await asyncio.wait_for(self._all_shown.wait(), ANSWER_WITHIN_S)
        except TimeoutError as error:
            raise NoAnswer("the desk does not show its conversations") from error

    def _seen(self, frame: Frame) -> None:
        if frame["type"] == "lists":
            self._mine = {card["conversation"] for card in frame["mine"]}
        elif frame["type"] == "conversation":
            self._shown.add(frame["conversation"])
        if frame["type"] in ("lists", "conversation") and self._mine <= self._shown:
            self._all_shown.set()

    async def claim(self, conversation: str) -> None:
        await self._do({"type": "claim", "conversation": conversation})

    async def reply(self, conversation: str, text: str) -> None:
        """Send, without waiting for the answer."""
        frame = {"type": "reply", "conversation": conversation, "text": text}
        await self.page.send({**frame, "client_id": str(uuid4()), "ref": ""})

    async def _do(self, frame: Frame) -> None:
        ref = uuid4().hex
        answer = await self.page.ask({**frame, "ref": ref}, lambda f: f.get("ref") == ref)
        if answer["type"] == "refused":
            raise NoAnswer(f"{frame['type']} was refused: {answer['text']}")


def said_by(speaker: str) -> Callable[[Frame], bool]:
    return lambda frame: frame["type"] == "entry" and frame["from"] == speaker


def from_address(number: int) -> aiohttp.ClientSession:
    """A client with a loopback address of its own: the edge limits each address by itself."""
    address = f"127.1.{number // 250}.{number % 250 + 1}"
    connector = aiohttp.TCPConnector(local_addr=(address, 0), limit=0)
    return aiohttp.ClientSession(connector=connector)
