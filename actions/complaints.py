"""The start of a complaint."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.complaint_form import opened
from actions.form_turns import begin
from actions.platforms import complaint_platforms
from actions.signals import metadata_of
from actions.topics import may_be_any_purpose, send_purpose, send_topics

FITS_AS_WELL = 0.5
"""Of the best score: what the next type needs where the best one does not exist."""


class ActionStartComplaint(Action):
    """Opens the form of a complaint, or offers topics when its type is not clear."""

    def name(self) -> str:
        """Return the name used in rules."""
        return "action_start_complaint"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send what stands before the first question of the form, or one `topic` signal.

        A form that asks the wrong questions is worse than one question more, so an unclear type
        leads to topics, whose answers offer the form. So does one of another platform, unless what
        is left fits about as well. Where not even topics are clear, or they are about complaining
        itself, the purpose is asked.
        """
        found = (tracker.latest_message or {}).get("complaint") or {}
        platform = metadata_of(tracker).get("platform")
        heard = found.get("ranking") or []
        types = [kind for kind in heard if complaint_platforms.offers(kind["id"], platform)]
        if types and types[0]["score"] >= max(found["offer"], heard[0]["score"] * FITS_AS_WELL):
            return opened(dispatcher, tracker, begin(tracker, types[0]["id"]))
        if may_be_any_purpose(tracker):
            send_purpose(dispatcher, tracker)
        else:
            send_topics(dispatcher, tracker, sure=True, may_answer=False)
        return []
