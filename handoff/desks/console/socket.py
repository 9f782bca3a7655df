"""One open desk page: its wishes come in, the lists and conversations it may see go out."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from handoff.desks.console.followers import Follower, keep_looking
from handoff.desks.console.frames import (
    BadFrame,
    Frame,
    agent_frame,
    lists_frame,
    offer_frame,
    read_frame,
)
from handoff.desks.console.parts import Parts, asked_of, seen_beside, takes_over
from handoff.desks.gathered import gathered
from handoff.errors import FootbridgeError, Refused
from handoff.ports import Agent
from handoff.ports_desk import Card, Offered
from handoff.records.agents import SUPERVISORS
from handoff.records.sessions import DeskSession
from handoff.rules.ids import ConversationId

SIGNED_OUT = 4401
"""Close code: the session ended; the page shows the sign-in hint instead of coming back."""
BAD_FRAME = 4400
SEND_S = 10.0
"""A page that takes no bytes for so long is dropped; it comes back and starts afresh."""
SIGN_OF_LIFE_S = 8.0
"""How often an open page says that its agent is there; it looks around more often than that."""

logger = logging.getLogger(__name__)


class SignedOut(Exception):
    """The session behind the socket has ended."""


class DeskSocket:
    """Lives as long as the connection. All it knows can be lost: a new one starts afresh."""

    def __init__(
        self,
        parts: Parts,
        ws: web.WebSocketResponse,
        load_session: Callable[[], Awaitable[DeskSession | None]],
        language: str,
        act: Callable[["DeskSocket", Agent, Frame], Awaitable[dict[str, Any]]],
    ) -> None:
        self.parts = parts
        self.language = language
        self.opened: ConversationId | None = None
        self._closing: asyncio.Future[bool] | None = None
        self._ws = ws
        self._load_session = load_session
        self._act = act
        self._followers: dict[ConversationId, tuple[Follower, asyncio.Task[None]]] = {}
        self._mine: set[ConversationId] = set()
        self._lists: dict[str, Any] = {}
        self._offer: tuple[str | None, str] = (None, "")
        self._alive_s = -SIGN_OF_LIFE_S
        self._unused = ""
        self._in_trouble = False
        self._lists_watch = parts.desk.watch()
        self._updating = asyncio.Lock()

    async def run(self) -> None:
        """Until the page goes, the session ends or the page talks nonsense."""
        session = await self._load_session()
        if session is None:
            await self._ws.close(code=SIGNED_OUT)
            return
        await self.send(self._ready(session.agent))
        pusher = asyncio.create_task(
            keep_looking(self._lists_watch, self.push_lists, self._report_trouble)
        )
        pusher.add_done_callback(self._end_with)
        try:
            await self._read()
        finally:
            tasks = [pusher, *(task for _, task in self._followers.values())]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _ready(self, agent: Agent) -> dict[str, Any]:
        # The page counts waiting times by our clock; the agent's own may be wrong.
        now_ms = int(time.time() * 1000)
        shows_files = self.parts.shows_files
        shown = {"files": shows_files, "takes_over": takes_over(self.parts, agent)}
        return {"type": "ready", "agent": agent_frame(agent), "now": now_ms, **shown}

    async def _read(self) -> None:
        async for message in self._ws:
            if message.type is not WSMsgType.TEXT:
                break
            try:
                await self._handle(read_frame(message.data))
            except BadFrame as error:
                await self._ws.close(code=BAD_FRAME, message=str(error).encode())
            except SignedOut:
                await self._ws.close(code=SIGNED_OUT)

    async def _handle(self, frame: Frame) -> None:
        """Check the session again, do the deed, answer with ``done`` or ``refused``."""
        try:
            answer = await self._act(self, await self._agent(), frame)
        except Refused as refusal:
            answer = {"type": "refused", "text": self._say(refusal.text_id, refusal.values)}
        except FootbridgeError as error:
            logger.warning("desk: %s was not done: %s", frame.type, error)
            answer = {"type": "refused", "text": self._say("desk_try_again", {}), "again": True}
        await self.send({"type": "done"} | answer | {"ref": frame.ref})

    async def push_lists(self) -> None:
        """Send both lists if they changed, and follow the conversations that may be seen.

        One at a time: hints and deeds both lead here.
        """
        async with self._updating:
            await self._push_lists()

    async def _push_lists(self) -> None:
        agent = await self._agent()
        desk = self.parts.desk
        waiting, mine = await desk.waiting(agent), await desk.mine(agent)
        await self._give_sign_of_life(agent)
        offered = await desk.offered(agent)
        asked = await asked_of(self.parts, agent)
        lists = lists_frame(await desk.presence(agent), waiting, mine, asked)
        if self._in_trouble:
            self._in_trouble = False
            await self.send({"type": "trouble", "on": False})
        if lists != self._lists:
            await self.send(lists)
            self._lists = lists
        await self._push_offer(offered)
        await self._push_content(agent)
        may_see = {card.conversation: card for card in [*waiting, offered.card] if card}
        if self.opened and self.opened not in {*may_see, *(card.conversation for card in mine)}:
            beside = await seen_beside(self.parts, agent, self.opened)
            may_see |= {beside.conversation: beside} if beside else {}
        await self._follow(may_see, mine)

    async def _give_sign_of_life(self, agent: Agent) -> None:
        if time.monotonic() - self._alive_s >= SIGN_OF_LIFE_S:
            await self.parts.desk.is_here(agent)
            self._alive_s = time.monotonic()

    async def _push_offer(self, offered: Offered) -> None:
        """Only a change of it: the page itself counts the seconds down."""
        shown = (offered.card.handoff_id if offered.card else None, offered.said)
        if shown != self._offer:
            await self.send(offer_frame(offered))
            self._offer = shown

    async def _push_content(self, agent: Agent) -> None:
        """Who is responsible hears that an edit is not in use, and when it is."""
        unused = self.parts.unused() if agent.role in SUPERVISORS else ""
        if unused != self._unused:
            await self.send({"type": "content", "problem": unused})
            self._unused = unused

    async def card_of(self, agent: Agent, conversation: str) -> Card:
        """The card of a conversation this agent may see now. Raises ``Refused``."""
        desk = self.parts.desk
        for card in [*await desk.mine(agent), *await desk.waiting(agent)]:
            if card.conversation == conversation:
                return card
        offer = (await desk.offered(agent)).card
        if offer and offer.conversation == conversation:
            return offer
        raise Refused("desk_not_yours")

    async def readable_card(self, agent: Agent, conversation: ConversationId) -> Card:
        """The same, of those as well that may only be read. Raises ``Refused``."""
        with suppress(Refused):
            return await self.card_of(agent, conversation)
        if card := await seen_beside(self.parts, agent, conversation):
            return card
        raise Refused("desk_not_yours")

    async def open(self, card: Card) -> None:
        """Show a conversation; the one shown before is let go unless it is the agent's own."""
        async with self._updating:
            self.opened = card.conversation
            await self._let_go()
            if card.conversation not in self._followers:
                self._start_following(card)

    async def close_opened(self) -> None:
        """Show none. It is let go at once, so that it comes whole when it is opened again."""
        async with self._updating:
            self.opened = None
            await self._let_go()

    async def send(self, frame: dict[str, Any]) -> None:
        if not self._ws.closed:
            try:
                async with asyncio.timeout(SEND_S):
                    await self._ws.send_json(frame)
            except (TimeoutError, ConnectionError):
                await self._ws.close()

    async def _agent(self) -> Agent:
        session = await self._load_session()
        if session is None:
            raise SignedOut
        return session.agent

    async def _follow(self, waiting: dict[ConversationId, Card], mine: list[Card]) -> None:
        wanted = {card.conversation: card for card in mine}
        self._mine = set(wanted)
        if self.opened and self.opened not in wanted and self.opened in waiting:
            wanted[self.opened] = waiting[self.opened]
        for conversation in self._followers.keys() - wanted.keys():
            await self._leave(conversation)
        for conversation, card in wanted.items():
            if conversation not in self._followers:
                self._start_following(card)
            follower, _ = self._followers[conversation]
            if follower.card != card:
                follower.card = card
                await follower.look()

    async def _let_go(self) -> None:
        """Follow only what is the agent's own or opened."""
        for conversation in self._followers.keys() - self._mine - {self.opened}:
            await self._stop_following(conversation)

    async def _leave(self, conversation: ConversationId) -> None:
        """The chat is somebody else's now, or over: say so and show nothing more of it."""
        await self._stop_following(conversation)
        state = await self.parts.log.state(conversation)
        holder = state.handoff.agent_name if state and state.handoff else ""
        await self.send({"type": "left", "conversation": conversation, "holder": holder})
        if self.opened == conversation:
            self.opened = None

    def _start_following(self, card: Card) -> None:
        parts, conversation = self.parts, card.conversation
        titles, answers = self.title, self._answers
        follower = Follower(
            conversation, parts.log, parts.records, self.send, titles, answers, parts.covers
        )
        follower.card = card
        looking = keep_looking(parts.log.watch(conversation), follower.look, self._report_trouble)
        task = asyncio.create_task(looking)
        task.add_done_callback(self._end_with)
        self._followers[conversation] = (follower, task)

    async def _stop_following(self, conversation: ConversationId) -> None:
        _, task = self._followers.pop(conversation, (None, None))
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _report_trouble(self, error: FootbridgeError) -> None:
        if not self._in_trouble:
            self._in_trouble = True
            logger.warning("desk: cannot look: %s", error)
            await self.send({"type": "trouble", "on": True})

    def _end_with(self, task: asyncio.Task[None]) -> None:
        """A background task that ends by itself takes the connection with it."""
        if task.cancelled():
            return
        error = task.exception()
        code = SIGNED_OUT if isinstance(error, SignedOut) else 1011
        if code == 1011:
            logger.error("desk: a page is closed", exc_info=error)
        self._closing = asyncio.ensure_future(self._ws.close(code=code))

    def title(self, topic: str) -> str:
        """The name of an answer; one that the content team took away shows its id in words."""
        with suppress(KeyError):
            if self.parts.topic_title:
                return self.parts.topic_title(topic, self.language)
        return topic.replace("_", " ").capitalize()

    def _answers(self, ticket: dict[str, Any]) -> list[dict[str, Any]]:
        return gathered(ticket, self.parts.forms(), lambda text: self._say(text, {}), story=True)

    def _say(self, text_id: str, values: dict[str, str]) -> str:
        return self.parts.texts(text_id, self.language, values)
