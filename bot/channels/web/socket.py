"""One open socket: hello, then reading what the customer sends while sending what is new.

The log is the truth. The socket only remembers how far it has sent, so nothing is lost with it:
a widget that comes back says what it has and gets the rest.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from time import monotonic

from aiohttp import WSCloseCode, WSMsgType, web

from bot.channels.web import protocol
from bot.channels.web.gate import Pace
from bot.channels.web.intake import Intake
from bot.channels.web.protocol import BadFrame, Frame, Hello, Ping
from bot.channels.web.wiring import Visit, Wiring, known_language
from handoff.errors import StoreUnavailable
from handoff.rules.messages import Audience

_logger = logging.getLogger(__name__)

_PAGE = 200


class Closing(Exception):
    """The socket has to end; ``code`` tells the widget what to do next."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class SlowReader(Exception):
    """The other side does not read; it resumes later by ``after``."""


@dataclass
class _Told:
    """What was sent last, to send changes only."""

    seq: int
    status: Frame | None = None
    typing: Frame | None = None


class CustomerSocket:
    """The talk over one accepted WebSocket."""

    def __init__(self, ws: web.WebSocketResponse, wiring: Wiring) -> None:
        self._ws = ws
        self._wiring = wiring
        self._intake = Intake(wiring)
        settings = wiring.settings
        self._pace = Pace(settings.frames_per_s, settings.frames_burst)

    async def greet(self, address: str) -> tuple[Visit, int]:
        """Read the first frame: who is it, and the sequence number to go on after.

        Raises ``Closing``.
        """
        try:
            async with asyncio.timeout(self._wiring.settings.hello_timeout_s):
                hello = await self._read()
        except TimeoutError as error:
            raise Closing(protocol.CLOSE_NO_HELLO, "no hello in time") from error
        if not isinstance(hello, Hello):
            raise Closing(protocol.CLOSE_BAD_FRAME, "the first frame is no hello")
        session = self._wiring.tokens.load(hello.token)
        if session is None:
            raise Closing(protocol.CLOSE_BAD_TOKEN, "the token is not valid")
        return Visit(session, address, known_language(hello.language)), hello.after

    async def talk(self, visit: Visit, after: int) -> None:
        """Serve the tab until it goes. Raises ``Closing`` or ``SlowReader``."""
        told = await self._resume(visit, after)
        follow = asyncio.create_task(self._follow(visit, told))
        listen = asyncio.create_task(self._listen(visit))
        try:
            done, _ = await asyncio.wait({follow, listen}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (follow, listen):
                task.cancel()
            await asyncio.gather(follow, listen, return_exceptions=True)
        for task in done:
            task.result()

    async def say(self, frame: Frame) -> None:
        """Send one frame. Raises ``SlowReader`` when the send buffer stays full."""
        try:
            async with asyncio.timeout(self._wiring.settings.slow_reader_s):
                await self._ws.send_json(frame)
        except TimeoutError as error:
            raise SlowReader from error

    async def _resume(self, visit: Visit, after: int) -> _Told:
        conversation, log = visit.session.conversation, self._wiring.log
        try:
            reset = after > 0 and not await log.read(conversation, after - 1, 1)
            first = await log.read(conversation, 0 if reset else after, _PAGE)
            state = await log.state(conversation)
        except StoreUnavailable as error:
            raise Closing(protocol.CLOSE_TRY_LATER, "the store does not answer") from error
        start = 0 if reset else after
        last = first[-1][0] if first else start
        await self.say(protocol.ready_frame(conversation, state, last, reset=reset))
        return _Told(start)

    async def _follow(self, visit: Visit, told: _Told) -> None:
        seen_s = -inf
        with self._wiring.log.watch(visit.session.conversation) as changed:
            while True:
                changed.clear()
                if monotonic() - seen_s >= self._wiring.settings.sign_of_life_s:
                    seen_s = monotonic()
                    await self._give_sign(visit)
                with suppress(StoreUnavailable):
                    await self._send_news(visit, told)
                with suppress(TimeoutError):
                    # The hint may be lost; the poll is what can be relied on.
                    async with asyncio.timeout(self._wiring.settings.poll_s):
                        await changed.wait()

    async def _give_sign(self, visit: Visit) -> None:
        """The chat is open: what is said here is read, and need not go another way as well."""
        if self._wiring.presence:
            with suppress(StoreUnavailable):
                await self._wiring.presence.is_seen(visit.session.conversation)

    async def _send_news(self, visit: Visit, told: _Told) -> None:
        conversation, log = visit.session.conversation, self._wiring.log
        while page := await log.read(conversation, told.seq, _PAGE):
            for seq, entry in page:
                if entry.audience is Audience.ALL:
                    await self.say(protocol.entry_frame(seq, entry))
                told.seq = seq
        state = await log.state(conversation)
        status = protocol.status_frame(state, int(self._wiring.now() * 1000))
        typing = protocol.typing_frame(state)
        if status != told.status:
            told.status = status
            await self.say(status)
        if typing != (told.typing or protocol.typing_frame(None)):
            told.typing = typing
            await self.say(typing)

    async def _listen(self, visit: Visit) -> None:
        while True:
            frame = await self._read()
            if not self._pace.has_room():
                raise Closing(protocol.CLOSE_TOO_MANY, "too many frames")
            if not self._wiring.tokens.is_live(visit.session):
                raise Closing(protocol.CLOSE_BAD_TOKEN, "the token has ended")
            if isinstance(frame, Hello):
                raise Closing(protocol.CLOSE_BAD_FRAME, "a second hello")
            if isinstance(frame, Ping):
                await self.say({"type": "pong"})
            elif answer := await self._intake.take(visit, frame):
                await self.say(answer)

    async def _read(self) -> Hello | protocol.Wish | Ping:
        message = await self._ws.receive()
        if message.type is not WSMsgType.TEXT:
            if message.type is WSMsgType.BINARY:
                raise Closing(protocol.CLOSE_BAD_FRAME, "a binary frame")
            raise Closing(self._ws.close_code or WSCloseCode.OK, "gone")
        try:
            return protocol.read_frame(message.data)
        except BadFrame as error:
            _logger.info("bad frame from a widget: %s", error)
            raise Closing(protocol.CLOSE_BAD_FRAME, str(error)) from error
