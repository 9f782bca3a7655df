"""Who may come in: cookie, origin and the headers that keep a page from being misused."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from handoff.errors import RecordsUnavailable
from handoff.records.sessions import SESSION_LONGEST, DeskSession
from handoff.records.sql import SqlRecords

COOKIE = "footbridge_desk"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with it a browser sends "Origin: null" with forms, which we refuse.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Guard:
    """Checks each request anew; nothing about a session is remembered between two of them."""

    def __init__(self, records: SqlRecords, allowed_origins: frozenset[str]) -> None:
        self._records = records
        self._allowed_origins = allowed_origins

    def check_origin(self, request: web.Request) -> str:
        """The origin of a request that may change something; raises 403 for a foreign one.

        Allowed are the configured origins, and the page's own when it is on this very machine:
        another site can point its own name at 127.0.0.1 but can never be called ``localhost``.
        """
        origin = request.headers.get("Origin", "")
        if origin in self._allowed_origins or _is_own_loopback(origin, request.host):
            return origin
        raise web.HTTPForbidden(text="This page may not do that.", headers=HEADERS)

    async def load(self, request: web.Request) -> DeskSession | None:
        """The live session behind the cookie. Raises ``RecordsUnavailable``."""
        token = request.cookies.get(COOKIE, "")
        return await self._records.load_session(token) if token else None

    async def get(self, request: web.Request) -> DeskSession:
        """The live session; raises 401 without one and 503 when nobody can tell."""
        try:
            session = await self.load(request)
        except RecordsUnavailable as error:
            raise web.HTTPServiceUnavailable(text="Try again.", headers=HEADERS) from error
        if session is None:
            raise web.HTTPUnauthorized(text="Not signed in.", headers=HEADERS)
        return session


def _is_own_loopback(origin: str, host: str) -> bool:
    parts = urlsplit(origin)
    return parts.scheme == "http" and parts.netloc == host and parts.hostname in LOOPBACK


def set_cookie(response: web.StreamResponse, token: str, origin: str) -> None:
    """Give the session to the browser; scripts cannot read it, other sites cannot send it."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION_LONGEST.total_seconds()),
        path="/",
        httponly=True,
        samesite="Strict",
        # Behind a proxy our own scheme is http; the checked origin knows what the browser sees.
        secure=origin.startswith("https://"),
    )


def drop_cookie(response: web.StreamResponse) -> None:
    response.del_cookie(COOKIE, path="/", httponly=True, samesite="Strict")


def guarded(handler: Handler) -> Handler:
    """``handler`` with the security headers on whatever it answers or raises."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPException as error:
            error.headers.update(HEADERS)
            raise
        if not response.prepared:
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    return answer
