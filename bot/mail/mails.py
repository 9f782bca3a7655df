"""Sends the mails that are due, tries again what fails, and gives up after a day."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from bot.mail.post_office import Letter
from handoff.errors import DeliveryError, FootbridgeError
from handoff.ports import Clock
from handoff.records.mails import Mail
from handoff.rules.effects import Say
from handoff.rules.ids import ConversationId

log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=2)
GIVEN_UP_AFTER = timedelta(hours=24)

Words = Callable[[Say, str], str]
"""What is said, in a language."""
IsHere = Callable[[ConversationId], Awaitable[bool]]
Text = Callable[[str, str, dict[str, str]], str]
"""A content text: its id, a language, values."""


class MailsToSend(Protocol):
    """What this needs of the records."""

    async def due_mails(self) -> list[Mail]: ...

    async def mail_sent(self, mail: Mail) -> None: ...

    async def mail_needless(self, mail: Mail) -> None: ...

    async def mail_failed(self, mail: Mail, error: str, again_at: datetime | None) -> None: ...


class Post(Protocol):
    async def send(self, letter: Letter) -> None: ...


class Mails:
    """Runs beside the workers until stopped; any number of copies may."""

    def __init__(
        self,
        records: MailsToSend,
        post: Post,
        clock: Clock,
        words: Words,
        text: Text,
        is_here: IsHere,
    ) -> None:
        self._records = records
        self._post = post
        self._clock = clock
        self._words = words
        self._text = text
        self._is_here = is_here
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep_sending())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def send_due(self) -> int:
        """Send what is due; how many mails it was about."""
        due = await self._records.due_mails()
        for mail in due:
            if await self._is_here(mail.conversation):
                await self._records.mail_needless(mail)
                continue
            try:
                await self._post.send(self._letter(mail))
            except DeliveryError as error:
                await self._failed(mail, error)
            else:
                await self._records.mail_sent(mail)
        return len(due)

    def _letter(self, mail: Mail) -> Letter:
        number = {"number": mail.number}
        subject = self._text("mail_subject", mail.language, number)
        way_back = "mail_footer_phoned" if mail.channel == "desk" else "mail_footer"
        footer = self._text(way_back, mail.language, number)
        words = f"{self._words(mail.notice, mail.language)}\n\n-- \n{footer}\n"
        return Letter(mail.id, mail.address, subject, words, mail.language)

    async def _failed(self, mail: Mail, error: DeliveryError) -> None:
        now = self._clock.now()
        is_over = error.permanent or now - mail.at >= GIVEN_UP_AFTER
        # No more doublings than the longest pause needs: a power has no bounds of its own.
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(mail.tries - 1, 8))
        log.info("a mail about a ticket failed: %s", error)
        await self._records.mail_failed(mail, str(error), None if is_over else now + pause)

    async def _keep_sending(self) -> None:
        while True:
            sent = 0
            try:
                sent = await self.send_due()
            except FootbridgeError as error:
                log.info("mails wait: %s", error)
            except Exception:
                log.exception("the work on mails failed; it is tried again")
            if not sent:
                await asyncio.sleep(LOOK_EVERY_S)
