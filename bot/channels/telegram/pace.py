"""Telegram's limits, kept by ourselves: one message a second per chat, thirty overall."""

import asyncio

from handoff.errors import DeliveryError, FootbridgeError
from handoff.ports import Limits

_PER_CHAT = (1.0, 3)
_OVERALL = (30.0, 30)
_PATIENCE_S = 8.0
"""Longer waits are the outbox's business: it can serve other chats meanwhile."""


class Pace:
    """Waits until a chat may get its next message; the buckets are shared by all copies."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    async def wait_for_turn(self, chat: int) -> None:
        """Raises ``DeliveryError`` when the turn is too far off or the buckets do not answer."""
        await self._take(f"telegram:chat:{chat}", *_PER_CHAT)
        await self._take("telegram:all", *_OVERALL)

    async def has_room(self, bucket: str, per_s: float, burst: int) -> bool:
        """Take one from ``bucket``; True also when nobody knows."""
        try:
            return await self._limits.take(f"telegram:{bucket}", per_s=per_s, burst=burst) <= 0
        except FootbridgeError:
            return True

    async def is_first(self, bucket: str, every_s: float) -> bool:
        """Whether ``bucket`` was not used for ``every_s`` seconds; False when nobody knows."""
        try:
            return await self._limits.take(f"telegram:{bucket}", per_s=1 / every_s, burst=1) <= 0
        except FootbridgeError:
            return False

    async def _take(self, bucket: str, per_s: float, burst: int) -> None:
        waited = 0.0
        while (wait := await self._wait(bucket, per_s, burst)) > 0:
            if waited + wait > _PATIENCE_S:
                raise DeliveryError("too many messages at once", retry_after_s=wait)
            waited += wait
            await asyncio.sleep(wait)

    async def _wait(self, bucket: str, per_s: float, burst: int) -> float:
        try:
            return await self._limits.take(bucket, per_s=per_s, burst=burst)
        except FootbridgeError as error:
            raise DeliveryError(f"the pace is unknown: {error}") from error
