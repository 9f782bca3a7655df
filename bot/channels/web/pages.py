"""What the browser loads: the widget in one file, and the demo page of an invented platform.

The widget is written as a few short files without a build step; they are joined here, together
with the labels of all languages, when the service starts. One request, one ETag.
"""

import gzip
import json
import re
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from aiohttp import hdrs, web

from bot.channels.web.wiring import Texts, known_language
from handoff.rules.evidence import Evidence
from handoff.rules.signals import LANGUAGES

_STATIC = Path(__file__).parent / "static"
_SCRIPTS = (
    *("dom", "memory", "language", "notices", "link", "outbox", "entries", "reading", "uploads"),
    *("composer", "card", "line", "header", "panel", "chat"),
)
_STYLES = ("base", "window", "messages", "devices")
_COMMENTS = re.compile(r"^\s*(?://.*|/\*(?:(?!\*/)[\s\S])*\*/)\n", re.MULTILINE)
"""Comments on lines of their own: for those who read the files, not for those who load them."""

LABELS = (
    # Why something was refused: said again when the language or the seconds change.
    *("not_stored", "text_empty", "text_too_long", "too_fast", "too_many_chats"),
    *("too_many_tabs", "unavailable"),
    *("agent_here", "agent_mark", "bot", "bot_here", "close", "connecting", "count_left"),
    *(
        "count_over",
        "edit",
        "edited",
        "file",
        "file_add",
        "file_failed",
        "file_remove",
        "file_too_big",
        "language",
        "language_name",
        "language_short",
    ),
    *("left_about", "left_hint", "left_title", "message_label", "messages", "more_below"),
    *("new_messages", "next_try", "notice", "offline", "open", "open_unread", "placeholder"),
    *("queue_about", "queue_by", "queue_cancel", "queue_hint", "queue_joined", "queue_late"),
    *("queue_hours", "queue_minutes", "queue_range_hint"),
    *("queue_place", "retry", "send", "sending", "sent", "talk_to_person", "ticket", "title"),
    *("try_now", "typing", "waiting", "you"),
)
"""The widget's words: content texts ``web_<label>``."""

_FILLED_BY_WIDGET = {
    name: f"{{{name}}}"
    for name in (
        *("count", "high", "length", "limit", "low", "name", "place", "seconds", "ticket", "time"),
    )
}
_DEMO_TEXTS = (
    *("title", "lead", "try", "hint", "note", "watch", "clip_one", "clip_two", "clip_three"),
    *("clip_four", "invented"),
)
_DEMO_CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    )
)


@dataclass(frozen=True)
class Page:
    """A ready answer, plain and compressed."""

    body: bytes
    zipped: bytes
    etag: str
    content_type: str

    @classmethod
    def of(cls, text: str, content_type: str) -> "Page":
        body = text.encode()
        digest = sha256(body).hexdigest()[:32]
        return cls(body, gzip.compress(body, mtime=0), digest, content_type)

    def answer(self, request: web.Request) -> web.Response:
        """The page, or 304 when the browser has it already."""
        known = request.if_none_match or ()
        response = web.Response()
        if any(tag.value == self.etag for tag in known):
            response.set_status(304)
        else:
            response.content_type, response.charset = self.content_type, "utf-8"
            self._fill(request, response)
        # Kept, but asked for each time: a new version arrives with the next load.
        response.headers[hdrs.CACHE_CONTROL] = "public, no-cache"
        response.headers[hdrs.VARY] = hdrs.ACCEPT_ENCODING
        response.etag = self.etag
        return secured(response)

    def _fill(self, request: web.Request, response: web.Response) -> None:
        if "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, ""):
            response.headers[hdrs.CONTENT_ENCODING] = "gzip"
            response.body = self.zipped
        else:
            response.body = self.body


class Pages:
    """The widget and the demo page, made once. ``max_text`` in characters.

    What ``evidence`` accepts is offered when files are picked; what is taken is decided later.
    """

    def __init__(self, texts: Texts, max_text: int, evidence: Evidence, platform: str) -> None:
        widget = _join_widget(texts, {"MAX_TEXT": max_text, "FILES": _offered(evidence)})
        self._widget = Page.of(widget, "text/javascript")
        self._style = Page.of(_read("demo/demo.css"), "text/css")
        self._demo = {
            language: Page.of(_fill_demo(texts, language, platform), "text/html")
            for language in LANGUAGES
        }

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self._serve_demo),
            web.get("/demo.css", self._serve_style),
            web.get("/widget.js", self._serve_widget),
        ]

    async def _serve_widget(self, request: web.Request) -> web.Response:
        response = self._widget.answer(request)
        # Other sites load it; what it may do there is decided by the Origin at session and socket.
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    async def _serve_style(self, request: web.Request) -> web.Response:
        return self._style.answer(request)

    async def _serve_demo(self, request: web.Request) -> web.Response:
        page = self._demo[known_language(request.query.get("language"))]
        response = page.answer(request)
        response.headers["Content-Security-Policy"] = _DEMO_CSP
        return response


def secured(response: web.Response) -> web.Response:
    """``response`` with the headers that every answer of this channel carries."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _offered(evidence: Evidence) -> dict[str, Any] | None:
    """Endings as file dialogs want them, and the megabytes that no file may go beyond."""
    if not evidence.formats:
        return None
    accept = ",".join(f".{name}" for name in (*evidence.formats, "jpeg"))
    return {"accept": accept, "mb": evidence.most_mb}


def _join_widget(texts: Texts, known: dict[str, Any]) -> str:
    labels = {
        language: {name: texts(f"web_{name}", language, _FILLED_BY_WIDGET) for name in LABELS}
        for language in LANGUAGES
    }
    styles = "\n".join(_code(f"{name}.css") for name in _STYLES)
    scripts = "\n".join(_code(f"{name}.js") for name in _SCRIPTS)
    constants = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in known.items())
    return (
        f'"use strict";\n(() => {{\nconst LABELS = {json.dumps(labels)};\n'
        f"const CSS = {json.dumps(styles)};\n{constants}\n{scripts}}})();\n"
    )


def _code(name: str) -> str:
    return without_comments(_read(f"widget/{name}"))


def without_comments(code: str) -> str:
    """Style or script without the comments that have lines to themselves."""
    return _COMMENTS.sub("", code)


def _fill_demo(texts: Texts, language: str, platform: str) -> str:
    values = {name: escape(texts(f"web_demo_{name}", language, {})) for name in _DEMO_TEXTS}
    page = Template(_read("demo/index.html"))
    return page.substitute(values, language=language, platform=escape(platform))


def _read(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")
