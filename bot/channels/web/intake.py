"""The customer's words on their way into the inbox: limits, storing, and an honest answer."""

import math
from collections.abc import Mapping

from bot.channels.web.protocol import (
    Frame,
    Opened,
    Pressed,
    Said,
    Wish,
    message_id,
    refused_frame,
    stored_frame,
)
from bot.channels.web.wiring import Visit, Wiring, known_language
from handoff.errors import Refused, StoreUnavailable
from handoff.rules.events import ButtonPressed, CustomerOpened, CustomerWrote

_RETRY_OPENING_S = 5
_RETRY_STORING_S = 3


class Intake:
    """Takes what a widget sends. ``stored`` is answered only after the inbox has it."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    async def take(self, visit: Visit, wish: Wish) -> Frame | None:
        """The answer to ``wish``; a message that comes twice is stored once, answered twice."""
        visit.language = known_language(wish.language)
        try:
            return self._check_text(visit, wish) or await self._accept(visit, wish)
        except Refused as refused:
            return self._refused(visit, wish, refused.text_id, refused.values)
        except StoreUnavailable:
            return self._not_stored(visit, wish)

    def _check_text(self, visit: Visit, wish: Wish) -> Frame | None:
        if not isinstance(wish, Said):
            return None
        limit = self._wiring.settings.max_text
        if 0 < len(wish.text) <= limit:
            return None
        name = "web_text_too_long" if wish.text else "web_text_empty"
        values = {"length": str(len(wish.text)), "limit": str(limit)}
        return self._refused(visit, wish, name, values)

    async def _accept(self, visit: Visit, wish: Wish) -> Frame | None:
        wait_s = await self._wait_s(visit)
        if wait_s:
            return self._refused_for(visit, wish, "web_too_fast", wait_s)
        conversation = visit.session.conversation
        # One greeting per conversation, however many tabs ask for it.
        event_id = message_id(conversation, wish.client_id or "opened")
        await self._wiring.inbox.accept(conversation, event_id, self._event(visit, wish, event_id))
        return stored_frame(wish.client_id) if wish.client_id else None

    async def _wait_s(self, visit: Visit) -> int:
        limits, settings = self._wiring.limits, self._wiring.settings
        wait = await limits.take(
            f"web:address:{visit.address}",
            per_s=settings.address_per_s,
            burst=settings.address_burst,
        )
        if not wait:
            wait = await limits.take(
                f"web:messages:{visit.session.conversation}",
                per_s=settings.messages_per_s,
                burst=settings.messages_burst,
            )
        return math.ceil(wait)

    def _event(
        self, visit: Visit, wish: Wish, event_id: str
    ) -> CustomerOpened | CustomerWrote | ButtonPressed:
        at_ms = int(self._wiring.now() * 1000)
        session = visit.session
        match wish:
            case Opened():
                return CustomerOpened(visit.language, session.platform, session.role)
            case Said():
                return CustomerWrote(
                    event_id,
                    wish.text,
                    at_ms,
                    visit.language,
                    session.platform,
                    handle=session.account,
                    role=session.role,
                )
            case Pressed():
                return ButtonPressed(event_id, wish.button, wish.label, at_ms)

    def _not_stored(self, visit: Visit, wish: Wish) -> Frame:
        if wish.client_id:
            return self._refused_for(visit, wish, "web_not_stored", _RETRY_STORING_S)
        return self._refused_for(visit, wish, "web_unavailable", _RETRY_OPENING_S)

    def _refused_for(self, visit: Visit, wish: Wish, reason: str, wait_s: int) -> Frame:
        """A no for some seconds, after which the widget asks again by itself."""
        return self._refused(visit, wish, reason, {"seconds": str(wait_s)}, wait_s)

    def _refused(
        self,
        visit: Visit,
        wish: Wish,
        reason: str,
        values: Mapping[str, str],
        wait_s: int | None = None,
    ) -> Frame:
        text = self._wiring.text(reason, visit.language, values)
        return refused_frame(wish.client_id, reason, values, text, wait_s)
