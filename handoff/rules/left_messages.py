"""A message instead of waiting: the ticket keeps it, and it keeps the place in the line."""

from dataclasses import replace

from handoff.rules.closed import (
    MESSAGE_WANTED,
    awaits_message,
    is_urgent,
    promised_anew,
    say_message_kept,
    say_write,
    without_message,
)
from handoff.rules.conversation import Conversation, State, Wanted, go
from handoff.rules.effects import (
    CancelTimer,
    ChangeTicket,
    Effect,
    RenewCard,
    Say,
    SetTimer,
)
from handoff.rules.handoffs import MENU, OVERDUE, PERSON, TOLD, Result, say_place
from handoff.rules.recorded import MESSAGE_BEGUN, MESSAGE_LEFT, of_handoff
from handoff.rules.tables import Tables
from handoff.rules.ticket_fields import LONGEST


def leave_message(conversation: Conversation, now_ms: int, tables: Tables) -> Result:
    """By the button: the next words are for the ticket. Who is in danger waits for a person."""
    handoff = conversation.handoff
    if not conversation.waits or handoff is None:
        return conversation, [Say("nobody_asked_yet", buttons=(MENU, PERSON))]
    if is_urgent(handoff):
        return conversation, [say_place(conversation, now_ms)]
    handoff = promised_anew(handoff, conversation.language, now_ms, tables)
    wanted = Wanted(MESSAGE_WANTED, handoff.number, handoff.id)
    asked = say_write(handoff, now_ms)
    if conversation.state is State.LEFT_MESSAGE:
        return replace(conversation, wanted=wanted, handoff=handoff), [asked]
    state = go(conversation, State.LEFT_MESSAGE, wanted=wanted, handoff=replace(handoff, told=True))
    left = of_handoff(MESSAGE_BEGUN, handoff)
    return state, [RenewCard(), CancelTimer(TOLD), CancelTimer(OVERDUE), left, asked]


def wait_after_all(conversation: Conversation, now_ms: int) -> Result:
    """Back to waiting; what was written stays on the ticket, and the place is the same."""
    handoff = conversation.handoff
    if conversation.state is not State.LEFT_MESSAGE or handoff is None:
        return conversation, [say_place(conversation, now_ms)]
    state = go(without_message(conversation), State.QUEUED)
    overdue = [SetTimer(OVERDUE, handoff.id, handoff.due_ms)] if now_ms < handoff.due_ms else []
    return state, [RenewCard(), *overdue, say_place(state, now_ms)]


def heard_message(
    conversation: Conversation, text: str, now_ms: int, *, with_files: bool
) -> Result | None:
    """Words or files of a message; None if they are for the bot."""
    handoff, wanted = conversation.handoff, conversation.wanted
    if conversation.state is not State.LEFT_MESSAGE or handoff is None or wanted is None:
        return None
    if not awaits_message(conversation) or not (text or with_files):
        return None
    whole = "\n".join(part for part in (handoff.message, text) if part)[: LONGEST["words"]]
    if conversation.first_question == text:
        conversation = replace(conversation, first_question="")
    kept = replace(handoff, message=whole)
    state = replace(conversation, handoff=kept, wanted=replace(wanted, is_given=True))
    effects: list[Effect] = []
    if whole:
        effects.append(ChangeTicket(handoff.id, {"left_message": whole}))
    left = of_handoff(MESSAGE_LEFT, handoff)
    return state, [*effects, RenewCard(), left, say_message_kept(kept, now_ms)]
