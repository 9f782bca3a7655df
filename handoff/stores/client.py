"""A Redis client that pipelines by itself: many tasks share one connection.

Every command that is issued in the same turn of the event loop leaves in one write, and the replies
are matched in order. Under load this does several times the work of a pool of connections that each
wait for their own reply.
"""

import asyncio
import hashlib
import re
from typing import Any

import hiredis

from handoff.errors import StoreUnavailable
from handoff.stores.wire import Argument, Wire, open_wire, pack


class Script:
    """A Lua script, known to the server by the SHA-1 of its source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.sha = hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()


# Answers that pass: the server starts, is full, fails over, or waits for its disk. Redis 6.2 hides
# them inside a sentence when they come from a script.
_NOT_NOW = re.compile(
    r"(^|-)(LOADING|BUSY|OOM|READONLY|MASTERDOWN|TRYAGAIN|MISCONF|CLUSTERDOWN|NOREPLICAS)\b"
)


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
        self._wire: Wire | None = None
        self._connecting: asyncio.Task[Wire] | None = None
        self._closed = False

    async def call(self, *arguments: Argument) -> Any:
        """One command. Raises ``StoreUnavailable``, or ``hiredis.ReplyError`` for a bad command."""
        wire = self._wire or await self._connected()
        try:
            return await wire.send(pack(*arguments))
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

    def _lost(self, wire: Wire) -> None:
        if self._wire is wire:
            self._wire = None

    async def _connected(self) -> Wire:
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

    async def _connect(self) -> Wire:
        self._wire = await open_wire(self._url, self._timeout_s, self._lost)
        return self._wire
