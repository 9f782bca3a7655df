"""Files that customers sent, given to the agents who may see the conversation, as downloads."""

from urllib.parse import quote

from aiohttp import web

from handoff.desks.console.guard import HEADERS, Guard
from handoff.errors import Refused, StoreUnavailable
from handoff.ports import Agent, DeskService, Files, Log
from handoff.rules.ids import ConversationId
from handoff.rules.messages import FileRef

PAGE = 200


class Attachments:
    """Serves ``/api/desk/files/{conversation}/{key}``."""

    def __init__(self, guard: Guard, desk: DeskService, log: Log, files: Files) -> None:
        self._guard = guard
        self._desk = desk
        self._log = log
        self._files = files

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Stream one file; 404 for all that this agent may not see, so that nothing is learnt."""
        agent = (await self._guard.get(request)).agent
        conversation = ConversationId(request.match_info["conversation"])
        try:
            file = await self._find(agent, conversation, request.match_info["key"])
            chunks = await self._files.open(file.key)
        except Refused as refusal:
            raise web.HTTPNotFound(text="No such file.") from refusal
        except StoreUnavailable as error:
            raise web.HTTPServiceUnavailable(text="Try again.") from error
        response = web.StreamResponse(headers=HEADERS | _headers(file))
        await response.prepare(request)
        async for chunk in chunks:
            await response.write(chunk)
        return response

    async def _find(self, agent: Agent, conversation: ConversationId, key: str) -> FileRef:
        """The file, if it was sent in a conversation that this agent sees now."""
        cards = [*await self._desk.mine(agent), *await self._desk.waiting(agent)]
        if any(card.conversation == conversation for card in cards):
            last = 0
            while entries := await self._log.read(conversation, last, PAGE):
                for file in (file for _, entry in entries for file in entry.files):
                    if file.key == key:
                        return file
                last = entries[-1][0]
        raise Refused("desk_not_yours")


def _headers(file: FileRef) -> dict[str, str]:
    return {
        "Content-Type": file.media_type,
        "Content-Length": str(file.size),
        # Never shown in place: a picture may be a page with a script in it.
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
