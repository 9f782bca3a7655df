"""A Redis client that pipelines by itself: many tasks share one connection.

Every command that is issued in the same turn of the event loop leaves in one write, and the replies
are matched in order. Under load this does several times the work of a pool of connections that each
wait for their own reply.
"""

import asyncio
import hashlib
import re
import ssl
from collections import deque
from collections.abc import Callable
from typing import Any, cast

import hiredis
from redis.asyncio.connection import parse_url

from handoff.errors import StoreUnavailable

Argument = str | bytes | int | float


class Script:
    """A Lua script, known to the server by the SHA-1 of its source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.sha = hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()


_NOTHING = object()

# Answers that pass: the server starts, is full, fails over, or waits for its disk. Redis 6.2 hides
# them inside a sentence when they come from a script.
_NOT_NOW = re.compile(
    r"(^|-)(LOADING|BUSY|OOM|READONLY|MASTERDOWN|TRYAGAIN|MISCONF|CLUSTERDOWN|NOREPLICAS)\b"
)


def _pack(*arguments: Argument) -> bytes:
    packed: bytes = hiredis.pack_command(arguments)  # type: ignore[arg-type]  # stub too narrow
    return packed


class _Wire(asyncio.Protocol):
    """One connection: writes what was collected, resolves futures in the order of the replies."""

    def __init__(self, on_lost: "Callable[[_Wire], None]", timeout_s: float) -> None:
        self._on_lost = on_lost
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


class RedisClient:
    """Commands and scripts over one self-pipelining connection.

    ``url``: ``redis://[:password@]host:port/db``, ``rediss://`` or ``unix://``. A server that is
    silent for ``timeout_s`` while replies are due is given up. A call that raises
    ``StoreUnavailable`` may or may not have been carried out: all scripts of the project are
    harmless when sent again.
    """

    def __init__(self, url: str, *, timeout_s: float = 5.0) -> None:
        self._url = url
        self._timeout_s = timeout_s
        self._wire: _Wire | None = None
        self._connecting: asyncio.Task[_Wire] | None = None
        self._closed = False

    async def call(self, *arguments: Argument) -> Any:
        """One command. Raises ``StoreUnavailable``, or ``hiredis.ReplyError`` for a bad command."""
        wire = self._wire or await self._connected()
        try:
            return await wire.send(_pack(*arguments))
        except hiredis.ReplyError as error:
            if _NOT_NOW.search(str(error)):
                raise StoreUnavailable(str(error)) from error
            raise

    async def run(self, script: Script, keys: list[str], *arguments: Argument) -> Any:
        """Run a script by its hash; the source is sent only when the server does not know it."""
        try:
            return await self.call("EVALSHA", script.sha, len(keys), *keys, *arguments)
        except hiredis.ReplyError as error:
            if not str(error).startswith("NOSCRIPT"):
                raise
        return await self.call("EVAL", script.source, len(keys), *keys, *arguments)

    async def close(self) -> None:
        self._closed = True
        if self._connecting is not None:
            self._connecting.cancel()
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def _lost(self, wire: _Wire) -> None:
        if self._wire is wire:
            self._wire = None

    async def _connected(self) -> _Wire:
        if self._closed:
            raise StoreUnavailable("the client is closed")
        if self._connecting is None or self._connecting.done():
            self._connecting = asyncio.create_task(self._connect())
        connecting = self._connecting
        # Waited for, not awaited: one caller that is cancelled must not take the others along.
        await asyncio.wait([connecting])
        if connecting.cancelled():
            raise StoreUnavailable("the client is closed")
        return connecting.result()

    async def _connect(self) -> _Wire:
        parts = parse_url(self._url)
        try:
            async with asyncio.timeout(self._timeout_s):
                wire = await self._open(parts)
                await self._greet(wire, parts)
        except (OSError, TimeoutError) as error:
            raise StoreUnavailable(f"Redis cannot be reached: {error}") from error
        if not wire.alive:
            raise StoreUnavailable("the connection to Redis broke")
        self._wire = wire
        return wire

    async def _open(self, parts: Any) -> _Wire:
        loop = asyncio.get_running_loop()
        if "path" in parts:
            _, wire = await loop.create_unix_connection(
                lambda: _Wire(self._lost, self._timeout_s), parts["path"]
            )
        else:
            context = ssl.create_default_context() if self._url.startswith("rediss:") else None
            _, wire = await loop.create_connection(
                lambda: _Wire(self._lost, self._timeout_s),
                parts.get("host", "localhost"),
                parts.get("port", 6379),
                ssl=context,
            )
        return wire

    async def _greet(self, wire: _Wire, parts: Any) -> None:
        try:
            if password := parts.get("password"):
                user = [parts["username"]] if parts.get("username") else []
                await wire.send(_pack("AUTH", *user, password))
            if database := parts.get("db"):
                await wire.send(_pack("SELECT", database))
            await wire.send(_pack("PING"))
        except hiredis.ReplyError as error:
            wire.close()
            raise StoreUnavailable(f"Redis refused the connection: {error}") from error
        except BaseException:
            wire.close()
            raise
