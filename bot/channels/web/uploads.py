"""``POST /api/web/files``: one file of a customer, stored and put into the conversation.

Asked with a form of ``token``, ``client_id`` (a UUID), ``language`` and ``file``, in this order.
Answered with ``{stored: client_id}`` once the inbox has it; sent again under the same ``client_id``
it makes no second message. A refusal is ``{error, text}``, with ``retry_after_s`` where the widget
shall try again by itself.
"""

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.channels.file_limit import FileLimit
from bot.channels.web.gate import Slots, client_address, is_allowed_origin
from bot.channels.web.protocol import is_client_id, message_id
from bot.channels.web.sessions import Sessions
from bot.channels.web.tokens import Session
from bot.channels.web.wiring import Wiring, known_language
from handoff.errors import Refused, StoreUnavailable
from handoff.ports import Files
from handoff.rules.events import CustomerWrote
from handoff.rules.evidence import Evidence
from handoff.rules.messages import FileRef

_logger = logging.getLogger(__name__)

_AT_ONCE = 2
"""Files of one conversation on their way at the same time: two tabs."""
_BUSY_RETRY_S = 5
_STORING_RETRY_S = 3
_LONGEST_S = 900.0
"""How long one file may take: 50 MB over a slow telephone."""
_DRAIN_S = 60.0
_MOST_FIELDS, _MOST_FIELD_BYTES = 8, 2048
_CHUNK = 256 * 1024
_MB = 1024**2
_BROKEN = (TimeoutError, ValueError, ConnectionError, EOFError, HttpProcessingError)
"""What reading a form raises when it is none, or ends too soon."""


@dataclass(frozen=True)
class WebFiles:
    """What the channel needs to take files: the store, the hourly count, what is accepted now."""

    files: Files
    limit: FileLimit
    evidence: Callable[[], Evidence]


@dataclass(frozen=True)
class _Upload:
    """Whose file it is and what it is; ``part`` is not read yet."""

    session: Session
    client_id: str
    language: str
    part: BodyPartReader


class Uploads:
    """Takes files of customers in a browser."""

    def __init__(self, wiring: Wiring, support: WebFiles, sessions: Sessions) -> None:
        self._wiring = wiring
        self._support = support
        self._sessions = sessions
        self._under_way = Slots(_AT_ONCE)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/web/files", self._serve),
            web.options("/api/web/files", self._sessions.preflight),
        ]

    async def _serve(self, request: web.Request) -> web.Response:
        refuse = self._sessions.refuse
        if not is_allowed_origin(request, self._wiring.allowed_origins):
            return refuse(request, 403, "origin")
        if request.content_length is None or not request.content_type.startswith("multipart/"):
            return refuse(request, 400, "body")
        try:
            async with asyncio.timeout(_LONGEST_S):
                return await self._take(request, request.content_length)
        except _BROKEN:
            return refuse(request, 400, "body")

    async def _take(self, request: web.Request, length: int) -> web.Response:
        fields: dict[str, str] = {}
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or not part.name or len(fields) > _MOST_FIELDS:
                break
            if part.name == "file":
                return await self._take_file(request, length, fields, part)
            fields[part.name] = (await part.read_chunk(_MOST_FIELD_BYTES)).decode()
        return self._sessions.refuse(request, 400, "body")

    async def _take_file(
        self, request: web.Request, length: int, fields: dict[str, str], part: BodyPartReader
    ) -> web.Response:
        session = self._wiring.tokens.load(fields.get("token"))
        if session is None:
            return self._sessions.refuse(request, 401, "token")
        client_id = fields.get("client_id", "")
        if not is_client_id(client_id):
            return self._sessions.refuse(request, 400, "client_id")
        upload = _Upload(session, client_id, known_language(fields.get("language")), part)
        with self._under_way.one_for(session.conversation) as has_room:
            wait_s = 0 if has_room else _BUSY_RETRY_S
            wait_s = wait_s or await self._wait_s(request)
            if wait_s:
                return await self._refuse(request, upload, "web_too_fast", {}, wait_s)
            return await self._store(request, upload, length)

    async def _wait_s(self, request: web.Request) -> int:
        settings = self._wiring.settings
        address = client_address(request, settings.trusted_proxies)
        with suppress(StoreUnavailable):
            wait = await self._wiring.limits.take(
                f"web:address:{address}",
                per_s=settings.address_per_s,
                burst=settings.address_burst,
            )
            return math.ceil(wait)
        return 0

    async def _store(self, request: web.Request, upload: _Upload, length: int) -> web.Response:
        most_mb = self._support.evidence().most_mb
        try:
            if length > (most_mb + 1) * _MB:
                raise Refused("file_too_big", limit_mb=str(most_mb))
            await self._support.limit.check(upload.session.conversation, length)
            name = upload.part.filename or ""
            file = await self._support.files.save(_chunks(upload.part), name=name)
            await self._accept(upload, file)
        except Refused as refused:
            return await self._refuse(request, upload, refused.text_id, refused.values)
        except StoreUnavailable as error:
            _logger.warning("a file was not stored: %s", error)
            return await self._refuse(request, upload, "web_not_stored", {}, _STORING_RETRY_S)
        return self._sessions.reply(request, {"stored": upload.client_id})

    async def _accept(self, upload: _Upload, file: FileRef) -> None:
        """Into the inbox; a copy that nobody will ever see goes away again."""
        session, files = upload.session, self._support.files
        event_id = message_id(session.conversation, upload.client_id)
        at_ms = int(self._wiring.now() * 1000)
        event = CustomerWrote(
            event_id, "", at_ms, upload.language, session.platform, (file,), handle=session.account
        )
        try:
            is_new = await self._wiring.inbox.accept(session.conversation, event_id, event)
        except Refused:
            await files.delete(file.key)
            raise
        # When the store did not answer it may have it all the same: then the file must stay.
        if not is_new:
            await files.delete(file.key)

    async def _refuse(
        self,
        request: web.Request,
        upload: _Upload,
        reason: str,
        values: dict[str, str],
        wait_s: int = 0,
    ) -> web.Response:
        """The reason in the customer's language, after the rest of the file has come.

        A browser that is still sending hears nothing but a broken connection.
        """
        with suppress(Exception):
            async with asyncio.timeout(_DRAIN_S):
                while not request.content.at_eof() and await request.content.readany():
                    pass
        filled = values | ({"seconds": str(wait_s)} if wait_s else {})
        text = self._wiring.text(reason, upload.language, filled)
        body = {"error": reason, "text": text} | ({"retry_after_s": wait_s} if wait_s else {})
        return self._sessions.reply(request, body, 429 if wait_s else 422)


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    try:
        while chunk := await part.read_chunk(_CHUNK):
            yield chunk
    except (ValueError, OSError, web.HTTPException) as error:
        raise ConnectionError("the file broke off") from error
