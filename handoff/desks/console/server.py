"""The web desk over HTTP: pages, sign-in, sign-out and the socket."""

import asyncio
import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from aiohttp import WSCloseCode, web

from handoff.desks.console.attachments import Attachments
from handoff.desks.console.deeds import act
from handoff.desks.console.figure_pages import FigurePages
from handoff.desks.console.figures import FigureDesk
from handoff.desks.console.frames import agent_frame
from handoff.desks.console.guard import (
    COOKIE,
    HEADERS,
    Guard,
    Handler,
    drop_cookie,
    guarded,
    set_cookie,
)
from handoff.desks.console.labels import LABELS
from handoff.desks.console.notice_pages import NoticePages
from handoff.desks.console.notices import NoticeDesk
from handoff.desks.console.parts import Parts, Texts
from handoff.desks.console.phone import PhoneDesk
from handoff.desks.console.phone_pages import PhonePages
from handoff.desks.console.rating_pages import RatingPages
from handoff.desks.console.socket import DeskSocket
from handoff.desks.console.ticket_pages import TicketPages
from handoff.desks.console.tickets import TicketDesk
from handoff.errors import RecordsUnavailable
from handoff.ports import Files, Log
from handoff.ports_beside import AskingService, TakeoverService
from handoff.ports_desk import DeskService
from handoff.records.sql import SqlRecords
from handoff.rules.signals import LANGUAGES

STATIC = Path(__file__).parent / "static"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
MOST_BYTES = 32 * 1024
"""The largest frame a page may send: 4,000 letters of any script and their wrapping."""
MOST_PAGES = 10
"""Open pages of one agent; more are most likely a page that reconnects in a circle."""
HEARTBEAT_S = 25.0
CLOSE_S = 2.0
"""How long a page may take to say goodbye, in seconds."""
_CODE = re.compile(r"[A-Za-z0-9_-]{20,100}")
_BLANK = re.compile(r"\{\{(\w+)\}\}")


class ConsoleDesk:
    """Serves ``/desk`` and ``/api/desk``.

    ``texts(text_id, language, values)`` renders a content text. ``allowed_origins`` are the
    addresses at which agents open the desk (not the pages that embed the widget).
    ``topic_title(topic, language)`` names an answer; a ``KeyError`` means that it has no name any
    more. Without ``files`` agents see the names of
    what customers sent, but cannot download it; without ``tickets``, ``notices``, ``phone`` or
    ``figures`` there are no such pages. ``unused()`` says why edits of the content are not in use;
    empty if they are. ``departments()`` are those a chat can be passed on to.
    Without ``takeovers`` nobody sees what the bot leads, without ``asking`` nobody can ask a
    colleague.
    """

    def __init__(
        self,
        desk: DeskService,
        log: Log,
        records: SqlRecords,
        texts: Texts,
        allowed_origins: Iterable[str] = (),
        topic_title: Callable[[str, str], str] | None = None,
        files: Files | None = None,
        tickets: TicketDesk | None = None,
        notices: NoticeDesk | None = None,
        phone: PhoneDesk | None = None,
        unused: Callable[[], str] = str,
        figures: FigureDesk | None = None,
        departments: Callable[[], Sequence[str]] = tuple,
        takeovers: TakeoverService | None = None,
        asking: AskingService | None = None,
    ) -> None:
        shows_files = files is not None
        self._parts = Parts(
            desk, log, records, texts, topic_title, shows_files,
            unused=unused, departments=departments, takeovers=takeovers, asking=asking,
        )  # fmt: skip
        if tickets:
            self._parts = replace(self._parts, forms=tickets.forms, covers=tickets.covers)
        self._guard = Guard(records, frozenset(allowed_origins))
        self._attachments = Attachments(self._guard, desk, log, files, records) if files else None
        self._tickets = (
            TicketPages(self._guard, tickets, desk, texts, _language) if tickets else None
        )
        self._notices = NoticePages(self._guard, notices, texts, _language) if notices else None
        self._figures = FigurePages(self._guard, figures, texts, _language) if figures else None
        self._phone = PhonePages(self._guard, phone, texts, _language) if phone else None
        self._ratings = RatingPages(self._guard, records, texts, _language)
        self._open: dict[web.WebSocketResponse, str] = {}
        self._closing: set[asyncio.Future[bool]] = set()

    def routes(self) -> list[web.RouteDef]:
        """The desk's routes; the paths are absolute."""
        table: list[tuple[str, str, Handler]] = [
            ("GET", "/desk", self._page),
            ("GET", "/desk/static/{name}", self._static),
            ("GET", "/desk/sign-in", self._ask_sign_in),
            ("POST", "/desk/sign-in", self._sign_in),
            ("POST", "/desk/sign-out", self._sign_out),
            ("GET", "/api/desk/labels", self._labels),
            ("GET", "/api/desk/session", self._session),
            ("GET", "/api/desk/socket", self._socket),
        ]
        if self._attachments:
            path = "/api/desk/files/{conversation}/{key}"
            table.append(("GET", path, self._attachments.serve))
            table.append(("GET", f"{path}/thumbnail", self._attachments.serve_thumbnail))
        if self._tickets:
            table += self._tickets.table()
        for pages in (self._notices, self._phone, self._figures):
            table += pages.table() if pages else []
        table += self._ratings.table()
        return [web.route(method, path, guarded(handler)) for method, path, handler in table]

    async def stop(self) -> None:
        """Tell open pages that the service restarts; they come back by themselves."""
        closing = [ws.close(code=WSCloseCode.SERVICE_RESTART) for ws in list(self._open)]
        await asyncio.gather(*closing, return_exceptions=True)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        # Nothing in it is secret, and with a strict cookie a visitor who follows a link from
        # elsewhere comes without one; the page itself then asks for its session.
        return _html((STATIC / "desk.html").read_text("utf-8"))

    async def _static(self, request: web.Request) -> web.StreamResponse:
        path = STATIC / request.match_info["name"]
        # The name has no slash, so only files of this very folder can be asked for.
        if path.suffix not in TYPES or not path.is_file():
            raise web.HTTPNotFound
        headers = {"Content-Type": TYPES[path.suffix], "Cache-Control": "no-cache"}
        return web.FileResponse(path, headers=headers)

    async def _ask_sign_in(self, request: web.Request) -> web.StreamResponse:
        """A page with a button: programs that preview links do not press buttons."""
        code = request.query.get("code", "")
        if not _CODE.fullmatch(code) or not await self._code_is_good(code):
            return self._sign_in_page(request, "sign-in-refused.html", status=403)
        return self._sign_in_page(request, "sign-in.html", code=code)

    async def _sign_in(self, request: web.Request) -> web.StreamResponse:
        origin = self._guard.check_origin(request)
        code = str((await request.post()).get("code", ""))
        try:
            token = await self._parts.records.open_session(code)
        except RecordsUnavailable as error:
            raise web.HTTPServiceUnavailable(text="Try again.") from error
        if token is None:
            return self._sign_in_page(request, "sign-in-refused.html", status=403)
        response = web.Response(status=303, headers={"Location": "/desk"})
        set_cookie(response, token, origin)
        return response

    async def _sign_out(self, request: web.Request) -> web.StreamResponse:
        self._guard.check_origin(request)
        session = await self._guard.get(request)
        await self._parts.records.revoke_session(request.cookies[COOKIE])
        self._close_pages(session.agent.id)
        response = web.Response(status=204)
        drop_cookie(response)
        return response

    async def _labels(self, request: web.Request) -> web.StreamResponse:
        language = _language(request)
        labels = {
            # Placeholders are filled with themselves: the page puts in the values.
            label: self._parts.texts(label, language, {name: f"{{{name}}}" for name in names})
            for label, names in LABELS.items()
        }
        return web.json_response(labels)

    async def _session(self, request: web.Request) -> web.StreamResponse:
        session = await self._guard.get(request)
        return web.json_response(agent_frame(session.agent))

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        self._guard.check_origin(request)
        agent = (await self._guard.get(request)).agent
        if list(self._open.values()).count(agent.id) >= MOST_PAGES:
            raise web.HTTPTooManyRequests(text="Too many open pages.")
        ws = web.WebSocketResponse(
            timeout=CLOSE_S, heartbeat=HEARTBEAT_S, max_msg_size=MOST_BYTES, compress=False
        )
        ws.headers.update(HEADERS)
        await ws.prepare(request)
        self._open[ws] = agent.id
        load = partial(self._guard.load, request)
        try:
            await DeskSocket(self._parts, ws, load, _language(request), act).run()
        finally:
            del self._open[ws]
        return ws

    def _close_pages(self, agent_id: str) -> None:
        """Let each page of the agent ask whether its session still lives; waits for none."""
        for ws, owner in self._open.items():
            if owner == agent_id:
                closing = asyncio.ensure_future(ws.close(code=WSCloseCode.SERVICE_RESTART))
                self._closing.add(closing)
                closing.add_done_callback(self._closing.discard)

    def _sign_in_page(
        self, request: web.Request, name: str, *, status: int = 200, code: str = ""
    ) -> web.Response:
        language = _browser_language(request)

        def filled(found: re.Match[str]) -> str:
            word = found.group(1)
            given = {"code": code, "language": language}
            return html.escape(given.get(word) or self._parts.texts(word, language, {}))

        text = (STATIC / name).read_text("utf-8")
        return _html(_BLANK.sub(filled, text), status)

    async def _code_is_good(self, code: str) -> bool:
        try:
            return await self._parts.records.code_is_good(code)
        except RecordsUnavailable as error:
            raise web.HTTPServiceUnavailable(text="Try again.") from error


def _language(request: web.Request) -> str:
    language = request.query.get("language", "")
    return language if language in LANGUAGES else LANGUAGES[0]


def _browser_language(request: web.Request) -> str:
    """The first language the browser asks for that we speak; the desk's own choice comes later."""
    for wish in request.headers.get("Accept-Language", "").split(","):
        language = wish.strip()[:2].lower()
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")
