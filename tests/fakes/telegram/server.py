"""The HTTP side of the fake: addresses, tokens, faults and the way answers look."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

from aiohttp import BodyPartReader, web

from tests.fakes.telegram.checks import Params
from tests.fakes.telegram.customer import Customer
from tests.fakes.telegram.faults import ApiError, Fault
from tests.fakes.telegram.methods import METHODS
from tests.fakes.telegram.state import Chat, State

TOKEN = "424242:local-fake-token"


class TelegramFake:
    """A Bot API on 127.0.0.1; use as ``async with``. ``calls`` is what bots asked, in order.

    ``now`` gives the Unix seconds that messages are dated with.
    """

    def __init__(
        self, port: int = 0, token: str = TOKEN, now: Callable[[], float] = time.time
    ) -> None:
        self.token = token
        self._now = now
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._state: State
        self._port = port
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> "TelegramFake":
        self._state = State()
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.02)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    def add_routes(self, app: web.Application) -> None:
        """Further addresses, for whoever runs the fake by hand."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def commands(self) -> dict[str, list[dict[str, str]]]:
        return self._state.commands

    def customer(self, chat_id: int, language_code: str = "en", username: str = "") -> Customer:
        """The customer of a private chat, known to the bot from now on."""
        chat = self._state.chats.setdefault(chat_id, Chat(chat_id, now=self._now))
        return Customer(self._state, chat, chat_id, language_code, username)

    def group(self, chat_id: int, user_id: int = 9, language_code: str = "en") -> Customer:
        """Somebody in a group that the bot was added to; ``chat_id`` is negative."""
        group = Chat(chat_id, type="supergroup", now=self._now)
        chat = self._state.chats.setdefault(chat_id, group)
        return Customer(self._state, chat, user_id, language_code)

    def fail(self, method: str, *faults: Fault) -> None:
        """Let the next calls of ``method`` go wrong, one fault a call."""
        self._faults[method.lower()].extend(faults)

    def push(self, kind: str, content: dict[str, Any]) -> int:
        """Any update, for forms that no customer's deed makes."""
        return self._state.push(kind, content)

    def resend(self, *update_ids: int) -> None:
        """Hold updates again although they were confirmed."""
        self._state.updates = [self._state.history[update_id] for update_id in update_ids]
        self._state.wake()

    def is_answered(self, query: str) -> bool:
        return self._state.queries.get(query, False)

    def unconfirmed(self) -> list[int]:
        """The updates that Telegram would send again."""
        return [update["update_id"] for update in self._state.updates]

    def count(self, method: str) -> int:
        return sum(1 for name, _ in self.calls if name == method.lower())

    async def until(self, happened: Callable[[], bool], most_s: float = 5.0) -> None:
        """Wait until ``happened()``, looked at after every change; fails after ``most_s``."""
        assert await self._state.until(happened, most_s), "it did not happen in time"

    def wake(self) -> None:
        """Look again at what is waited for: something outside of the fake has changed."""
        self._state.wake()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"].lower()
        params = await _read(request)
        fault = self._faults[name].popleft() if self._faults[name] else Fault()
        self.calls.append((name, params.values))
        self._state.wake()
        if fault.hold:
            await fault.hold.wait()
        if fault.page:
            return web.Response(status=fault.page[0], text=fault.page[1], content_type="text/html")
        try:
            result = await self._carry_out(request.match_info["token"], name, params, fault)
        except ApiError as error:
            return web.json_response(error.body(), status=error.code)
        if fault.drop:
            _hang_up(request)
        return web.json_response({"ok": True, "result": result})

    async def _carry_out(self, token: str, name: str, params: Params, fault: Fault) -> Any:
        if token != self.token:
            raise ApiError(401, "Unauthorized")
        if fault.error:
            raise fault.error
        if name not in METHODS:
            raise ApiError(404, "Not Found: method not found")
        return await METHODS[name](self._state, params)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        fault = self._faults["download"].popleft() if self._faults["download"] else Fault()
        if fault.hold:
            await fault.hold.wait()
        if fault.page:
            return web.Response(status=fault.page[0], text=fault.page[1], content_type="text/html")
        files = dict(self._state.files.values())
        path = request.match_info["path"]
        if request.match_info["token"] != self.token or path not in files:
            raise web.HTTPNotFound
        return web.Response(body=files[path])


def _hang_up(request: web.Request) -> None:
    """End the connection without an answer, as a lost network does."""
    if request.transport:
        request.transport.abort()
    raise asyncio.CancelledError


async def _read(request: web.Request) -> Params:
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        return Params(values | await request.json())
    if not request.content_type.startswith("multipart/"):
        return Params(values | dict(await request.post()))
    files = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        if part.filename:
            files[part.name or ""] = (part.filename, bytes(await part.read()))
        else:
            values[part.name or ""] = await part.text()
    return Params(values, files)
