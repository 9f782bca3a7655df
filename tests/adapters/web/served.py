"""The web channel on a loopback port, and a customer's browser without the browser."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from uuid import uuid4

from aiohttp import ClientSession, ClientWebSocketResponse, FormData, WSMsgType, web

from bot.channels.file_limit import FileLimit, FilesAnHour
from bot.channels.web.channel import WebChannel
from bot.channels.web.uploads import WebFiles
from bot.channels.web.wiring import WebSettings
from handoff.rules.ids import ConversationId
from tests.adapters.web.stands import Support, render_text
from tests.stored_files import EVIDENCE, files_in

SECRET = b"a secret for tests, 32 bytes long"
FAST = WebSettings(poll_s=0.05, hello_timeout_s=0.3)
WAIT_S = 5.0
_NOBODY = ConversationId("")


class Served:
    """The channel behind a real aiohttp server, which can go away and come back."""

    def __init__(self, settings: WebSettings = FAST, **options: Any) -> None:
        self.support = Support()
        self.settings = settings
        self.options = options
        self._socket = _listening_socket(0)
        self.port = int(self._socket.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = TemporaryDirectory()
        self.files = files_in(Path(self.folder.name) / "files")
        self.callers: list[ClientWebSocketResponse] = []
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        ports = (self.support, self.support, self.support)
        self.channel = WebChannel(
            *ports,
            self.options.get("secret", SECRET),
            render_text,
            [self.url],
            "short_video",
            platforms=["short_video", "marketplace"],
            settings=self.settings,
            files=WebFiles(self.files, FileLimit(self.support, FilesAnHour()), lambda: EVIDENCE),
            **{name: value for name, value in self.options.items() if name != "secret"},
        )
        app = web.Application()
        self.channel.register(app)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        if self._socket.fileno() == -1:
            self._socket = _listening_socket(self.port)
        await web.SockSite(self._runner, self._socket).start()

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()
        self._socket.close()
        self.folder.cleanup()
        self._runner = None


def _listening_socket(port: int) -> socket.socket:
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", port))
    return sock


@asynccontextmanager
async def serving(settings: WebSettings = FAST, **options: Any) -> AsyncIterator[Served]:
    served = Served(settings, **options)
    await served.start()
    try:
        yield served
    finally:
        for ws in served.callers:
            await ws.close()
        await served.stop()


@dataclass
class Customer:
    """A widget's side of the talk: asks for a session, opens sockets, sends and hears frames."""

    http: ClientSession
    served: Served
    token: str = ""
    conversation: ConversationId = _NOBODY

    async def open_session(self, **wish: Any) -> dict[str, Any]:
        status, body = await self.ask_session(**wish)
        assert status == 200, body
        self.token, self.conversation = body["token"], ConversationId(body["conversation"])
        return body

    async def ask_session(self, origin: str | None = "", **wish: Any) -> tuple[int, dict[str, Any]]:
        url = f"{self.served.url}/api/web/session"
        async with self.http.post(url, json=wish, headers=self.headers(origin)) as response:
            return response.status, cast("dict[str, Any]", await response.json())

    async def upload(
        self, data: bytes, name: str = "proof.png", *, origin: str | None = "", **fields: str
    ) -> tuple[int, dict[str, Any]]:
        """Send a file as the widget does; status and answer."""
        given = {"token": self.token, "client_id": str(uuid4()), "language": "en"} | fields
        form = FormData(given, quote_fields=False)
        form.add_field(
            "file", BytesIO(data), filename=name, content_type="application/octet-stream"
        )
        url = f"{self.served.url}/api/web/files"
        async with self.http.post(url, data=form, headers=self.headers(origin)) as response:
            return response.status, cast("dict[str, Any]", await response.json())

    def headers(self, origin: str | None = "") -> dict[str, str]:
        return {} if origin is None else {"Origin": origin or self.served.url}

    async def connect(self, **headers: str) -> ClientWebSocketResponse:
        url = f"{self.served.url}/api/web/socket"
        ws = await self.http.ws_connect(url, headers={**self.headers(), **headers})
        self.served.callers.append(ws)
        return ws

    async def enter(self, after: int = 0, language: str = "en") -> ClientWebSocketResponse:
        """A socket past its hello and its ``ready`` frame."""
        if not self.token:
            await self.open_session(language=language)
        ws = await self.connect()
        hello = {"type": "hello", "token": self.token, "after": after, "language": language}
        await ws.send_json(hello)
        assert (await hear(ws))["type"] == "ready"
        return ws


async def hear(ws: ClientWebSocketResponse) -> dict[str, Any]:
    """The next frame."""
    async with asyncio.timeout(WAIT_S):
        return cast("dict[str, Any]", await ws.receive_json())


async def hear_until(ws: ClientWebSocketResponse, kind: str, **values: Any) -> dict[str, Any]:
    """The next frame of that type with those values; others before it are passed over."""
    while True:
        frame = await hear(ws)
        if frame["type"] == kind and all(frame[name] == value for name, value in values.items()):
            return frame


async def hear_goodbye(ws: ClientWebSocketResponse) -> int | None:
    """The code with which the service closes, whatever comes before it.

    Not ``close_code`` after a goodbye: that becomes 1006 when the service is gone before the
    goodbye is answered.
    """
    ends = (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.ERROR)
    async with asyncio.timeout(WAIT_S):
        while (message := await ws.receive()).type not in ends:
            pass
    return message.data if message.type is WSMsgType.CLOSE else ws.close_code


def a_message(text: str = "Where is my refund?", **fields: Any) -> dict[str, Any]:
    return {"type": "message", "client_id": str(uuid4()), "text": text, "language": "en", **fields}
