"""From the bot to a person: one open handoff, its ticket, its place in the line."""

from dataclasses import replace

from handoff.rules.conversation import Conversation, Handoff, State, go
from handoff.rules.effects import (
    ButtonOf,
    CancelTimer,
    ChangeTicket,
    CloseHandoff,
    Effect,
    JoinQueue,
    Record,
    Say,
    SetTimer,
    StoreTicket,
)
from handoff.rules.messages import Speaker
from handoff.rules.tables import Tables
from handoff.rules.texts import FALLBACK

TOLD_WITHIN_MS = 3_000
"""How long the customer's place waits for the ticket's number, so that both come in one message."""

SLOW_AFTER_MS = 15_000
"""When a customer without an answer is told that it takes longer."""

GENERAL_REQUEST = "general_request"
"""The type of a ticket without a complaint."""

EMERGENCY = "safety_emergency"
EMERGENCIES = frozenset({EMERGENCY, "security_emergency"})
"""Reasons whose first words help at once, so that they are said also to one who waits already."""

MINUTE_MS = 60_000

MOST_LEAVINGS = 5
"""Times within ``LEAVINGS_WITHIN_MS`` that a customer may join the line and leave it again: each
writes a ticket and moves everybody's place. Who is answered by a person is never counted."""
LEAVINGS_WITHIN_MS = 60 * MINUTE_MS

TOLD = "handoff_told"
OVERDUE = "handoff_overdue"
"""Fires when the time is over that was told to one who still waits."""
DANGER_CHECK = "danger_check"
"""Runs while the customer is asked whether somebody is in danger."""
SLOW = "assistant_slow"
LATE = ":late"
"""Ends the token of ``SLOW`` once the customer was told that it takes longer."""
STILL_SLOW = "assistant_still_slow"
"""For what is written after that: nothing stands without a word for as long as the assistant is
away."""
PERSON = ButtonOf("person:now", "button_person")
MENU = ButtonOf("menu:top", "button_menu")
QUEUE_BUTTONS = (ButtonOf("queue:cancel", "button_cancel_wait"),)

Result = tuple[Conversation, list[Effect]]


def hand_off(
    conversation: Conversation,
    reason: str,
    now_ms: int,
    tables: Tables,
    *,
    complaint: str = "",
    department: str = "",
) -> Result:
    """Ask for a person. One who waits or talks to a person already is told so instead.

    While the question is open whether somebody is in danger, every reason is an emergency: who asks
    for a person then, or is not understood, may well mean yes.
    """
    if conversation.has_person:
        return conversation, []
    if DANGER_CHECK in conversation.timers:
        reason, complaint, department = EMERGENCY, "", ""
    if reason == "user_request" and (rest_ms := _must_rest_ms(conversation, now_ms)):
        times, minutes = str(MOST_LEAVINGS), str(_minutes(rest_ms))
        values = {"times": times, "minutes": minutes}
        return conversation, [Say("handoff_limit", values, (MENU,), Speaker.SYSTEM)]
    handoff = _new_handoff(conversation, reason, now_ms, tables, complaint, department)
    leaving: list[Effect] = []
    before = conversation.handoff
    if before is not None and conversation.state is State.QUEUED:
        if handoff.priority >= before.priority:
            ended: list[Effect] = [CancelTimer(DANGER_CHECK)] if reason == EMERGENCY else []
            said = [_opening_words(reason)] if reason in EMERGENCIES else []
            return conversation, [*ended, *said, say_place(conversation, now_ms)]
        conversation, leaving = leave_line(conversation, "raised", outcome=handoff.id)
        handoff = _not_later_than(handoff, before)
    waiting = go(
        conversation,
        State.QUEUED,
        epoch=conversation.epoch + 1,
        handoff=handoff,
        handoffs=conversation.handoffs + 1,
        pending=(),
        misses=0,
        objections=0,
        rejected=(),
    )
    return waiting, [*leaving, *_join(handoff, now_ms)]


def _must_rest_ms(conversation: Conversation, now_ms: int) -> int:
    """How long one who joined and left too often must wait."""
    lately = conversation.left_line_ms[-MOST_LEAVINGS:]
    if len(lately) < MOST_LEAVINGS or conversation.state is State.QUEUED:
        return 0
    return max(0, lately[0] + LEAVINGS_WITHIN_MS - now_ms)


def _new_handoff(
    conversation: Conversation,
    reason: str,
    now_ms: int,
    tables: Tables,
    complaint: str,
    department: str,
) -> Handoff:
    """A complaint decides where to and how urgent, else the reason; ``department`` goes first."""
    default_department, priority = tables.reasons[reason]
    if kind := tables.complaint_types.get(complaint):
        default_department, priority = kind.department, kind.priority
    return Handoff(
        id=f"{conversation.id}:h{conversation.handoffs + 1}",
        reason=reason,
        department=department or default_department,
        priority=priority,
        asked_at_ms=now_ms,
        due_ms=now_ms + tables.targets[priority] * MINUTE_MS,
        question=conversation.first_question or conversation.last_question,
        complaint=kind.id if kind else "",
    )


def _join(handoff: Handoff, now_ms: int) -> list[Effect]:
    return [
        StoreTicket(type=handoff.complaint or GENERAL_REQUEST),
        JoinQueue(),
        Record("handoff_requested", {"reason": handoff.reason, "department": handoff.department}),
        CancelTimer(SLOW),
        CancelTimer(DANGER_CHECK),
        SetTimer(TOLD, handoff.id, now_ms + TOLD_WITHIN_MS),
        SetTimer(OVERDUE, handoff.id, handoff.due_ms),
        _opening_words(handoff.reason),
    ]


def _not_later_than(handoff: Handoff, before: Handoff) -> Handoff:
    """One who is raised has waited since the first request, and is never due later than before."""
    return replace(
        handoff,
        asked_at_ms=before.asked_at_ms,
        due_ms=min(handoff.due_ms, before.due_ms),
    )


def _opening_words(reason: str) -> Say:
    """The first words after a handoff; some reasons need a tone of their own."""
    own = {
        EMERGENCY: "handoff_safety",
        "security_emergency": "handoff_security",
        "bot_error": "handoff_bot_error",
        "low_confidence_repeat": "handoff_not_understood",
        "not_my_question": "handoff_not_my_question",
        "complaint_needs_decision": "handoff_complaint",
        "unsupported_language": "handoff_language",
    }
    # Whose language we do not speak rather knows English than the language of the page.
    language = FALLBACK if reason == "unsupported_language" else ""
    return Say(own.get(reason, "handoff_request"), speaker=Speaker.SYSTEM, language=language)


def say_place(conversation: Conversation, now_ms: int) -> Say:
    """Where the customer stands, with the number if it is known and always with a time.

    The time is what is left of the promise; once it is over, that is said instead.
    """
    handoff = conversation.handoff
    if handoff is None:
        return Say("nobody_asked_yet", buttons=(MENU, PERSON), speaker=Speaker.SYSTEM)
    minutes = _minutes(handoff.due_ms - now_ms)
    text = "queue_place_number" if handoff.number else "queue_place"
    if handoff.ahead < 0:
        text, minutes = "queue_joining", max(1, minutes)
    elif minutes <= 0:
        text, minutes = "queue_late", _minutes(handoff.due_ms - handoff.asked_at_ms)
    values = {"ahead": str(handoff.ahead), "minutes": str(minutes), "number": handoff.number}
    return Say(text, values, QUEUE_BUTTONS, Speaker.SYSTEM)


def _minutes(ms: int) -> int:
    """Rounded up, since a promise may be kept early."""
    return -(-ms // MINUTE_MS)


def answer_wait(conversation: Conversation, now_ms: int, *, cancel: bool) -> Result:
    """How long will it be, or no longer: by button or in words."""
    if conversation.state is not State.QUEUED or conversation.handoff is None:
        return conversation, [Say("nobody_asked_yet", buttons=(MENU, PERSON))]
    if not cancel:
        return conversation, [say_place(conversation, now_ms)]
    state, effects = leave_line(conversation, "cancelled")
    left = (*state.left_line_ms, now_ms)[-MOST_LEAVINGS:]
    state = replace(state, left_line_ms=left)
    is_emergency = conversation.handoff.reason == EMERGENCY
    text = "queue_cancelled_emergency" if is_emergency else "queue_cancelled"
    said = Say(text, buttons=(MENU, PERSON), speaker=Speaker.SYSTEM)
    return state, [*effects, said]


def leave_line(conversation: Conversation, why: str, *, outcome: str = "") -> Result:
    """Take the open handoff out of the line; the state is the caller's to choose.

    ``why`` is ``cancelled`` or ``raised``. The ticket ends with its handoff; one that was raised
    names in ``outcome`` the ticket that goes on.
    """
    handoff = conversation.handoff
    if handoff is None:
        return conversation, []
    ended = "merged" if why == "raised" else "cancelled"
    effects: list[Effect] = [
        CloseHandoff(handoff.id),
        ChangeTicket(handoff.id, {"state": ended, "outcome": outcome}),
        CancelTimer(TOLD),
        CancelTimer(OVERDUE),
        Record("handoff_left", {"why": why, "department": handoff.department}),
    ]
    return replace(conversation, state=State.BOT, handoff=None), effects
