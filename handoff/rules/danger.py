"""Somebody may be in danger: a person at once, or, where it is not sure, one question first."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handoff.rules.conversation import Conversation
from handoff.rules.drafts import MINUTE_MS, set_aside
from handoff.rules.effects import (
    ButtonOf,
    CancelTimer,
    ChangeTicket,
    Effect,
    Record,
    Say,
    SayAnswer,
    SetTimer,
)
from handoff.rules.handoffs import (
    DANGER_CHECK,
    MENU,
    PERSON,
    Result,
    hand_off,
    say_place,
)
from handoff.rules.messages import Audience, Speaker
from handoff.rules.routes import EMERGENCY
from handoff.rules.tables import Tables

ASSUMED_AFTER_MS = 2 * MINUTE_MS
"""How long a customer who is asked may be silent before a person is called all the same."""

CHECK_BUTTONS = (
    ButtonOf("danger:yes", "button_danger_yes"),
    ButtonOf("danger:no", "button_danger_no"),
)

SURE_FROM = 0.6
"""How sure the assistant must be that a reply is a no: a wrong no leaves somebody alone.

Measured: "no", "nee", "不是" and their like lie between 0.68 and 0.95, "not sure", "不知道" and
"whatever" between 0.29 and 0.48.
"""


def heard_danger(conversation: Conversation, text: str, now_ms: int, tables: Tables) -> Result:
    """Words that leave no doubt; on the card stand these, not what was asked before."""
    heard = replace(conversation, last_question=text, first_question=text)
    return _alarm(heard, now_ms, tables)


def _alarm(conversation: Conversation, now_ms: int, tables: Tables) -> Result:
    """A person at once; one who has the conversation already is told what to look at."""
    marked: list[Effect] = [
        Record("danger_words", {"state": conversation.state.value}),
        Say("desk_danger_words", speaker=Speaker.SYSTEM, audience=Audience.DESK),
    ]
    state, effects = hand_off(conversation, EMERGENCY, now_ms, tables)
    if is_asked(conversation):
        marked.append(CancelTimer(DANGER_CHECK))
    if conversation.has_person:
        state, effects = _raised(state, tables)
        marked.append(Say("help_lines", speaker=Speaker.SYSTEM))
    return state, marked + effects


def _raised(conversation: Conversation, tables: Tables) -> Result:
    """Whoever has the conversation keeps it, and from now on it counts as an emergency."""
    handoff, (_, priority) = conversation.handoff, tables.reasons[EMERGENCY]
    if handoff is None or handoff.priority <= priority:
        return conversation, []
    raised = replace(conversation, handoff=replace(handoff, priority=priority))
    return raised, [ChangeTicket(handoff.id, {"priority": priority})]


def ask_whether(conversation: Conversation, now_ms: int) -> Result:
    """A false alarm costs the customer one tap, and a cry for help is not passed over.

    While the question is open, further doubt does not put the end off. What was on its way when it
    was asked is covered by it; what came after it is answered with it, and the time that is left.
    """
    calm = replace(conversation, misses=0)
    if is_asked(conversation):
        return calm, [ask_again(conversation, now_ms)] if may_reply(conversation) else []
    unread = conversation.pending[-1].ask_id if conversation.pending else ""
    # A form that is open would take the reply for an answer of its own.
    return set_aside(calm), [
        Record("danger_asked", {"state": conversation.state.value}),
        _question(ASSUMED_AFTER_MS),
        SetTimer(DANGER_CHECK, f"{now_ms}:{unread}", now_ms + ASSUMED_AFTER_MS),
    ]


def ask_again(conversation: Conversation, now_ms: int) -> Say:
    """The question that is open, with the time that is left."""
    return _question(_asked_at_ms(conversation) + ASSUMED_AFTER_MS - now_ms)


def _question(left_ms: int) -> Say:
    minutes = max(1, -(-left_ms // MINUTE_MS))
    return Say("check_danger", {"minutes": str(minutes)}, (*CHECK_BUTTONS, PERSON))


def _asked_at_ms(conversation: Conversation) -> int:
    return int(conversation.timers[DANGER_CHECK].partition(":")[0])


def is_asked(conversation: Conversation) -> bool:
    """Whether the customer was asked and has not answered yet."""
    return DANGER_CHECK in conversation.timers


def may_reply(conversation: Conversation) -> bool:
    """Whether what the assistant answers now, still pending, was written after the question.

    What was on its way already when the question was asked can be no reply to it. The timer's token
    names the last of these.
    """
    unread = conversation.timers.get(DANGER_CHECK, "").partition(":")[2]
    return is_asked(conversation) and all(q.ask_id != unread for q in conversation.pending)


def is_no(signal: dict[str, Any]) -> bool:
    """Whether a reply is surely a no; "not sure" and "whatever" are heard as one all too easily."""
    return signal.get("text") == "deny" and float(signal.get("confidence") or 0.0) >= SURE_FROM


def goes_on(signals: Sequence[dict[str, Any]], tables: Tables) -> bool:
    """Whether a reply is a real question about something else, to which there is an answer.

    Nothing else passes the question over: who says goodbye, thank you or never mind may mean it as
    a last word.
    """
    kinds = {signal["signal"] for signal in signals}
    found = any(
        topic.get("id") in tables.topics
        for signal in signals
        if signal["signal"] != "purpose" and signal.get("kind") in ("answer", "offer")
        for topic in signal.get("topics", ())
    )
    return found and "check" not in kinds


def passed_over(conversation: Conversation) -> Result:
    """The question is open no longer, for the signals and buttons that follow as well."""
    running = {name: t for name, t in conversation.timers.items() if name != DANGER_CHECK}
    return replace(conversation, timers=running), [CancelTimer(DANGER_CHECK)]


def after_button(
    conversation: Conversation, effects: Sequence[Effect], now_ms: int
) -> list[Effect]:
    """What is added to the effects of a button: an answer ends the question, all else repeats it.

    ``conversation`` is the one before the button. A person who was asked for has ended it.
    """
    is_said = any(isinstance(e, Say) and e.text == "check_danger" for e in effects)
    if not is_asked(conversation) or is_said or CancelTimer(DANGER_CHECK) in effects:
        return []
    if any(isinstance(effect, SayAnswer) for effect in effects):
        return [CancelTimer(DANGER_CHECK)]
    return [ask_again(conversation, now_ms)]


def answered_check(
    conversation: Conversation, now_ms: int, tables: Tables, *, in_danger: bool, by: str
) -> Result:
    """``by`` is for the record: ``button``, ``words`` or ``silence``, which counts as a yes."""
    recorded = Record("danger_answered", {"yes": in_danger, "by": by})
    if in_danger:
        state, effects = _alarm(conversation, now_ms, tables)
        return state, [recorded, *effects]
    calm, ended = passed_over(replace(conversation, misses=0))
    said: list[Effect] = [Say("no_danger", buttons=(MENU, PERSON))]
    if conversation.waits:
        said.append(say_place(conversation, now_ms))
    return calm, [recorded, *ended, *said]
