"""What agents can do, whatever the desk: use cases over the ports.

Words and deeds of agents enter the conversation's mailbox as events, like everything else; only who
gets a waiting conversation is decided at once, by the store's script.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace

from handoff.errors import Refused
from handoff.moving import Moves, trace_of
from handoff.ports import Agent, Clock, Inbox, Log
from handoff.ports_desk import (
    SAYS_NOTHING,
    Card,
    Claimed,
    Colleague,
    DeadLetter,
    DeadLetters,
    Moving,
    Offered,
    PutBack,
    WaitingLines,
)
from handoff.rules.classes import classes_served
from handoff.rules.conversation import Conversation, State
from handoff.rules.events import (
    AgentHandedBack,
    AgentResolved,
    AgentWrote,
    Event,
    FileDiscarded,
)
from handoff.rules.ids import AgentId, ConversationId
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
        agents: Callable[[], Awaitable[Sequence[Agent]]],
        moves: Moves,
        is_open: Callable[[str, str], bool] = lambda department, language: True,
        skills: Callable[[], tuple[str, ...]] = tuple,
    ) -> None:
        """``departments`` gives all there are at this moment, ``agents`` everybody registered.

        ``is_open``: whether a department is there now for customers of a language. ``skills``
        gives all that a chat may ask for: an agent whose skills are not named has them all.
        """
        self._inbox = inbox
        self._lines = lines
        self._log = log
        self._dead = dead
        self._clock = clock
        self._departments = departments
        self._agents = agents
        self._is_open = is_open
        self._skills = skills
        self._moves = moves

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

    async def is_here(self, agent: Agent) -> None:
        await self._lines.report(agent, self._classes(agent), alive=True)

    async def offered(self, agent: Agent) -> Offered:
        return await self._lines.offer_to(agent.id)

    async def refuse(self, agent: Agent, conversation: ConversationId) -> None:
        if not await self._lines.refuse(conversation, agent.id):
            raise Refused("desk_offer_over")

    async def claim(self, agent: Agent, conversation: ConversationId) -> Claimed:
        state = await self._log.state(conversation)
        if state and state.handoff and not _works_in(agent, state.handoff.department):
            card = (await self.offered(agent)).card
            if card is None or card.conversation != conversation:
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

    async def colleagues(self, agent: Agent, *, chats: bool = False) -> list[Colleague]:
        everybody = [each for each in await self._agents() if each.active]
        duties = await self._lines.on_duty([each.id for each in everybody])
        return [
            Colleague(each, duty, tuple(await self._lines.held_by(each.id)) if chats else ())
            for each, duty in zip(everybody, duties, strict=True)
            if duty.load or duty.presence != "away"
        ]

    async def put_back(self, agent: Agent, conversation: ConversationId) -> None:
        state = await self._check_holds(agent, conversation)
        await self._back(state, PutBack("put_back", agent.name, self._now_ms()))

    async def pass_to_department(
        self,
        agent: Agent,
        conversation: ConversationId,
        department: str,
        moving: Moving = SAYS_NOTHING,
    ) -> None:
        state = await self._check_may_pass(agent, conversation, moving)
        if department not in self._departments():
            raise Refused("desk_unknown_department")
        if not self._is_open(department, state.language):
            raise Refused("desk_department_closed")
        if state.waits:
            await self._moves.move(agent, state, department, moving)
            return
        classes = tuple(classes_served([department], [state.language]))
        trace = trace_of(agent, moving)
        back = PutBack("passed_on", agent.name, self._now_ms(), department, classes, trace)
        await self._back(state, back)

    async def pass_to_agent(
        self,
        agent: Agent,
        conversation: ConversationId,
        to: AgentId,
        moving: Moving = SAYS_NOTHING,
    ) -> None:
        state = await self._check_may_pass(agent, conversation, moving)
        found = [each for each in await self._agents() if each.id == to and each.active]
        if not found:
            raise Refused("desk_off_duty")
        trace = trace_of(agent, moving)
        taken = await self._lines.pass_on(
            conversation, state.epoch, found[0], agent.name, self._now_ms(), trace
        )
        if taken.off_duty:
            raise Refused("desk_off_duty")
        if taken.full:
            raise Refused("desk_no_room", name=found[0].name)
        if taken.department_full:
            raise Refused("desk_department_full")
        if taken.holder:
            raise Refused("desk_taken_by", name=taken.holder)
        if not taken.epoch:
            raise Refused("desk_not_yours")

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

    async def _back(self, state: Conversation, back: PutBack) -> None:
        if not await self._lines.put_back(state.id, state.epoch, back):
            raise Refused("desk_not_yours")

    async def _check_may_pass(
        self, agent: Agent, conversation: ConversationId, moving: Moving
    ) -> Conversation:
        """The holder passes on, leads move any chat; the store decides by the epoch."""
        if not moving.as_lead:
            return await self._check_holds(agent, conversation)
        state = await self._log.state(conversation)
        if state is None or state.handoff is None or not (state.has_person or state.waits):
            raise Refused("desk_not_waiting")
        return state

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
        skills = agent.skills or self._skills()
        return classes_served(departments, agent.languages or LANGUAGES, skills)

    def _now_ms(self) -> int:
        return int(self._clock.now().timestamp() * 1000)


def _works_in(agent: Agent, department: str) -> bool:
    return not agent.departments or department in agent.departments
