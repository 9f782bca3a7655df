"""A customer in the Telegram app: the real channel over a strict Telegram on loopback.

That Telegram is the one of the tests, so this road needs the repository.
"""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.converse.deeds import Said
from bot.converse.files import content_of
from bot.converse.road import CannotBeDone
from bot.converse.script import Dialogue
from bot.converse.stand import SETTLES_WITHIN_S, Stand, Unsettled
from handoff.rules.ids import ConversationId

if TYPE_CHECKING:
    from tests.fakes.telegram import TelegramFake

ROOT = Path(__file__).resolve().parents[2]
PHOTOS = (".jpg", ".jpeg")
"""Apps send these as photos, and everything else as a file with its name."""


class NoTelegram(Exception):
    """The Telegram of the tests is not there."""


def a_telegram(now: Callable[[], float]) -> "TelegramFake":
    """A Bot API on loopback; use as ``async with``. ``now`` gives Unix seconds.

    Raises ``NoTelegram``.
    """
    if str(ROOT) not in sys.path:
        sys.path.append(str(ROOT))
    try:
        found: TelegramFake = importlib.import_module("tests.fakes.telegram").TelegramFake(now=now)
    except ImportError:
        raise NoTelegram(f"{ROOT / 'tests'} is needed to play on Telegram") from None
    return found


class App:
    """Satisfies ``Road``."""

    def __init__(self, stand: Stand, fake: "TelegramFake", dialogue: Dialogue, chat: int) -> None:
        """``chat`` is its number at Telegram, and of no other dialogue of the run."""
        self.conversation = ConversationId(f"telegram-{chat}")
        self._stand = stand
        self._fake = fake
        self._customer = fake.customer(chat, dialogue.lang, dialogue.setup.account)
        self._platform = dialogue.platform

    async def arrive(self) -> None:
        """By a link that names the platform."""
        self._customer.start(self._platform)
        await self._taken()

    async def write(self, said: Said) -> None:
        captions = iter([said.text])
        for name in said.files:
            data, caption = content_of(name), next(captions, "")
            if name.lower().endswith(PHOTOS):
                self._customer.send_photo(data, caption)
            else:
                self._customer.send_document(data, name, caption=caption)
        if not said.files:
            self._customer.write(said.text)
        await self._taken()

    async def press(self, button: str, label: str) -> None:
        for message in reversed(self._customer.chat.from_bot()):
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            if any(key["callback_data"] == button for row in rows for key in row):
                self._customer.press(message["message_id"], button)
                return await self._taken()
        raise CannotBeDone(f"the chat shows no button {button}")

    async def shown(self, last: int) -> list[str]:
        return self._customer.chat.texts()

    async def _taken(self) -> None:
        """Until the product has taken in what was sent, and may say what it has to say."""
        await self._stand.rest(f"telegram:chat:{self._customer.chat.id}")
        try:
            await self._fake.until(lambda: not self._fake.unconfirmed(), SETTLES_WITHIN_S)
        except AssertionError:
            raise Unsettled("the product does not take in what was sent") from None
