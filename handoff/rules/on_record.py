"""Words after an answer that belong to it: make a complaint of it, or a question that goes on."""

from collections.abc import Sequence
from dataclasses import replace

from handoff.rules.conversation import Conversation, State
from handoff.rules.danger import is_asked
from handoff.rules.draft_deeds import complaint_said
from handoff.rules.drafts import is_open
from handoff.rules.events import AssistantAnswered
from handoff.rules.handoffs import Result
from handoff.rules.tables import ComplaintType, Tables
from handoff.rules.wishes import has_han

MERE_ANSWER = 40
"""Characters of an answer in a form that tell no language, unless they are Chinese."""


def on_record(
    conversation: Conversation, event: AssistantAnswered, now_ms: int, tables: Tables
) -> Result | None:
    """Open the form that an answer offers, for who asks for it in words; None if nobody does.

    The answer itself is not given: "put it on record" comes from somebody who has read it. What was
    asked before is part of the story if it leads to the same complaint.
    """
    words = words_of(conversation, event.ask_id)
    if not _is_free(conversation) or not tables.wishes.wants_complaint(words):
        return None
    before = _offered(conversation, conversation.last_topics, tables)
    kind = _meant(conversation, event, words, before, tables)
    if kind is None or kind.always_person:
        return None
    if before != kind:
        conversation = replace(conversation, first_question=words)
    story = dict.fromkeys((*conversation.story, words))
    return complaint_said(conversation, kind, list(story), event.ask_id, now_ms)


def _meant(
    conversation: Conversation,
    event: AssistantAnswered,
    words: str,
    before: ComplaintType | None,
    tables: Tables,
) -> ComplaintType | None:
    """The complaint that the answer before offers, or the one that would be offered now.

    "Put it on record" is the former whatever the assistant makes of it: it knows no context. So
    is "open a case", which sounds like the wish for a person.
    """
    reasons = {signal.get("reason") for signal in event.signals}
    kinds = {signal["signal"] for signal in event.signals}
    if "check" in kinds or reasons - {None, "", "user_request"}:
        return None
    if before and (tables.wishes.wants_that_as_complaint(words) or "user_request" in reasons):
        return before
    if kinds != {"topic"}:
        return None
    topics = event.signals[0].get("topics", ())
    return _offered(conversation, [str(topic.get("id")) for topic in topics], tables) or before


def as_follow_up(
    conversation: Conversation, ask_id: str, topics: list[str], tables: Tables
) -> list[str]:
    """The topics of an answer, those first that go on with the answer before.

    "And when do I see the money" after an answer on refunds is about the refund.
    """
    last = conversation.last_topics[0] if conversation.last_topics else ""
    words = words_of(conversation, ask_id)
    if not last or last in conversation.rejected or not tables.wishes.goes_on(words):
        return topics
    near = {last, *tables.related_to(last, conversation.platform)}
    return sorted(topics, key=lambda topic: topic not in near)


def is_mere_answer(conversation: Conversation, event: AssistantAnswered) -> bool:
    """Short words in a form: "iPhone 13, iOS 19" is no English, and no wish for it either."""
    words = words_of(conversation, event.ask_id)
    return is_open(conversation) and len(words) <= MERE_ANSWER and not has_han(words)


def words_of(conversation: Conversation, ask_id: str) -> str:
    """The customer's words that a question to the assistant was about."""
    return next((q.text for q in conversation.pending if q.ask_id == ask_id), "")


def _is_free(conversation: Conversation) -> bool:
    is_kept = conversation.form is not None
    return conversation.state is State.BOT and not is_kept and not is_asked(conversation)


def _offered(
    conversation: Conversation, topics: Sequence[str], tables: Tables
) -> ComplaintType | None:
    """The complaint that stands under the answer of the first topic."""
    topic = tables.topics.get(topics[0]) if topics else None
    kind = tables.complaint_types.get(topic.complaint) if topic else None
    return kind if kind and kind.is_on(conversation.platform) else None
