"""The notices that are not over, beside the content: what a step decides by.

Every copy of the service looks for new ones by itself. While SQL is away the last ones stay.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from bot.content import Loaded
from handoff.errors import FootbridgeError
from handoff.rules.notice import FAULT, Notice

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
"""How late a notice may be that was posted elsewhere."""


class OpenNotices(Protocol):
    """What this needs of the records."""

    async def open_notices(self) -> list[Notice]: ...


class NoticeBoard:
    """``now`` is content and notices that belong together."""

    def __init__(self, content: Callable[[], Loaded]) -> None:
        self._content = content
        self._notices: tuple[Notice, ...] = ()
        self._with: Loaded = content()
        self._of: tuple[Loaded, tuple[Notice, ...]] = (self._with, self._notices)
        self._task: asyncio.Task[None] | None = None

    @property
    def now(self) -> Loaded:
        """Made anew only when one of both has changed."""
        loaded = self._content()
        if self._of[0] is not loaded or self._of[1] is not self._notices:
            self._of = (loaded, self._notices)
            self._with = _with_notices(loaded, self._notices)
        return self._with

    async def start(self, records: OpenNotices) -> None:
        """Look once before anybody is greeted, and from then on."""
        await self._look(records)
        self._task = asyncio.create_task(self._keep_looking(records))

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def refresh(self, records: OpenNotices) -> None:
        """Look now, after something was posted here."""
        found = tuple(await records.open_notices())
        if found != self._notices:
            self._notices = found

    async def _keep_looking(self, records: OpenNotices) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await self._look(records)

    async def _look(self, records: OpenNotices) -> None:
        try:
            await self.refresh(records)
        except FootbridgeError as error:
            log.info("notices are not looked up: %s", error)
        except Exception:
            log.exception("the look for notices failed; it is tried again")


def _with_notices(loaded: Loaded, notices: tuple[Notice, ...]) -> Loaded:
    faults = {notice.id: notice for notice in notices if notice.kind == FAULT}
    tickets = replace(loaded.tables.tickets, faults=faults)
    return replace(loaded, tables=replace(loaded.tables, notices=notices, tickets=tickets))
