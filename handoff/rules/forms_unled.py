"""Signals of a form where none can be led: in the line, or while danger is asked about."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handoff.rules.conversation import Conversation, State
from handoff.rules.danger import may_reply
from handoff.rules.drafts import FORM_STATES, with_fresh_dialogue
from handoff.rules.effects import Say
from handoff.rules.filing import REASON
from handoff.rules.handoffs import Result, hand_off, say_place
from handoff.rules.routes import EMERGENCIES
from handoff.rules.tables import Tables
from handoff.rules.urgent import help_meanwhile, noted, waits_urgently

NO_FORM = Say("complaint_for_person")
"""Why nothing is asked about a complaint of one who waits for a person."""
OWN_WORDS = "form_"
"""How the ids of the form's texts begin."""


def spoken(conversation: Conversation, signals: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The signals without the words that lead to a question, where that question is not asked."""
    is_led = conversation.state in {State.BOT, *FORM_STATES} and not may_reply(conversation)
    if is_led or all(signal["signal"] != "form" for signal in signals):
        return list(signals)
    return [signal for signal in signals if not _leads_in(signal)]


def _leads_in(signal: dict[str, Any]) -> bool:
    return signal["signal"] == "say" and str(signal.get("text")).startswith(OWN_WORDS)


def while_waiting(
    conversation: Conversation, signal: dict[str, Any], now_ms: int, tables: Tables
) -> Result:
    """A person comes anyway, sooner if this is graver; else the customer hears that it goes along.

    The assistant has opened a form, which would take what follows for answers.
    """
    state = with_fresh_dialogue(conversation)
    ask_id = str(signal["ask_id"])
    words = next((q.text for q in state.pending if q.ask_id == ask_id), "")
    pinned = replace(state, first_question=words or state.first_question)
    reason, complaint = str(signal.get("reason")), str(signal["draft"].get("type"))
    brings_person = signal["kind"] == "person" and reason in tables.reasons
    if brings_person and (reason in EMERGENCIES or is_graver(state, tables.reasons[reason][1])):
        return hand_off(pinned, reason, now_ms, tables)
    kind = tables.complaint_types.get(complaint)
    if kind and is_graver(state, kind.priority):
        state, effects = hand_off(pinned, REASON, now_ms, tables, complaint=complaint)
        return state, [NO_FORM, *effects]
    if waits_urgently(state):
        return help_meanwhile(state, words, now_ms)
    return state, [*noted(state, words), NO_FORM, say_place(state, now_ms)]


def is_graver(conversation: Conversation, priority: str) -> bool:
    """Whether a priority is above that for which the customer waits."""
    waiting = conversation.handoff
    return waiting is not None and priority < waiting.priority
