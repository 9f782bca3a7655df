"""A customer in the Telegram app, over the strict Telegram on loopback."""

import re
from typing import Any

from tests.fakes.telegram import TelegramFake
from tests.scenario.actors import pattern_of
from tests.scenario.stand import WITHIN_S, Stand

CHAT = 4711


class TelegramCustomer:
    """Sees what the bot has sent to the chat; buttons are pressed by their id."""

    def __init__(self, fake: TelegramFake, stand: Stand, language: str) -> None:
        self.language = language
        self.conversation = f"telegram-{CHAT}"
        self.app = fake.customer(CHAT, language)
        self._fake = fake
        self._stand = stand
        self._read = 0

    async def sees(self, wanted: str) -> dict[str, Any]:
        """The next message of the bot with these words or this content text."""
        pattern = pattern_of(self._stand.service.content.now.content, wanted, self.language)

        def found() -> int | None:
            messages = self.app.chat.from_bot()
            for n, message in enumerate(messages[self._read :], start=self._read + 1):
                if re.search(pattern, str(message.get("text", "")), re.DOTALL):
                    return n
            return None

        await self._fake.until(lambda: found() is not None, WITHIN_S)
        self._read = found() or 0
        return self.app.chat.from_bot()[self._read - 1]

    async def presses(self, button: str) -> None:
        """Presses the newest button of that id that was shown."""

        def found() -> int | None:
            for message in reversed(self.app.chat.from_bot()):
                if button in buttons_of(message):
                    return int(message["message_id"])
            return None

        await self._fake.until(lambda: found() is not None, WITHIN_S)
        message_id = found()
        assert message_id is not None
        query = self.app.press(message_id, button)
        await self._fake.until(lambda: self._fake.is_answered(query), WITHIN_S)


def buttons_of(message: dict[str, Any]) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row]
