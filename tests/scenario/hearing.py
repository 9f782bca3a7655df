"""What both sides of a story share: a browser, an ear at a socket, the look of a text."""

import asyncio
import re
from contextlib import suppress
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType

from handoff.rules.texts import Content, slots_of
from tests.scenario.stand import WITHIN_S

Frame = dict[str, Any]
PLATFORM = "short_video"


class Ear:
    """Reads a socket in the background; ``until`` waits for what is to be heard."""

    def __init__(self, ws: ClientWebSocketResponse) -> None:
        self.ws = ws
        self.frames: list[Frame] = []
        self.is_over = False
        self._news = asyncio.Condition()
        self._task = asyncio.create_task(self._listen())

    async def until(self, what: str, heard: Any) -> Any:
        """The first true value of ``heard()``, asked again after every frame."""
        async with self._news:
            with suppress(TimeoutError):
                async with asyncio.timeout(WITHIN_S):
                    return await self._news.wait_for(heard)
        raise AssertionError(f"{what} was not seen; last frames: {self.frames[-6:]}")

    async def close(self) -> None:
        await self.ws.close()
        await self._task

    async def _listen(self) -> None:
        async for message in self.ws:
            if message.type is WSMsgType.TEXT:
                async with self._news:
                    self.frames.append(message.json())
                    self._news.notify_all()
        async with self._news:
            self.is_over = True
            self._news.notify_all()


def pattern_of(content: Content, wanted: str, language: str) -> str:
    """What a content text, an answer (``answer:<topic>``) or plain words look like on a screen."""
    if wanted.startswith("answer:"):
        topic = wanted.removeprefix("answer:")
        return re.escape(content.render_answer(topic, language, PLATFORM))
    if wanted not in content.texts:
        return re.escape(wanted)
    unknown = slots_of(content.texts[wanted][language]) - content.policy.keys()
    text = content.render_text(wanted, language, dict.fromkeys(unknown, "\x00"))
    return re.escape(text).replace("\x00", ".*?")


def a_browser() -> ClientSession:
    return ClientSession(cookie_jar=CookieJar(unsafe=True))
