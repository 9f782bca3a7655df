"""An agent at the web desk who takes chats, answers every message once and hands back.

The page may lose the service at any moment: it comes back, and what was not acknowledged is sent
again under the same ``client_id``.
"""

import asyncio
import random
import time
from contextlib import suppress
from typing import Any
from uuid import uuid4

from aiohttp import ClientError, ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType

from handoff.ports import Agent
from tests.faults.whole.history import AgentHistory, Reply

Frame = dict[str, Any]

ANSWER_S = 12.0
COMES_BACK_AFTER_S = 1.0
LOOKS_EVERY_S = 1.0
JOINED = "has joined"


class Lost(Exception):
    """The connection went before the answer came."""


class DeskAgent:
    """``run`` until cancelled; set ``closing`` to take nobody new."""

    def __init__(self, url: str, agent: Agent, sign_in_code: str, seed: int) -> None:
        self.history = AgentHistory(agent.name)
        self.closing = False
        self._url = url
        self._agent = agent
        self._code = sign_in_code
        self._random = random.Random(seed)
        self._ws: ClientWebSocketResponse | None = None
        self._lists: Frame = {"waiting": [], "mine": []}
        self._lines: dict[str, dict[int, Frame]] = {}
        self._replied: set[str] = set()
        self._answers: dict[str, asyncio.Future[Frame]] = {}
        self._ended: dict[str, int] = {}
        self._news = asyncio.Event()

    async def run(self) -> None:
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
            await self._sign_in(http)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._stay(http))
                tasks.create_task(self._work())

    @property
    def is_done(self) -> bool:
        return not self._lists["mine"]

    async def _sign_in(self, http: ClientSession) -> None:
        async with http.post(
            f"{self._url}/desk/sign-in", data={"code": self._code}, headers={"Origin": self._url},
            allow_redirects=False,
        ) as answer:  # fmt: skip
            assert answer.status == 303, f"{self.history.name} cannot sign in: {answer.status}"

    async def _stay(self, http: ClientSession) -> None:
        while True:
            with suppress(ClientError, OSError, TimeoutError):
                async with asyncio.timeout(ANSWER_S):
                    ws = await http.ws_connect(
                        f"{self._url}/api/desk/socket",
                        headers={"Origin": self._url},
                        heartbeat=20.0,
                    )
                await self._listen(ws)
            self._forget()
            await asyncio.sleep(COMES_BACK_AFTER_S)

    async def _listen(self, ws: ClientWebSocketResponse) -> None:
        self._ws = ws
        self.history.connections += 1
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    self._hear(message.json())
        finally:
            await ws.close()

    def _forget(self) -> None:
        """The page starts afresh; whoever waits for an answer learns that none will come."""
        self._ws = None
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(Lost())

    def _hear(self, frame: Frame) -> None:
        match frame["type"]:
            case "lists":
                self._lists = frame
            case "entries":
                lines = self._lines.setdefault(frame["conversation"], {})
                lines |= {line["seq"]: line for line in frame["entries"]}
            case "done" | "refused":
                answer = self._answers.get(frame.get("ref", ""))
                if answer is not None and not answer.done():
                    answer.set_result(frame)
        self._news.set()

    async def _ask(self, kind: str, **fields: str) -> Frame:
        """One wish and the answer to it. Raises ``Lost``."""
        if self._ws is None:
            raise Lost
        ref = uuid4().hex
        self._answers[ref] = asyncio.get_running_loop().create_future()
        try:
            await self._ws.send_json({"type": kind, "ref": ref, **fields})
            return await asyncio.wait_for(self._answers[ref], ANSWER_S)
        except (ClientError, ConnectionError, TimeoutError) as error:
            if self._ws is not None:
                await self._ws.close()
            raise Lost from error
        finally:
            # Also lets go of the exception of an answer that nobody waits for any more.
            self._answers.pop(ref).cancel()

    async def _work(self) -> None:
        """Look at everything after each piece of news, and now and then without one."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOKS_EVERY_S):
                    await self._news.wait()
            self._news.clear()
            with suppress(Lost):
                await self._take()
                for card in list(self._lists["mine"]):
                    await self._look_after(card["conversation"])

    async def _take(self) -> None:
        waiting, mine = self._lists["waiting"], self._lists["mine"]
        if self.closing or not waiting or len(mine) >= self._agent.capacity:
            return
        # Not all agents reach for the same one.
        card = self._random.choice(waiting[:3])
        answer = await self._ask("claim", conversation=card["conversation"])
        self.history.taken += answer["type"] == "done"

    async def _look_after(self, conversation: str) -> None:
        lines = self._lines.get(conversation, {})
        joined = [n for n, line in lines.items() if self._is_mine_to_begin(line)]
        begin = max(joined, default=0)
        if not begin or self._ended.get(conversation) == begin:
            return
        written = [line for n, line in sorted(lines.items()) if n > begin]
        asked = [line for line in written if line["from"] == "customer"]
        for line in asked:
            if line["id"] not in self._replied:
                await self._reply(conversation, line)
        if self.closing or len(asked) >= self._random.randint(3, 6):
            await self._hand_back(conversation, begin)

    def _is_mine_to_begin(self, line: Frame) -> bool:
        return line["from"] == "system" and f"{self._agent.name} {JOINED}" in line["text"]

    async def _reply(self, conversation: str, line: Frame) -> None:
        number = line["text"].rpartition("[")[2].rstrip("]")
        client_id = "re-" + line["id"].rpartition(":")[2]
        text = f"Answer to {number}"
        answer = await self._ask("reply", conversation=conversation, client_id=client_id, text=text)
        if answer["type"] == "refused":
            self.history.refused.append(answer["text"])
            return
        self._replied.add(line["id"])
        reply = Reply(answer["message_id"], conversation, line["id"], time.monotonic())
        self.history.replies.append(reply)

    async def _hand_back(self, conversation: str, begin: int) -> None:
        given = {"conversation": conversation, "reason": "bot_can", "done": ""}
        answer = await self._ask("hand_back", **given)
        if answer["type"] == "done":
            self._ended[conversation] = begin
            self.history.handed_back += 1
