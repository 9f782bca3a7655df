"""The files of customers: fetched from Telegram and stored, or refused with a reason."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.channels.file_limit import FileLimit
from bot.channels.telegram.client import describe
from bot.channels.telegram.incoming import Arrival, Attachment
from bot.channels.telegram.waits import Waits
from handoff.errors import Refused, StoreUnavailable
from handoff.files.names import safe_name
from handoff.ports import Files
from handoff.rules.events import CustomerWrote
from handoff.rules.ids import ConversationId
from handoff.rules.messages import FileRef

_log = logging.getLogger(__name__)
MAX_FILE_MB = 20
_CHUNK = 256 * 1024


class Fetcher:
    """Turns attachments into stored files."""

    def __init__(self, bot: Bot, files: Files, limit: FileLimit, waits: Waits) -> None:
        self._bot = bot
        self._files = files
        self._limit = limit
        self._waits = waits

    async def with_file(self, arrival: Arrival) -> Arrival:
        """The arrival with its file stored, or with words only and a line that says why."""
        event, attachment = arrival.event, arrival.attachment
        if attachment is None or not isinstance(event, CustomerWrote):
            return arrival
        try:
            file = await self._fetch(arrival.conversation, attachment)
        except Refused as refused:
            words = replace(event, refused=safe_name(attachment.name))
            return replace(arrival, event=words, notice=refused.text_id, values=refused.values)
        return replace(arrival, event=replace(event, files=(file,)))

    async def _fetch(self, conversation: ConversationId, attachment: Attachment) -> FileRef:
        """The stored file; ``Refused`` when it is too big, one too many or out of reach."""
        if attachment.size > MAX_FILE_MB * 1024**2:
            raise Refused("file_too_big")
        if attachment.size:
            await self._limit.check(conversation, attachment.size)
        for _, pause in zip(range(3), self._waits.growing(), strict=False):
            try:
                remote = await self._bot.get_file(attachment.file_id)
                data = bytes(await remote.download_as_bytearray(read_timeout=20.0))
                if not attachment.size:
                    await self._limit.check(conversation, len(data))
                return await self._files.save(_chunks(data), name=attachment.name)
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
