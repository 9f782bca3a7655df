"""The words of the desk's socket: frames of the page, checked, and frames to the page."""

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

from handoff.ports import Agent
from handoff.ports_beside import AskedOf
from handoff.ports_desk import Card, Colleague, DeadLetter, Offered
from handoff.records.agents import SUPERVISORS
from handoff.rules.conversation import Conversation
from handoff.rules.ids import is_safe_id
from handoff.rules.messages import Audience, Entry
from handoff.rules.sent_files import DISCARD_REASONS

PRESENCES = frozenset({"available", "busy", "away"})
DISCARDED = frozenset(f"desk_discarded_{why}" for why in DISCARD_REASONS)
MOST_LETTERS = 4_000
"""The longest reply or note: what every channel can carry."""
_CLIENT_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_FIELDS: dict[str, tuple[str, ...]] = {
    "ping": (),
    "presence": ("value",),
    "open": ("conversation",),
    "close": (),
    "claim": ("conversation",),
    "led": (),
    "take_over": ("conversation",),
    "reply": ("conversation", "client_id", "text"),
    "note": ("conversation", "client_id", "text"),
    "hand_back": ("conversation", "reason", "done"),
    "resolve": ("conversation", "outcome"),
    "refuse": ("conversation",),
    "put_back": ("conversation",),
    "colleagues": (),
    "pass_on": ("conversation", "client_id", "to", "note", "seen_in"),
    "ask": ("conversation", "client_id", "to", "text"),
    "answer": ("conversation", "client_id", "question", "text"),
    "withdraw": ("conversation", "question"),
    "discard_file": ("conversation", "key", "why"),
    "dead_letters": (),
    "replay": ("dead_letter",),
}
_MAY_BE_EMPTY = frozenset({"done", "note", "seen_in"})
_LATER = {"seen_in": ""}
"""Fields that a page which was open before an upgrade does not send."""
_LONGEST = {"text": MOST_LETTERS, "done": 1_000, "reason": 200, "outcome": 200, "note": 1_000}


class BadFrame(ValueError):
    """A frame that our own page never sends."""


@dataclass(frozen=True)
class Frame:
    """One wish of the page; ``ref`` comes back with its answer."""

    type: str
    ref: str
    fields: dict[str, str]


def read_frame(raw: str) -> Frame:
    """Check one frame. Raises ``BadFrame``."""
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadFrame("not JSON") from error
    kind = given.get("type") if isinstance(given, dict) else None
    if not isinstance(kind, str) or kind not in _FIELDS:
        raise BadFrame("unknown type")
    ref = given.get("ref", "")
    if not isinstance(ref, str) or len(ref) > 64:
        raise BadFrame("bad ref")
    return Frame(
        kind,
        ref,
        {name: _checked(name, given.get(name, _LATER.get(name))) for name in _FIELDS[kind]},
    )


def _checked(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise BadFrame(f"{name} is no text")
    # JSON can bring half a character, which no store can hold.
    text = value.encode("utf-8", "replace").decode().strip()
    if not text and name not in _MAY_BE_EMPTY:
        raise BadFrame(f"{name} is empty")
    if len(text) > _LONGEST.get(name, 200):
        raise BadFrame(f"{name} is too long")
    if name == "conversation" and not is_safe_id(text):
        raise BadFrame("bad conversation")
    if name == "client_id" and not _CLIENT_ID.fullmatch(text):
        raise BadFrame("bad client_id")
    if name == "why" and text not in DISCARD_REASONS:
        raise BadFrame("unknown reason")
    if name == "value" and text not in PRESENCES:
        raise BadFrame("unknown presence")
    return text


def agent_frame(agent: Agent) -> dict[str, Any]:
    """Who is signed in, for the page's header."""
    return {
        "id": agent.id,
        "name": agent.name,
        "role": agent.role,
        "supervisor": agent.role in SUPERVISORS,
    }


def lists_frame(
    presence: str, waiting: list[Card], mine: list[Card], asked: list[AskedOf]
) -> dict[str, Any]:
    """The lists as the desk orders them; ``asked`` are chats with the question to this agent."""
    return {
        "type": "lists",
        "presence": presence,
        "waiting": [asdict(card) for card in waiting],
        "mine": [asdict(card) for card in mine],
        "asked": [{**asdict(one.card), "asked": asdict(one.question)} for one in asked],
    }


def offer_frame(offered: Offered) -> dict[str, Any]:
    """What is on offer, and why the presence is not the one the agent chose."""
    card = asdict(offered.card) if offered.card else None
    return {"type": "offer", "card": card, "left_ms": offered.left_ms, "said": offered.said}


def colleague_frame(colleague: Colleague) -> dict[str, Any]:
    """An agent as others see them."""
    return {
        "id": colleague.agent.id,
        "name": colleague.agent.name,
        "capacity": colleague.agent.capacity,
        **asdict(colleague.duty),
        "chats": [asdict(card) for card in colleague.chats],
    }


def conversation_frame(
    conversation: str,
    card: Card,
    state: Conversation | None,
    tried: list[str],
    tickets: list[dict[str, Any]],
    gathered: list[dict[str, Any]],
) -> dict[str, Any]:
    """The facts that an agent must not have to ask for.

    ``led``: the bot leads it. ``complaint``: the end of the chat leaves its ticket open. ``tried``
    are titles of answers, ``gathered`` what a complaint form has asked (``answers.py``),
    ``questions`` those to colleagues that are open.
    """
    handoff = state.handoff if state else None
    return {
        "type": "conversation",
        "conversation": conversation,
        "card": asdict(card),
        "state": state.state.value if state else "",
        "led": not card.handoff_id,
        "complaint": bool(handoff and handoff.complaint),
        "ticket": card.ticket or (handoff.number if handoff else ""),
        "met_person": state.met_person if state else "",
        "tried": tried,
        "tickets": tickets,
        "gathered": gathered,
        "questions": [asdict(one) for one in state.consults] if state else [],
    }


def entries_frame(conversation: str, entries: list[tuple[int, Entry]]) -> dict[str, Any]:
    """Lines of a transcript, notes and internal events included."""
    lines = [_line(number, entry) for number, entry in entries]
    return {"type": "entries", "conversation": conversation, "entries": lines}


def _line(number: int, entry: Entry) -> dict[str, Any]:
    return {
        "seq": number,
        "id": entry.id,
        "from": entry.speaker.value,
        "name": entry.name,
        "text": entry.text,
        "at": entry.at_ms,
        "internal": entry.audience is Audience.DESK,
        "buttons": [button.label for button in entry.buttons],
        "files": [
            {
                "key": file.key,
                "name": file.name,
                "media_type": file.media_type,
                "size": file.size,
                "kind": file.kind,
            }
            for file in entry.files
        ],
        "discards": discarded_key(entry),
        "edits": entry.edits,
    }


def discarded_key(entry: Entry) -> str:
    """The key of the file whose deletion the entry tells, or empty."""
    tells = entry.text_id in DISCARDED and entry.audience is Audience.DESK
    return entry.values.get("key", "") if tells else ""


def dead_letters_frame(ref: str, letters: list[DeadLetter]) -> dict[str, Any]:
    """What could not be delivered, for leads and managers."""
    return {"type": "done", "ref": ref, "dead_letters": [asdict(letter) for letter in letters]}
