"""Taking one update in: fetch its file, store its event, answer what the channel answers itself."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.client import describe
from bot.channels.telegram.incoming import LANGUAGE_BUTTONS, Arrival, Attachment
from bot.channels.telegram.outgoing import Sender
from bot.channels.telegram.pace import Pace
from handoff.errors import FootbridgeError, Refused, StoreUnavailable
from handoff.ports import Files, Inbox
from handoff.rules.events import CustomerWrote
from handoff.rules.ids import ConversationId
from handoff.rules.messages import FileRef

_log = logging.getLogger(__name__)
MAX_FILE_MB = 20
_CHUNK = 256 * 1024
_EVERY_S = {"telegram_private_only": 86_400.0, "telegram_unsupported": 30.0}
"""How often a line may be repeated in one chat; an album of videos deserves one, not ten."""

Texts = Callable[[str, str, dict[str, str]], str]
"""Renders a content text: its id, a language, its values."""
LanguageOf = Callable[[ConversationId], Awaitable[str]]
"""The language of a known conversation, empty if it is not known."""


@dataclass(frozen=True)
class Waits:
    """Pauses in seconds: ``first`` doubles up to ``most`` while the store or Telegram is away.

    ``conflict`` and ``token``: between tries while somebody else polls, or the token is refused.
    ``full``: how long a full mailbox is retried before the customer is asked to send again.
    """

    first: float = 0.5
    most: float = 15.0
    conflict: float = 10.0
    token: float = 60.0
    full: float = 30.0

    def growing(self) -> Iterator[float]:
        pause = self.first
        while True:
            yield pause
            pause = min(pause * 2, self.most)


class Intake:
    """Takes arrivals of one chat in order; ``take`` returns when the update may be confirmed."""

    def __init__(
        self, bot: Bot, sender: Sender, pace: Pace, inbox: Inbox, files: Files, texts: Texts,
        language_of: LanguageOf | None, waits: Waits,
    ) -> None:  # fmt: skip
        self._bot = bot
        self._sender = sender
        self._pace = pace
        self._inbox = inbox
        self._files = files
        self._texts = texts
        self._language_of = language_of
        self._waits = waits
        self._full_since: dict[int, float] = {}

    async def take(self, update_id: int, arrival: Arrival) -> None:
        if arrival.attachment:
            arrival = await self._with_file(arrival, arrival.attachment)
        is_new = await self._accept(update_id, arrival)
        if arrival.callback_id:
            await self._answer(arrival.callback_id)
        if arrival.notice and is_new:
            await self._tell(arrival, arrival.notice)

    async def _accept(self, update_id: int, arrival: Arrival) -> bool:
        """Store the event, however long it takes; False if it needs no further answer."""
        if arrival.event is None:
            return True
        for pause in self._waits.growing():
            try:
                is_new = await self._inbox.accept(
                    arrival.conversation, f"telegram:{update_id}", arrival.event
                )
            except StoreUnavailable as error:
                _log.warning("update %s waits at Telegram, the store is away: %s", update_id, error)
            except Refused as refused:
                if await self._gave_up(arrival, refused):
                    return False
            except Exception:
                # Nothing that the port promises; a message is too dear to be lost over it.
                _log.exception("update %s was not stored", update_id)
                if await self._gave_up(arrival, Refused("telegram_not_stored")):
                    return False
            else:
                self._full_since.pop(arrival.chat_id, None)
                return is_new
            await asyncio.sleep(pause)
        raise AssertionError("the pauses never end")

    async def _gave_up(self, arrival: Arrival, refused: Refused) -> bool:
        """Whether the chat was refused for so long that the customer is told and we go on.

        One flooded chat must not hold up all the others for good.
        """
        chat = arrival.chat_id
        since = self._full_since.setdefault(chat, time.monotonic())
        if time.monotonic() - since < self._waits.full:
            return False
        _log.warning("%s: a message was refused: %s", arrival.conversation, refused)
        if await self._pace.is_first(f"refused:{chat}", every_s=60.0):
            language = await self._language(arrival)
            await self._sender.say(chat, self._texts(refused.text_id, language, refused.values))
        return True

    async def _answer(self, callback_id: str) -> None:
        """Ends the button's waiting sign; a query too old to be answered shows none any more."""
        try:
            await self._bot.answer_callback_query(callback_id)
        except TelegramError as error:
            _log.debug("a button press was not answered: %s", describe(error))

    async def _tell(self, arrival: Arrival, text_id: str) -> None:
        every_s = _EVERY_S.get(text_id)
        chat = arrival.chat_id
        if every_s and not await self._pace.is_first(f"{text_id}:{chat}", every_s):
            return
        values = {"limit_mb": str(MAX_FILE_MB)}
        line = self._texts(text_id, await self._language(arrival), values)
        buttons = LANGUAGE_BUTTONS if text_id == "telegram_language" else ()
        await self._sender.say(chat, line, buttons)

    async def _language(self, arrival: Arrival) -> str:
        """The conversation's own language, else that of the customer's app, else English."""
        known = ""
        if self._language_of:
            try:
                known = await self._language_of(arrival.conversation)
            except FootbridgeError as error:
                _log.debug("the language of %s is unknown: %s", arrival.conversation, error)
        return known or arrival.language or "en"

    async def _with_file(self, arrival: Arrival, attachment: Attachment) -> Arrival:
        """The arrival with its file stored, or with words only and a line that says why."""
        event = arrival.event
        if not isinstance(event, CustomerWrote):
            return arrival
        try:
            file = await self._fetch(attachment)
        except Refused as refused:
            return replace(arrival, event=event if event.text else None, notice=refused.text_id)
        return replace(arrival, event=replace(event, files=(file,)))

    async def _fetch(self, attachment: Attachment) -> FileRef:
        """The stored file; ``Refused`` when it is too big or stays out of reach."""
        if attachment.size > MAX_FILE_MB * 1024**2:
            raise Refused("file_too_big")
        for _, pause in zip(range(3), self._waits.growing(), strict=False):
            try:
                remote = await self._bot.get_file(attachment.file_id)
                data = bytes(await remote.download_as_bytearray(read_timeout=20.0))
                return await self._files.save(
                    _chunks(data), name=attachment.name, media_type=attachment.media_type
                )
            except BadRequest as error:
                too_big = "too big" in error.message
                raise Refused("file_too_big" if too_big else "telegram_file_failed") from error
            except (TelegramError, StoreUnavailable) as error:
                _log.warning("a file was not fetched: %s", describe(error))
                await asyncio.sleep(pause)
        raise Refused("telegram_file_failed")


async def _chunks(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), _CHUNK):
        yield data[start : start + _CHUNK]
