"""Calls out whoever is on call, by e-mail and by webhook: a lane each, so that neither waits.

An item carries the ownership epoch of its conversation, so that one that has been taken meanwhile
is dropped before it goes out. No words and no name of a customer leave the house.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

import aiohttp

from bot.carried import CALLS
from bot.outbox import Sink
from bot.workers import backoff_ms, renewing
from handoff.errors import DeliveryError
from handoff.rules.signals import LANGUAGES
from handoff.stores.mailbox import Lease, Mailboxes
from handoff.stores.wake import Wake

log = logging.getLogger(__name__)

BY_MAIL, BY_WEBHOOK = CALLS
CALL_TRIES = 240
"""With a pause of at most 15 s for about an hour; then it lies with the dead letters."""
TIMEOUT = aiohttp.ClientTimeout(total=10)
Text = Callable[[str, str, dict[str, str]], str]
"""A content text: its id, a language, values."""


class Caller(Protocol):
    async def call(self, key: str, subject: str, text: str, facts: dict[str, Any]) -> None:
        """Tell whoever is on call; ``key`` is the same for every try. ``DeliveryError``."""


class CallSink(Sink):
    """The handler of one of the two lanes; without a ``caller`` nobody is to be told that way."""

    def __init__(
        self, mailboxes: Mailboxes, wake: Wake, caller: Caller | None, text: Text, desk: str
    ) -> None:
        """``desk`` is the address of the desk."""
        super().__init__(mailboxes, wake)
        self._caller = caller
        self._text = text
        self._desk = desk

    async def handle(self, lease: Lease) -> None:
        item = lease.items[0]
        if self._caller is None:
            await self._done(lease, item)
            return
        facts = json.loads(item.payload)
        key = hashlib.sha256(f"{lease.conversation}:{item.id}".encode()).hexdigest()[:32]
        try:
            async with renewing(self._mailboxes, lease):
                await self._caller.call(key, *self._words(facts), facts | {"desk": self._desk})
        except DeliveryError as error:
            log.error("whoever is on call was not reached: %s", error)
            await self._later(lease, str(error), CALL_TRIES, backoff_ms(lease.tries, cap_ms=15_000))
        else:
            await self._done(lease, item)

    def _words(self, facts: dict[str, Any]) -> tuple[str, str]:
        """Subject and text, in every language: nobody knows who is on call."""
        since = datetime.fromtimestamp(facts["since_ms"] / 1000, UTC)
        text = "on_call_again" if facts["again"] else "on_call_first"
        values = {"time": f"{since:%H:%M} UTC", "desk": self._desk}
        subject = self._text("on_call_subject", LANGUAGES[0], {})
        return subject, "\n\n".join(self._text(text, each, values) for each in LANGUAGES)


class Webhook:
    """Posts JSON to an address, which may be a secret and is never logged.

    ``text`` is what chat programs show; ``id`` is the same for every try, for those that drop
    doubles.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    async def call(self, key: str, subject: str, text: str, facts: dict[str, Any]) -> None:
        body = {"id": key, "text": f"{subject}\n\n{text}", **facts}
        try:
            async with aiohttp.ClientSession(timeout=TIMEOUT) as http:
                answer = await http.post(self._url, json=body, headers={"Idempotency-Key": key})
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            reason = f"the webhook was not reached ({type(error).__name__})"
            raise DeliveryError(reason, ambiguous=True) from None
        if status >= 300:
            raise DeliveryError(f"the webhook said no ({status})")
