"""Time that has run out: an answer that is late, a place to tell, a question left unanswered."""

from dataclasses import replace

from handoff.rules import after_care, silence
from handoff.rules.closed import OFFICE, promised_anew, turned_office, watch_office
from handoff.rules.conversation import Conversation, Handoff, State
from handoff.rules.danger import answered_check
from handoff.rules.draft_deeds import kept_too_long
from handoff.rules.drafts import OVER, SILENT
from handoff.rules.effects import Effect, RenewCard, Say, SetTimer
from handoff.rules.endings import AFTER, closed_in_silence
from handoff.rules.events import TimerFired
from handoff.rules.filing import NUMBER_LATE, say_number_is_late
from handoff.rules.forms_kept import say_kept
from handoff.rules.handoffs import (
    DANGER_CHECK,
    LATE,
    OVERDUE,
    PERSON,
    SLOW,
    STILL_SLOW,
    TOLD,
    Result,
    hand_off,
    overdue,
    say_place,
)
from handoff.rules.late import target_missed, target_near, told_by_ticket
from handoff.rules.notices import WORD, word_is_due
from handoff.rules.on_call import ON_CALL, called_again
from handoff.rules.place_kept import MOVED, tell_place, turn_came
from handoff.rules.status import STATUS_LATE, say_status_is_late
from handoff.rules.tables import Tables
from handoff.rules.targets import MISSED, WARNING

GIVE_UP_AFTER_MS = 60_000
"""After the customer was told that it takes longer: when a person takes over instead."""


def timer_fired(
    conversation: Conversation, event: TimerFired, now_ms: int, tables: Tables
) -> Result:
    if conversation.timers.get(event.name) != event.token:
        return conversation, []
    timers = {name: t for name, t in conversation.timers.items() if name != event.name}
    state = replace(conversation, timers=timers)
    if event.name == SLOW and state.pending:
        return _answer_is_late(state, event.token, now_ms, tables)
    if event.name == STILL_SLOW and any(q.ask_id == event.token for q in state.pending):
        return state, [Say("assistant_slow", buttons=(PERSON,))]
    if event.name == DANGER_CHECK and not state.has_person:
        return answered_check(state, now_ms, tables, in_danger=True, by="silence")
    if event.name == SILENT:
        return say_kept(state)
    if event.name == STATUS_LATE:
        return state, [say_status_is_late()]
    if event.name.startswith(WORD):
        return word_is_due(state, event.name, now_ms, tables)
    if event.name == OVER:
        return kept_too_long(state, tables)
    if event.name == NUMBER_LATE:
        return state, list(say_number_is_late(state, event.token))
    handoff = state.handoff
    if event.name == AFTER and state.state is State.WRAP_UP:
        return after_care.unanswered(state, now_ms, tables)
    if event.name == silence.SILENCE and state.has_person and handoff is not None:
        if silence.is_last(event.token):
            return closed_in_silence(state, handoff, now_ms, tables)
        return state, silence.lasts(state, event.token, now_ms, tables)
    if event.name == OFFICE and handoff is not None and state.waits:
        return _office_turned(state, handoff, now_ms, tables)
    if event.name == TOLD and state.waits and handoff and not handoff.told:
        return tell_place(state, handoff, now_ms, tables)
    if event.name == MOVED:
        return turn_came(state, event.token, now_ms)
    if event.name == ON_CALL:
        return called_again(state, event.token)
    if event.name == WARNING:
        return target_near(state, event.token, now_ms)
    if event.name == MISSED:
        return target_missed(state, event.token, now_ms)
    if event.name == OVERDUE and state.state is State.QUEUED and handoff:
        is_told = handoff.late == 0 and told_by_ticket(state, handoff)
        return overdue(state, handoff, now_ms, is_told=is_told)
    return state, []


def _office_turned(
    conversation: Conversation, handoff: Handoff, now_ms: int, tables: Tables
) -> Result:
    """It opened or closed: told to one who waits; who left a message hears the answer."""
    turned = turned_office(handoff, conversation.language, now_ms, tables)
    if turned.opens_ms:
        turned = promised_anew(turned, conversation.language, now_ms, tables)
    state = replace(conversation, handoff=turned)
    effects: list[Effect] = [RenewCard(), *watch_office(state)]
    if state.state is State.QUEUED:
        if turned.due_ms != handoff.due_ms:
            effects.append(SetTimer(OVERDUE, turned.id, turned.due_ms))
        effects.append(say_place(state, now_ms))
    return state, effects


def _answer_is_late(conversation: Conversation, token: str, now_ms: int, tables: Tables) -> Result:
    """First a word and the offer of a person; if it stays silent, a person."""
    if not token.endswith(LATE):
        again = SetTimer(SLOW, f"{token}{LATE}", now_ms + GIVE_UP_AFTER_MS)
        return conversation, [Say("assistant_slow", buttons=(PERSON,)), again]
    if conversation.waits:
        return replace(conversation, pending=()), [say_place(conversation, now_ms)]
    return hand_off(replace(conversation, pending=()), "bot_error", now_ms, tables)
