"""What the road tells about its work as it goes; ``metrics.py`` keeps count of it."""

from collections.abc import Sequence
from typing import Any, Protocol

from handoff.rules.effects import Effect, Put, Say, SayAnswer
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Audience, Speaker


class Counts(Protocol):
    """Called once for each thing that was done, after it is durable; never fails."""

    def said(self, conversation: ConversationId, heard: int, told: int) -> None:
        """Messages of a customer, and to the customer."""

    def recorded(self, name: str, data: dict[str, Any]) -> None:
        """An event was recorded for the first time."""

    def assistant_failed(self, *, for_good: bool) -> None:
        """A question got no answer; ``for_good``: it is not tried again."""


class Uncounted:
    """Nobody counts."""

    def said(self, conversation: ConversationId, heard: int, told: int) -> None: ...

    def recorded(self, name: str, data: dict[str, Any]) -> None: ...

    def assistant_failed(self, *, for_good: bool) -> None: ...


def said_in(effects: Sequence[Effect]) -> tuple[int, int]:
    """How many messages of the customer, and how many to the customer, are in ``effects``."""
    heard = sum(isinstance(e, Put) and e.entry.speaker is Speaker.CUSTOMER for e in effects)
    told = sum(_is_told(effect) for effect in effects)
    return heard, told


def _is_told(effect: Effect) -> bool:
    if isinstance(effect, Put):
        entry = effect.entry
        return entry.audience is Audience.ALL and entry.speaker is not Speaker.CUSTOMER
    return isinstance(effect, SayAnswer) or (
        isinstance(effect, Say) and effect.audience is Audience.ALL
    )
