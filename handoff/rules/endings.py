"""The ends of a chat with a person: handed back to the bot, resolved, or given up in silence."""

from dataclasses import replace

from handoff.rules.conversation import Conversation, Ended, Handoff, State, go
from handoff.rules.drafts import MINUTE_MS, RESUME, dropped
from handoff.rules.effects import (
    ButtonOf,
    CancelTimer,
    ChangeTicket,
    CloseHandoff,
    Effect,
    Phrase,
    Say,
    SetTimer,
    TellAssistant,
)
from handoff.rules.events import AgentHandedBack, AgentResolved
from handoff.rules.filing import filed_as
from handoff.rules.handoffs import MENU, PERSON, STATUS, Result
from handoff.rules.messages import Audience, Speaker
from handoff.rules.recorded import HANDED_BACK, RESOLVED, of_handoff
from handoff.rules.silence import SILENCE
from handoff.rules.tables import Tables
from handoff.rules.ticket_fields import DAY_MS

OUTCOMES = frozenset({"answered", "solved", "declined", "passed_on", "no_reply"})
"""Ends of a handoff that have words of their own for the customer."""
NO_REPLY = "no_reply"
AFTER = "after_question"
"""Runs while the customer is asked whether it is solved."""
HOUR_MS = 60 * MINUTE_MS
MOST_KEPT = 3
"""Ended handoffs that a conversation remembers."""
CARD_MASKED = Say("desk_card_masked", speaker=Speaker.SYSTEM, audience=Audience.DESK)


def handed_back(
    conversation: Conversation, event: AgentHandedBack, now_ms: int, tables: Tables
) -> Result:
    """The bot goes on, and knows with whom the customer talked and what was done."""
    handoff = held_by(conversation, event.agent_id)
    if handoff is None:
        return conversation, []
    outcome = f"{event.reason}: {event.done}" if event.done else event.reason
    state = go(
        _remembering(conversation, handoff, event.reason, now_ms),
        State.BOT,
        epoch=conversation.epoch + 1,
        handoff=None,
        met_person=handoff.first_name,
        was_done=event.done,
        first_question="",
        misses=0,
        objections=0,
        rejected=(),
        tried=(),
        answered_in="",
        last_topics=(),
    )
    values = {"name": handoff.first_name}
    done = {**values, "done": event.done}
    return state, [
        *_let_go(conversation, handoff),
        by_holder(handoff, state="resolved", outcome=outcome),
        of_handoff(HANDED_BACK, handoff, agent=event.agent_id, why=event.reason),
        TellAssistant(f"{handoff.id}:back", handoff.first_name),
        Say(
            "handed_back_done" if event.done else "handed_back",
            done if event.done else values,
            (RESUME, MENU, PERSON) if state.form else (MENU, PERSON),
            Speaker.SYSTEM,
        ),
        *([CARD_MASKED] if event.masked else []),
    ]


def resolved(
    conversation: Conversation, event: AgentResolved, now_ms: int, tables: Tables
) -> Result:
    """The customer is asked whether it is solved; a complaint is not settled by a chat."""
    handoff = held_by(conversation, event.agent_id)
    if handoff is None:
        return conversation, []
    ended = by_holder(handoff, state="resolved", outcome=event.outcome)
    recorded = of_handoff(RESOLVED, handoff, agent=event.agent_id, outcome=event.outcome)
    return _ended(conversation, handoff, event.outcome, [ended, recorded], now_ms, tables)


def closed_in_silence(
    conversation: Conversation, handoff: Handoff, now_ms: int, tables: Tables
) -> Result:
    """Nobody decided it: the customer was asked and did not answer."""
    ended = ChangeTicket(handoff.id, {"state": "resolved", "outcome": NO_REPLY})
    facts = {"agent": handoff.agent_id, "outcome": NO_REPLY, "by": "silence"}
    told: list[Effect] = [
        ended,
        of_handoff(RESOLVED, handoff, **facts),
        Say("desk_closed_in_silence", {}, (), Speaker.SYSTEM, Audience.DESK),
    ]
    return _ended(conversation, handoff, NO_REPLY, told, now_ms, tables)


def _ended(
    conversation: Conversation,
    handoff: Handoff,
    outcome: str,
    told: list[Effect],
    now_ms: int,
    tables: Tables,
) -> Result:
    done, forgotten = dropped(conversation)
    is_complaint = bool(handoff.complaint)
    if not is_complaint:
        done = _remembering(done, handoff, outcome, now_ms, asked=True)
    state = go(
        done,
        State.BOT if is_complaint else State.WRAP_UP,
        epoch=conversation.epoch + 1,
        handoff=None if is_complaint else handoff,
        met_person=handoff.first_name,
        was_done="",
        first_question="",
        last_topics=(),
    )
    effects = [*_let_go(conversation, handoff), *told, *forgotten]
    if is_complaint:
        return state, [*effects, _say_complaint_open(conversation, handoff, now_ms, tables)]
    closes_ms = now_ms + tables.care.after_question_hours * HOUR_MS
    timer = SetTimer(AFTER, f"{handoff.id}:{state.epoch}", closes_ms)
    return state, [*effects, timer, _ask_whether_solved(handoff, outcome, closes_ms)]


def _ask_whether_solved(handoff: Handoff, outcome: str, closes_ms: int) -> Say:
    """With what happens without an answer, and when."""
    closing = "after_no_reply" if outcome == NO_REPLY else "after_no_answer"
    number = short(handoff.id)
    return Say(
        f"resolved_{outcome}" if outcome in OUTCOMES else "resolved",
        {"name": handoff.first_name},
        (
            ButtonOf(f"solved:yes:{number}", "button_solved"),
            ButtonOf(f"solved:no:{number}", "button_not_solved"),
        ),
        Speaker.SYSTEM,
        lines=(Phrase(closing, times={"by": closes_ms}),),
    )


def _say_complaint_open(
    conversation: Conversation, handoff: Handoff, now_ms: int, tables: Tables
) -> Say:
    """Only the chat is over: a complaint stays open until the desk has decided on it."""
    return Say(
        "resolved_complaint_open",
        {"name": handoff.first_name},
        (STATUS, MENU, PERSON),
        Speaker.SYSTEM,
        times={"by": _decided_by(conversation, handoff, now_ms, tables)},
    )


def _decided_by(conversation: Conversation, handoff: Handoff, now_ms: int, tables: Tables) -> int:
    """By when the customer was told an outcome; a day from now where that has passed."""
    filed, kind = filed_as(conversation, handoff.id), tables.complaint_types.get(handoff.complaint)
    promised = filed.resolution_ms if filed else handoff.asked_at_ms
    if kind and not filed:
        promised += kind.resolution * MINUTE_MS
    return promised if promised > now_ms else now_ms + DAY_MS


def _let_go(conversation: Conversation, handoff: Handoff) -> list[Effect]:
    silent = [CancelTimer(SILENCE)] if SILENCE in conversation.timers else []
    return [CloseHandoff(handoff.id), *silent]


def _remembering(
    conversation: Conversation, handoff: Handoff, outcome: str, now_ms: int, *, asked: bool = False
) -> Conversation:
    ended = Ended(handoff, outcome, now_ms, asked)
    return replace(conversation, ended=(*conversation.ended, ended)[-MOST_KEPT:])


def short(handoff_id: str) -> str:
    """The end of a handoff's id: enough within its conversation, and for a button."""
    return handoff_id.rpartition(":")[2]


def by_holder(handoff: Handoff, **change: str) -> ChangeTicket:
    """What the agent who holds it does to its ticket."""
    return ChangeTicket(handoff.id, change, handoff.agent_id, handoff.agent_name)


def held_by(conversation: Conversation, agent_id: str) -> Handoff | None:
    """The handoff of the conversation, if that agent holds it."""
    handoff = conversation.handoff
    is_theirs = conversation.has_person and handoff is not None and handoff.agent_id == agent_id
    return handoff if is_theirs else None
