"""The way in: an event is durable before the platform hears that we have it."""

from handoff.errors import Refused
from handoff.rules.codec import event_to_json
from handoff.rules.events import Event
from handoff.rules.ids import ConversationId
from handoff.stores.mailbox import Mailboxes
from handoff.stores.wake import Wake

RETRY_S = 10
"""What a customer is told to wait when the mailbox is full."""


class MailboxInbox:
    """The ``Inbox`` port."""

    def __init__(self, mailboxes: Mailboxes, wake: Wake) -> None:
        self._mailboxes = mailboxes
        self._wake = wake

    async def accept(self, conversation: ConversationId, event_id: str, event: Event) -> bool:
        accepted = await self._mailboxes.enqueue("in", conversation, event_id, event_to_json(event))
        if accepted.full:
            raise Refused("inbox_full", seconds=str(RETRY_S))
        if accepted.stored:
            self._wake.work(self._mailboxes.keys.shard(conversation), "in")
        return accepted.stored
