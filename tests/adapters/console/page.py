"""A desk page as the server sees it: HTTP with a cookie, and the socket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType

from handoff.ports import Agent
from handoff.records.sql import SqlRecords

WAIT_S = 5


class Page:
    """One signed-in browser."""

    def __init__(self, http: ClientSession, address: str) -> None:
        self.http = http
        self.address = address
        self.socket: ClientWebSocketResponse | None = None
        self.frames: list[dict[str, Any]] = []
        self._refs = 0

    async def connect(self, language: str = "en") -> None:
        url = f"{self.address}/api/desk/socket?language={language}"
        self.socket = await self.http.ws_connect(url, headers={"Origin": self.address})

    async def ask(self, **frame: Any) -> dict[str, Any]:
        self._refs += 1
        ref = f"r{self._refs}"
        await self.socket.send_str(json.dumps(frame | {"ref": ref}))
        return await self.until(lambda got: got.get("ref") == ref)

    async def until(self, wanted) -> dict[str, Any]:
        """The first frame, seen already or still to come, that is wanted."""
        for frame in self.frames:
            if wanted(frame):
                self.frames.remove(frame)
                return frame
        async with asyncio.timeout(WAIT_S):
            while True:
                message = await self.socket.receive()
                assert message.type is WSMsgType.TEXT, f"closed: {self.socket.close_code}"
                frame = json.loads(message.data)
                if wanted(frame):
                    return frame
                self.frames.append(frame)

    async def of_type(self, kind: str) -> dict[str, Any]:
        return await self.until(lambda frame: frame["type"] == kind)

    async def lines(self, count: int) -> list[dict[str, Any]]:
        """The next lines of transcripts; the desk may send several in one frame."""
        found: list[dict[str, Any]] = []
        while len(found) < count:
            found += (await self.of_type("entries"))["entries"]
        return found

    async def closed(self) -> int:
        """The code in the server's goodbye, else what the client makes of a lost connection.

        Not ``close_code``: that becomes 1006 when the server is gone before the goodbye is
        answered, as it may be when it stops.
        """
        async with asyncio.timeout(WAIT_S * 2):
            while (message := await self.socket.receive()).type is WSMsgType.TEXT:
                pass
        return message.data if message.type is WSMsgType.CLOSE else self.socket.close_code


async def sign_in(http: ClientSession, address: str, records: SqlRecords, agent: Agent) -> None:
    code = await records.make_sign_in_code(agent.id)
    answer = await http.post(
        f"{address}/desk/sign-in",
        data={"code": code},
        headers={"Origin": address},
        allow_redirects=False,
    )
    assert answer.status == 303


@asynccontextmanager
async def signed_in_page(running: Any, agent: Agent, language: str = "en") -> AsyncIterator[Page]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        await sign_in(http, running.address, running.records, agent)
        page = Page(http, running.address)
        await page.connect(language)
        yield page
        await page.socket.close()
