"""The pages about tickets and the report over HTTP; all data as JSON, every change checked."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from aiohttp import web

from handoff.desks.console.attachments import discard
from handoff.desks.console.guard import Guard, Handler
from handoff.desks.console.json_pages import JsonPages, Language, check_supervisor, csv_response
from handoff.desks.console.parts import Texts
from handoff.desks.console.tickets import TicketDesk
from handoff.errors import FootbridgeError, Refused
from handoff.ports import Agent
from handoff.ports_desk import DeskService
from handoff.records.ticket_report import Report, rows_of
from handoff.rules.sent_files import DISCARD_REASONS

MOST_DAYS = 400


class TicketPages(JsonPages):
    """Routes below ``/desk/tickets``, ``/desk/report`` and ``/api/desk``."""

    def __init__(
        self,
        guard: Guard,
        desk: TicketDesk,
        chats: DeskService,
        texts: Texts,
        language: Language,
    ) -> None:
        super().__init__(guard, texts, language)
        self._desk = desk
        self._chats = chats

    def table(self) -> list[tuple[str, str, Handler]]:
        return [
            ("GET", "/desk/tickets", self._page("tickets.html")),
            ("GET", "/desk/tickets/{number}", self._page("tickets.html")),
            ("GET", "/desk/report", self._page("report.html")),
            ("GET", "/api/desk/tickets", self._answering(self._list)),
            ("GET", "/api/desk/ticket-choices", self._answering(self._choices)),
            ("GET", "/api/desk/tickets/{number}", self._answering(self._card)),
            ("POST", "/api/desk/tickets/{number}/deeds", self._answering(self._do)),
            ("POST", "/api/desk/tickets/{number}/discard", self._answering(self._discard)),
            ("GET", "/api/desk/report", self._answering(self._report)),
            ("GET", "/api/desk/report.csv", self._csv),
        ]

    async def _list(self, request: web.Request, agent: Agent) -> Any:
        return await self._desk.list(agent, request.query, self._language(request))

    async def _choices(self, request: web.Request, agent: Agent) -> Any:
        language = self._language(request)
        return await self._desk.choices(agent, language, lambda text: self._say(request, text))

    async def _card(self, request: web.Request, agent: Agent) -> Any:
        number, language = request.match_info["number"], self._language(request)
        return await self._desk.card(agent, number, language, lambda text: self._say(request, text))

    async def _do(self, request: web.Request, agent: Agent) -> Any:
        """The ticket after the deed; ``moved`` if its department is none of the agent's now.

        ``masked``: a card number in what was typed was made unreadable.
        """
        given = await self._given(request)
        masked = await self._desk.do(agent, request.match_info["number"], given)
        try:
            return {**await self._card(request, agent), "masked": masked}
        except Refused:
            return {"moved": True, "masked": masked}

    async def _discard(self, request: web.Request, agent: Agent) -> Any:
        """Delete a file of the customer for good; ``why`` is one of the known reasons."""
        given = await self._given(request)
        why = given.get("why") if isinstance(given, dict) else None
        if why not in DISCARD_REASONS:
            raise Refused("desk_try_again")
        number, key = request.match_info["number"], str(given.get("key"))
        conversation, file = await self._desk.file_of(agent, number, key)
        await discard(self._desk.records, self._chats, agent, conversation, file, str(why))
        return {}

    async def _report(self, request: web.Request, agent: Agent) -> Any:
        check_supervisor(agent)
        report = await self._made(request)
        return report.as_json()

    async def _csv(self, request: web.Request) -> web.StreamResponse:
        agent = (await self._guard.get(request)).agent
        try:
            check_supervisor(agent)
            report = await self._made(request)
        except Refused as refusal:
            return self._refused(request, refusal, 409)
        except FootbridgeError:
            return self._refused(request, Refused("desk_try_again"), 503)
        return csv_response(f"report-{report.first}-{report.last}.csv", rows_of(report))

    async def _made(self, request: web.Request) -> Report:
        first, last = period(request.query.get("first", ""), request.query.get("last", ""))
        return await self._desk.records.report(first, last)


def period(first: str, last: str) -> tuple[date, date]:
    """Two days as ``2026-03-04``; the four weeks until today if none is given.

    Raises ``Refused``.
    """
    try:
        end = date.fromisoformat(last) if last else datetime.now(UTC).date()
        start = date.fromisoformat(first) if first else end - timedelta(days=27)
    except ValueError as error:
        raise Refused("desk_report_period", days=str(MOST_DAYS)) from error
    if not timedelta(0) <= end - start <= timedelta(days=MOST_DAYS):
        raise Refused("desk_report_period", days=str(MOST_DAYS))
    return start, end
