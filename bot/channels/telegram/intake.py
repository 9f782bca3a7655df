"""Taking one update in: let it through the gate, fetch its file, store its event, answer it.

Answered here is only what the channel answers itself, outside of any topic.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.client import describe
from bot.channels.telegram.fetching import MAX_FILE_MB, Fetcher
from bot.channels.telegram.gate import CLOSED_S, Gate
from bot.channels.telegram.incoming import LANGUAGE_BUTTONS, PRIVATE_ONLY, Arrival
from bot.channels.telegram.outgoing import Sender
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.waits import Waits
from handoff.errors import FootbridgeError, Refused, StoreUnavailable
from handoff.ports import Inbox
from handoff.rules.ids import ConversationId

_log = logging.getLogger(__name__)
_CLOSED_FULL_S = 60.0
_EVERY_S = {
    PRIVATE_ONLY: 86_400.0,
    "telegram_unsupported": 30.0,
    "files_too_many": 30.0,
    "file_kind": 5.0,
}
"""How often a line may be repeated in one chat; an album of videos deserves one, not ten."""

Texts = Callable[[str, str, dict[str, str]], str]
"""Renders a content text: its id, a language, its values."""
LanguageOf = Callable[[ConversationId], Awaitable[str]]
"""The language of a known conversation, empty if it is not known."""


class Intake:
    """Takes arrivals of one chat in order; ``take`` returns when the update may be confirmed."""

    def __init__(
        self, bot: Bot, sender: Sender, pace: Pace, gate: Gate, fetcher: Fetcher, inbox: Inbox,
        texts: Texts, language_of: LanguageOf | None, waits: Waits,
    ) -> None:  # fmt: skip
        self._bot = bot
        self._sender = sender
        self._pace = pace
        self._gate = gate
        self._fetcher = fetcher
        self._inbox = inbox
        self._texts = texts
        self._language_of = language_of
        self._waits = waits
        self._full_since: dict[int, float] = {}

    async def take(self, update_id: int, arrival: Arrival) -> None:
        if await self._is_let_in(arrival):
            arrival = await self._fetcher.with_file(arrival)
            is_new = await self._accept(update_id, arrival)
            if arrival.notice and is_new:
                await self._tell(arrival, arrival.notice)
        if arrival.callback_id:
            await self._answer(arrival.callback_id)

    async def _is_let_in(self, arrival: Arrival) -> bool:
        """False for what is not kept because the chat wrote too much; the customer knows."""
        if arrival.notice == PRIVATE_ONLY:
            return True
        if self._gate.is_closed(arrival.chat_id):
            return self._gate.is_urgent(arrival)
        if await self._gate.has_room(arrival) or self._gate.is_urgent(arrival):
            return True
        values = {"seconds": str(CLOSED_S)}
        return not await self._close(arrival, "telegram_too_fast", values, CLOSED_S)

    async def _close(
        self, arrival: Arrival, text_id: str, values: dict[str, str], seconds: float
    ) -> bool:
        """Refuse this message and the chat for a while, if the customer can be told so."""
        line = self._texts(text_id, await self._language(arrival), values)
        is_told = await self._sender.say(arrival.chat_id, line, reply_to=arrival.message)
        if is_told:
            self._gate.close(arrival.chat_id, seconds)
        return is_told

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
        # What is urgent is tried also in a closed chat, but not waited for once more.
        if time.monotonic() - since < self._waits.full and not self._gate.is_closed(chat):
            return False
        _log.warning("%s: a message was refused: %s", arrival.conversation, refused)
        if await self._close(arrival, "telegram_not_stored", {}, _CLOSED_FULL_S):
            # Else the next message must not be tried for as long again: it holds up other chats.
            self._full_since.pop(chat, None)
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
        values = {"limit_mb": str(MAX_FILE_MB), **arrival.values}
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
