"""What the desk's pages share beside the chats: a page, data as JSON, refusals in words."""

import asyncio
import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from aiohttp import web

from handoff.desks.console.guard import Guard, Handler
from handoff.desks.console.parts import Texts
from handoff.errors import FootbridgeError, RecordsRejected, Refused
from handoff.ports import Agent
from handoff.records.agents import SUPERVISORS

STATIC = Path(__file__).parent / "static"
_NESTED = ("field", "state")
"""Values of refusals that are texts themselves."""

Language = Callable[[web.Request], str]
Work = Callable[[web.Request, Agent], Any]


class JsonPages:
    """Every request has a session; every change comes from a page of ours."""

    def __init__(self, guard: Guard, texts: Texts, language: Language) -> None:
        self._guard = guard
        self._texts = texts
        self._language = language

    def _page(self, name: str) -> Handler:
        async def page(request: web.Request) -> web.StreamResponse:
            # Nothing in it is secret: the page asks for its session by itself.
            text = await asyncio.to_thread((STATIC / name).read_text, "utf-8")
            return web.Response(text=text, content_type="text/html", charset="utf-8")

        return page

    def _answering(self, work: Work) -> Handler:
        """Session first; refusals become words that the page shows."""

        async def answer(request: web.Request) -> web.StreamResponse:
            agent = (await self._guard.get(request)).agent
            try:
                return web.json_response(await work(request, agent))
            except Refused as refusal:
                return self._refused(request, refusal, 409)
            except RecordsRejected:
                return self._refused(request, Refused("desk_field_unreadable"), 409)
            except FootbridgeError:
                text = "desk_not_loaded" if request.method == "GET" else "desk_try_again"
                return self._refused(request, Refused(text), 503)

        return answer

    def _refused(self, request: web.Request, refusal: Refused, status: int) -> web.Response:
        values = {
            name: self._say(request, value) if name in _NESTED else value
            for name, value in refusal.values.items()
        }
        text = self._texts(refusal.text_id, self._language(request), values)
        return web.json_response({"refused": text, "reason": refusal.text_id}, status=status)

    def _say(self, request: web.Request, text: str) -> str:
        return self._texts(text, self._language(request), {})

    async def _given(self, request: web.Request) -> Any:
        """What a page of ours sends, as JSON. Raises ``Refused``, and 403 for other sites."""
        self._guard.check_origin(request)
        try:
            return await request.json()
        except ValueError as error:
            raise Refused("desk_try_again") from error


def csv_response(name: str, rows: Iterable[list[str]]) -> web.Response:
    """A file for spreadsheets, which the browser keeps under ``name``."""
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    # With the mark in front, spreadsheets read letters of every script.
    body = ("\ufeff" + written.getvalue()).encode()
    return web.Response(body=body, content_type="text/csv", charset="utf-8", headers=headers)


def check_supervisor(agent: Agent) -> None:
    """Raises ``Refused`` for whoever is neither lead nor manager."""
    if agent.role not in SUPERVISORS:
        raise Refused("desk_leads_only")
