"""The connection to the Bot API and what its errors mean to us.

The token is part of every address, so nothing that shows an address may reach a log.
"""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from handoff.errors import DeliveryError

ALLOWED_UPDATES = '["message","edited_message","callback_query"]'
INVALID_TOKEN_RETRY_S = 60.0
ANSWER_WITHIN_S = 20.0
"""Long: what is given up too early may have arrived, and is seen twice when it is sent again."""
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Client:
    """``bot`` for everything but ``updates``, which waits on a connection of its own."""

    def __init__(self, token: str, api_url: str) -> None:
        # Asked of the library's users: durations as timedelta, the only way of its next version.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        _quiet_loggers()
        self._sending = HTTPXRequest(
            connection_pool_size=32, pool_timeout=5.0, read_timeout=ANSWER_WITHIN_S
        )
        self._polling = HTTPXRequest(connection_pool_size=1)
        base = api_url.rstrip("/")
        self.bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._sending,
            get_updates_request=self._polling,
        )

    async def open(self) -> None:
        await self._sending.initialize()
        await self._polling.initialize()

    async def close(self) -> None:
        await self._polling.shutdown()
        await self._sending.shutdown()

    async def updates(
        self, offset: int | None, *, wait_s: int, limit: int = 100
    ) -> Sequence[dict[str, Any]]:
        """Updates as they came: read one by one later, so that a bad one spoils no other."""
        query: dict[str, Any] = {"timeout": wait_s, "limit": limit}
        query["allowed_updates"] = ALLOWED_UPDATES
        if offset is not None:
            query["offset"] = offset
        address = f"{self.bot.base_url}/getUpdates?{urlencode(query)}"
        answer: Any = await self._polling.post(address, read_timeout=wait_s + 10.0)
        return answer if isinstance(answer, list) else []


@contextmanager
def delivery_errors() -> Iterator[None]:
    """Turn the library's errors into ``DeliveryError``."""
    try:
        yield
    except InvalidToken:
        # Not chained: its message quotes the token.
        raise DeliveryError(
            "Telegram refuses the bot token", retry_after_s=INVALID_TOKEN_RETRY_S
        ) from None
    except TelegramError as error:
        raise _to_delivery_error(error) from error


def describe(error: Exception) -> str:
    """The error for a log line, without what could hold the token."""
    return type(error).__name__ if isinstance(error, InvalidToken) else repr(error)


def retry_after_s(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone, in seconds."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _to_delivery_error(error: TelegramError) -> DeliveryError:
    """Most specific first: ``BadRequest`` and ``TimedOut`` are network errors to the library."""
    if isinstance(error, RetryAfter):
        return DeliveryError("Telegram asks to slow down", retry_after_s=retry_after_s(error))
    if isinstance(error, Forbidden):
        return DeliveryError(f"the customer cannot be reached: {error.message}", permanent=True)
    if isinstance(error, (BadRequest, ChatMigrated)):
        return DeliveryError(f"Telegram refuses the message: {error.message}", permanent=True)
    if isinstance(error, NetworkError) and isinstance(error.__cause__, _NEVER_SENT):
        return DeliveryError("Telegram was not reached")
    # The request was on the wire: it may have been carried out whatever came back.
    return DeliveryError(f"Telegram gave no clear answer: {error.message}", ambiguous=True)


def _quiet_loggers() -> None:
    """At INFO the HTTP client logs every address, at DEBUG the library logs every text."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.WARNING)
