"""What agents can do with conversations that the bot leads: see, read and take over."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from handoff.errors import Refused
from handoff.ports import Agent, Clock, Log
from handoff.ports_beside import Led, LedByBot
from handoff.ports_desk import Card, Claimed, Taken, WaitingLines
from handoff.rules.conversation import Conversation
from handoff.rules.ids import ConversationId, channel_of
from handoff.rules.led import is_led
from handoff.service import LOOK_AGAIN_S, SETTLE_S

FRONTLINE = "frontline"
"""The department that answers first contacts: its agents may step in, beside leads."""
MOST_READ, MOST_SHOWN = 150, 50

CardOf = Callable[[Conversation, int], Card]
"""The card of the handoff that a takeover at a moment (ms) opens."""


class Takeovers:
    """The ``TakeoverService`` port."""

    def __init__(
        self, lines: WaitingLines, led: LedByBot, log: Log, clock: Clock, card_of: CardOf
    ) -> None:
        self._lines = lines
        self._led = led
        self._log = log
        self._clock = clock
        self._card_of = card_of

    def may(self, agent: Agent, *, as_lead: bool = False) -> bool:
        return as_lead or not agent.departments or FRONTLINE in agent.departments

    async def led(self, agent: Agent, *, as_lead: bool = False) -> list[Led]:
        if not self.may(agent, as_lead=as_lead):
            raise Refused("desk_frontline_only")
        running = await self._led.running(self._now_ms(), MOST_READ)
        speaks = [
            _as_listed(conversation, at_ms)
            for conversation, at_ms in running
            if not agent.languages or conversation.language in agent.languages
        ]
        return speaks[:MOST_SHOWN]

    async def look(
        self, agent: Agent, conversation: ConversationId, *, as_lead: bool = False
    ) -> Card | None:
        state = await self._log.state(conversation)
        if state is None or not is_led(state) or not self.may(agent, as_lead=as_lead):
            return None
        return _as_listed(state, self._now_ms()).card

    async def take_over(
        self, agent: Agent, conversation: ConversationId, *, as_lead: bool = False
    ) -> Claimed:
        if not self.may(agent, as_lead=as_lead):
            return Claimed(won=False, refusal="desk_frontline_only")
        state = await self._log.state(conversation)
        if state is None or not is_led(state):
            return _of_somebody_else(state, agent)
        now_ms = self._now_ms()
        # The script raises it once more. A customer who asks for a person in the same moment raises
        # it by one, so that the agent's epoch is the later one either way.
        card, epoch = self._card_of(state, now_ms), state.epoch + 1
        taken = await self._lines.take_over(card, epoch, agent, now_ms)
        if not taken.epoch:
            return _refused(taken)
        if await self._settled(conversation, agent):
            return Claimed(won=True, holder=agent.name)
        return Claimed(won=False, refusal="desk_not_led")

    async def _settled(self, conversation: ConversationId, agent: Agent) -> bool:
        """Wait until the conversation knows its owner: from then on no bot word gets through.

        Bounded, since what the line has decided follows as soon as the mailbox moves. False if the
        customer went another way in this very moment; then the line lets go by itself.
        """
        with suppress(TimeoutError), self._log.watch(conversation) as changed:
            async with asyncio.timeout(SETTLE_S):
                while await self._holds(conversation, agent):
                    state = await self._log.state(conversation)
                    if state and state.has_person:
                        return bool(state.handoff and state.handoff.agent_id == agent.id)
                    changed.clear()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(changed.wait(), LOOK_AGAIN_S)
        return await self._holds(conversation, agent)

    async def _holds(self, conversation: ConversationId, agent: Agent) -> bool:
        held = await self._lines.held_by(agent.id)
        return any(card.conversation == conversation for card in held)

    def _now_ms(self) -> int:
        return int(self._clock.now().timestamp() * 1000)


def _of_somebody_else(state: Conversation | None, agent: Agent) -> Claimed:
    """The bot leads it no longer; who has it is told."""
    if state is None or state.handoff is None or not state.has_person:
        return Claimed(won=False, refusal="desk_not_led")
    if state.handoff.agent_id == agent.id:
        return Claimed(won=True, holder=agent.name)
    return Claimed(won=False, holder=state.handoff.agent_name)


def _refused(taken: Taken) -> Claimed:
    if taken.holder:
        return Claimed(won=False, holder=taken.holder)
    if taken.full:
        return Claimed(won=False, refusal="desk_at_capacity")
    if taken.department_full:
        return Claimed(won=False, refusal="desk_department_full")
    return Claimed(won=False, refusal="desk_not_led")


def _as_listed(conversation: Conversation, at_ms: int) -> Led:
    card = Card(
        conversation=conversation.id,
        handoff_id="",
        department="",
        priority="",
        reason="",
        language=conversation.language,
        platform=conversation.platform,
        channel=channel_of(conversation.id),
        customer=conversation.customer_name,
        question=conversation.last_question or conversation.first_question,
        since_ms=at_ms,
        due_ms=0,
    )
    topics = conversation.last_topics or conversation.tried[-1:]
    counts = (conversation.misses, conversation.objections)
    return Led(card, conversation.state.value, topics, *counts)
