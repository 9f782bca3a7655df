"""The holder of a chat asks a colleague: a note there, an answer as a note here.

Nothing of it is ever said to the customer, and who holds the chat stays the same.
"""

from dataclasses import replace

from handoff.rules.consults import MOST, Consult
from handoff.rules.conversation import Conversation, Handoff, State
from handoff.rules.effects import Effect, ListQuestion, Put, Record, Say
from handoff.rules.endings import CARD_MASKED, held_by
from handoff.rules.events_desk import ColleagueAnswered, ColleagueAsked, QuestionWithdrawn
from handoff.rules.handoffs import Result
from handoff.rules.messages import Audience, Entry, Speaker
from handoff.rules.recorded import ANSWERED_HOLDER, ASKED_COLLEAGUE, QUESTION_ENDED, of_handoff
from handoff.rules.tables import Tables

OPEN_IN = frozenset({State.AGENT, State.QUEUED, State.LEFT_MESSAGE})
"""A chat that is passed on or put back keeps its questions: the answer is for the next holder."""


def asked(conversation: Conversation, event: ColleagueAsked, now_ms: int, tables: Tables) -> Result:
    handoff = held_by(conversation, event.agent_id)
    open_ones = conversation.consults
    if handoff is None or len(open_ones) >= MOST or event.to in {one.to for one in open_ones}:
        return conversation, []
    by = (event.agent_id, event.agent_name)
    made = Consult(event.message_id, event.to, event.text, event.at_ms, *by, event.name)
    told = {"agent": event.agent_id, "to_agent": made.agent, "to_department": made.department}
    return replace(conversation, consults=(*open_ones, made)), [
        _said_asked(made),
        Put(_note(event)),
        *([CARD_MASKED] if event.masked else []),
        ListQuestion(handoff.id, made.to),
        of_handoff(ASKED_COLLEAGUE, handoff, **told),
    ]


def answered(
    conversation: Conversation, event: ColleagueAnswered, now_ms: int, tables: Tables
) -> Result:
    """Whoever answers first ends it. What comes after the end is still kept as a note."""
    effects: list[Effect] = [Put(_note(event)), *([CARD_MASKED] if event.masked else [])]
    found, handoff = _open(conversation, event.question), conversation.handoff
    if found is None or handoff is None:
        return conversation, effects
    told = {"agent": event.agent_id, "waited_s": max(0, event.at_ms - found.at_ms) // 1000}
    state, ends = _without(conversation, handoff, found)
    return state, [*effects, *ends, of_handoff(ANSWERED_HOLDER, handoff, **told)]


def withdrawn(
    conversation: Conversation, event: QuestionWithdrawn, now_ms: int, tables: Tables
) -> Result:
    found, handoff = _open(conversation, event.question), held_by(conversation, event.agent_id)
    if found is None or handoff is None:
        return conversation, []
    state, ends = _without(conversation, handoff, found)
    name = {"by": event.agent_name}
    told = Say("desk_question_withdrawn", name, (), Speaker.SYSTEM, Audience.DESK)
    return state, [*ends, told, _ended(handoff, event.agent_id, "withdrawn")]


def ending_with_handoff(
    before: Conversation, conversation: Conversation, effects: list[Effect]
) -> Result:
    """No question outlives its handoff; the line itself takes them out of the lists then."""
    asked_in, now_in = before.handoff, conversation.handoff
    if not conversation.consults or asked_in is None:
        return conversation, effects
    if conversation.state in OPEN_IN and now_in is not None and now_in.id == asked_in.id:
        return conversation, effects
    ends = [_ended(asked_in, one.by_id, "over") for one in conversation.consults]
    return replace(conversation, consults=()), [*effects, *ends]


def _without(conversation: Conversation, handoff: Handoff, over: Consult) -> Result:
    left = tuple(one for one in conversation.consults if one is not over)
    listed = ListQuestion(handoff.id, over.to, is_over=True)
    return replace(conversation, consults=left), [listed]


def _open(conversation: Conversation, question: str) -> Consult | None:
    return next((one for one in conversation.consults if one.id == question), None)


def _ended(handoff: Handoff, agent: str, why: str) -> Record:
    return of_handoff(QUESTION_ENDED, handoff, agent=agent, why=why)


def _note(event: ColleagueAsked | ColleagueAnswered) -> Entry:
    return Entry(
        event.message_id,
        Speaker.AGENT,
        event.text,
        event.at_ms,
        event.agent_name,
        Audience.DESK,
    )


def _said_asked(made: Consult) -> Say:
    values = {"by": made.by_name, "name": made.name}
    names = {"name": f"desk_department_{made.department}"} if made.department else {}
    asked = "desk_asked_colleague"
    return Say(asked, values, (), Speaker.SYSTEM, Audience.DESK, names=names)
