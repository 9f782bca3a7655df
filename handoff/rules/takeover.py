"""An agent takes over a conversation that the bot leads, without having been asked for.

The waiting lines decide who gets it, by ``lua/take_over.lua``, so that no agent has too many and of
two exactly one wins. Here the conversation follows, if the bot still leads it.
"""

from dataclasses import replace

from handoff.rules import silence
from handoff.rules.conversation import Conversation, Handoff, State, go
from handoff.rules.drafts import SILENT, dropped, is_open, set_aside
from handoff.rules.effects import (
    CancelTimer,
    ChangeTicket,
    CloseHandoff,
    Effect,
    Phrase,
    Say,
    StoreTicket,
)
from handoff.rules.events import AgentAssigned
from handoff.rules.events_desk import TakenOver
from handoff.rules.forms_summary import Route
from handoff.rules.handoffs import DANGER_CHECK, SLOW, Result, gathered_for, new_handoff
from handoff.rules.led import is_led
from handoff.rules.messages import Speaker
from handoff.rules.people import assigned
from handoff.rules.recorded import TAKEN_OVER, of_handoff
from handoff.rules.routes import EMERGENCY
from handoff.rules.tables import Tables
from handoff.rules.targets import watch_target
from handoff.rules.ticket import GENERAL_REQUEST
from handoff.rules.ways import way

REASON = "agent_reclaim"


def next_handoff(conversation: Conversation) -> str:
    """The id of the handoff that would be the next, whoever wants it: both lead to one."""
    return f"{conversation.id}:h{conversation.handoffs + 1}"


def handoff_of(conversation: Conversation, now_ms: int, tables: Tables) -> tuple[Handoff, Route]:
    """What a takeover at this moment opens.

    While the question is open whether somebody is in danger, it is an emergency.
    """
    reason = EMERGENCY if DANGER_CHECK in conversation.timers else REASON
    kind, route = way(conversation, reason, "", now_ms, tables)
    return new_handoff(conversation, reason, kind, route, now_ms, tables), route


def taken_over(conversation: Conversation, event: TakenOver, now_ms: int, tables: Tables) -> Result:
    """From here on the agent has it, and every pending answer of the bot is void."""
    asked = conversation.handoff
    if asked is not None and asked.id == event.handoff_id:
        # The customer asked for a person in the same moment.
        known = (event.handoff_id, event.agent_id, event.agent_name, event.epoch, event.at_ms)
        return assigned(conversation, AgentAssigned(*known), now_ms, tables)
    is_next = event.handoff_id == next_handoff(conversation)
    if not (is_led(conversation) and is_next and event.epoch > conversation.epoch):
        return conversation, [CloseHandoff(event.handoff_id)]
    made, route = handoff_of(conversation, event.at_ms, tables)
    held = replace(made, agent_id=event.agent_id, agent_name=event.agent_name)
    facts = {} if held.reason == EMERGENCY else gathered_for(conversation, route)
    state, forgotten = _without_form(conversation)
    state = go(
        state,
        State.AGENT,
        epoch=event.epoch,
        handoff=held,
        handoffs=conversation.handoffs + 1,
        pending=(),
        misses=0,
        objections=0,
        rejected=(),
    )
    name = {"name": held.first_name}
    form = (Phrase("complaint_with_person", name),) if held.has_form else ()
    return state, [
        CancelTimer(SLOW),
        CancelTimer(DANGER_CHECK),
        *silence.is_over(conversation),
        *forgotten,
        StoreTicket(held.complaint or GENERAL_REQUEST, facts),
        ChangeTicket(
            held.id,
            {"state": "assigned", "agent": event.agent_id, "agent_name": event.agent_name},
            event.agent_id,
            event.agent_name,
        ),
        of_handoff(TAKEN_OVER, held, agent=event.agent_id),
        *watch_target(held),
        Say("taken_over", name, speaker=Speaker.SYSTEM, lines=form),
    ]


def _without_form(conversation: Conversation) -> tuple[Conversation, list[Effect]]:
    """An open form goes to the agent; one that was put off is kept for later."""
    if is_open(conversation):
        return dropped(conversation)
    kept = set_aside(conversation)
    evidence = kept.evidence if kept.form else ()
    return replace(kept, evidence=evidence), [CancelTimer(SILENT)]
