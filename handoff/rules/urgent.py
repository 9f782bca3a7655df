"""One who waits in an emergency: what helps at once goes before answers to questions."""

from typing import Any

from handoff.rules.conversation import Conversation, State
from handoff.rules.danger import may_reply
from handoff.rules.effects import DoDeed, Effect, Say
from handoff.rules.handoffs import Result, say_place
from handoff.rules.routes import EMERGENCIES, EMERGENCY
from handoff.rules.tables import Tables
from handoff.rules.ticket_fields import LONGEST

LOSSES = ("ongoing_loss", "going_on", "loss")
"""Words of ``form_words.yml`` that tell of the emergency itself."""
_OF_NO_HELP = frozenset({"topic", "purpose", "not_my_question", "helped"})
"""Signals that lead to answers, or to a choice of them."""


def waits_urgently(conversation: Conversation) -> bool:
    handoff = conversation.handoff
    is_waiting = conversation.state is State.QUEUED and handoff is not None
    return is_waiting and handoff is not None and handoff.reason in EMERGENCIES


def help_instead(
    conversation: Conversation, signal: dict[str, Any], now_ms: int, tables: Tables
) -> Result | None:
    """For who waits in an emergency: no choice of topics, and no answer to what they tell.

    None where the signal is carried out as ever.
    """
    if not waits_urgently(conversation) or may_reply(conversation):
        return None
    is_declined = signal.get("text") == "out_of_scope"
    if signal["signal"] not in _OF_NO_HELP and not is_declined:
        return None
    ask_id = signal["ask_id"]
    words = next((q.text for q in conversation.pending if q.ask_id == ask_id), "")
    if _is_plain_question(signal, words, tables):
        return None
    return help_meanwhile(conversation, words, now_ms)


def _is_plain_question(signal: dict[str, Any], words: str, tables: Tables) -> bool:
    """Whether it asks for something else to which there is a sure answer."""
    told = tables.forms.words.is_told
    is_answer = signal.get("kind") == "answer"
    return is_answer and told("question", words) and not any(told(one, words) for one in LOSSES)


def help_meanwhile(conversation: Conversation, words: str, now_ms: int) -> Result:
    """What the customer can do now; the words stand on the ticket for the person who joins."""
    handoff = conversation.handoff
    is_danger = handoff is not None and handoff.reason == EMERGENCY
    helped = Say("meanwhile_danger" if is_danger else "meanwhile_security")
    return conversation, [*noted(conversation, words), helped, say_place(conversation, now_ms)]


def noted(conversation: Conversation, words: str) -> list[Effect]:
    """The words, on the ticket of one who waits. Before it has a number they are in the chat."""
    handoff = conversation.handoff
    if handoff is None or not handoff.number or not words:
        return []
    return [DoDeed(handoff.number, "more", {"text": words[: LONGEST["words"]]})]
