"""What a desk in Slack remembers about its threads and messages, so that nothing shows twice.

Adapters raise only errors of ``handoff.errors``.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from handoff.rules.ids import ConversationId


class ThreadState(StrEnum):
    """``OPENING`` until its first message is known to be there; ``GONE``: Slack has it no more."""

    OPENING = "opening"
    OPEN = "open"
    OVER = "over"
    GONE = "gone"


class PostKind(StrEnum):
    """What a message of ours in a thread is; ``AGENT`` is an agent's own, which gets signs."""

    CARD = "card"
    ENTRY = "entry"
    NOTICE = "notice"
    AGENT = "agent"


class Begun(StrEnum):
    """What became of the wish to begin a message: ``LATE``: another copy serves the channel now."""

    NEW = "new"
    KNOWN = "known"
    LATE = "late"


@dataclass(frozen=True)
class Thread:
    """The thread of one handoff in one Slack channel.

    - ``id``: unique; a second thread of the same handoff (the first is gone, or the chat went to
      a department with another channel) has another ``number``
    - ``ts``: Slack's name of the first message, empty while it is not known to be there
    - ``card``: a digest of the card as it was shown last
    - ``last``: the number in the conversation's log up to which everything is in the thread
    """

    id: str
    conversation: ConversationId
    handoff: str
    slack_channel: str
    number: int = 1
    state: ThreadState = ThreadState.OPENING
    ts: str = ""
    card: str = ""
    last: int = 0


@dataclass(frozen=True)
class Post:
    """One message in a thread. ``id`` goes along to Slack as metadata, so that a message whose
    sending ended in the dark is found again. ``ts`` is empty until Slack has named it, ``entry``
    the entry of the log that it shows, ``sign`` the reaction it bears. ``begun_s``: Unix seconds.
    """

    id: str
    thread: str
    slack_channel: str
    kind: PostKind
    entry: str = ""
    ts: str = ""
    sign: str = ""
    begun_s: int = 0


class Threads(Protocol):
    """Kept beside the tickets, since a thread outlives the chat.

    ``fence`` is that of the hold under which a Slack channel is served: a write under an older one
    than the last is refused, and False is given.
    """

    async def threads_of(self, conversation: ConversationId) -> list[Thread]:
        """All of a conversation; of one handoff the newest last."""

    async def threads_in(self, slack_channel: str) -> list[Thread]:
        """Those that are opening or open."""

    async def thread_at(self, slack_channel: str, ts: str) -> Thread | None: ...

    async def load_thread(self, thread: str) -> Thread | None: ...

    async def keep_thread(self, thread: Thread, fence: int) -> bool:
        """Store it, new or changed."""

    async def begin_post(self, post: Post, fence: int) -> Begun:
        """To be called before sending."""

    async def find_post(self, post: str) -> Post | None: ...

    async def settle_post(self, post: str, ts: str) -> None:
        """Slack has it under this name; harmless when repeated."""

    async def drop_post(self, post: str) -> None:
        """It never came to be, or is gone."""

    async def unsettled(self, slack_channel: str) -> list[Post]:
        """Begun, and nobody knows how it ended; the oldest first."""

    async def post_at(self, slack_channel: str, ts: str) -> Post | None: ...

    async def posts_of(self, thread: str, entry: str) -> list[Post]:
        """Those that show an entry of the log."""

    async def sign_post(self, post: str, sign: str) -> None:
        """The reaction that it bears now."""

    async def all_posts(self, conversation: ConversationId) -> list[Post]:
        """Everything of a conversation that Slack has, the oldest first."""

    async def forget_threads(self, conversation: ConversationId) -> None:
        """Of an erased customer; harmless when repeated."""
