"""The way in: an event is durable before the platform hears that we have it."""

from dataclasses import replace

from handoff.errors import Refused
from handoff.extract.masking import mask_cards
from handoff.rules.codec import event_to_json
from handoff.rules.events import (
    AgentHandedBack,
    AgentWrote,
    ButtonPressed,
    CustomerEdited,
    CustomerWrote,
    Event,
)
from handoff.rules.events_desk import ColleagueAnswered, ColleagueAsked
from handoff.rules.ids import ConversationId
from handoff.stores.mailbox import Mailboxes
from handoff.stores.wake import Wake

TYPED = (CustomerWrote, CustomerEdited, AgentWrote, ColleagueAsked, ColleagueAnswered)
RETRY_S = 10
"""What a customer is told to wait when the mailbox is full."""


class MailboxInbox:
    """The ``Inbox`` port."""

    def __init__(self, mailboxes: Mailboxes, wake: Wake) -> None:
        self._mailboxes = mailboxes
        self._wake = wake

    async def accept(self, conversation: ConversationId, event_id: str, event: Event) -> bool:
        payload = event_to_json(without_cards(event))
        accepted = await self._mailboxes.enqueue("in", conversation, event_id, payload)
        if accepted.full:
            raise Refused("inbox_full", seconds=str(RETRY_S))
        if accepted.stored:
            self._wake.work(self._mailboxes.keys.shard(conversation), "in")
        return accepted.stored


def without_cards(event: Event) -> Event:
    """What people typed, without the digits of card numbers: those are stored nowhere."""
    if isinstance(event, TYPED):
        text = mask_cards(event.text)
        return event if text == event.text else replace(event, text=text, masked=True)
    if isinstance(event, ButtonPressed):
        return replace(event, label=mask_cards(event.label))
    if isinstance(event, AgentHandedBack):
        done = mask_cards(event.done)
        return event if done == event.done else replace(event, done=done, masked=True)
    return event
