"""The Telegram channel: puts its parts together and owns their life."""

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import UTC, datetime

from telegram import BotCommand, Update
from telegram.error import TelegramError

from bot.channels.file_limit import FileLimit, FilesAnHour
from bot.channels.telegram.client import Client, describe
from bot.channels.telegram.fetching import Fetcher
from bot.channels.telegram.gate import Gate, IsUrgent
from bot.channels.telegram.incoming import Reader
from bot.channels.telegram.intake import Intake, LanguageOf, Texts
from bot.channels.telegram.outgoing import Sender
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.poller import Poller
from bot.channels.telegram.waits import Waits
from handoff.ports import Files, Inbox, Limits, Sent
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Entry
from handoff.rules.signals import LANGUAGES

_log = logging.getLogger(__name__)
_COMMANDS = ("menu", "tickets", "person", "language", "help")
_DRAIN_S = 1.5


class TelegramChannel:
    """Private chats with one bot. Satisfies the port ``Channel``.

    ``platforms`` are the names that a ``/start`` link may carry. ``language_of`` looks up the
    language of a conversation for the few lines that the channel says itself. ``most_files`` is
    what one customer may send in an hour. ``is_urgent`` knows words that no limit keeps out. With
    ``sent`` the message that tells the place is changed also by another copy, or after a restart.
    """

    name = "telegram"

    def __init__(
        self, token: str, api_url: str, inbox: Inbox, files: Files, texts: Texts, limits: Limits,
        *, platforms: Collection[str] = (), default_platform: str = "",
        language_of: LanguageOf | None = None, most_files: FilesAnHour | None = None,
        is_urgent: IsUrgent | None = None, waits: Waits | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC), sent: Sent | None = None,
    ) -> None:  # fmt: skip
        waits = waits or Waits()
        self._client = Client(token, api_url)
        pace = Pace(limits)
        self._sender = Sender(self._client.bot, files, pace, sent)
        self._reader = Reader(platforms, default_platform)
        fetcher = Fetcher(
            self._client.bot, files, FileLimit(limits, most_files or FilesAnHour()), waits
        )
        self._intake = Intake(
            self._client.bot, self._sender, pace, Gate(pace, is_urgent or _never), fetcher, inbox,
            texts, language_of, waits,
        )  # fmt: skip
        self._texts = texts
        self._now = now
        self._poller = Poller(self._client, self._take_in, waits)
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def ambiguous_resends(self) -> int:
        """How often a message was sent again although its first try may have arrived."""
        return self._sender.ambiguous_resends

    async def start(self) -> None:
        """Begin to poll in the background; Telegram need not be there yet.

        One copy of the service polls, for Telegram ends the poll of any other. A copy that only
        sends does not start the channel.
        """
        menus = {language: self._menu(language) for language in LANGUAGES}
        await self._client.open()
        self._tasks = [
            asyncio.create_task(self._poller.run(), name="telegram-poll"),
            asyncio.create_task(self._set_menus(menus), name="telegram-commands"),
        ]

    async def stop(self) -> None:
        """End within three seconds; what is not stored by then stays at Telegram."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._tasks:
            await self._poller.finish(_DRAIN_S)
        await self._client.close()
        self._tasks = []

    async def send(self, conversation: ConversationId, entry: Entry, *, again: bool) -> None:
        """Deliver one entry; raises ``DeliveryError``."""
        await self._sender.send(conversation, entry, again=again)

    async def typing(self, conversation: ConversationId) -> None:
        """Show the typing sign; it ends by itself after five seconds or with a message."""
        await self._sender.show_typing(conversation)

    async def _take_in(self, update: Update) -> None:
        arrival = self._reader.read(update, int(self._now().timestamp() * 1000))
        if arrival:
            await self._intake.take(update.update_id, arrival)

    def _menu(self, language: str) -> list[BotCommand]:
        """The menu beside the input line."""
        return [
            BotCommand(name, self._texts(f"telegram_command_{name}", language, {}))
            for name in _COMMANDS
        ]

    async def _set_menus(self, menus: dict[str, list[BotCommand]]) -> None:
        """A convenience: the channel works without it."""
        for language, menu in menus.items():
            # English also for the languages that we do not speak.
            code = None if language == "en" else language
            try:
                await self._client.bot.set_my_commands(menu, language_code=code)
            except TelegramError as error:
                _log.info("the command menu was not set: %s", describe(error))
                return


def _never(text: str) -> bool:
    return False
