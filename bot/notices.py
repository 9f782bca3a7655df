"""Lets time do its work on tickets and notices, and hands what customers are to be told on.

It goes into the mailboxes of their conversations, like everything else.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol

from handoff.errors import FootbridgeError, Refused
from handoff.ports import Inbox
from handoff.records.notices import Unheard
from handoff.records.ticket_notices import Unsent
from handoff.rules.events import Event, NoticeOver, TicketNews
from handoff.rules.ids import ConversationId, channel_of

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
"""How late a notice may be that another copy of the service wrote."""
TICK_EVERY_S = 2.0
UNSENT_ON = {"web": timedelta(seconds=90), "desk": timedelta()}
"""Channels on which nobody tells whether it was read, and how long the customer has to be there.

A widget that was just closed counts as open for a while (``FADES_S`` of the presence).
"""


class TicketNotices(Protocol):
    """What this needs of the records."""

    async def tick(self) -> int: ...

    async def unsent_notices(self, after: Unsent | None = None) -> list[Unsent]: ...

    async def mark_sent(self, notice_id: str) -> None: ...

    async def want_mail(self, notice_id: str, wait: timedelta) -> bool: ...

    async def end_notices(self) -> int: ...

    async def unheard(self, after: Unheard | None = None) -> list[Unheard]: ...

    async def mark_heard(self, notice_id: str, conversation: ConversationId) -> None: ...


class Notices:
    """Runs beside the workers until stopped; any number of copies may."""

    def __init__(self, records: TicketNotices, inbox: Inbox, *, mails: bool = False) -> None:
        """``mails``: whether e-mail can be sent."""
        self._records = records
        self._mails = mails
        self._inbox = inbox
        self._written = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._tick()), asyncio.create_task(self._hand_on())]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def hint(self) -> None:
        """There is something to tell: look now."""
        self._written.set()

    async def hand_on(self) -> int:
        """Put all unsent notices into their mailboxes; how many.

        A mailbox takes an id once, so to be cut off before it is marked does no harm. What is for
        a full mailbox waits for the next time, in its order; what is for others does not.
        """
        full: set[ConversationId] = set()
        return await self._hand_news_on(full) + await self._hand_ends_on(full)

    async def _hand_news_on(self, full: set[ConversationId]) -> int:
        """``full`` are conversations whose mailboxes take nothing now."""
        handed, last = 0, None
        while together := await self._records.unsent_notices(last):
            last = together[-1]
            for one in together:
                event = TicketNews(one.ticket_id, one.notice, one.language)
                if await self._put(one.conversation, f"notice:{one.id}", event, full):
                    await self._want_mail(one)
                    await self._records.mark_sent(one.id)
                    handed += 1
        return handed

    async def _put(
        self, conversation: ConversationId, event_id: str, event: Event, full: set[ConversationId]
    ) -> bool:
        if conversation in full:
            return False
        try:
            await self._inbox.accept(conversation, event_id, event)
        except Refused:
            full.add(conversation)
            return False
        return True

    async def _want_mail(self, unsent: Unsent) -> None:
        """Of a channel that sends each entry, a failure is what asks for a mail."""
        channel = channel_of(unsent.conversation)
        if self._mails and channel in UNSENT_ON:
            await self._records.want_mail(unsent.id, UNSENT_ON[channel])

    async def _hand_ends_on(self, full: set[ConversationId]) -> int:
        """Who asked about something that was paused or faulty hears that it works again."""
        handed, last = 0, None
        while together := await self._records.unheard(last):
            last = together[-1]
            for one in together:
                notice = one.notice
                event = NoticeOver(notice, one.over_ms, one.language, by_plan=one.by_plan)
                if await self._put(one.conversation, f"notice-over:{notice.id}", event, full):
                    await self._records.mark_heard(notice.id, one.conversation)
                    handed += 1
        return handed

    async def _hand_on(self) -> None:
        while True:
            self._written.clear()
            if not await self._calmly(self.hand_on):
                await self._rest(LOOK_EVERY_S)

    async def _tick(self) -> None:
        while True:
            changed = await self._calmly(self._records.tick)
            changed += await self._calmly(self._records.end_notices)
            if changed:
                self.hint()
            else:
                await asyncio.sleep(TICK_EVERY_S)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._written.wait()
        except TimeoutError:
            return

    async def _calmly(self, work: Callable[[], Awaitable[int]]) -> int:
        try:
            return await work()
        except FootbridgeError as error:
            log.info("tickets wait: %s", error)
        except Exception:
            log.exception("the work on tickets failed; it is tried again")
        return 0
