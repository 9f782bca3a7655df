"""What effects take out of a conversation: its card, its ticket, a call to whoever is on call."""

from typing import Any

from handoff.ports_desk import Card
from handoff.rules.codec import to_plain
from handoff.rules.conversation import Conversation, State
from handoff.rules.effects import CallOut, StoreTicket
from handoff.rules.ids import channel_of
from handoff.rules.routes import Routes

CALLS = ("call_mail", "call_webhook")
"""The lanes."""
OF_THE_LINE = ("rank_ms", "has_message", "opens_ms", "again", "wider_ms", "stand_in")
"""What a card tells that its ticket does not hold."""


def card_of(conversation: Conversation, routes: Routes) -> Card:
    """The open handoff as desks list it."""
    handoff = conversation.handoff
    if handoff is None:
        raise ValueError("a conversation without a handoff joins no line")
    return Card(
        conversation=conversation.id,
        handoff_id=handoff.id,
        department=handoff.department,
        priority=handoff.priority,
        reason=handoff.reason,
        language=conversation.language,
        platform=conversation.platform,
        channel=channel_of(conversation.id),
        customer=conversation.customer_name,
        question=handoff.question,
        since_ms=handoff.asked_at_ms,
        due_ms=handoff.due_ms,
        rank_ms=handoff.rank_ms,
        opens_ms=handoff.opens_ms,
        has_message=conversation.state is State.LEFT_MESSAGE,
        ticket=handoff.number if handoff.again else "",
        again=handoff.again,
        skills=handoff.skills,
        wider_ms=routes.wider_ms(handoff.asked_at_ms, handoff.due_ms),
        stand_in=routes.stand_ins.get(handoff.department, ""),
    )


def ticket_of(conversation: Conversation, effect: StoreTicket) -> dict[str, Any]:
    """The fields given, beside those of the open handoff or else of the conversation."""
    handoff = conversation.handoff
    if handoff is not None and effect.ticket.get("id", handoff.id) == handoff.id:
        card = to_plain(card_of(conversation, Routes()))
        for name in OF_THE_LINE:
            del card[name]
        return {"id": handoff.id, "type": effect.type, "state": "queued", **card, **effect.ticket}
    customer = {"customer": conversation.customer_name}
    return {"type": effect.type, **whose(conversation), **customer, **effect.ticket}


def whose(conversation: Conversation) -> dict[str, Any]:
    """What everything that is stored tells of its conversation."""
    return {
        "conversation": conversation.id,
        "language": conversation.language,
        "platform": conversation.platform,
        "channel": channel_of(conversation.id),
    }


def call_of(conversation: Conversation, effect: CallOut) -> dict[str, Any]:
    """Nothing that somebody has written, and no name."""
    handoff = conversation.handoff
    if handoff is None:
        raise ValueError("nobody is called out for a conversation without a handoff")
    return {
        "again": effect.again,
        "department": handoff.department,
        "priority": handoff.priority,
        "reason": handoff.reason,
        "since_ms": handoff.asked_at_ms,
        "language": conversation.language,
        "platform": conversation.platform,
        "channel": channel_of(conversation.id),
    }
