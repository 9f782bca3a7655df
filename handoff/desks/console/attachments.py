"""Files that customers sent, given to the agents who may see the conversation, as downloads."""

from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import quote

from aiohttp import web

from handoff.desks.console.frames import discarded_key
from handoff.desks.console.guard import HEADERS, Guard
from handoff.errors import Refused, StoreUnavailable
from handoff.ports import Agent, Files, Log
from handoff.ports_desk import DeskService
from handoff.records.sql import SqlRecords
from handoff.rules.codec import from_plain
from handoff.rules.ids import ConversationId
from handoff.rules.messages import FileRef

PAGE = 200
Read = Callable[[str], Awaitable[AsyncIterator[bytes]]]
_NOTHING = "default-src 'none'; sandbox"
_THUMBNAIL = {"Content-Type": "image/webp", "Content-Security-Policy": _NOTHING}


class Attachments:
    """Serves ``/api/desk/files/{conversation}/{key}``, and below it a picture's ``thumbnail``."""

    def __init__(
        self, guard: Guard, desk: DeskService, log: Log, files: Files, records: SqlRecords
    ) -> None:
        self._guard = guard
        self._desk = desk
        self._log = log
        self._files = files
        self._records = records

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Stream one file, as a download."""
        return await self._send(request, self._files.open, _headers)

    async def serve_thumbnail(self, request: web.Request) -> web.StreamResponse:
        """A small picture, shown in place: made by ourselves of pixels alone."""
        return await self._send(request, self._files.thumbnail, lambda _: _THUMBNAIL)

    async def _send(
        self, request: web.Request, read: Read, headers: Callable[[FileRef], dict[str, str]]
    ) -> web.StreamResponse:
        """404 for all that this agent may not see, so that nothing is learnt."""
        agent = (await self._guard.get(request)).agent
        conversation = ConversationId(request.match_info["conversation"])
        try:
            file = await self._seen(agent, conversation, request.match_info["key"])
            chunks = await read(file.key)
        except Refused as refusal:
            raise web.HTTPNotFound(text="No such file.") from refusal
        except StoreUnavailable as error:
            raise web.HTTPServiceUnavailable(text="Try again.") from error
        response = web.StreamResponse(headers=HEADERS | headers(file))
        await response.prepare(request)
        async for chunk in chunks:
            await response.write(chunk)
        return response

    async def _seen(self, agent: Agent, conversation: ConversationId, key: str) -> FileRef:
        """A file of a chat that the agent has or may take, or of a ticket of their department."""
        cards = [*await self._desk.mine(agent), *await self._desk.waiting(agent)]
        if any(card.conversation == conversation for card in cards):
            return await find_file(self._log, conversation, key)
        for ticket in await self._records.tickets_of(conversation):
            if agent.departments and ticket["department"] not in agent.departments:
                continue
            for file in ticket.get("evidence", []):
                if file["key"] == key and "discarded" not in file:
                    return from_plain(FileRef, file)
        raise Refused("desk_not_yours")


async def find_file(log: Log, conversation: ConversationId, key: str) -> FileRef:
    """A file of the conversation that no agent has deleted. Raises ``Refused``."""
    last, found = 0, None
    while entries := await log.read(conversation, last, PAGE):
        for _, entry in entries:
            if discarded_key(entry) == key:
                raise Refused("desk_file_gone")
            found = next((file for file in entry.files if file.key == key), found)
        last = entries[-1][0]
    if found is None:
        raise Refused("desk_file_gone")
    return found


async def discard(
    records: SqlRecords,
    desk: DeskService,
    agent: Agent,
    conversation: ConversationId,
    file: FileRef,
    why: str,
) -> None:
    """Delete a file for good. The hash in the audit tells that the same file came again."""
    # The audit first: a deed without a trace is worse than a trace of a deed that failed.
    audit_id, facts = f"discard:{conversation}:{file.key}", {"key": file.key, "why": why}
    await records.record_audit(
        audit_id, agent.id, "file_discarded", conversation, **facts, sha256=file.sha256
    )
    await desk.discard_file(agent, conversation, file, why)


def _headers(file: FileRef) -> dict[str, str]:
    return {
        "Content-Type": file.media_type,
        "Content-Length": str(file.size),
        # Never shown in place: a picture may be a page with a script in it.
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": _NOTHING,
    }
