"""Courtesies and other short replies; the service has their texts."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.signals import intent_of, send

TEXTS = {"greet": "greeting"}
"""Text ids that differ from the name of the intent."""


class ActionSay(Action):
    """Signals the text that belongs to the intent."""

    def name(self) -> str:
        """Return the name used in rules."""
        return "action_say"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send one `say` signal."""
        intent = intent_of(tracker)
        send(dispatcher, tracker, "say", text=TEXTS.get(intent, intent))
        return []


class ActionShowMenu(Action):
    """Signals that the menu of subjects is wanted."""

    def name(self) -> str:
        """Return the name used in rules."""
        return "action_show_menu"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send one `menu` signal."""
        send(dispatcher, tracker, "menu")
        return []
