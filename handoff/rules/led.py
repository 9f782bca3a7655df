"""Conversations that the bot leads at this moment, as the desk lists them: most trouble first.

A running one stands in an index of its shard under a score: how much trouble the customer has with
the bot, and within that the time at which something was said last. So the head of the index is what
an agent should look at, and what has gone quiet is cut off range by range.
"""

from handoff.rules.conversation import Conversation, State
from handoff.rules.events import (
    AssistantAnswered,
    AssistantFailed,
    ButtonPressed,
    CustomerWrote,
    Event,
)
from handoff.rules.ids import channel_of

LED = frozenset({State.BOT, State.FORM, State.CONFIRMING})
RUNNING_MS = 15 * 60_000
"""How long after the last words a conversation counts as running."""
MOST_TROUBLE = 3
STEP = 10**13
"""Lies between two grades of trouble; above every time in milliseconds for three centuries."""
PHONE = "desk"
"""The channel of complaints taken down on the phone: an agent leads those already."""


def is_led(conversation: Conversation) -> bool:
    """Whether the bot leads it, and nobody waits for a person or has one."""
    return conversation.state in LED and channel_of(conversation.id) != PHONE


def trouble(conversation: Conversation) -> int:
    """From 0 to ``MOST_TROUBLE``: not understood, or "that is not what I asked", how often."""
    return min(MOST_TROUBLE, conversation.misses + conversation.objections)


def moves(event: Event) -> bool:
    """Whether something was said by the customer or the bot: timers and notices do not count."""
    return isinstance(event, (CustomerWrote, ButtonPressed, AssistantAnswered, AssistantFailed))


def score(conversation: Conversation, now_ms: int) -> int:
    return trouble(conversation) * STEP + now_ms


def said_ms(found: int) -> int:
    """When something was said last, by the score."""
    return found % STEP
