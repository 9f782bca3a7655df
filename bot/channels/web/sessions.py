"""``POST /api/web/session``: a token for a new conversation, or a fresh one for an old."""

import math
import re
from json import JSONDecodeError
from typing import Any

from aiohttp import hdrs, web

from bot.channels.web.gate import client_address, is_allowed_origin
from bot.channels.web.pages import secured
from bot.channels.web.tokens import Session
from bot.channels.web.wiring import Wiring, known_language
from handoff.errors import StoreUnavailable

_MAX_BYTES = 4096
_STORE_RETRY_S = 5
_ROLE = re.compile(r"[a-z0-9_]{1,40}")
_ACCOUNT = re.compile(r"@?[\w.-]{1,40}")


class Sessions:
    """Asked with ``{language, platform, token?, account?, role?}``.

    Answers ``{token, conversation}``.
    ``account`` is what the page calls the visitor, ``role`` what they are there; what cannot be the
    name of one, and a role that is not in the tables, is passed over.

    A refusal is ``{error}``; where waiting helps, with ``text`` and ``retry_after_s`` as well.
    """

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/web/session", self._open),
            web.options("/api/web/session", self.preflight),
        ]

    async def _open(self, request: web.Request) -> web.Response:
        if not is_allowed_origin(request, self._wiring.allowed_origins):
            return self.refuse(request, 403, "origin")
        wish = await _json_object(request)
        if wish is None:
            return self.refuse(request, 400, "body")
        language = known_language(wish.get("language"))
        try:
            session, wait_s = await self._session_for(request, wish)
        except StoreUnavailable:
            return self._refuse_for(request, 503, "web_unavailable", language, _STORE_RETRY_S)
        if session is None:
            return self._refuse_for(request, 429, "web_too_many_chats", language, wait_s)
        token = self._wiring.tokens.sign(session)
        return self.reply(request, {"token": token, "conversation": session.conversation})

    async def _session_for(
        self, request: web.Request, wish: dict[str, Any]
    ) -> tuple[Session | None, int]:
        """The session to go on with or a new one; None and the seconds to wait when too many."""
        tokens, settings = self._wiring.tokens, self._wiring.settings
        if known := tokens.load(wish.get("token")):
            return tokens.renew(known, *self._whose(wish)), 0
        wait = await self._wiring.limits.take(
            f"web:new:{client_address(request, settings.trusted_proxies)}",
            per_s=settings.new_chats_per_min / 60,
            burst=settings.new_chats_burst,
        )
        if wait:
            return None, math.ceil(wait)
        platform = wish.get("platform")
        if not isinstance(platform, str) or platform not in self._wiring.platforms:
            platform = self._wiring.default_platform
        return tokens.new_session(platform, *self._whose(wish)), 0

    def _whose(self, wish: dict[str, Any]) -> tuple[str, str]:
        role = str(wish.get("role") or "")
        is_known = _ROLE.fullmatch(role) and role in self._wiring.roles()
        return _account_of(wish), role if is_known else ""

    async def preflight(self, request: web.Request) -> web.Response:
        """The question a browser asks first when the page stands on another origin."""
        if not is_allowed_origin(request, self._wiring.allowed_origins):
            return self.refuse(request, 403, "origin")
        response = self.reply(request, {})
        response.headers["Access-Control-Allow-Methods"] = "POST"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        response.headers["Access-Control-Max-Age"] = "600"
        return response

    def refuse(self, request: web.Request, status: int, error: str) -> web.Response:
        """A plain no, for programs and developers."""
        return self.reply(request, {"error": error}, status)

    def _refuse_for(
        self, request: web.Request, status: int, text_id: str, language: str, wait_s: int
    ) -> web.Response:
        """A no that the customer reads, with the seconds after which it is worth asking again."""
        text = self._wiring.text(text_id, language, {"seconds": str(wait_s)})
        body = {"error": text_id, "text": text, "retry_after_s": wait_s}
        response = self.reply(request, body, status)
        response.headers[hdrs.RETRY_AFTER] = str(wait_s)
        return response

    def reply(self, request: web.Request, body: dict[str, Any], status: int = 200) -> web.Response:
        """JSON that the page may read, and nobody may keep."""
        response = web.json_response(body, status=status)
        response.headers[hdrs.CACHE_CONTROL] = "no-store"
        response.headers[hdrs.VARY] = hdrs.ORIGIN
        if is_allowed_origin(request, self._wiring.allowed_origins):
            response.headers["Access-Control-Allow-Origin"] = request.headers[hdrs.ORIGIN]
        return secured(response)


def _account_of(wish: dict[str, Any]) -> str:
    account = wish.get("account")
    return account if isinstance(account, str) and _ACCOUNT.fullmatch(account) else ""


async def _json_object(request: web.Request) -> dict[str, Any] | None:
    """The body if it is a small JSON object that says its length and type."""
    length = request.content_length
    if length is None or length > _MAX_BYTES or request.content_type != "application/json":
        return None
    try:
        body = await request.json()
    except (JSONDecodeError, UnicodeDecodeError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
