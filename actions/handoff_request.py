"""The way to a person, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, AllSlotsReset
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.form_tables import live
from actions.signals import intent_of, send, words_of
from actions.topics import send_report, send_topics
from handoff.rules.forms_drafts import Draft
from handoff.rules.shown import Told, what_is_told

REASONS = {
    "report_danger": "safety_emergency",
    "report_ongoing_loss": "security_emergency",
    "legal_or_press": "legal_or_press",
    "unsupported_language": "unsupported_language",
}
"""Why a person is needed, by intent; any other way here is the customer's own wish."""


DANGER = frozenset({"report_danger", "maybe_danger"})


def told_of(tracker: Tracker) -> Told | None:
    """What the latest message is about if a model hears danger in it, else None."""
    if intent_of(tracker) not in DANGER:
        return None
    return what_is_told(words_of(tracker), live.now.tables.words)


def _offer_topics(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Ask which topic is meant: who fears for money needs an answer, not an ambulance."""
    send_topics(dispatcher, tracker, sure=True, may_answer=False)


INSTEAD: dict[Told | None, Callable[[CollectingDispatcher, Tracker], None]] = {
    Told.REPORT: send_report,
    Told.MONEY: _offer_topics,
}
"""What is sent where words only sound like danger."""


class _BesideForm:
    """What may leave a form; ``draft`` is that form with what was answered beside."""

    def __init__(self, draft: Draft | None = None) -> None:
        """Rasa makes it without a draft."""
        self._kept = {"draft": draft} if draft else {}


class ActionRequestHandoff(_BesideForm, Action):
    """Signals that a person is needed, and why."""

    def name(self) -> str:
        """Return the name used in rules."""
        return "action_request_handoff"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send one `handoff` signal; of danger that is only shown in a video see `what_is_told`."""
        told = told_of(tracker)
        if told is Told.UNSURE:
            send(dispatcher, tracker, "check", **self._kept)
            return []
        if told in INSTEAD:
            INSTEAD[told](dispatcher, tracker)
            return []
        reason = REASONS.get(intent_of(tracker), "user_request")
        send(dispatcher, tracker, "handoff", reason=reason)
        return []


class ActionCheckDanger(_BesideForm, Action):
    """Signals that somebody may be in danger, but that this is not sure."""

    def name(self) -> str:
        """Return the name used in rules."""
        return "action_check_danger"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send one `check` signal, or what fits where words only sound like danger."""
        told = told_of(tracker)
        if told in INSTEAD:
            INSTEAD[told](dispatcher, tracker)
        else:
            send(dispatcher, tracker, "check", **self._kept)
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
