"""Offers to agents, for the record alone: neither customer nor transcript hears of them."""

from dataclasses import replace

from handoff.rules.conversation import Conversation, Handoff
from handoff.rules.events_desk import HandoffOffered, OfferEnded
from handoff.rules.handoffs import Result
from handoff.rules.recorded import OFFER_ENDED, OFFERED, of_handoff
from handoff.rules.tables import Tables

_LEFT = Handoff("", reason="", department="", priority="", asked_at_ms=0, due_ms=0, question="")


def offered(
    conversation: Conversation, event: HandoffOffered, now_ms: int, tables: Tables
) -> Result:
    recorded = of_handoff(OFFERED, _which(conversation, event), agent=event.agent_id)
    return conversation, [recorded]


def offer_ended(
    conversation: Conversation, event: OfferEnded, now_ms: int, tables: Tables
) -> Result:
    handoff = _which(conversation, event)
    return conversation, [of_handoff(OFFER_ENDED, handoff, agent=event.agent_id, why=event.why)]


def _which(conversation: Conversation, event: HandoffOffered | OfferEnded) -> Handoff:
    """The open handoff; of one that the customer left meanwhile, what the line knows of it."""
    handoff = conversation.handoff
    if handoff is not None and handoff.id == event.handoff_id:
        return handoff
    return replace(_LEFT, id=event.handoff_id, department=event.department)
