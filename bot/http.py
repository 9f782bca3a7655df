"""The service's HTTP side: health, and the limits that hold for every request."""

from collections.abc import Awaitable, Callable

from aiohttp import web

MOST_BODY_BYTES = 256 * 1024

Ready = Callable[[], Awaitable[dict[str, str]]]


def make_app(ready: Ready) -> web.Application:
    """An application with ``/healthz`` (the process lives) and ``/readyz`` (its parts answer).

    ``ready`` gives the state of each part, "ok" or what is wrong with it.
    """
    app = web.Application(client_max_size=MOST_BODY_BYTES)

    async def healthz(request: web.Request) -> web.Response:
        return web.json_response({"service": "ok"})

    async def readyz(request: web.Request) -> web.Response:
        parts = await ready()
        status = 200 if all(state == "ok" for state in parts.values()) else 503
        return web.json_response(parts, status=status)

    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz)])
    return app
