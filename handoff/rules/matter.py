"""Where one matter of the customer ends and the next begins, and which words are its own."""

from dataclasses import replace
from typing import Any

from handoff.rules.conversation import Conversation
from handoff.rules.danger import goes_on, is_asked
from handoff.rules.drafts import is_open
from handoff.rules.events import AssistantAnswered
from handoff.rules.routes import EMERGENCIES
from handoff.rules.tables import Tables

SMALL_TALK = frozenset({"greeting", "thanks", "goodbye", "small_talk", "hold_on", "affirm", "deny"})
"""Texts that answer words which are no question."""
MOST_TOLD = 20
"""Messages of a matter that a complaint begins with, the newest."""


def with_matter(
    conversation: Conversation, event: AssistantAnswered, tables: Tables
) -> Conversation:
    """What is pinned for a person: the words with which the present matter began.

    They stay through misses and objections. A question after a good answer begins a new matter, and
    small talk is none. What brings a person by itself is the matter whatever was open.
    """
    text = next(q.text for q in conversation.pending if q.ask_id == event.ask_id)
    if not text:
        return conversation
    state = _pinned(conversation, event, text, tables)
    if told := _story(conversation, state, event, text, tables):
        return replace(state, said=(state.first_question, *told))
    is_same = state.first_question == conversation.first_question and not conversation.story
    return replace(state, said=conversation.said if is_same else ())


def _story(
    before: Conversation,
    after: Conversation,
    event: AssistantAnswered,
    text: str,
    tables: Tables,
) -> tuple[str, ...]:
    """All that was written about the matter; an answer with another complaint begins it anew.

    What nobody understood after an answer may well belong to it. Answers to a form are the form's.
    """
    kinds = {signal["signal"] for signal in event.signals}
    is_small_talk = any(signal.get("text") in SMALL_TALK for signal in event.signals)
    if is_small_talk or "form" in kinds or is_open(before):
        return after.story if after.first_question == before.first_question else ()
    is_clear = any(signal.get("kind") in ("answer", "offer") for signal in event.signals)
    is_new = before.first_question != after.first_question and (is_clear or not before.last_topics)
    if is_new or _leads_elsewhere(before, event, tables):
        return (text,)
    return tuple(dict.fromkeys((*before.story, text)))[-MOST_TOLD:]


def begun_by_button(conversation: Conversation, complaint: str, tables: Tables) -> Conversation:
    """The conversation with a story that belongs to the complaint a button begins.

    What was answered belongs to the complaint which that answer offers, if any, and what a kept
    complaint tells to that one. Without words of its own, the form asks what happened.
    """
    last = conversation.last_topics[0] if conversation.last_topics else ""
    stands = last in tables.topics and last not in conversation.rejected
    if stands and tables.topics[last].complaint != complaint:
        conversation = _without_answered(conversation)
    kept = conversation.form.draft.get("description") or () if conversation.form else ()
    story = (words for words in conversation.story if words not in kept)
    return replace(conversation, said=(conversation.first_question, *story))


def turned_to(conversation: Conversation, topic: str, tables: Tables) -> Conversation:
    """The conversation once a topic was chosen by button.

    Out of the menu it may be another matter than the one that was answered; whoever chooses among
    topics that were offered goes on with theirs.
    """
    if not conversation.browses:
        return conversation
    conversation = replace(conversation, browses=False)
    last = conversation.last_topics[0] if conversation.last_topics else ""
    if last not in tables.topics or last in conversation.rejected:
        return conversation
    is_same = tables.topics[last].complaint == tables.topics[topic].complaint
    return conversation if is_same else _without_answered(conversation)


def _without_answered(conversation: Conversation) -> Conversation:
    """Only what was said since the answer that stands is told of what comes now."""
    story, pinned = conversation.story, conversation.first_question
    is_unanswered = conversation.misses or conversation.purpose_asked
    since = story[story.index(pinned) :] if is_unanswered and pinned in story else ()
    return replace(conversation, said=(pinned, *since))


def _leads_elsewhere(conversation: Conversation, event: AssistantAnswered, tables: Tables) -> bool:
    """Whether the answer offers a complaint that the one before did not offer."""
    answers = [signal for signal in event.signals if signal.get("kind") == "answer"]
    given = [topic for signal in answers for topic in _meant(signal)]
    last = conversation.last_topics[0] if conversation.last_topics else ""
    if not given or given[0] not in tables.topics or last not in tables.topics:
        return False
    offered = tables.topics[given[0]].complaint
    return bool(offered) and offered != tables.topics[last].complaint


def _pinned(
    conversation: Conversation, event: AssistantAnswered, text: str, tables: Tables
) -> Conversation:
    if _is_matter_by_itself(conversation, event, tables):
        return replace(conversation, first_question=text)
    is_open = is_asked(conversation) and not goes_on(event.signals, tables)
    if is_open or conversation.misses:
        return conversation
    if conversation.objections and not _is_new(conversation, event):
        return conversation
    if any(signal["signal"] == "topic" for signal in event.signals):
        return replace(begin_anew(conversation), first_question=text)
    if any(signal["signal"] == "purpose" for signal in event.signals):
        return replace(conversation, first_question=text)
    is_small_talk = any(signal.get("text") in SMALL_TALK for signal in event.signals)
    if is_small_talk and conversation.first_question == text:
        return replace(conversation, first_question="")
    return conversation


def begin_anew(conversation: Conversation) -> Conversation:
    """Nothing was missed or objected to in the new matter."""
    return replace(conversation, misses=0, purpose_asked=False, objections=0, rejected=())


def _is_matter_by_itself(
    conversation: Conversation, event: AssistantAnswered, tables: Tables
) -> bool:
    """Every reason for a person but the wish for one, which is about what was asked before.

    While the question about danger is open, only clear danger is more than what was asked about.
    """
    reasons = {signal.get("reason") for signal in event.signals}
    if is_asked(conversation):
        return bool(reasons & EMERGENCIES)
    kinds = {signal["signal"] for signal in event.signals}
    has_reason = bool((reasons - {"user_request"}) & tables.reasons.keys())
    return has_reason or "check" in kinds


def _is_new(conversation: Conversation, event: AssistantAnswered) -> bool:
    """Whether this question comes after an answer that was let stand, and asks for another thing.

    A question that leads back to what was objected to is the old one in other words.
    """
    last = conversation.last_topics[0] if conversation.last_topics else ""
    if not last or last in conversation.rejected:
        return False
    return not any(set(_meant(signal)) & set(conversation.rejected) for signal in event.signals)


def _meant(signal: dict[str, Any]) -> list[str]:
    """The topics that the customer would see: the answer, or the first of an offer."""
    shown = {"answer": 1, "offer": 3, "guess": 3}.get(str(signal.get("kind")), 0)
    return [str(topic.get("id")) for topic in signal.get("topics", ())[:shown]]
