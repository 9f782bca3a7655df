"""A lead moves a chat that waits into the line of another department, and what goes along."""

from collections.abc import Awaitable, Callable

from handoff.errors import Refused
from handoff.extract.masking import mask_cards
from handoff.ports import Agent, Clock
from handoff.ports_desk import Card, Move, Moving, WaitingLines
from handoff.rules.conversation import Conversation
from handoff.rules.events_desk import Trace
from handoff.rules.shown_range import Shown

CardIn = Callable[[Conversation, str], Card]
"""The card of the open handoff as it would stand in the line of a department."""
WaitOf = Callable[[Card], Awaitable[Shown | None]]


class Moves:
    """From line to line, for the ``DeskService``."""

    def __init__(
        self, lines: WaitingLines, clock: Clock, card_in: CardIn, wait_of: WaitOf | None = None
    ) -> None:
        """``wait_of`` tells how long one will probably wait there; without it nobody knows."""
        self._lines = lines
        self._clock = clock
        self._card_in = card_in
        self._wait_of = wait_of

    async def move(
        self, agent: Agent, state: Conversation, department: str, moving: Moving
    ) -> None:
        """Raises ``Refused``; a lead who saw it elsewhere reads where it is now."""
        if state.handoff is None:
            raise Refused("desk_not_waiting")
        before = moving.seen_in or state.handoff.department
        card = self._card_in(state, department)
        shown = await self._wait_of(card) if self._wait_of else None
        now_ms = int(self._clock.now().timestamp() * 1000)
        move = Move(before, card, agent.name, now_ms, shown, trace_of(agent, moving))
        taken = await self._lines.move(move)
        if taken.holder:
            raise Refused("desk_taken_by", name=taken.holder)
        if taken.department:
            raise Refused("desk_waits_elsewhere", department=taken.department)
        if taken.gone:
            raise Refused("desk_not_waiting")


def trace_of(agent: Agent, moving: Moving) -> Trace:
    """What is left with colleagues once it is done: the note, and a lead's name in the audit."""
    note = mask_cards(moving.note)
    by_id = agent.id if moving.as_lead else ""
    return Trace(note, moving.note_id, note != moving.note, by_id)
