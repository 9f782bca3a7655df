"""The page about notices over HTTP."""

from typing import Any

from aiohttp import web

from handoff.desks.console.guard import Guard, Handler
from handoff.desks.console.json_pages import JsonPages, Language
from handoff.desks.console.notices import NoticeDesk
from handoff.desks.console.parts import Texts
from handoff.errors import Refused
from handoff.ports import Agent


class NoticePages(JsonPages):
    """Routes below ``/desk/notices`` and ``/api/desk``; every change answers with all that is."""

    def __init__(self, guard: Guard, desk: NoticeDesk, texts: Texts, language: Language) -> None:
        super().__init__(guard, texts, language)
        self._desk = desk

    def table(self) -> list[tuple[str, str, Handler]]:
        return [
            ("GET", "/desk/notices", self._page("notices.html")),
            ("GET", "/api/desk/notices", self._answering(self._shown)),
            ("POST", "/api/desk/notices", self._answering(self._post)),
            ("POST", "/api/desk/notices/{id}/lift", self._answering(self._lift)),
            ("POST", "/api/desk/notices/{id}/end", self._answering(self._extend)),
            ("GET", "/api/desk/alarms", self._answering(self._count)),
            ("POST", "/api/desk/alarms/{id}", self._answering(self._see)),
        ]

    async def _shown(self, request: web.Request, agent: Agent) -> Any:
        language = self._language(request)
        return await self._desk.shown(agent, language, lambda text: self._say(request, text))

    async def _post(self, request: web.Request, agent: Agent) -> Any:
        await self._desk.post(agent, await self._given(request))
        return await self._shown(request, agent)

    async def _lift(self, request: web.Request, agent: Agent) -> Any:
        await self._given(request)
        await self._desk.lift(agent, request.match_info["id"])
        return await self._shown(request, agent)

    async def _extend(self, request: web.Request, agent: Agent) -> Any:
        await self._desk.extend(agent, request.match_info["id"], await self._given(request))
        return await self._shown(request, agent)

    async def _count(self, request: web.Request, agent: Agent) -> Any:
        return await self._desk.count_alarms(agent)

    async def _see(self, request: web.Request, agent: Agent) -> Any:
        given, alarm = await self._given(request), request.match_info["id"]
        if not alarm.isdecimal():
            raise Refused("desk_notice_gone")
        await self._desk.see(agent, int(alarm), given)
        return await self._shown(request, agent)
