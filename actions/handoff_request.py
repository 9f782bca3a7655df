"""The way to a person, and the way back."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, AllSlotsReset
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.signals import intent_of, send

REASONS = {
    "report_danger": "safety_emergency",
    "report_ongoing_loss": "security_emergency",
    "legal_or_press": "legal_or_press",
    "unsupported_language": "unsupported_language",
}
"""Why a person is needed, by intent; any other way here is the customer's own wish."""


class ActionRequestHandoff(Action):
    """Signals that a person is needed, and why."""

    def name(self) -> str:
        """Return the name used in rules."""
        return "action_request_handoff"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send one `handoff` signal."""
        reason = REASONS.get(intent_of(tracker), "user_request")
        send(dispatcher, tracker, "handoff", reason=reason)
        return []


class ActionCheckDanger(Action):
    """Signals that somebody may be in danger, but that this is not sure."""

    def name(self) -> str:
        """Return the name used in rules."""
        return "action_check_danger"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send one `check` signal."""
        send(dispatcher, tracker, "check")
        return []


class ActionWelcomeBack(Action):
    """Begins afresh after a person has dealt with the customer."""

    def name(self) -> str:
        """Return the name used in rules."""
        return "action_welcome_back"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send one `say` signal, and forget whatever was open before the person came."""
        send(dispatcher, tracker, "say", text="handback_done")
        return [ActiveLoop(None), AllSlotsReset()]
