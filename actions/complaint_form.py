"""The complaint form; what it asks is decided by `handoff.rules.forms`."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.form_turns import go_on, take_turn
from actions.signals import send
from handoff.rules.forms_replies import Turn

FORM, DRAFT, ANSWER = "complaint_form", "draft", "answer"
REQUESTED = "requested_slot"
GOES_ON = frozenset({"ask", "refused", "summary", "resumed"})
"""Kinds of replies after which the form waits for the customer."""


class ActionOpenForm(Action):
    """Opens the form that a button asks for, or goes on with a draft that the service kept."""

    def name(self) -> str:
        """Return the name used in rules."""
        return "action_open_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send what is said before the first question, which the form itself asks."""
        turn = go_on(tracker)
        if turn is None:
            send(dispatcher, tracker, "menu")
            return closed()
        return opened(dispatcher, tracker, turn)


class ActionOldFormButton(Action):
    """Answers a button or a file that belongs to a form which is no longer open."""

    def name(self) -> str:
        """Return the name used in rules."""
        return "action_old_form_button"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send one `say` signal."""
        send(dispatcher, tracker, "say", text="button_too_old")
        return []


class ValidateComplaintForm(Action):
    """Takes each message of a customer in the form."""

    def name(self) -> str:
        """Return the name by which Rasa finds it."""
        return f"validate_{FORM}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send what stands beside the answer, and leave the reply to the question of the form."""
        if _is_just_opened(tracker):
            return [SlotSet(REQUESTED, ANSWER)]
        turned = take_turn(tracker)
        events: list[dict[str, Any]] = []
        if turned.beside:
            events = await turned.beside.run(dispatcher, tracker, domain)
        if turned.turn is None:
            return [*events, *closed()]
        return [*events, *told(dispatcher, tracker, turned.turn)]


class ActionAskAnswer(Action):
    """Says what the form says next: a question, a refusal, the summary."""

    def name(self) -> str:
        """Return the name by which Rasa finds it."""
        return f"action_ask_{FORM}_{ANSWER}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send one `form` signal."""
        reply, draft = tracker.get_slot(ANSWER), tracker.get_slot(DRAFT)
        if reply and draft:
            send(dispatcher, tracker, "form", **{**reply, "draft": draft})
        return []


def _is_just_opened(tracker: Tracker) -> bool:
    """Whether another action ran since the customer wrote: nothing was answered yet.

    Rasa adds the form itself as the latest action before it asks.
    """
    done = [event["name"] for event in tracker.events or [] if event.get("event") == "action"]
    return [name for name in done if name != FORM][-1:] != ["action_listen"]


def opened(dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn) -> list[dict[str, Any]]:
    """Return the events of a form that begins; Rasa asks its question right after them."""
    if turn.reply.kind not in GOES_ON:
        return told(dispatcher, tracker, turn)
    return [ActiveLoop(FORM), *told(dispatcher, tracker, turn)]


def told(dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn) -> list[dict[str, Any]]:
    """Send all but the reply of a form that goes on, and return the events of the turn."""
    for text, values in turn.says:
        send(dispatcher, tracker, "say", text=text, values=values)
    signal = turn.signal()
    if turn.reply.kind not in GOES_ON:
        send(dispatcher, tracker, "form", **signal)
        return closed()
    reply = {name: value for name, value in signal.items() if name != "draft"}
    return [SlotSet(DRAFT, turn.draft), SlotSet(ANSWER, reply), SlotSet(REQUESTED, ANSWER)]


def closed() -> list[dict[str, Any]]:
    """Return the events that end the form; the service has the draft."""
    ends = [SlotSet(DRAFT, None), SlotSet(ANSWER, None), SlotSet(REQUESTED, None)]
    return [*ends, ActiveLoop(None)]
