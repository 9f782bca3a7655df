"""Long polling that loses nothing: an update is confirmed only after it was taken in.

Telegram keeps every update at or above the offset of the next ``getUpdates`` call, for a day. So

1. the offset never passes the lowest update that is still in work;
2. while one chat is slow (a big file, a full mailbox), the others go on: the same offset is asked
   again, what is already in work is skipped, up to Telegram's hundred updates behind the slow one;
3. a crash at any moment makes Telegram send again what was not confirmed, and the inbox drops
   what it has already.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.client import Client, describe, retry_after_s
from bot.channels.telegram.waits import Waits

_log = logging.getLogger(__name__)
_POLL_S = 25
_LOOK_AGAIN_S = 0.3
_NOTHING_NEW_S = 1.0

TakeIn = Callable[[Update], Awaitable[None]]


class Window:
    """Which updates are in work, and up to where Telegram may forget them."""

    def __init__(self) -> None:
        self._open: set[int] = set()
        self._done: set[int] = set()
        self._next: int | None = None
        self._idle = asyncio.Event()
        self._idle.set()

    def offset(self) -> int | None:
        """The lowest update not finished, else the one after the last; None before the first."""
        offset = min(self._open, default=self._next)
        self._done = {done for done in self._done if offset is not None and done >= offset}
        return offset

    def admit(self, ids: Iterable[int]) -> list[int]:
        """Those of ``ids`` that are not in work or finished; they are in work from now on."""
        known = list(ids)
        fresh = [i for i in known if i not in self._open and i not in self._done]
        self._open.update(fresh)
        if known:
            # Not the highest ever: after a quiet week Telegram starts at another number.
            self._next = max(known) + 1
        if self._open:
            self._idle.clear()
        return fresh

    def finish(self, update_id: int) -> None:
        self._open.discard(update_id)
        self._done.add(update_id)
        if not self._open:
            self._idle.set()

    @property
    def is_idle(self) -> bool:
        return self._idle.is_set()

    async def settle(self, most_s: float) -> bool:
        """Wait until nothing is in work, ``most_s`` seconds at most; whether it came to that."""
        try:
            async with asyncio.timeout(most_s):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True


class Lanes:
    """One line of work per chat: in order within a chat, chats side by side."""

    def __init__(self, side_by_side: int = 32) -> None:
        self._tails: dict[int, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(side_by_side)

    def put(self, chat: int, work: Callable[[], Awaitable[None]]) -> None:
        tail = asyncio.create_task(self._after(self._tails.get(chat), work))
        self._tails[chat] = tail
        tail.add_done_callback(lambda done: self._forget(chat, done))

    async def cancel(self) -> None:
        tasks = list(self._tails.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _after(
        self, before: asyncio.Task[None] | None, work: Callable[[], Awaitable[None]]
    ) -> None:
        if before:
            await before
        async with self._room:
            await work()

    def _forget(self, chat: int, done: asyncio.Task[None]) -> None:
        if self._tails.get(chat) is done:
            del self._tails[chat]


class Poller:
    """Runs until cancelled; whatever goes wrong is logged, waited out and tried again."""

    def __init__(self, client: Client, take_in: TakeIn, waits: Waits) -> None:
        self._client = client
        self._take_in = take_in
        self._waits = waits
        self._window = Window()
        self._lanes = Lanes()

    async def run(self) -> None:
        # A new life begins with what Telegram still holds.
        self._window, self._lanes = Window(), Lanes()
        pauses = self._waits.growing()
        while True:
            try:
                await self._round()
                pauses = self._waits.growing()
            except Conflict:
                _log.error("somebody else receives this bot's updates: end the other program")
                await asyncio.sleep(self._waits.conflict)
            except InvalidToken:
                _log.error("Telegram refuses TELEGRAM_BOT_TOKEN: copy it again from BotFather")
                await asyncio.sleep(self._waits.token)
            except RetryAfter as error:
                await asyncio.sleep(retry_after_s(error))
            except TelegramError as error:
                _log.warning("Telegram is not reached, trying again: %s", describe(error))
                await asyncio.sleep(next(pauses))
            except Exception:
                _log.exception("polling failed, trying again")
                await asyncio.sleep(next(pauses))

    async def finish(self, most_s: float) -> None:
        """Let work in progress end, then confirm what is done. Call it after ``run`` has ended."""
        await self._window.settle(most_s)
        await self._lanes.cancel()
        offset = self._window.offset()
        if offset is None:
            return
        try:
            async with asyncio.timeout(1.0):
                await self._client.updates(offset, wait_s=0, limit=1)
        except (TelegramError, TimeoutError) as error:
            _log.info("the last updates will come once more: %s", describe(error))

    async def _round(self) -> None:
        wait_s = _POLL_S if self._window.is_idle else 0
        updates = await self._client.updates(self._window.offset(), wait_s=wait_s)
        raw = {update["update_id"]: update for update in updates}
        fresh = self._window.admit(raw)
        for update_id in fresh:
            self._start(update_id, raw[update_id])
        await self._window.settle(_LOOK_AGAIN_S if fresh else _NOTHING_NEW_S)

    def _start(self, update_id: int, raw: dict[str, Any]) -> None:
        try:
            update = Update.de_json(raw, self._client.bot)
        except Exception:
            # A form the library does not know must not come back for ever. Its words stay out
            # of the log.
            _log.exception("update %s cannot be read and is left out", update_id)
            self._window.finish(update_id)
            return
        chat = update.effective_chat.id if update.effective_chat else 0
        self._lanes.put(chat, lambda: self._work(update))

    async def _work(self, update: Update) -> None:
        try:
            await self._take_in(update)
        except Exception:
            _log.exception("update %s could not be taken in and is left out", update.update_id)
        self._window.finish(update.update_id)
