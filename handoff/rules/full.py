"""A line that is full: why, what can be done instead, and that nothing is lost."""

from dataclasses import replace

from handoff.rules.closed import CANCEL, ELSE, MESSAGE_WANTED, is_urgent
from handoff.rules.conversation import Conversation, Handoff, State, Wanted, go
from handoff.rules.effects import CancelTimer, Record, RenewCard, Say
from handoff.rules.handoffs import OVERDUE, TOLD, Result
from handoff.rules.messages import Speaker
from handoff.rules.tables import Tables


def is_full(conversation: Conversation, handoff: Handoff, ahead: int, tables: Tables) -> bool:
    """Whether so many wait already that one who has just come is asked for a message instead.

    Danger, a loss that goes on and complaints are never turned away. Where it is closed that is
    told, with the same choices.
    """
    most = tables.routes.most_waiting.get(handoff.department, 0)
    is_new = conversation.state is State.QUEUED and handoff.ahead < 0 and not handoff.told
    if not most or ahead < most or not is_new:
        return False
    return not (is_urgent(handoff) or handoff.complaint or handoff.opens_ms)


def line_is_full(conversation: Conversation, handoff: Handoff) -> Result:
    """The place stays, in the order of arrival; the next words are for the ticket."""
    kept = replace(handoff, told=True)
    wanted = Wanted(MESSAGE_WANTED, kept.number, kept.id)
    state = go(conversation, State.LEFT_MESSAGE, wanted=wanted, handoff=kept)
    values = {"ahead": str(kept.ahead), "number": kept.number}
    said = Say(
        "queue_full_number" if kept.number else "queue_full",
        values,
        (ELSE, CANCEL),
        Speaker.SYSTEM,
        times={"by": kept.due_ms},
        names={"team": f"team_{kept.department}"},
    )
    told = Record("queue_full", {"department": kept.department, "priority": kept.priority})
    return state, [RenewCard(), CancelTimer(TOLD), CancelTimer(OVERDUE), told, said]
