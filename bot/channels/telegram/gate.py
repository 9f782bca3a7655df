"""How much one chat may write: nothing is lost in silence, and hardly anything is refused.

The pace is the web widget's: a message a second, five at once. What goes beyond it is treated
otherwise, for a Telegram app cannot send again by itself, as the widget does:

1. It is queued, not refused: up to 150 messages are stored at once, in the mailbox, where one chat
   never holds up another, and are worked off in order. So a bulk report, a hundred links in a
   hundred messages, gets through as fast as it is sent. They do not wait at Telegram: it shows a
   bot only the next hundred updates, and those of one chat would hide everybody else's.
2. Beyond that the chat is closed for half a minute. The customer is told so once, with the time;
   the line is a reply to the first message that was not kept, so it is clear from where on to
   send again. Who cannot be told is not refused.
3. An album is one message, however many parts it comes in.
"""

import time
from collections.abc import Callable

from bot.channels.telegram.incoming import Arrival
from bot.channels.telegram.pace import Pace

_PER_S = 1.0
_AT_ONCE = 5
_QUEUED = 150
"""Together with what may come at once less than a mailbox holds, so that this limit comes first."""
CLOSED_S = 30


class Gate:
    """Counts what comes in, for all copies of the service; who is closed is known to this one."""

    def __init__(self, pace: Pace, now: Callable[[], float] = time.monotonic) -> None:
        self._pace = pace
        self._now = now
        self._closed_until: dict[int, float] = {}
        self._albums: dict[int, str] = {}

    def is_closed(self, chat: int) -> bool:
        return self._now() < self._closed_until.get(chat, 0.0)

    def close(self, chat: int, seconds: float) -> None:
        """Refuse the chat for a while; whoever calls this has said so."""
        now = self._now()
        self._closed_until = {c: end for c, end in self._closed_until.items() if end > now}
        self._closed_until[chat] = now + seconds
        self._albums.pop(chat, None)

    async def has_room(self, arrival: Arrival) -> bool:
        """Count the arrival; True also when nobody knows, for then it will wait for the store."""
        chat = arrival.chat_id
        if arrival.album and self._albums.get(chat) == arrival.album:
            return True
        if not await self._pace.has_room(f"in:{chat}", _PER_S, _AT_ONCE + _QUEUED):
            return False
        if arrival.album:
            self._albums[chat] = arrival.album
        else:
            self._albums.pop(chat, None)
        return True
