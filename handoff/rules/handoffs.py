"""From the bot to a person: one open handoff, its ticket, its place in the line."""

from dataclasses import replace
from typing import Any

from handoff.rules.closed import (
    leave_office,
    say_by_hours,
    timed,
    watch_office,
    ways_of,
    without_message,
)
from handoff.rules.conversation import Conversation, Handoff, State, go
from handoff.rules.drafts import (
    MINUTE_MS,
    SILENT,
    dropped,
    facts_of,
    is_open,
    set_aside,
    story_of,
)
from handoff.rules.effects import (
    ButtonOf,
    CancelTimer,
    ChangeTicket,
    CloseHandoff,
    Effect,
    JoinQueue,
    Say,
    SetTimer,
    StoreTicket,
)
from handoff.rules.first_words import first_words
from handoff.rules.forms_summary import Route
from handoff.rules.messages import Speaker
from handoff.rules.on_call import called_out
from handoff.rules.recorded import LEFT, REQUESTED, of_handoff
from handoff.rules.routes import EMERGENCIES, EMERGENCY
from handoff.rules.tables import Tables
from handoff.rules.targets import watch_target
from handoff.rules.ticket import GENERAL_REQUEST
from handoff.rules.wait_told import has_range, say_range
from handoff.rules.ways import way

TOLD_WITHIN_MS = 3_000
"""How long the customer's place waits for the ticket's number, so that both come in one message."""

SLOW_AFTER_MS = 15_000
"""When a customer without an answer is told that it takes longer."""

LONGEST_WAIT_MS = 24 * 60 * MINUTE_MS
"""How long nothing is heard by one who still waits."""
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
STATUS = ButtonOf("status:all", "button_status")

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
    for a person then, or is not understood, may well mean yes. What a form has gathered goes along,
    except in an emergency: there nothing of it matters.
    """
    if conversation.has_person:
        return conversation, []
    if DANGER_CHECK in conversation.timers:
        reason, complaint, department = EMERGENCY, "", ""
    if reason == "user_request" and (rest_ms := must_rest_ms(conversation, now_ms)):
        times, minutes = str(MOST_LEAVINGS), str(minutes_in(rest_ms))
        values = {"times": times, "minutes": minutes}
        # The assistant may have left a form for it.
        return set_aside(conversation), [Say("handoff_limit", values, (MENU,), Speaker.SYSTEM)]
    kind, route = way(conversation, reason, complaint, now_ms, tables, department)
    gathered = gathered_for(conversation, route)
    handoff = new_handoff(conversation, reason, kind, route, now_ms, tables)
    leaving: list[Effect] = []
    before = conversation.handoff
    if before is not None and conversation.waits:
        if handoff.priority >= before.priority:
            ended: list[Effect] = [CancelTimer(DANGER_CHECK)] if reason == EMERGENCY else []
            said = [first_words(reason)] if reason in EMERGENCIES else []
            return conversation, [*ended, *said, say_place(conversation, now_ms)]
        conversation, leaving = leave_line(conversation, "raised", outcome=handoff.id)
        handoff = _not_later_than(handoff, before)
    if reason == EMERGENCY:
        conversation, forgotten = dropped(conversation)
        leaving = [*leaving, *forgotten]
        gathered = {}
    elif conversation.form is None:
        conversation = replace(conversation, evidence=())
    waiting, joined = enter_line(set_aside(conversation), handoff, now_ms)
    stored = StoreTicket(handoff.complaint or GENERAL_REQUEST, gathered)
    no_check = CancelTimer(DANGER_CHECK)
    alarmed = called_out(handoff, now_ms, tables)
    said_first = first_words(handoff.reason)
    return waiting, [*leaving, stored, *joined, *alarmed, no_check, said_first]


def gathered_for(conversation: Conversation, route: Route) -> dict[str, Any]:
    """What the ticket takes along: all of a form that is open, else the files alone."""
    if is_open(conversation):
        return {"also_inform": list(route.also_inform), **facts_of(conversation)}
    if conversation.form is not None or not conversation.evidence:
        return {}
    return {"evidence": facts_of(conversation)["evidence"]}


def enter_line(conversation: Conversation, handoff: Handoff, now_ms: int) -> Result:
    """From here on the customer waits; the ticket is the caller's to store."""
    waiting = go(
        conversation,
        State.QUEUED,
        epoch=conversation.epoch + 1,
        handoff=replace(handoff, low=0, high=0, place_ms=0),
        handoffs=conversation.handoffs + 1,
        pending=(),
        misses=0,
        objections=0,
        rejected=(),
    )
    return waiting, [
        JoinQueue(),
        of_handoff(REQUESTED, handoff, is_open=not handoff.opens_ms),
        CancelTimer(SLOW),
        CancelTimer(SILENT),
        SetTimer(TOLD, handoff.id, now_ms + TOLD_WITHIN_MS),
        SetTimer(OVERDUE, handoff.id, handoff.due_ms),
        *watch_target(handoff),
        *watch_office(waiting),
    ]


def must_rest_ms(conversation: Conversation, now_ms: int) -> int:
    """How long one who joined and left too often must wait."""
    lately = conversation.left_line_ms[-MOST_LEAVINGS:]
    if len(lately) < MOST_LEAVINGS or conversation.waits:
        return 0
    return max(0, lately[0] + LEAVINGS_WITHIN_MS - now_ms)


def new_handoff(
    conversation: Conversation, reason: str, kind: str, route: Route, now_ms: int, tables: Tables
) -> Handoff:
    made = Handoff(
        id=f"{conversation.id}:h{conversation.handoffs + 1}",
        reason=reason,
        department=route.department,
        priority=route.priority,
        asked_at_ms=now_ms,
        due_ms=now_ms,
        question=story_of(conversation)
        or conversation.first_question
        or conversation.last_question,
        complaint=kind,
        has_form=is_open(conversation),
        skills=route.skills,
        target=route.target,
    )
    return timed(made, conversation.language, now_ms, tables)


def _not_later_than(handoff: Handoff, before: Handoff) -> Handoff:
    """One who is raised has waited since the first request, and is never due later than before."""
    return replace(
        handoff,
        asked_at_ms=before.asked_at_ms,
        has_form=handoff.has_form or before.has_form,
        due_ms=handoff.due_ms if handoff.opens_ms else min(handoff.due_ms, before.due_ms),
        rank_ms=min(handoff.rank_ms, before.rank_ms or before.due_ms),
        warn_ms=min(handoff.warn_ms, before.warn_ms or handoff.warn_ms),
        message=before.message,
    )


def say_place(conversation: Conversation, now_ms: int) -> Say:
    """Where the customer stands, with the number if it is known and always with a time.

    The time is the range that is known of the wait, else what is left of the promise; once that is
    over, it is said with a new one. In danger nobody is offered to stop waiting then, but told
    whom to call.
    """
    handoff = conversation.handoff
    if handoff is None:
        return Say("nobody_asked_yet", buttons=(MENU, PERSON), speaker=Speaker.SYSTEM)
    if by_hours := say_by_hours(conversation, handoff, now_ms):
        return by_hours
    minutes = minutes_in(handoff.due_ms - now_ms)
    text = "queue_place_number" if handoff.number else "queue_place"
    if handoff.ahead < 0:
        text, minutes = "queue_joining", max(1, minutes)
    elif minutes <= 0:
        return _say_late(handoff, now_ms)
    elif has_range(handoff):
        return say_range(handoff)
    values = {"ahead": str(handoff.ahead), "minutes": str(minutes), "number": handoff.number}
    return Say(text, values, ways_of(handoff), Speaker.SYSTEM)


def _say_late(handoff: Handoff, now_ms: int) -> Say:
    promised = (
        handoff.promised_ms if handoff.promised_ms > now_ms else next_promise(handoff, now_ms)
    )
    values = {
        "ahead": str(handoff.ahead),
        "minutes": str(minutes_in((handoff.rank_ms or handoff.due_ms) - handoff.asked_at_ms)),
        "more": str(minutes_in(promised - now_ms)),
    }
    if handoff.reason == EMERGENCY:
        return Say("queue_late_danger", values, speaker=Speaker.SYSTEM)
    return Say("queue_late", values, ways_of(handoff), Speaker.SYSTEM)


def overdue(
    conversation: Conversation, handoff: Handoff, now_ms: int, *, is_told: bool = False
) -> Result:
    """The time that was told is over: a new one, after pauses that grow.

    ``is_told``: the customer hears it from the ticket, with a time of its own.
    """
    promised = next_promise(handoff, now_ms)
    waits = replace(handoff, promised_ms=promised, late=handoff.late + 1)
    state = replace(conversation, handoff=waits)
    again = SetTimer(OVERDUE, f"{handoff.id}:{waits.late}", promised)
    return state, [again] if is_told else [say_place(state, now_ms), again]


def next_promise(handoff: Handoff, now_ms: int) -> int:
    """As long as was aimed for at first, then twice as long, at most for a day."""
    first_ms = max(MINUTE_MS, handoff.due_ms - handoff.asked_at_ms)
    return now_ms + min(first_ms << min(handoff.late, 8), LONGEST_WAIT_MS)


def minutes_in(ms: int) -> int:
    """Rounded up, since a promise may be kept early."""
    return -(-ms // MINUTE_MS)


def leave_line(conversation: Conversation, why: str, *, outcome: str = "") -> Result:
    """Take the open handoff out of the line; the state is the caller's to choose.

    ``why`` is ``cancelled`` or ``raised``. The ticket ends with its handoff; one that was raised
    names in ``outcome`` the ticket that goes on. A filed complaint ends with neither.
    """
    handoff = conversation.handoff
    if handoff is None:
        return conversation, []
    ended = "merged" if why == "raised" else "cancelled"
    by = "" if why == "raised" else conversation.id
    changed = ChangeTicket(handoff.id, {"state": ended, "outcome": outcome}, by)
    effects: list[Effect] = [
        CloseHandoff(handoff.id),
        *([] if handoff.is_filed else [changed]),
        CancelTimer(TOLD),
        CancelTimer(OVERDUE),
        *leave_office(conversation),
        of_handoff(LEFT, handoff, why=why),
    ]
    return replace(without_message(conversation), state=State.BOT, handoff=None), effects
