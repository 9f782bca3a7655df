"""The web channel: sessions and sockets of the chat widget, its pages, start and stop."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Sequence

from aiohttp import web

from bot.channels.web import protocol
from bot.channels.web.gate import Slots, client_address, is_allowed_origin
from bot.channels.web.pages import Pages
from bot.channels.web.sessions import Sessions
from bot.channels.web.socket import Closing, CustomerSocket, SlowReader
from bot.channels.web.tokens import Tokens
from bot.channels.web.uploads import Uploads, WebFiles
from bot.channels.web.wiring import Texts, Visit, WebSettings, Wiring
from handoff.ports import CustomerPresence, Inbox, Limits, Log
from handoff.rules.evidence import Evidence
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Entry

_logger = logging.getLogger(__name__)

_CLOSE_TIMEOUT_S = 2.0


class WebChannel:
    """Customers in a browser.

    ``secret`` signs the tokens: at least 32 bytes, the same in all copies of the service.
    ``allowed_origins`` are the pages that may hold the widget, such as ``https://lumo.example``.
    ``platforms`` are the kinds a page may name; any other counts as ``default_platform``. ``roles``
    gives what it may say its visitor is.
    Without ``files`` the widget offers no way to send any; ``presence`` hears who has it open.
    """

    name = "web"

    def __init__(
        self,
        inbox: Inbox,
        log: Log,
        limits: Limits,
        secret: bytes,
        texts: Texts,
        allowed_origins: Collection[str],
        default_platform: str,
        *,
        platforms: Collection[str] = (),
        old_secrets: Sequence[bytes] = (),
        settings: WebSettings | None = None,
        files: WebFiles | None = None,
        now: Callable[[], float] = time.time,
        presence: CustomerPresence | None = None,
        roles: Callable[[], Collection[str]] = tuple,
    ) -> None:
        self._settings = settings or WebSettings()
        tokens = Tokens(secret, old_secrets=old_secrets, now=now)
        ports = (inbox, log, limits, texts, tokens)
        origins = frozenset(allowed_origins)
        known = frozenset(platforms) | {default_platform}
        self._wiring = Wiring(
            *ports, origins, known, default_platform, self._settings, now, presence, roles
        )
        evidence = files.evidence() if files else Evidence()
        self._pages = Pages(texts, self._settings.max_text, evidence, default_platform)
        self._sessions = Sessions(self._wiring)
        self._uploads = Uploads(self._wiring, files, self._sessions) if files else None
        self._tabs = Slots(self._settings.sockets_per_conversation)
        self._addresses = Slots(self._settings.sockets_per_address)
        self._open: set[web.WebSocketResponse] = set()
        self._is_stopping = False

    def routes(self) -> list[web.RouteDef]:
        """The demo page at ``/``, the widget, and its two endpoints under ``/api/web``."""
        socket = web.get("/api/web/socket", self._serve_socket)
        uploads = self._uploads.routes() if self._uploads else []
        return [*self._pages.routes(), *self._sessions.routes(), *uploads, socket]

    def register(self, app: web.Application) -> None:
        """Add the routes; the app's shutdown says goodbye to open sockets."""
        app.add_routes(self.routes())
        app.on_shutdown.append(self._on_shutdown)

    async def start(self) -> None:
        """Sockets are let in, also again after a stop."""
        self._is_stopping = False

    async def stop(self) -> None:
        """Ask all widgets to come back (1012); they resume at another copy or after the start."""
        self._is_stopping = True
        goodbye = protocol.CLOSE_RESTART
        await asyncio.gather(*(ws.close(code=goodbye, message=b"restart") for ws in self._open))

    async def send(self, conversation: ConversationId, entry: Entry, *, again: bool) -> None:
        """Nothing to do: an entry is delivered by being in the log, which the sockets follow."""

    async def _on_shutdown(self, _: web.Application) -> None:
        await self.stop()

    async def _serve_socket(self, request: web.Request) -> web.StreamResponse:
        if not is_allowed_origin(request, self._wiring.allowed_origins):
            return self._sessions.refuse(request, 403, "origin")
        if self._is_stopping:
            return self._sessions.refuse(request, 503, "restart")
        address = client_address(request, self._settings.trusted_proxies)
        with self._addresses.one_for(address) as has_room:
            if not has_room:
                return self._sessions.refuse(request, 429, "too_many_sockets")
            return await self._hold_open(request, address)

    async def _hold_open(self, request: web.Request, address: str) -> web.WebSocketResponse:
        settings = self._settings
        ws = web.WebSocketResponse(
            timeout=_CLOSE_TIMEOUT_S,
            heartbeat=settings.heartbeat_s,
            max_msg_size=settings.max_frame_bytes,
            # No compression: a small frame must not unpack into a large one.
            compress=False,
            writer_limit=settings.send_buffer_bytes,
        )
        await ws.prepare(request)
        self._open.add(ws)
        try:
            await self._talk(request, ws, address)
        finally:
            self._open.discard(ws)
        return ws

    async def _talk(self, request: web.Request, ws: web.WebSocketResponse, address: str) -> None:
        socket = CustomerSocket(ws, self._wiring)
        try:
            visit, after = await socket.greet(address)
            with self._tabs.one_for(visit.session.conversation) as has_room:
                if not has_room:
                    await self._refuse_tab(socket, visit)
                await socket.talk(visit, after)
        except Closing as closing:
            await ws.close(code=closing.code, message=closing.reason.encode())
        except SlowReader:
            _logger.info("a widget that does not read was dropped")
            if request.transport:
                request.transport.abort()
        except ConnectionResetError:
            _logger.debug("a widget left while a frame was on its way")

    async def _refuse_tab(self, socket: CustomerSocket, visit: Visit) -> None:
        values = {"count": str(self._settings.sockets_per_conversation)}
        text = self._wiring.text("web_too_many_tabs", visit.language, values)
        await socket.say(protocol.refused_frame("", "web_too_many_tabs", values, text))
        raise Closing(protocol.CLOSE_TOO_MANY, "too many tabs")
