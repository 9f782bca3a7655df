"""Questions to the assistant, one after the other, with a clock beside them."""

from dataclasses import replace

from handoff.rules.conversation import Conversation, Question
from handoff.rules.drafts import is_open, with_fresh_dialogue
from handoff.rules.effects import AskAssistant, Effect, SetTimer
from handoff.rules.handoffs import LATE, SLOW, SLOW_AFTER_MS, STILL_SLOW, Result

MOST_TURNS = 40
"""Questions in one dialogue of the assistant before a fresh one is begun."""


def ask(
    conversation: Conversation, question: Question, now_ms: int, *, text: str = "", at_ms: int = 0
) -> Result:
    """Ask the assistant, and let a timer tell the customer if it takes too long.

    ``text`` is what it reads, else the question's own words; ``at_ms`` when the customer wrote.
    """
    conversation = _remembering(conversation)
    effects: list[Effect] = [AskAssistant(question.ask_id, text or question.text, at_ms or now_ms)]
    if not conversation.pending:
        effects.append(SetTimer(SLOW, question.ask_id, now_ms + SLOW_AFTER_MS))
    elif _was_told_before(conversation):
        effects.append(SetTimer(STILL_SLOW, question.ask_id, now_ms + SLOW_AFTER_MS))
    return replace(conversation, pending=(*conversation.pending, question)), effects


def _remembering(conversation: Conversation) -> Conversation:
    """Count the turn; a long dialogue gives way to a fresh one between two matters.

    The assistant reads and writes its whole memory at every turn: a turn of a dialogue of 80 takes
    five times as long as one of 20.
    """
    is_amid = bool(conversation.pending or conversation.misses or is_open(conversation))
    if conversation.turns >= MOST_TURNS and not is_amid:
        return replace(with_fresh_dialogue(conversation), turns=1)
    return replace(conversation, turns=conversation.turns + 1)


def _was_told_before(conversation: Conversation) -> bool:
    """That it takes longer, and nothing was written since then that waits to be told again."""
    is_late = conversation.timers.get(SLOW, "").endswith(LATE)
    again = conversation.timers.get(STILL_SLOW)
    return is_late and not any(question.ask_id == again for question in conversation.pending)
