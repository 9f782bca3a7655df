"""Plays the turns of a dialogue: what an actor does, and all that follows from it."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.converse.deeds import Done, Said, Wrote
from bot.converse.files import made_up
from bot.converse.prepare import NO_HOURS, Prepared
from bot.converse.record import Message, Recorder, Seen
from bot.converse.script import Dialogue, Turn
from bot.converse.stand import Stand
from handoff.errors import Refused
from handoff.ports import Agent
from handoff.rules.conversation import Handoff
from handoff.rules.events import ButtonPressed, CustomerWrote
from handoff.rules.ids import ConversationId

NO_CAUSES = "agents cannot record a root cause yet"


class CannotBeDone(Exception):
    """A deed for which the conversation gives no occasion; the text says why."""


@dataclass(frozen=True)
class Played:
    """A turn that was played: what was seen, and what of the turn the product cannot do yet."""

    seen: Seen
    problem: str = ""
    unsupported: str = ""


class Player:
    """All actors of one dialogue."""

    def __init__(
        self, stand: Stand, dialogue: Dialogue, conversation: ConversationId, prepared: Prepared
    ) -> None:
        self._stand = stand
        self._service = stand.service
        self._dialogue = dialogue
        self._conversation = conversation
        self._agents = prepared.agents
        self._recorder = Recorder(stand.service, conversation, prepared.agents, prepared.tickets)
        self._shown: dict[str, str] = {}
        self._offered: dict[str, str] = {}
        self._numbers = itertools.count(1)

    async def play(self, turn: Turn) -> Played:
        """Do what the turn says and wait until it has had all its effects.

        Raises ``Unsettled``.
        """
        problem, unsupported = "", ""
        try:
            unsupported = await self._do(turn)
        except Refused as refused:
            problem = self._service.content.text(refused.text_id, "en", refused.values)
        except CannotBeDone as error:
            problem = str(error)
        await self._stand.settle(self._conversation)
        seen = await self._recorder.look()
        for message in seen.messages:
            self._show(message)
        return Played(seen, problem, unsupported)

    def _show(self, message: Message) -> None:
        """Any button may be pressed later, but words stand only for those of the newest message."""
        if message.is_automatic:
            buttons = {label.casefold(): button for button, label in message.buttons}
            self._offered = buttons | {button.casefold(): button for button, _ in message.buttons}
            self._shown |= self._offered

    async def _do(self, turn: Turn) -> str:
        """Carry it out; what of it is not supported."""
        if isinstance(turn.deed, Said):
            return await self._customer(turn.deed)
        if isinstance(turn.deed, Wrote):
            await self._agent_wrote(turn.deed)
            return ""
        return await self._done(turn.deed)

    async def _customer(self, said: Said) -> str:
        message_id = f"web:{self._conversation}:{next(self._numbers)}"
        label = said.button or said.text
        known = self._shown if said.button else self._offered
        button = known.get(label.casefold()) if not said.files else None
        if button is not None:
            language = self._dialogue.lang
            press = ButtonPressed(message_id, button, label, self._stand.now_ms, language)
            await self._service.inbox.accept(self._conversation, message_id, press)
            return ""
        if said.button:
            raise CannotBeDone(f"no button {said.button!r} was shown")
        await self._write(message_id, said)
        return ""

    async def _write(self, message_id: str, said: Said) -> None:
        if not (said.text or said.files):
            return
        files, refused = [], ""
        for name in said.files:
            try:
                files.append(await self._service.files.save(made_up(name), name=name))
            except Refused:
                refused = name
        wrote = CustomerWrote(
            message_id,
            said.text,
            self._stand.now_ms,
            self._dialogue.lang,
            self._dialogue.platform,
            tuple(files),
            refused,
        )
        await self._service.inbox.accept(self._conversation, message_id, wrote)

    async def _agent_wrote(self, wrote: Wrote) -> None:
        agent = await self._agent("")
        message_id = f"desk:{self._conversation}:{next(self._numbers)}"
        write = self._service.desk.note if wrote.note else self._service.desk.reply
        await write(agent, self._conversation, message_id, wrote.text)

    async def _done(self, deed: Done) -> str:
        if deed.verb in ("opens", "closes"):
            return NO_HOURS
        if deed.verb in ("advance", "nobody"):
            await self._let_pass(deed)
            return ""
        agent = await self._agent(deed.agent)
        if deed.verb == "accepts":
            await self._accept(agent)
        elif deed.verb == "hands_back":
            back = self._service.desk.hand_back
            await back(agent, self._conversation, "bot_can", deed.words)
        else:
            await self._service.desk.resolve(agent, self._conversation, deed.outcome)
        return NO_CAUSES if deed.root_cause else ""

    async def _let_pass(self, deed: Done) -> None:
        """Time, up to the end of what the customer was promised where no length is given."""
        until = self._stand.clock.now() + timedelta(seconds=deed.seconds)
        if deed.verb == "nobody":
            handoff = await self._handoff()
            if handoff is None or handoff.agent_id:
                raise CannotBeDone("nobody is asked for, so nobody fails to accept")
            due = datetime.fromtimestamp(handoff.due_ms / 1000, UTC)
            until = until if deed.seconds else due
        await self._stand.advance(until, self._conversation)

    async def _accept(self, agent: Agent) -> None:
        claimed = await self._service.desk.claim(agent, self._conversation)
        if claimed.won:
            return
        if claimed.refusal:
            raise CannotBeDone(self._service.content.text(claimed.refusal, "en"))
        raise CannotBeDone(f"{claimed.holder} has the conversation already")

    async def _agent(self, name: str) -> Agent:
        """The one of that name, else who holds the conversation, else who is free first."""
        handoff = await self._handoff()
        holder = handoff.agent_id if handoff else ""
        for agent in self._agents:
            if agent.name == name or (not name and holder and agent.id == holder):
                return agent
        for agent in self._agents:
            if await self._service.desk.presence(agent) == "available" and (
                handoff is None or handoff.department in (agent.departments or [handoff.department])
            ):
                return agent
        raise CannotBeDone("no agent of the setup is free for it")

    async def _handoff(self) -> Handoff | None:
        state = await self._service.log.state(self._conversation)
        return state.handoff if state else None
