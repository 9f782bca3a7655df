"""The page about figures over HTTP."""

from typing import Any

from aiohttp import web

from handoff.desks.console.figures import FigureDesk
from handoff.desks.console.guard import Guard, Handler
from handoff.desks.console.json_pages import JsonPages, Language, csv_response
from handoff.desks.console.parts import Texts
from handoff.errors import FootbridgeError, Refused
from handoff.ports import Agent


class FigurePages(JsonPages):
    """Routes below ``/desk/figures`` and ``/api/desk/figures``."""

    def __init__(self, guard: Guard, desk: FigureDesk, texts: Texts, language: Language) -> None:
        super().__init__(guard, texts, language)
        self._desk = desk

    def table(self) -> list[tuple[str, str, Handler]]:
        return [
            ("GET", "/desk/figures", self._page("figures.html")),
            ("GET", "/api/desk/figures", self._answering(self._shown)),
            ("GET", "/api/desk/figures/{name:handoffs|agents}.csv", self._csv),
        ]

    async def _shown(self, request: web.Request, agent: Agent) -> Any:
        return await self._desk.view(agent, request.query, self._language(request))

    async def _csv(self, request: web.Request) -> web.StreamResponse:
        agent = (await self._guard.get(request)).agent
        try:
            sheet = await self._desk.sheet(agent, request.query, request.match_info["name"])
        except Refused as refusal:
            return self._refused(request, refusal, 409)
        except FootbridgeError:
            return self._refused(request, Refused("desk_try_again"), 503)
        return csv_response(*sheet)
