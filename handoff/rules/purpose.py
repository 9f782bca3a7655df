"""What the customer is after, where words did not tell: one question with buttons, asked once."""

from dataclasses import replace

from handoff.rules.conversation import Conversation, State
from handoff.rules.danger import is_asked
from handoff.rules.draft_deeds import complaint_pressed
from handoff.rules.drafts import say_open
from handoff.rules.effects import ButtonOf, Record, Say
from handoff.rules.events import ButtonPressed
from handoff.rules.handoffs import MENU, PERSON, STATUS, Result
from handoff.rules.tables import Tables
from handoff.rules.topics import answer_topic, say_menu

REPORT, APPEAL = "report_problem", "appeal_outcome"
TOPICS = {
    "ask_about_procedure": "complaint_how",
    "ask_about_channel": "contact_channels",
    "give_feedback": "feedback_suggestion",
}
"""Purposes that an answer serves; the ids are the options of the common field ``purpose``."""
_QUESTION = (REPORT, "ask_about_procedure", "ask_about_channel", APPEAL, "give_feedback")


def may_ask(conversation: Conversation) -> bool:
    """Not twice, and not while a person is awaited or danger is asked about."""
    is_free = conversation.state is State.BOT and not is_asked(conversation)
    return is_free and not conversation.purpose_asked


def ask_purpose(conversation: Conversation, tables: Tables) -> Result:
    """Report, how-to, where to turn, objection, idea, or a ticket that exists already."""
    offered = [purpose for purpose in _QUESTION if _leads(purpose, conversation, tables)]
    buttons = tuple(ButtonOf(f"purpose:{each}", f"form_option_purpose_{each}") for each in offered)
    said = Say("purpose_ask", buttons=(*buttons, STATUS, PERSON))
    return replace(conversation, purpose_asked=True), [Record("purpose_asked"), said]


def pressed(
    conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables
) -> Result:
    """What was chosen is recorded, and done."""
    purpose = event.button.partition(":")[2]
    if not _leads(purpose, conversation, tables):
        return conversation, [
            Say("button_too_old", buttons=(MENU, PERSON)),
            *say_open(conversation),
        ]
    recorded = Record("purpose", {"purpose": purpose})
    if topic := TOPICS.get(purpose):
        state, effects = answer_topic(conversation, topic, (), tables)
        effects += [] if is_asked(state) else say_open(state)
    elif purpose == APPEAL:
        complaint = _appeal(tables)
        state, effects = complaint_pressed(conversation, event, complaint, now_ms, tables)
    else:
        state, effects = conversation, [_ask_type(conversation, tables)]
    return state, [recorded, *effects]


def _ask_type(conversation: Conversation, tables: Tables) -> Say:
    types = tables.forms.types_on(conversation.platform)
    if not types:
        return say_menu(conversation, tables)
    buttons = tuple(ButtonOf(f"complaint:{kind}", f"form_type_{kind}") for kind in types)
    return Say("form_ask_type", buttons=(*buttons, PERSON))


def _leads(purpose: str, conversation: Conversation, tables: Tables) -> bool:
    """Whether there is something to give for it on the customer's platform."""
    if purpose == APPEAL:
        kind = tables.complaint_types.get(_appeal(tables))
        return kind is not None and kind.is_on(conversation.platform)
    topic = tables.topics.get(TOPICS.get(purpose, ""))
    is_here = topic and (not conversation.platform or conversation.platform in topic.platforms)
    return purpose == REPORT or bool(is_here)


def _appeal(tables: Tables) -> str:
    """The type of complaint that objects to a decision."""
    types = tables.forms.types.values()
    return next((kind.id for kind in types if kind.purpose == APPEAL), "")
