"""The only place where Redis keys are named; ``lua/lane.lua``, ``lua/line.lua``, ``lua/past.lua``
and ``lua/assign.lua`` say what is in them."""

from dataclasses import dataclass
from zlib import crc32

from handoff.rules.ids import ConversationId

SHARDS = 64
"""Logical shards; fixed, since a conversation's shard follows from its id."""


@dataclass(frozen=True)
class Keys:
    """Names under one prefix; the part in braces keeps one script in one cluster slot."""

    prefix: str = "fb"
    tenant: str = "main"

    def shard(self, conversation: ConversationId) -> str:
        """The base of the shard that holds the conversation."""
        return f"{self.prefix}:{{s{crc32(conversation.encode()) % SHARDS:02d}}}"

    def shards(self) -> list[str]:
        return [f"{self.prefix}:{{s{number:02d}}}" for number in range(SHARDS)]

    @property
    def line(self) -> str:
        """The base of the waiting lines and assignments of the tenant."""
        return f"{self.prefix}:{{ho:{self.tenant}}}"

    @property
    def wake(self) -> str:
        """Channel of hints: who has work, whose log has changed. Losing one does no harm."""
        return f"{self.prefix}:wake"

    def conversation(self, conversation: ConversationId) -> str:
        return f"{self.shard(conversation)}:c:{conversation}"

    def log(self, conversation: ConversationId) -> str:
        return f"{self.shard(conversation)}:log:{conversation}"

    def here(self, conversation: ConversationId) -> str:
        return f"{self.shard(conversation)}:here:{conversation}"

    def sent(self, conversation: ConversationId) -> str:
        return f"{self.shard(conversation)}:sent:{conversation}"

    def held(self, thread: ConversationId) -> str:
        return f"{self.shard(thread)}:held:{thread}"

    def dead(self, shard: str) -> str:
        return f"{shard}:dead"

    def active(self, base: str) -> str:
        return f"{base}:active"

    def timers(self, shard: str) -> str:
        return f"{shard}:timers"

    def limit(self, bucket: str) -> str:
        return f"{self.prefix}:{{limit:{bucket}}}"

    def hold(self, name: str) -> str:
        return f"{self.prefix}:{{hold:{self.tenant}:{name}}}"
