"""How an action speaks to the service: one JSON object, never plain text."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from handoff.rules.signals import LANGUAGES

_TOLD = frozenset({*LANGUAGES, "other"})
"""What the reader of languages says of a message."""


def send(dispatcher: CollectingDispatcher, tracker: Tracker, signal: str, **fields: Any) -> None:
    """Say `signal` with `fields`, and with what the model made of the message."""
    intent = intent_of(tracker)
    message = {
        "signal": signal,
        **fields,
        "language": language_of(tracker),
        "intent": intent,
        "confidence": round(float(_latest(tracker, "intent").get("confidence") or 0.0), 4),
    }
    dispatcher.utter_message(json_message=message)


def intent_of(tracker: Tracker) -> str:
    """Return the name of the latest intent, empty if there is none."""
    return str(_latest(tracker, "intent").get("name") or "")


def words_of(tracker: Tracker) -> str:
    """Return the words of the latest message."""
    return str((tracker.latest_message or {}).get("text") or "").strip()


def metadata_of(tracker: Tracker) -> dict[str, Any]:
    """Return what the service sent along with the message."""
    return _latest(tracker, "metadata")


def language_of(tracker: Tracker) -> str:
    """Return the latest language that is known: of this message, of its hint, or of an earlier one.

    A button or an event of the service has no words to tell a language by.
    """
    latest = tracker.latest_message or {}
    earlier = (
        (event.get("parse_data") or {}, event.get("metadata") or {})
        for event in reversed(tracker.events or [])
        if event.get("event") == "user"
    )
    for message, metadata in ((latest, metadata_of(tracker)), *earlier):
        for found in (message.get("language"), metadata.get("language")):
            if found in _TOLD:
                return str(found)
    return "en"


def _latest(tracker: Tracker, key: str) -> dict[str, Any]:
    found = (tracker.latest_message or {}).get(key)
    return found if isinstance(found, dict) else {}
