"""An e-mail to whoever is on call."""

from typing import Any

from bot.mail.post_office import Letter, PostOffice
from handoff.rules.signals import LANGUAGES


class MailCaller:
    """One message to all ``addresses``, so that each gets it once however often it is tried."""

    def __init__(self, post: PostOffice, addresses: tuple[str, ...]) -> None:
        self._post = post
        self._to = ", ".join(addresses)

    async def call(self, key: str, subject: str, text: str, facts: dict[str, Any]) -> None:
        """Raises ``DeliveryError``."""
        await self._post.send(Letter(key, self._to, subject, f"{text}\n", LANGUAGES[0]))
