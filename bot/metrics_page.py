"""``/metrics`` over HTTP: for programs of this machine, or for whoever has the token."""

import hmac
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from aiohttp import web

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
"""Headers that a server puts in which passes on what others ask: it stands on this machine too."""


def metrics_route(page: Callable[[], Awaitable[bytes]], token: str) -> web.RouteDef:
    """With a ``token``, it must come as ``Authorization: Bearer``; else only loopback may ask."""

    async def metrics(request: web.Request) -> web.Response:
        if not _may_read(request, token):
            raise web.HTTPForbidden(text="Ask from this machine, or with FOOTBRIDGE_METRICS_TOKEN.")
        return web.Response(body=await page(), headers={"Content-Type": CONTENT_TYPE})

    return web.get("/metrics", metrics)


def _may_read(request: web.Request, token: str) -> bool:
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    if any(header in request.headers for header in FORWARDED):
        return False
    try:
        return ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
