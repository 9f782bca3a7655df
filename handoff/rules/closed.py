"""What closed hours mean for one who wants a person: when, where, what can be done meanwhile."""

from dataclasses import replace

from handoff.rules.conversation import Conversation, Handoff, State
from handoff.rules.effects import ButtonOf, CancelTimer, Effect, Say, SetTimer
from handoff.rules.forms_summary import Route
from handoff.rules.hours import MINUTE_MS
from handoff.rules.messages import Speaker
from handoff.rules.routes import EMERGENCIES, EMERGENCY, TOP
from handoff.rules.tables import Tables
from handoff.rules.targets import warned_ms

OFFICE = "office_turns"
"""Fires when the department of one who waits opens or closes."""
GREETS = "user_request"
"""The reason whose department the greeting speaks of."""
MESSAGE_WANTED = "message"
"""The kind of ``Wanted`` for which the next words are a message."""

WAIT = ButtonOf("queue:place", "button_wait_in_line")
MESSAGE = ButtonOf("queue:message", "button_leave_message")
ADD = ButtonOf("queue:message", "button_add_message")
ELSE = ButtonOf("menu:top", "button_ask_else")
CANCEL = ButtonOf("queue:cancel", "button_cancel_wait")
WAIT_MENU = (ButtonOf("queue:place", "button_keep_waiting"), MESSAGE, ELSE, CANCEL)
"""What one who waits can do, from the first words about the place on."""
MESSAGE_BUTTONS = (ADD, ELSE, CANCEL)


def open_route(route: Route, language: str, now_ms: int, tables: Tables) -> Route:
    """Where it goes at this hour: what cannot wait goes to those who never close.

    P0 does so at any hour, P1 of a closed department whose ``outside_hours`` says so.
    """
    hours = tables.hours
    is_open = hours.is_open(route.department, language, now_ms)
    is_moved = route.priority == "P1" and route.department in hours.p1_to_urgent and not is_open
    if route.priority != TOP and not is_moved:
        return route
    urgent = tables.reasons[EMERGENCY][0]
    others = (each for each in (route.department, *route.also_inform) if each != urgent)
    return replace(route, department=urgent, also_inform=tuple(dict.fromkeys(others)))


def timed(handoff: Handoff, language: str, now_ms: int, tables: Tables) -> Handoff:
    """With the times it is promised and seated by.

    What is promised counts while the department is open, whatever the priority: nobody is there to
    keep it before. The place in the line counts all the time, so that those who came at night stand
    before those who come in the morning, in the order in which they came.
    """
    hours, target = tables.hours, target_of(handoff, tables)
    department = handoff.department
    due_ms = hours.after_ms(department, language, now_ms, target)
    turned = turned_office(handoff, language, now_ms, tables)
    made = replace(turned, due_ms=due_ms, rank_ms=now_ms + target * MINUTE_MS)
    return replace(made, warn_ms=warned_ms(made, language, hours))


def target_of(handoff: Handoff, tables: Tables) -> int:
    """Minutes until the first answer in the chat."""
    return handoff.target or tables.targets[handoff.priority]


def turned_office(handoff: Handoff, language: str, now_ms: int, tables: Tables) -> Handoff:
    """With when its department opens, if it is closed, and when it closes next."""
    opens_ms = tables.hours.opens_ms(handoff.department, language, now_ms)
    closes_ms = tables.hours.closes_ms(handoff.department, language, now_ms)
    return replace(handoff, opens_ms=opens_ms if opens_ms > now_ms else 0, closes_ms=closes_ms)


def promised_anew(handoff: Handoff, language: str, now_ms: int, tables: Tables) -> Handoff:
    """With a promise that lies ahead: one that was not kept is no time to tell. The place stays."""
    if now_ms < handoff.due_ms:
        return handoff
    target = target_of(handoff, tables)
    due_ms = tables.hours.after_ms(handoff.department, language, now_ms, target)
    return replace(handoff, due_ms=due_ms)


def watch_office(conversation: Conversation) -> list[Effect]:
    """The timer for its next turn; none is left running without need."""
    handoff = conversation.handoff
    turns_ms = (handoff.opens_ms or handoff.closes_ms) if handoff else 0
    if handoff is None or not turns_ms:
        return leave_office(conversation)
    return [SetTimer(OFFICE, handoff.id, turns_ms)]


def leave_office(conversation: Conversation) -> list[Effect]:
    return [CancelTimer(OFFICE)] if OFFICE in conversation.timers else []


def is_closed(conversation: Conversation, now_ms: int) -> bool:
    """Whether the department that the customer waits for is closed, as far as they were told."""
    return conversation.handoff is not None and now_ms < conversation.handoff.opens_ms


def closes_before(handoff: Handoff, now_ms: int) -> bool:
    """Whether the end of the hours lies before what was promised."""
    return not handoff.opens_ms and now_ms < handoff.closes_ms < handoff.due_ms


def say_by_hours(conversation: Conversation, handoff: Handoff, now_ms: int) -> "Say | None":
    """The place of one who waits for a department that is closed, or closes before the promise."""
    if conversation.state is State.LEFT_MESSAGE:
        is_open = awaits_message(conversation)
        return say_write(handoff, now_ms) if is_open else say_message_kept(handoff, now_ms)
    values = {"ahead": str(max(0, handoff.ahead)), "number": handoff.number}
    team = {"team": f"team_{handoff.department}"}
    if now_ms < handoff.opens_ms:
        text = "queue_closed_number" if handoff.number else "queue_closed"
        if handoff.ahead < 0:
            text = "queue_closed_joining"
        times = {"opens": handoff.opens_ms, "by": handoff.due_ms}
    elif closes_before(handoff, now_ms) and handoff.ahead >= 0:
        text = "queue_closing_number" if handoff.number else "queue_closing"
        times = {"closes": handoff.closes_ms, "by": handoff.due_ms}
    else:
        return None
    return Say(text, values, ways_of(handoff), Speaker.SYSTEM, times=times, names=team)


def is_urgent(handoff: Handoff) -> bool:
    """Whether only a person helps: no message is left then, and no wait is told as usual."""
    return handoff.priority == TOP or handoff.reason in EMERGENCIES


def ways_of(handoff: Handoff) -> tuple[ButtonOf, ...]:
    """What its customer can do while it waits."""
    return (CANCEL,) if is_urgent(handoff) else WAIT_MENU


def awaits_message(conversation: Conversation) -> bool:
    """Whether the next words are a message for those who are not there."""
    wanted = conversation.wanted
    return wanted is not None and wanted.kind == MESSAGE_WANTED and not wanted.is_given


def without_message(conversation: Conversation) -> Conversation:
    """No message is awaited any more; what else is wanted stays."""
    wanted = conversation.wanted
    is_it = wanted is not None and wanted.kind == MESSAGE_WANTED
    return replace(conversation, wanted=None) if is_it else conversation


def say_write(handoff: Handoff, now_ms: int) -> Say:
    """The words with which a message is asked for."""
    team = {"team": f"team_{handoff.department}"}
    ways = (WAIT, CANCEL)
    if now_ms < handoff.opens_ms:
        times = {"opens": handoff.opens_ms}
        return Say("message_write_closed", {}, ways, Speaker.SYSTEM, times=times, names=team)
    values = {"ahead": str(max(0, handoff.ahead))}
    return Say("message_write", values, ways, Speaker.SYSTEM)


def say_greeting(now_ms: int, language: str, tables: Tables, buttons: tuple[ButtonOf, ...]) -> Say:
    """The hours that are promised are those of this day and hour."""
    hours, department = tables.hours, tables.reasons[GREETS][0]
    opens_ms = hours.opens_ms(department, language, now_ms)
    if opens_ms > now_ms:
        return Say("greeting_closed", buttons=buttons, times={"opens": opens_ms})
    if hours.holiday(department, language, now_ms):
        closes = {"closes": hours.closes_ms(department, language, now_ms)}
        return Say("greeting_short_day", buttons=buttons, times=closes)
    return Say("greeting", buttons=buttons)


def say_greeting_again(conversation: Conversation, buttons: tuple[ButtonOf, ...]) -> Say:
    """To one who has talked to a person, with what that person did."""
    values = {"name": conversation.met_person}
    if conversation.was_done:
        return Say("greeting_again_done", {**values, "done": conversation.was_done}, buttons)
    return Say("greeting_again", values, buttons)


def say_message_kept(handoff: Handoff, now_ms: int) -> Say:
    """Where a message stands that was left, always with a time that has not passed."""
    values = {"number": handoff.number, "ahead": str(max(0, handoff.ahead))}
    team = {"team": f"team_{handoff.department}"}
    if handoff.due_ms <= now_ms:
        return Say("message_late", values, MESSAGE_BUTTONS, Speaker.SYSTEM, names=team)
    text = "message_kept" if handoff.number else "message_kept_saving"
    times = {"by": handoff.due_ms}
    return Say(text, values, MESSAGE_BUTTONS, Speaker.SYSTEM, times=times, names=team)
