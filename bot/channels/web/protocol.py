"""The frames between widget and service: JSON objects in WebSocket text messages.

Widget to service (the first must be ``hello``, within five seconds)::

    {"type": "hello", "token": str, "after": int, "language": "en"}
    {"type": "open", "language": "en"}                    asks for the greeting, once
    {"type": "message", "client_id": uuid, "text": str, "language": "en"}
    {"type": "button", "client_id": uuid, "button": str, "label": str, "language": "en"}
    {"type": "ping"}

Service to widget::

    {"type": "ready", "conversation", "state", "last", "reset", "language"}
    {"type": "entry", "seq", "id", "from", "name", "text", "buttons", "files", "at", "edits"}
    {"type": "status", "state", "place", "by", "late", "range", "agent", "department", "ticket",
     "language"}
    {"type": "typing", "from": "bot", "on": bool}
    {"type": "stored", "client_id"}
    {"type": "refused", "client_id", "reason", "values", "text", "retry_after_s"}
    {"type": "pong"}

``seq`` grows without gaps; ``after`` is the highest that the widget has, so that a connection can
be lost at any time and nothing is missed or shown twice. Entries up to ``last`` are history.
``reset`` says that the log does not know ``after``: forget what is shown, all comes anew.
``language`` is the one that the bot speaks in this conversation, null before its first words.
``by`` is when one in line is to be answered at the latest, ``late`` that this time is over.
``range`` is how long it will probably take, {"unit": "minutes" or "hours", "low", "high"}, null
where that is not known.
``reason`` is the id of ``text`` and ``values`` what was filled in, so that a widget can say it in
another language later. A widget passes over fields and types that it does not know. Files come
another way: ``bot/channels/web/uploads.py``.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from handoff.rules.conversation import Conversation, Handoff, State
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Entry, Speaker, first_name
from handoff.rules.wait_told import has_range, wait_words

CLOSE_BAD_FRAME = 4400
CLOSE_BAD_TOKEN = 4401
CLOSE_NO_HELLO = 4408
CLOSE_TOO_MANY = 4429
CLOSE_RESTART = 1012
CLOSE_TRY_LATER = 1013

Frame = dict[str, Any]

_CLIENT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BUTTON = re.compile(r"[A-Za-z0-9_.:-]{1,63}")
_MAX_LABEL = 200
# Control characters except tab and line feed, and what turns the reading direction around.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class BadFrame(ValueError):
    """A frame that no widget of ours sends."""


@dataclass(frozen=True)
class Hello:
    token: str
    after: int
    language: object


@dataclass(frozen=True)
class Opened:
    language: object
    client_id: str = ""


@dataclass(frozen=True)
class Said:
    client_id: str
    text: str
    language: object


@dataclass(frozen=True)
class Pressed:
    client_id: str
    button: str
    label: str
    language: object


@dataclass(frozen=True)
class Ping:
    pass


Wish = Opened | Said | Pressed


def read_frame(data: str) -> Hello | Wish | Ping:
    """The frame in a text message. Raises ``BadFrame``."""
    try:
        frame = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadFrame("not JSON") from error
    if not isinstance(frame, dict):
        raise BadFrame("not an object")
    reader = _READERS.get(str(frame.get("type")))
    if reader is None:
        raise BadFrame("unknown type")
    return reader(frame)


def _read_hello(frame: Frame) -> Hello:
    after = frame.get("after")
    if not isinstance(after, int) or isinstance(after, bool) or not 0 <= after < 2**53:
        raise BadFrame("after is not a sequence number")
    return Hello(_string(frame, "token"), after, frame.get("language"))


def _read_opened(frame: Frame) -> Opened:
    return Opened(frame.get("language"))


def _read_said(frame: Frame) -> Said:
    return Said(_client_id(frame), clean_text(_string(frame, "text")), frame.get("language"))


def _read_pressed(frame: Frame) -> Pressed:
    button, label = _string(frame, "button"), clean_text(_string(frame, "label"))
    if not _BUTTON.fullmatch(button):
        raise BadFrame("not a button")
    return Pressed(_client_id(frame), button, label[:_MAX_LABEL], frame.get("language"))


def _read_ping(_: Frame) -> Ping:
    return Ping()


_READERS: dict[str, Callable[[Frame], Hello | Wish | Ping]] = {
    "hello": _read_hello,
    "open": _read_opened,
    "message": _read_said,
    "button": _read_pressed,
    "ping": _read_ping,
}


def _string(frame: Frame, name: str) -> str:
    value = frame.get(name)
    if not isinstance(value, str):
        raise BadFrame(f"{name} is not a text")
    return value


def is_client_id(value: str) -> bool:
    """Whether it is a UUID as widgets make them."""
    return _CLIENT_ID.fullmatch(value) is not None


def _client_id(frame: Frame) -> str:
    value = _string(frame, "client_id")
    if not is_client_id(value):
        raise BadFrame("client_id is not a UUID")
    return value


def clean_text(text: str) -> str:
    """``text`` without characters that nobody sees, and without blank edges."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def message_id(conversation: ConversationId, client_id: str) -> str:
    """Message and event id of what the customer sent: the same however often it is sent."""
    return f"web:{conversation}:{client_id}"


def ready_frame(
    conversation: ConversationId, state: Conversation | None, last: int, *, reset: bool
) -> Frame:
    name = (state.state if state else State.BOT).value
    return {
        "type": "ready",
        "conversation": conversation,
        "state": name,
        "last": last,
        "reset": reset,
        "language": _language(state),
    }


def entry_frame(seq: int, entry: Entry) -> Frame:
    """An entry as the widget shows it. Of a file it learns the name, type and size only."""
    name = first_name(entry.name) if entry.speaker is Speaker.AGENT else entry.name
    return {
        "type": "entry",
        "seq": seq,
        "id": entry.id,
        "from": entry.speaker.value,
        "name": name,
        "text": entry.text,
        "buttons": [{"id": button.id, "label": button.label} for button in entry.buttons],
        "files": [
            {"name": file.name, "media_type": file.media_type, "size": file.size}
            for file in entry.files
        ],
        "at": _iso(entry.at_ms),
        "edits": entry.edits,
    }


def status_frame(conversation: Conversation | None, now_ms: int) -> Frame:
    """What stands above the messages: state, place in line (1 is next), who helps, ticket."""
    state = conversation.state if conversation else State.BOT
    handoff = conversation.handoff if conversation else None
    waiting = handoff if state is State.QUEUED else None
    by_ms = (waiting.promised_ms or waiting.due_ms) if waiting else 0
    agent = ""
    if conversation and state in (State.AGENT, State.WRAP_UP):
        agent = (handoff.agent_name if handoff else "") or conversation.met_person
    return {
        "type": "status",
        "state": state.value,
        "place": waiting.ahead + 1 if waiting and waiting.ahead >= 0 else None,
        "by": _iso(by_ms) if waiting else None,
        "late": waiting is not None and by_ms <= now_ms,
        "range": _range(waiting, now_ms) if waiting and by_ms > now_ms else None,
        "agent": first_name(agent),
        "department": handoff.department if handoff else "",
        "ticket": handoff.number if handoff else "",
        "language": _language(conversation),
    }


def _range(waiting: Handoff, now_ms: int) -> dict[str, str] | None:
    if not has_range(waiting) or now_ms < waiting.opens_ms:
        return None
    words = wait_words(waiting)
    return {"unit": words.text.removeprefix("wait_"), **words.values}


def _language(conversation: Conversation | None) -> str | None:
    """Before the first sign of life nothing was spoken: the choice is the page's."""
    return conversation.language if conversation and conversation.greeted else None


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")


def typing_frame(conversation: Conversation | None) -> Frame:
    """The bot types while it has questions to answer."""
    on = conversation is not None and bool(conversation.pending)
    return {"type": "typing", "from": Speaker.BOT.value, "on": on}


def stored_frame(client_id: str) -> Frame:
    return {"type": "stored", "client_id": client_id}


def refused_frame(
    client_id: str,
    reason: str,
    values: Mapping[str, str],
    text: str,
    retry_after_s: int | None = None,
) -> Frame:
    """``retry_after_s`` set: the widget sends it again by itself after that many seconds."""
    return {
        "type": "refused",
        "client_id": client_id,
        "reason": reason,
        "values": dict(values),
        "text": text,
        "retry_after_s": retry_after_s,
    }
