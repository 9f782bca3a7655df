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
4. Words of danger and a plain request for a person are let in at any time, also while the chat
   is closed.
"""

import time
from collections.abc import Callable

from bot.channels.telegram.incoming import Arrival
from bot.channels.telegram.pace import Pace
from handoff.rules.events import ButtonPressed, CustomerEdited, CustomerWrote

_PER_S = 1.0
_AT_ONCE = 5
_QUEUED = 150
"""Together with what may come at once less than a mailbox holds, so that this limit comes first."""
CLOSED_S = 30
_ALBUM_S = 600.0
"""Parts of one album come at once; this much later even a slow store has them all."""
_URGENT_BUTTONS = ("person:now", "danger:yes")

IsUrgent = Callable[[str], bool]
"""Whether words speak of danger or plainly ask for a person."""


class Gate:
    """Counts what comes in, for all copies of the service; who is closed is known to this one."""

    def __init__(
        self, pace: Pace, is_urgent: IsUrgent, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._pace = pace
        self._is_urgent = is_urgent
        self._now = now
        self._closed_until: dict[int, float] = {}
        self._albums: dict[int, tuple[str, float]] = {}
        """The album a chat sent last, and until when more of it may come."""

    def is_urgent(self, arrival: Arrival) -> bool:
        """Whether it is let in whatever was written before."""
        event = arrival.event
        if isinstance(event, ButtonPressed):
            return event.button in _URGENT_BUTTONS
        return isinstance(event, CustomerWrote | CustomerEdited) and self._is_urgent(event.text)

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
        if self._is_more_of_an_album(arrival):
            return True
        if not await self._pace.has_room(f"in:{chat}", _PER_S, _AT_ONCE + _QUEUED):
            return False
        if arrival.album:
            self._begin_album(arrival)
        else:
            self._albums.pop(chat, None)
        return True

    def _is_more_of_an_album(self, arrival: Arrival) -> bool:
        album, until = self._albums.get(arrival.chat_id, ("", 0.0))
        return album != "" and album == arrival.album and self._now() < until

    def _begin_album(self, arrival: Arrival) -> None:
        now = self._now()
        self._albums = {c: album for c, album in self._albums.items() if album[1] > now}
        self._albums[arrival.chat_id] = (arrival.album, now + _ALBUM_S)
