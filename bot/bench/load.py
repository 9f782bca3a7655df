"""What all benchmarks send: messages of one size, spread over conversations."""

from handoff.rules.codec import event_to_json, to_json
from handoff.rules.conversation import Conversation
from handoff.rules.events import CustomerWrote
from handoff.rules.ids import ConversationId

PER_CONVERSATION = 4
"""Messages of one conversation in a backlog; a lane never holds enough to push back."""

_TEXT = "My payout of last week has not arrived yet, although the app shows it as sent."

PAYLOAD = event_to_json(CustomerWrote("m", _TEXT, 1_800_000_000_000, "en", "short_video"))
STATE = to_json(Conversation(ConversationId("web-0000000000"), platform="short_video"))


def conversation_of(number: int) -> ConversationId:
    """The conversation to which the message of this number belongs."""
    return ConversationId(f"bench-{number // PER_CONVERSATION:07d}")


def message_id(number: int) -> str:
    return f"m{number:08d}"
