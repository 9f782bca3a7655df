"""Colleagues who are asked about a chat, while it stays with its holder: the ``AskingService``."""

from collections.abc import Awaitable, Callable, Sequence

from handoff.errors import Refused
from handoff.ports import Agent, Clock, Inbox, Log
from handoff.ports_beside import AskedOf
from handoff.ports_desk import Card, WaitingLines
from handoff.rules.consults import MOST, TO_AGENT, TO_DEPARTMENT, Consult
from handoff.rules.conversation import Conversation
from handoff.rules.endings import held_by
from handoff.rules.events_desk import ColleagueAnswered, ColleagueAsked, QuestionWithdrawn
from handoff.rules.ids import ConversationId


class Asking:
    """The ``AskingService`` port. What is open is told by the conversation, the lines only list."""

    def __init__(
        self,
        inbox: Inbox,
        lines: WaitingLines,
        log: Log,
        clock: Clock,
        departments: Callable[[], tuple[str, ...]],
        agents: Callable[[], Awaitable[Sequence[Agent]]],
    ) -> None:
        """``departments`` gives all there are at this moment, ``agents`` everybody registered."""
        self._inbox = inbox
        self._lines = lines
        self._log = log
        self._clock = clock
        self._departments = departments
        self._agents = agents

    async def asked_of(self, agent: Agent) -> list[AskedOf]:
        found = []
        for card in await self._lines.asked_of(sorted(self._names_of(agent))):
            state = await self._log.state(card.conversation)
            found += [AskedOf(card, one) for one in self._to(agent, state)[:1]]
        return sorted(found, key=lambda one: (one.question.at_ms, one.question.id))

    async def look(self, agent: Agent, conversation: ConversationId) -> Card | None:
        asked = await self.asked_of(agent)
        return next((one.card for one in asked if one.card.conversation == conversation), None)

    async def ask(
        self, agent: Agent, conversation: ConversationId, message_id: str, to: str, text: str
    ) -> None:
        state = await self._log.state(conversation)
        if state is None or held_by(state, agent.id) is None:
            raise Refused("desk_not_yours")
        if any(one.id == message_id for one in state.consults):
            return
        if len(state.consults) >= MOST:
            raise Refused("desk_most_asked", count=str(MOST))
        if any(one.to == to for one in state.consults):
            raise Refused("desk_asked_already")
        name = await self._name_of(agent, to)
        by, now_ms = (agent.id, agent.name), self._now_ms()
        event = ColleagueAsked(*by, message_id, to, text, now_ms, name)
        await self._inbox.accept(conversation, message_id, event)

    async def answer(
        self, agent: Agent, conversation: ConversationId, message_id: str, question: str, text: str
    ) -> None:
        state = await self._log.state(conversation)
        if not any(one.id == question for one in self._to(agent, state)):
            raise Refused("desk_question_over")
        by, now_ms = (agent.id, agent.name), self._now_ms()
        event = ColleagueAnswered(*by, message_id, question, text, now_ms)
        await self._inbox.accept(conversation, message_id, event)

    async def withdraw(self, agent: Agent, conversation: ConversationId, question: str) -> None:
        state = await self._log.state(conversation)
        if state is None or held_by(state, agent.id) is None:
            raise Refused("desk_not_yours")
        event = QuestionWithdrawn(agent.id, agent.name, question)
        await self._inbox.accept(conversation, f"withdrawn:{question}", event)

    async def _name_of(self, agent: Agent, to: str) -> str:
        """The colleague's name, empty for a department. Raises ``Refused`` for nobody."""
        if to.removeprefix(TO_DEPARTMENT) in self._departments() and to.startswith(TO_DEPARTMENT):
            return ""
        for each in await self._agents():
            if f"{TO_AGENT}{each.id}" == to and each.active and each.id != agent.id:
                return each.name
        raise Refused("desk_off_duty")

    def _to(self, agent: Agent, state: Conversation | None) -> list[Consult]:
        """Open questions of a conversation that this agent may answer: none of an own chat."""
        if state is None or held_by(state, agent.id):
            return []
        names = self._names_of(agent)
        return [one for one in state.consults if one.to in names and one.by_id != agent.id]

    def _names_of(self, agent: Agent) -> set[str]:
        departments = agent.departments or self._departments()
        return {f"{TO_AGENT}{agent.id}", *(f"{TO_DEPARTMENT}{name}" for name in departments)}

    def _now_ms(self) -> int:
        return int(self._clock.now().timestamp() * 1000)
