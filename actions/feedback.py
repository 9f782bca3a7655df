"""What the customer thinks of the last answer."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.signals import intent_of, send
from actions.topics import CHOICES, ranking_here


class ActionObjectToAnswer(Action):
    """Signals that the answer was not about what was asked."""

    def name(self) -> str:
        """Return the name used in rules."""
        return "action_object_to_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send one `not_my_question` signal, with what else was said along with it."""
        found = (tracker.latest_message or {}).get("topic") or {}
        likely = [t for t in ranking_here(tracker) if t["score"] >= found.get("clear", 1.0)]
        send(dispatcher, tracker, "not_my_question", topics=likely[:CHOICES])
        return []


class ActionTellHelped(Action):
    """Signals whether the answer solved the matter."""

    def name(self) -> str:
        """Return the name used in rules."""
        return "action_tell_helped"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send one `helped` signal."""
        send(dispatcher, tracker, "helped", yes=intent_of(tracker) == "helped_yes")
        return []
