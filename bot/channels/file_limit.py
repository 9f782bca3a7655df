"""How much one customer may send in files: a count and bytes an hour, against a full disk.

Both are buckets that are full at first, so all of an hour may come at once: whoever reports a
hundred posts sends a hundred screenshots in ten minutes, and must not be stopped over it. After
that they fill again evenly.
"""

import logging
import math
from dataclasses import dataclass

from handoff.errors import Refused, StoreUnavailable
from handoff.ports import Limits
from handoff.rules.ids import ConversationId

_log = logging.getLogger(__name__)
_HOUR_S = 3600.0
_KB = 1024
_WORTH_IT_MIN = 10
"""Nobody is asked back for one file a minute: after this time there is room for several."""


@dataclass(frozen=True)
class FilesAnHour:
    """What one customer may send in an hour; ``mb`` holds at least the largest single file."""

    count: int = 100
    mb: int = 500


class FileLimit:
    """Counts files of a customer, across all copies of the service."""

    def __init__(self, limits: Limits, most: FilesAnHour) -> None:
        self._limits = limits
        self._most = most

    async def check(self, conversation: ConversationId, size: int) -> None:
        """Count one file of ``size`` bytes.

        Raises ``Refused`` (``files_too_many``, with the minutes to wait). While the store is away
        the file is let in: nobody loses one over a count that is not known.
        """
        try:
            wait_s = await self._count(conversation, math.ceil(size / _KB))
        except StoreUnavailable as error:
            _log.warning("%s: a file is not counted: %s", conversation, error)
            return
        if wait_s:
            raise Refused(
                "files_too_many",
                count=str(self._most.count),
                mb=str(self._most.mb),
                minutes=str(max(_WORTH_IT_MIN, math.ceil(wait_s / 60))),
            )

    async def _count(self, conversation: ConversationId, kb: int) -> float:
        """Take the file from both buckets or from neither; seconds to wait, 0.0 if it was taken."""
        files = (f"files:{conversation}", self._most.count)
        if wait_s := await self._take(*files, 1):
            return wait_s
        wait_s = await self._take(f"file_kb:{conversation}", self._most.mb * _KB, kb)
        if wait_s:
            await self._take(*files, -1)
        return wait_s

    async def _take(self, bucket: str, most: int, amount: int) -> float:
        if not amount:
            return 0.0
        return await self._limits.take(bucket, per_s=most / _HOUR_S, burst=most, amount=amount)
