"""What the assistant advises, and what is done when it does not answer."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handoff.rules import after_care, ratings
from handoff.rules.closed import CANCEL, say_greeting, say_greeting_again
from handoff.rules.conversation import Conversation
from handoff.rules.danger import (
    answered_check,
    ask_again,
    goes_on,
    is_no,
    may_reply,
    passed_over,
)
from handoff.rules.danger_form import answered_form, check, form_beside_check
from handoff.rules.draft_steps import forgotten, take_signal
from handoff.rules.effects import ButtonOf, CancelTimer, Effect, Record, Say, SetTimer
from handoff.rules.events import AssistantAnswered, AssistantFailed, HandlingFailed
from handoff.rules.forms_unled import spoken
from handoff.rules.handoffs import (
    MENU,
    PERSON,
    SLOW,
    SLOW_AFTER_MS,
    Result,
    hand_off,
    say_place,
)
from handoff.rules.matter import begin_anew, with_matter
from handoff.rules.messages import Audience, Speaker
from handoff.rules.on_record import as_follow_up, is_mere_answer, on_record
from handoff.rules.purpose import ask_purpose, may_ask
from handoff.rules.signals import LANGUAGES
from handoff.rules.status import ask_status
from handoff.rules.tables import Tables
from handoff.rules.topics import (
    answer_or_point_back,
    close_to,
    object_to_answer,
    one_more_miss,
    say_menu,
)
from handoff.rules.urgent import help_instead
from handoff.rules.waiting import answer_wait

SURE_TO_CANCEL = 0.9
"""How sure the assistant must be that "cancel" means the place in the line."""

NO_GOOD_TURN = frozenset({"out_of_scope", "insult"})
"""Texts that answer words which helped nobody: the misses before them still count."""


def answered(
    conversation: Conversation, event: AssistantAnswered, now_ms: int, tables: Tables
) -> Result:
    """Carry out the signals, unless somebody else owns the conversation by now."""
    if not _is_expected(conversation, event.ask_id, event.epoch):
        return conversation, [Record("answer_void", {"epoch": event.epoch})]
    if filed := on_record(conversation, event, now_ms, tables):
        state, clock = _no_longer_pending(filed[0], event.ask_id, now_ms)
        return state, clock + filed[1]
    state = with_matter(conversation, event, tables)
    effects: list[Effect] = []
    if may_reply(state) and goes_on(event.signals, tables):
        state, effects = passed_over(state)
    for signal in spoken(state, event.signals):
        language = signal.get("language")
        if language in LANGUAGES and not is_mere_answer(conversation, event):
            state = replace(state, language=str(language))
        epoch = state.epoch
        told = {**signal, "ask_id": event.ask_id}
        handler = _reply_to_check if may_reply(state) else _SIGNALS[signal["signal"]]
        state, more = help_instead(state, told, now_ms, tables) or handler(
            state, told, now_ms, tables
        )
        effects += more
        if state.epoch != epoch:
            break
    if not event.signals:
        nothing = {"signal": "topic", "ask_id": event.ask_id}
        state, more = help_instead(state, nothing, now_ms, tables) or one_more_miss(
            state, now_ms, tables
        )
        effects += more
    if all(signal["signal"] != "form" for signal in event.signals):
        state, more = forgotten(state, event.ask_id, now_ms, tables)
        effects += more
    state, clock = _no_longer_pending(state, event.ask_id, now_ms)
    return state, clock + effects


def failed(
    conversation: Conversation, event: AssistantFailed, now_ms: int, tables: Tables
) -> Result:
    if not _is_expected(conversation, event.ask_id, event.epoch):
        return conversation, []
    state, effects = _no_longer_pending(conversation, event.ask_id, now_ms)
    if state.waits:
        return state, [*effects, say_place(state, now_ms)]
    state, more = hand_off(state, "bot_error", now_ms, tables)
    return state, effects + more


def handling_failed(
    conversation: Conversation, event: HandlingFailed, now_ms: int, tables: Tables
) -> Result:
    """Something we cannot handle must not end in silence: a person looks at it."""
    recorded = Record("handling_failed", {"event_id": event.event_id})
    noted = Say(
        "desk_handling_failed",
        {"event": event.event_id},
        speaker=Speaker.SYSTEM,
        audience=Audience.DESK,
    )
    state, effects = hand_off(conversation, "bot_error", now_ms, tables)
    return state, [recorded, noted, *effects]


def _reply_to_check(
    conversation: Conversation, signal: dict[str, Any], now_ms: int, tables: Tables
) -> Result:
    """Only yes, a sure no, a person and a plain answer to the form end the question about danger;
    all else repeats it."""
    kind = signal["signal"]
    if kind in ("check", "handoff"):
        return _SIGNALS[kind](conversation, signal, now_ms, tables)
    if plainly := answered_form(conversation, str(signal["ask_id"]), now_ms, tables):
        return plainly
    if kind == "form":
        return form_beside_check(conversation, signal, now_ms, tables)
    if kind in ("topic", "purpose"):
        return one_more_miss(conversation, now_ms, tables)
    in_danger = signal.get("text") == "affirm"
    if in_danger or is_no(signal):
        return answered_check(conversation, now_ms, tables, in_danger=in_danger, by="words")
    return conversation, [ask_again(conversation, now_ms)]


def _topic(
    conversation: Conversation, signal: dict[str, Any], now_ms: int, tables: Tables
) -> Result:
    known = [t["id"] for t in signal.get("topics", ()) if t.get("id") in tables.topics]
    kind = signal.get("kind")
    if kind == "answer" and known:
        known = as_follow_up(conversation, str(signal["ask_id"]), known, tables)
        if known[0] in conversation.rejected:
            # It would be the very answer that was objected to.
            return object_to_answer(conversation, now_ms, tables)
        close = close_to(known[0], signal["topics"])
        return answer_or_point_back(conversation, known, now_ms, tables, close)
    known = [topic for topic in known if topic not in conversation.rejected]
    is_miss = kind == "guess" and not conversation.waits
    if kind not in ("offer", "guess") or not known or (is_miss and conversation.misses):
        return one_more_miss(conversation, now_ms, tables)
    state = replace(conversation, misses=conversation.misses + is_miss)
    return _offer(state, kind, known)


def _purpose(
    conversation: Conversation, signal: dict[str, Any], now_ms: int, tables: Tables
) -> Result:
    """Asked once; after that there are topics to choose from."""
    if may_ask(conversation):
        return ask_purpose(conversation, tables)
    return _topic(conversation, signal, now_ms, tables)


def _offer(conversation: Conversation, text: str, topics: list[str]) -> Result:
    buttons = tuple(ButtonOf(f"topic:{topic}") for topic in topics[:3])
    none = ButtonOf("helped:no", "button_none_of_these")
    state = replace(conversation, last_topics=("", *topics[3:]))
    recorded = Record("offered", {"topics": topics[:3]})
    return state, [recorded, Say(text, buttons=(*buttons, none, PERSON))]


def _say(conversation: Conversation, signal: dict[str, Any], now_ms: int, tables: Tables) -> Result:
    text = str(signal.get("text"))
    if text == "greeting" and conversation.met_person:
        return conversation, [say_greeting_again(conversation, (MENU, PERSON))]
    if text == "greeting":
        calm = replace(conversation, misses=0)
        return calm, [say_greeting(now_ms, calm.language, tables, (MENU, PERSON))]
    if text == "cancel":
        return _cancel(conversation, signal, now_ms)
    if text == "ask_wait":
        return answer_wait(conversation, now_ms, cancel=False)
    buttons = {"insult": (PERSON,), "out_of_scope": (MENU, PERSON)}
    values = {key: str(value) for key, value in signal.get("values", {}).items()}
    calm = conversation if text in NO_GOOD_TURN else replace(conversation, misses=0)
    return calm, [Say(text, values, buttons.get(text, ()))]


def _cancel(conversation: Conversation, signal: dict[str, Any], now_ms: int) -> Result:
    """Words may mean an order or a subscription as well: a place is given up only if it is sure."""
    if not conversation.waits:
        return conversation, [Say("cancel_what", buttons=(MENU, PERSON))]
    if float(signal.get("confidence") or 0.0) < SURE_TO_CANCEL:
        return conversation, [Say("check_cancel_wait", buttons=(CANCEL,))]
    return answer_wait(conversation, now_ms, cancel=True)


def _handoff(
    conversation: Conversation, signal: dict[str, Any], now_ms: int, tables: Tables
) -> Result:
    reason = str(signal.get("reason"))
    if reason == "user_request" or reason not in tables.reasons:
        return after_care.ask_person(conversation, "", now_ms, tables)
    return hand_off(conversation, reason, now_ms, tables)


def _status(
    conversation: Conversation, signal: dict[str, Any], now_ms: int, tables: Tables
) -> Result:
    return ask_status(conversation, str(signal.get("number") or ""), now_ms)


def _menu(
    conversation: Conversation, signal: dict[str, Any], now_ms: int, tables: Tables
) -> Result:
    return conversation, [say_menu(conversation, tables)]


def _not_my_question(
    conversation: Conversation, signal: dict[str, Any], now_ms: int, tables: Tables
) -> Result:
    meant = [t["id"] for t in signal.get("topics", ()) if t.get("id") in tables.topics]
    if meant and not conversation.last_topics:
        return _offer(conversation, "offer", meant)
    if meant:
        # "No, I am the seller": what was said beside the objection goes before what was near.
        answered, *near = conversation.last_topics
        near = list(dict.fromkeys((*meant, *near)))
        conversation = replace(conversation, last_topics=(answered, *near))
    return _object(conversation, now_ms, tables)


def _object(
    conversation: Conversation, now_ms: int, tables: Tables, *, did_not_help: bool = False
) -> Result:
    """Where nothing was answered or offered yet, "it does not work" is the question itself."""
    if not conversation.last_topics:
        return one_more_miss(conversation, now_ms, tables)
    return object_to_answer(conversation, now_ms, tables, did_not_help=did_not_help)


def _helped(
    conversation: Conversation, signal: dict[str, Any], now_ms: int, tables: Tables
) -> Result:
    yes = bool(signal.get("yes"))
    if of_person := after_care.helped(conversation, now_ms, tables, yes=yes):
        return of_person
    if not yes:
        return _object(conversation, now_ms, tables, did_not_help=True)
    topic = conversation.last_topics[0] if conversation.last_topics else ""
    recorded = Record("helped", {"topic": topic, "yes": True})
    done = replace(begin_anew(conversation), answered_in="")
    done, asked = ratings.ask_of_bot(done, topic, now_ms, tables)
    return done, [recorded, Say("glad_it_helped"), *asked]


_SIGNALS: dict[str, Callable[[Conversation, dict[str, Any], int, Tables], Result]] = {
    "topic": _topic,
    "say": _say,
    "handoff": _handoff,
    "check": check,
    "menu": _menu,
    "not_my_question": _not_my_question,
    "helped": _helped,
    "form": take_signal,
    "purpose": _purpose,
    "status": _status,
}


def _is_expected(conversation: Conversation, ask_id: str, epoch: int) -> bool:
    if conversation.has_person or epoch != conversation.epoch:
        return False
    return any(question.ask_id == ask_id for question in conversation.pending)


def _no_longer_pending(
    conversation: Conversation, ask_id: str, now_ms: int
) -> tuple[Conversation, list[Effect]]:
    """Take the question off; the clock of the next one starts when its turn has come."""
    pending = tuple(q for q in conversation.pending if q.ask_id != ask_id)
    effects: list[Effect] = [CancelTimer(SLOW)]
    if pending:
        effects = [SetTimer(SLOW, pending[0].ask_id, now_ms + SLOW_AFTER_MS)]
    return replace(conversation, pending=pending), effects
