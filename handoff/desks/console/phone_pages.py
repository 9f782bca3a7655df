"""The page on which agents take down complaints from the phone, over HTTP."""

from typing import Any

from aiohttp import web

from handoff.desks.console.guard import Guard, Handler
from handoff.desks.console.json_pages import JsonPages, Language
from handoff.desks.console.parts import Texts
from handoff.desks.console.phone import PhoneDesk
from handoff.ports import Agent


class PhonePages(JsonPages):
    """Routes ``/desk/phone`` and ``/api/desk/phone``."""

    def __init__(self, guard: Guard, desk: PhoneDesk, texts: Texts, language: Language) -> None:
        super().__init__(guard, texts, language)
        self._desk = desk

    def table(self) -> list[tuple[str, str, Handler]]:
        return [
            ("GET", "/desk/phone", self._page("phone.html")),
            ("GET", "/api/desk/phone", self._answering(self._choices)),
            ("GET", "/api/desk/phone/{type}", self._answering(self._fields)),
            ("POST", "/api/desk/phone", self._answering(self._store)),
        ]

    async def _choices(self, request: web.Request, agent: Agent) -> Any:
        return self._desk.choices(self._language(request))

    async def _fields(self, request: web.Request, agent: Agent) -> Any:
        platform, spoken = request.query.get("platform", ""), request.query.get("spoken", "")
        kind, language = request.match_info["type"], self._language(request)
        return self._desk.fields(kind, platform, language, spoken)

    async def _store(self, request: web.Request, agent: Agent) -> Any:
        given = await self._given(request)
        return await self._desk.store(agent, given, self._language(request))
