"""Hints between workers and across copies of the service: there is work, a log has changed.

A hint may be lost or come twice without harm: sweeps and polls find the same a little later.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import hiredis

from handoff.errors import StoreUnavailable
from handoff.rules.ids import ConversationId
from handoff.stores.wire import open_wire, pack

log = logging.getLogger(__name__)

DESK = ConversationId("desk")
"""Watched by desks: who waits, or who holds what, has changed."""

PULSE_S = 5.0
"""How often a silent connection is asked for a sign of life."""


class Wake:
    """Wakes those who wait for work or for a change, in this process and by Pub/Sub in others."""

    def __init__(self, url: str, channel: str, nonce: str) -> None:
        self._url = url
        self._channel = channel
        self._nonce = nonce
        self._on_work: list[Callable[[str, str], None]] = []
        self._on_change: list[Callable[[ConversationId], None]] = []
        self._watchers: dict[ConversationId, set[asyncio.Event]] = {}
        self._task: asyncio.Task[None] | None = None

    def on_work(self, callback: Callable[[str, str], None]) -> None:
        """``callback(base, kind)`` is called whenever a lane of that kind may be ready."""
        self._on_work.append(callback)

    def on_change(self, callback: Callable[[ConversationId], None]) -> None:
        """``callback(conversation)`` is called whenever a log or state may have changed."""
        self._on_change.append(callback)

    def work(self, base: str, kind: str) -> None:
        for callback in self._on_work:
            callback(base, kind)

    def changed(self, conversation: ConversationId) -> None:
        for event in self._watchers.get(conversation, ()):
            event.set()
        for callback in self._on_change:
            callback(conversation)

    @contextmanager
    def watch(self, conversation: ConversationId) -> Iterator[asyncio.Event]:
        event = asyncio.Event()
        self._watchers.setdefault(conversation, set()).add(event)
        try:
            yield event
        finally:
            watchers = self._watchers[conversation]
            watchers.discard(event)
            if not watchers:
                del self._watchers[conversation]

    def start(self) -> None:
        self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
                log.warning("hints from other copies are cut off: the connection broke")
            except (StoreUnavailable, hiredis.ReplyError) as error:
                log.warning("hints from other copies are cut off: %s", error)
            await asyncio.sleep(1)

    async def _listen_once(self) -> None:
        """Until the connection breaks; asking for a sign of life shows one that broke silently."""
        lost = asyncio.Event()
        wire = await open_wire(self._url, PULSE_S, lambda _: lost.set(), self._heard)
        try:
            await wire.send(pack("SUBSCRIBE", self._channel))
            while not lost.is_set():
                await wire.send(pack("PING"))
                with suppress(TimeoutError):
                    await asyncio.wait_for(lost.wait(), PULSE_S)
        finally:
            wire.close()

    def _heard(self, hint: str) -> None:
        """A hint is: nonce of who gives it, base, conversation that changed or nothing, kinds."""
        if hint.startswith(self._nonce):
            return
        _, base, conversation, *kinds = hint.split(" ")
        for kind in kinds:
            self.work(base, kind)
        if conversation:
            self.changed(ConversationId(conversation))
