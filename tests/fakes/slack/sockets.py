"""Socket Mode: at most ten connections, each event to one of them, acknowledged by envelope."""

import asyncio
import json
import random
import secrets
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.fakes.slack.deliveries import Delivery, Unheard
from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.times import Times
from tests.fakes.slack.workspace import APP, Workspace

MOST = 10


@dataclass(eq=False)
class Line:
    """One websocket; ``waiting`` has the envelopes that were sent on it and not acknowledged."""

    socket: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, "asyncio.Future[Json]"] = field(default_factory=dict)
    is_leaving: bool = False


class Sockets:
    """``acks`` are all envelope ids that apps sent back; ``opened`` counts connections."""

    def __init__(self, workspace: Workspace, times: Times) -> None:
        self.lines: list[Line] = []
        self.acks: list[str] = []
        self.opened = 0
        self._tickets: set[str] = set()
        self._workspace = workspace
        self._times = times
        self._random = random.Random(1)

    def ticket(self) -> str:
        """What the address of a new connection ends with; good for one connection."""
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return ticket

    async def connect(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPNotFound
        self._tickets.discard(ticket)
        # The wait for a farewell of an app that may have died.
        socket = web.WebSocketResponse(timeout=0.5)
        await socket.prepare(request)
        if len(self.lines) >= MOST:
            await socket.send_json(_farewell("too_many_websockets"))
            await socket.close()
            return socket
        line = Line(socket, request)
        self.lines.append(line)
        self.opened += 1
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self.lines),
                "debug_info": {"host": "applink-1", "approximate_connection_time": 18060},
                "connection_info": {"app_id": APP},
            }
        )
        self._workspace.wake()
        try:
            await self._listen(line)
        finally:
            self._forget(line)
        return socket

    async def carry(self, delivery: Delivery, retry: int, reason: str) -> Json:
        """Send on one of the connections, whichever, and wait for its acknowledgement."""
        lines = [line for line in self.lines if not line.is_leaving]
        if not lines:
            raise Unheard("connection_failed")
        line, envelope_id = self._random.choice(lines), secrets.token_hex(16)
        heard: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        line.waiting[envelope_id] = heard
        is_event = delivery.kind == "events_api"
        retries = {"retry_attempt": retry, "retry_reason": reason} if is_event else {}
        envelope = {
            "type": delivery.kind,
            "envelope_id": envelope_id,
            "payload": delivery.payload,
            "accepts_response_payload": not is_event,
            **retries,
        }
        try:
            await line.socket.send_json(envelope)
            async with asyncio.timeout(self._times.ack_s):
                return await heard
        except TimeoutError:
            raise Unheard("timeout") from None
        except ConnectionError:
            raise Unheard("connection_failed") from None
        finally:
            line.waiting.pop(envelope_id, None)

    async def refresh(self, reason: str = "refresh_requested", *, grace_s: float = 0.1) -> None:
        """Ask every connection to make a new one, and close it after ``grace_s`` seconds."""
        lines = list(self.lines)
        for line in lines:
            line.is_leaving = True
            await _tell(line, reason)
        await asyncio.sleep(grace_s)
        for line in lines:
            await line.socket.close()

    async def warn(self) -> None:
        """Say that the connections will end in about ten seconds, and keep them."""
        for line in list(self.lines):
            await _tell(line, "warning")

    def cut(self, most: int = MOST) -> int:
        """Let connections break without a word; how many did."""
        lines = self.lines[:most]
        for line in lines:
            if line.request.transport:
                line.request.transport.abort()
            self._forget(line)
        return len(lines)

    async def close(self) -> None:
        for line in list(self.lines):
            await line.socket.close()

    async def _listen(self, line: Line) -> None:
        async for frame in line.socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            told = json.loads(frame.data)
            envelope_id = str(told.get("envelope_id", ""))
            self.acks.append(envelope_id)
            heard = line.waiting.get(envelope_id)
            if heard and not heard.done():
                heard.set_result(told.get("payload") or {})
            self._workspace.wake()

    def _forget(self, line: Line) -> None:
        if line in self.lines:
            self.lines.remove(line)
        for heard in line.waiting.values():
            if not heard.done():
                heard.set_exception(ConnectionError("the connection ended"))
        self._workspace.wake()


async def _tell(line: Line, reason: str) -> None:
    """Say that a connection will end, unless it has ended by itself."""
    with suppress(ConnectionError):
        await line.socket.send_json(_farewell(reason))


def _farewell(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}


def check_can_connect(*, uses_sockets: bool) -> None:
    if not uses_sockets:
        raise SlackError("socket_mode_not_enabled")
