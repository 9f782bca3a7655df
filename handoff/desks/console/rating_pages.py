"""The page for leads about what customers think, over HTTP."""

from typing import Any

from aiohttp import web

from handoff.desks.console.guard import Guard, Handler
from handoff.desks.console.json_pages import JsonPages, Language, check_supervisor
from handoff.desks.console.parts import Texts
from handoff.desks.console.ticket_pages import period
from handoff.ports import Agent
from handoff.records.sql import SqlRecords


class RatingPages(JsonPages):
    """Routes ``/desk/ratings`` and ``/api/desk/ratings``."""

    def __init__(self, guard: Guard, records: SqlRecords, texts: Texts, language: Language) -> None:
        super().__init__(guard, texts, language)
        self._records = records

    def table(self) -> list[tuple[str, str, Handler]]:
        return [
            ("GET", "/desk/ratings", self._page("ratings.html")),
            ("GET", "/api/desk/ratings", self._answering(self._shown)),
        ]

    async def _shown(self, request: web.Request, agent: Agent) -> Any:
        check_supervisor(agent)
        first, last = period(request.query.get("first", ""), request.query.get("last", ""))
        return (await self._records.ratings(first, last)).as_json()
