"""Names for the ids that travel through the system.

All ids are made of ``A-Z a-z 0-9 _ - : .`` only, so that they fit into Redis keys, URLs and logs.
"""

import re
from typing import NewType

ConversationId = NewType("ConversationId", str)
"""``<channel>-<key>``: one customer on one channel, such as ``web-3fA9`` or ``telegram-4711``."""
MessageId = NewType("MessageId", str)
"""The channel's own id of a message, prefixed by the channel; never a counter of ours."""
AgentId = NewType("AgentId", str)
HandoffId = NewType("HandoffId", str)
"""One handoff of one conversation; also the key of its ticket."""
TopicId = NewType("TopicId", str)

_SAFE = re.compile(r"[A-Za-z0-9_.:-]{1,120}")


def is_safe_id(value: str) -> bool:
    """Whether ``value`` may become part of a key: 1 to 120 characters of the safe set."""
    return _SAFE.fullmatch(value) is not None


def channel_of(conversation: ConversationId) -> str:
    """The channel's name, the part before the first hyphen."""
    return conversation.partition("-")[0]
