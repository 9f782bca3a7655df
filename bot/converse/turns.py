"""Plays the turns of a dialogue: what an actor does, and all that follows from it."""

import itertools
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.converse.deeds import Done, OnTicket, Said, Wrote
from bot.converse.office import next_turn
from bot.converse.prepare import Prepared
from bot.converse.record import CHANNEL, Message, Recorder, Seen
from bot.converse.road import CannotBeDone, Road
from bot.converse.script import Turn
from bot.converse.stand import Stand
from handoff.errors import Refused
from handoff.ports import Agent
from handoff.rules.conversation import Handoff
from handoff.rules.messages import Speaker

CUSTOMER = Speaker.CUSTOMER.value
NUMBER = "{number}"
"""Stands in a customer's words for the number of the newest ticket."""
NO_CAUSES = "agents cannot record a root cause yet"


@dataclass(frozen=True)
class Played:
    """A turn that was played: what was seen, and what of the turn the product cannot do yet.

    ``lost`` are texts that were said and are not in the customer's window.
    """

    seen: Seen
    problem: str = ""
    unsupported: str = ""
    lost: tuple[str, ...] = ()


class Player:
    """All actors of one dialogue."""

    def __init__(self, stand: Stand, road: Road, prepared: Prepared) -> None:
        self._stand = stand
        self._road = road
        self._service = stand.service
        self._conversation = road.conversation
        self._agents = prepared.agents
        self._recorder = Recorder(
            stand.service, road.conversation, prepared.agents, prepared.tickets
        )
        self._buttons: dict[str, str] = {}
        self._offered: dict[str, str] = {}
        self._told: list[str] = []
        self._shown: list[str] = []
        self._number = ""
        self._numbers = itertools.count(1)

    async def begin(self) -> None:
        """The customer opens the chat and reads the greeting. Raises ``Unsettled``."""
        await self._road.arrive()
        await self._look()

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
        seen, lost = await self._look()
        return Played(seen, problem, unsupported, lost)

    async def _look(self) -> tuple[Seen, tuple[str, ...]]:
        """What has come of it in the end, and what of that the customer does not have."""
        await self._stand.settle(self._conversation)
        seen = await self._recorder.look()
        for message in seen.messages:
            self._offer(message)
        if seen.tickets:
            self._number = str(seen.tickets[0]["number"])
        said = [m.text.strip() for m in seen.messages if m.sender != CUSTOMER and m.text.strip()]
        self._told += said
        shown = await self._road.shown(self._recorder.last_for_customer)
        lost = [s for s in said if sum(s in each for each in shown) < self._told.count(s)]
        new = list((Counter(shown) - Counter(self._shown)).elements())
        self._shown = shown
        own = [Message(CHANNEL, text) for text in new if not any(s in text for s in said)]
        return replace(seen, messages=(*seen.messages, *own)), tuple(lost)

    def _offer(self, message: Message) -> None:
        """Any button may be pressed later, but words stand only for those of the newest message."""
        if message.is_automatic:
            buttons = {label.casefold(): button for button, label in message.buttons}
            self._offered = buttons | {button.casefold(): button for button, _ in message.buttons}
            self._buttons |= self._offered

    async def _do(self, turn: Turn) -> str:
        """Carry it out; what of it is not supported."""
        if isinstance(turn.deed, Said):
            await self._customer(turn.deed)
            return ""
        if isinstance(turn.deed, Wrote):
            await self._agent_wrote(turn.deed)
            return ""
        if isinstance(turn.deed, OnTicket):
            await self._on_ticket(turn.deed)
            return ""
        return await self._done(turn.deed)

    async def _customer(self, said: Said) -> None:
        text = said.text.replace(NUMBER, self._number)
        label = said.button or text
        known = self._buttons if said.button else self._offered
        button = known.get(label.casefold()) if not said.files else None
        if button is not None:
            await self._road.press(button, label)
        elif said.button:
            raise CannotBeDone(f"no button {said.button!r} was shown")
        else:
            await self._road.write(replace(said, text=text))

    async def _agent_wrote(self, wrote: Wrote) -> None:
        agent = await self._agent("")
        message_id = f"desk:{self._conversation}:{next(self._numbers)}"
        write = self._service.desk.note if wrote.note else self._service.desk.reply
        await write(agent, self._conversation, message_id, wrote.text)

    async def _on_ticket(self, deed: OnTicket) -> None:
        """At the desk's page about the newest ticket."""
        found = await self._service.records.whole_ticket(self._number)
        if found is None:
            raise CannotBeDone("there is no ticket")
        _, ticket = found
        agent = await self._agent(deed.agent, ticket.department)
        until = {name: self._stand.now_ms + int(s * 1000) for name, s in deed.ahead.items()}
        # A script names a party by its kind.
        parties = {party.kind: party.id for party in ticket.parties}
        party = {n: parties.get(kind, kind) for n, kind in deed.fields.items() if n == "party"}
        fields = {**deed.fields, **until, **party}
        given = {"kind": deed.kind, "id": f"script-{next(self._numbers):04}", "fields": fields}
        await self._service.tickets.do(agent, self._number, given)

    async def _done(self, deed: Done) -> str:
        if deed.verb in ("opens", "closes"):
            await self._turn_office(opens=deed.verb == "opens")
            return ""
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

    async def _turn_office(self, *, opens: bool) -> None:
        """The one that the customer waits for, else that of the greeting."""
        state, handoff = await self._service.log.state(self._conversation), await self._handoff()
        department = handoff.department if handoff else ""
        language = state.language if state else ""
        at = next_turn(self._stand, department, language, opens=opens)
        if at is None:
            raise CannotBeDone("this department never closes")
        await self._stand.advance(at, self._conversation)

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

    async def _agent(self, name: str, department: str = "") -> Agent:
        """The one of that name, else who holds the conversation, else who is free first.

        Free are those of ``department``, or of the one that is asked for a person.
        """
        handoff = await self._handoff()
        holder = handoff.agent_id if handoff else ""
        wanted = department or (handoff.department if handoff else "")
        for agent in self._agents:
            if agent.name == name or (not name and holder and agent.id == holder):
                return agent
        for agent in self._agents:
            works_there = not wanted or wanted in (agent.departments or [wanted])
            if works_there and await self._service.desk.presence(agent) == "available":
                return agent
        raise CannotBeDone("no agent of the setup is free for it")

    async def _handoff(self) -> Handoff | None:
        state = await self._service.log.state(self._conversation)
        return state.handoff if state else None
