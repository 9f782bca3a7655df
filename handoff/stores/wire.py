"""One connection to Redis: collects what is sent, matches replies in order, hears messages."""

import asyncio
import ssl
from collections import deque
from collections.abc import Callable
from typing import Any, cast

import hiredis
from redis.asyncio.connection import parse_url

from handoff.errors import StoreUnavailable

Argument = str | bytes | int | float

_NOTHING = object()

FLUSH_AT = 4
"""Commands that leave at once instead of at the end of the turn: Redis works on them while we go
on, where each has a core of its own (2.0 instead of 1.4 times the floor; no loss on one core)."""


def pack(*arguments: Argument) -> bytes:
    packed: bytes = hiredis.pack_command(arguments)  # type: ignore[arg-type]  # stub too narrow
    return packed


class Wire(asyncio.Protocol):
    """Writes what is collected in one turn of the loop; replies resolve futures in their order.

    ``on_message`` is called with each message of the channels it has subscribed to.
    """

    def __init__(
        self,
        on_lost: "Callable[[Wire], None]",
        timeout_s: float,
        on_message: Callable[[str], None] | None = None,
    ) -> None:
        self._on_lost = on_lost
        self._on_message = on_message
        self._timeout_s = timeout_s
        self._heard_at = 0.0
        self._watch: asyncio.TimerHandle | None = None
        self._reader = hiredis.Reader(
            encoding="utf-8", errors="surrogateescape", notEnoughData=_NOTHING
        )
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._unsent: list[bytes] = []
        self._transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()

    @property
    def alive(self) -> bool:
        return self._transport is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def send(self, command: bytes) -> "asyncio.Future[Any]":
        if self._transport is None:
            raise StoreUnavailable("the connection to Redis broke")
        future: asyncio.Future[Any] = self._loop.create_future()
        if not self._unsent:
            self._loop.call_soon(self._flush)
        if not self._waiting:
            self._heard_at = self._loop.time()
        if self._watch is None:
            self._watch = self._loop.call_later(self._timeout_s, self._check)
        self._unsent.append(command)
        self._waiting.append(future)
        if len(self._unsent) >= FLUSH_AT:
            self._flush()
        return future

    def _flush(self) -> None:
        if self._unsent and self._transport is not None:
            self._transport.write(b"".join(self._unsent))
        self._unsent.clear()

    def _check(self) -> None:
        """Replies come in order, so one that is overdue makes the whole connection useless."""
        self._watch = None
        if not self._waiting:
            return
        silent_s = self._loop.time() - self._heard_at
        if silent_s >= self._timeout_s:
            self.close()
        else:
            self._watch = self._loop.call_later(self._timeout_s - silent_s, self._check)

    def data_received(self, data: bytes) -> None:
        self._heard_at = self._loop.time()
        self._reader.feed(data)
        while (reply := self._reader.gets()) is not _NOTHING:
            if self._on_message is not None and _is_message(reply):
                self._on_message(reply[2])
                continue
            if not self._waiting:
                self.close()  # words that nobody asked for, such as "too many clients"
                return
            future = self._waiting.popleft()
            if future.done():
                continue
            if isinstance(reply, hiredis.ReplyError):
                future.set_exception(reply)
            else:
                future.set_result(reply)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._watch is not None:
            self._watch.cancel()
        error = StoreUnavailable("the connection to Redis broke")
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_exception(error)
        self._on_lost(self)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


def _is_message(reply: Any) -> bool:
    return type(reply) is list and reply[0] == "message"


async def open_wire(
    url: str,
    timeout_s: float,
    on_lost: Callable[[Wire], None],
    on_message: Callable[[str], None] | None = None,
) -> Wire:
    """A greeted connection. Raises ``StoreUnavailable``."""
    parts = parse_url(url)
    try:
        async with asyncio.timeout(timeout_s):
            wire = await _connect(url, parts, lambda: Wire(on_lost, timeout_s, on_message))
            await _greet(wire, parts)
    except (OSError, TimeoutError) as error:
        raise StoreUnavailable(f"Redis cannot be reached: {error}") from error
    if not wire.alive:
        raise StoreUnavailable("the connection to Redis broke")
    return wire


async def _connect(url: str, parts: Any, make: Callable[[], Wire]) -> Wire:
    loop = asyncio.get_running_loop()
    if "path" in parts:
        _, wire = await loop.create_unix_connection(make, parts["path"])
    else:
        context = ssl.create_default_context() if url.startswith("rediss:") else None
        host, port = parts.get("host", "localhost"), parts.get("port", 6379)
        _, wire = await loop.create_connection(make, host, port, ssl=context)
    return wire


async def _greet(wire: Wire, parts: Any) -> None:
    try:
        if password := parts.get("password"):
            user = [parts["username"]] if parts.get("username") else []
            await wire.send(pack("AUTH", *user, password))
        if database := parts.get("db"):
            await wire.send(pack("SELECT", database))
        await wire.send(pack("PING"))
    except hiredis.ReplyError as error:
        wire.close()
        raise StoreUnavailable(f"Redis refused the connection: {error}") from error
    except BaseException:
        wire.close()
        raise
