"""Hints between workers and across copies of the service: there is work, a log has changed.

A hint may be lost or come twice without harm: sweeps and polls find the same a little later.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import redis.asyncio as redis
from redis.exceptions import RedisError

from handoff.rules.ids import ConversationId

log = logging.getLogger(__name__)

DESK = ConversationId("desk")
"""Watched by desks: any list may have changed."""


class Wake:
    """Wakes those who wait for work or for a change, in this process and by Pub/Sub in others."""

    def __init__(self, url: str, channel: str, nonce: str) -> None:
        self._url = url
        self._channel = channel
        self._nonce = nonce
        self._on_work: list[Callable[[str, str], None]] = []
        self._watchers: dict[ConversationId, set[asyncio.Event]] = {}
        self._task: asyncio.Task[None] | None = None

    def on_work(self, callback: Callable[[str, str], None]) -> None:
        """``callback(base, kind)`` is called whenever a lane of that kind may be ready."""
        self._on_work.append(callback)

    def work(self, base: str, kind: str) -> None:
        for callback in self._on_work:
            callback(base, kind)

    def changed(self, conversation: ConversationId) -> None:
        for event in self._watchers.get(conversation, ()):
            event.set()
        if conversation != DESK:
            self.changed(DESK)

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
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("hints from other copies are cut off: %s", type(error).__name__)
                await asyncio.sleep(1)

    async def _listen_once(self) -> None:
        async with (
            redis.Redis.from_url(self._url, decode_responses=True) as client,
            client.pubsub(ignore_subscribe_messages=True) as pubsub,
        ):
            await pubsub.subscribe(self._channel)
            async for message in pubsub.listen():
                self._heard(message["data"])

    def _heard(self, hint: str) -> None:
        """A hint is: nonce of who gives it, base, conversation that changed or nothing, kinds."""
        if hint.startswith(self._nonce):
            return
        _, base, conversation, *kinds = hint.split(" ")
        for kind in kinds:
            self.work(base, kind)
        if conversation:
            self.changed(ConversationId(conversation))
