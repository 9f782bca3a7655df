"""What agents can do, whatever the desk: use cases over the ports.

Words and deeds of agents enter the conversation's mailbox as events, like everything else; only who
gets a waiting conversation is decided at once, by the store's script.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace

from handoff.errors import Refused
from handoff.ports import Agent, Clock, Inbox, Log
from handoff.ports_desk import Card, Claimed, DeadLetter, DeadLetters, WaitingLines
from handoff.rules.classes import classes_served
from handoff.rules.conversation import Conversation, State
from handoff.rules.events import (
    AgentHandedBack,
    AgentResolved,
    AgentWrote,
    Event,
    FileDiscarded,
)
from handoff.rules.ids import ConversationId
from handoff.rules.messages import FileRef
from handoff.rules.signals import LANGUAGES

DESK = ConversationId("desk")
PRESENCES = ("available", "busy", "away")
SETTLE_S = 5.0
LOOK_AGAIN_S = 0.25
"""A hint may be lost, so the state is looked at again."""


class AgentService:
    """The ``DeskService`` port."""

    def __init__(
        self,
        inbox: Inbox,
        lines: WaitingLines,
        log: Log,
        dead: DeadLetters,
        clock: Clock,
        departments: Callable[[], tuple[str, ...]],
    ) -> None:
        """``departments`` gives all there are at this moment."""
        self._inbox = inbox
        self._lines = lines
        self._log = log
        self._dead = dead
        self._clock = clock
        self._departments = departments

    async def waiting(self, agent: Agent) -> list[Card]:
        """Those the agent may take: of the agent's departments and languages."""
        departments = list(agent.departments or self._departments())
        cards = await self._lines.waiting(departments)
        return [c for c in cards if not agent.languages or c.language in agent.languages]

    async def mine(self, agent: Agent) -> list[Card]:
        return [await self._answered(card) for card in await self._lines.held_by(agent.id)]

    async def _answered(self, card: Card) -> Card:
        """With the time of the first answer: from then on nobody waits for it."""
        state = await self._log.state(card.conversation)
        handoff = state.handoff if state else None
        if handoff is None or handoff.id != card.handoff_id:
            return card
        return replace(card, answered_ms=handoff.replied_ms)

    async def set_presence(self, agent: Agent, presence: str) -> None:
        if presence not in PRESENCES:
            raise Refused("desk_unknown_presence")
        await self._lines.report(agent, self._classes(agent), presence)

    async def presence(self, agent: Agent) -> str:
        return await self._lines.presence(agent.id)

    async def claim(self, agent: Agent, conversation: ConversationId) -> Claimed:
        state = await self._log.state(conversation)
        if state and state.handoff and not _works_in(agent, state.handoff.department):
            return Claimed(won=False, refusal="desk_not_yours")
        taken = await self._lines.take(conversation, agent, self._now_ms())
        if taken.epoch:
            if await self._settled(conversation, agent, taken.epoch):
                return Claimed(won=True, holder=agent.name)
            return Claimed(won=False, refusal="desk_not_waiting")
        if taken.full:
            return Claimed(won=False, refusal="desk_at_capacity")
        if taken.department_full:
            return Claimed(won=False, refusal="desk_department_full")
        if taken.gone:
            return Claimed(won=False, refusal="desk_not_waiting")
        return Claimed(won=False, holder=taken.holder)

    async def reply(
        self, agent: Agent, conversation: ConversationId, message_id: str, text: str
    ) -> None:
        await self._check_holds(agent, conversation)
        event = AgentWrote(agent.id, agent.name, message_id, text, self._now_ms())
        await self._inbox.accept(conversation, message_id, event)

    async def note(
        self, agent: Agent, conversation: ConversationId, message_id: str, text: str
    ) -> None:
        event = AgentWrote(agent.id, agent.name, message_id, text, self._now_ms(), note=True)
        await self._inbox.accept(conversation, message_id, event)

    async def hand_back(
        self, agent: Agent, conversation: ConversationId, reason: str, done: str
    ) -> None:
        event = AgentHandedBack(agent.id, reason, self._now_ms(), done)
        await self._end(agent, conversation, "back", event)

    async def resolve(self, agent: Agent, conversation: ConversationId, outcome: str) -> None:
        event = AgentResolved(agent.id, outcome, self._now_ms())
        await self._end(agent, conversation, "resolved", event)

    async def discard_file(
        self, agent: Agent, conversation: ConversationId, file: FileRef, why: str
    ) -> None:
        event = FileDiscarded(agent.id, agent.name, file.key, file.name, why, self._now_ms())
        await self._inbox.accept(conversation, f"discard:{file.key}", event)

    async def dead_letters(self) -> list[DeadLetter]:
        return await self._dead.list()

    async def replay(self, agent: Agent, dead_letter: str) -> None:
        if not await self._dead.replay(dead_letter):
            raise Refused("desk_dead_letter_gone")

    def watch(self) -> AbstractContextManager[asyncio.Event]:
        return self._log.watch(DESK)

    async def _settled(self, conversation: ConversationId, agent: Agent, epoch: int) -> bool:
        """Wait until the conversation knows its new owner: from then on no bot word gets through.

        Bounded, since the assignment stands either way and follows as soon as the mailbox moves.
        False if the customer left in this very moment; then the line lets go by itself.
        """
        with suppress(TimeoutError), self._log.watch(conversation) as changed:
            async with asyncio.timeout(SETTLE_S):
                while state := await self._log.state(conversation):
                    if state.handoff is None or state.epoch >= epoch:
                        return state.handoff is not None and state.handoff.agent_id == agent.id
                    changed.clear()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(changed.wait(), LOOK_AGAIN_S)
        return True

    async def _end(
        self, agent: Agent, conversation: ConversationId, how: str, event: Event
    ) -> None:
        state = await self._check_holds(agent, conversation)
        # One end for one ownership: a second click is the same event.
        await self._inbox.accept(conversation, f"{how}:{agent.id}:{state.epoch}", event)

    async def _check_holds(self, agent: Agent, conversation: ConversationId) -> Conversation:
        """A first look that spares the agent a message sent into the void; the step decides."""
        state = await self._log.state(conversation)
        if state is not None and state.state is State.AGENT and state.handoff is not None:
            if state.handoff.agent_id == agent.id:
                return state
            raise Refused("desk_taken_by", name=state.handoff.agent_name)
        raise Refused("desk_not_yours")

    def _classes(self, agent: Agent) -> tuple[str, ...]:
        departments = agent.departments or self._departments()
        return classes_served(departments, agent.languages or LANGUAGES, agent.skills)

    def _now_ms(self) -> int:
        return int(self._clock.now().timestamp() * 1000)


def _works_in(agent: Agent, department: str) -> bool:
    return not agent.departments or department in agent.departments
