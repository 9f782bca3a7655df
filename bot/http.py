"""The service's HTTP side: health, and the limits that hold for every request."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

MOST_BODY_BYTES = 256 * 1024

NEEDED = frozenset({"redis"})
"""Without the other parts customers are still heard and still reach people, so a copy of the
service that lacks them must not be taken out of use."""

LOOK_EVERY_S = 1.0

Ready = Callable[[], Awaitable[dict[str, str]]]


class Latest:
    """What ``ready`` said, asked once a second at most: anybody can call for it."""

    def __init__(self, ready: Ready) -> None:
        self._ready = ready
        self._states: dict[str, str] = {}
        self._until = 0.0
        self._looking = asyncio.Lock()

    async def states(self) -> dict[str, str]:
        async with self._looking:
            if time.monotonic() >= self._until:
                self._states = await self._ready()
                self._until = time.monotonic() + LOOK_EVERY_S
            return self._states


def make_app(ready: Ready) -> web.Application:
    """An application with ``/healthz`` (the process lives) and ``/readyz`` (it can serve).

    ``ready`` gives the state of each part, "ok" or what is wrong with it; ``/readyz`` shows them
    and is 503 when a needed one is away.
    """
    app = web.Application(client_max_size=MOST_BODY_BYTES)
    latest = Latest(ready)

    async def healthz(request: web.Request) -> web.Response:
        return web.json_response({"service": "ok"})

    async def readyz(request: web.Request) -> web.Response:
        states = await latest.states()
        serves = all(states.get(part) == "ok" for part in NEEDED)
        return web.json_response(states, status=200 if serves else 503)

    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz)])
    return app
