"""A topic as the answer, other topics after an objection, and what is said where there is none."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from handoff.rules.conversation import Conversation, State
from handoff.rules.danger import ask_again, is_asked, may_reply
from handoff.rules.effects import ButtonOf, Record, Say, SayAnswer
from handoff.rules.handoffs import MENU, PERSON, STATUS, Result, hand_off, say_place
from handoff.rules.status import TOPIC, ask_status, with_tickets
from handoff.rules.tables import Tables

ANSWER_BUTTONS: tuple[ButtonOf, ...] = (
    ButtonOf("helped:yes", "button_helped"),
    ButtonOf("helped:no", "button_not"),
)


CLOSE = 0.6
"""From this share of the first topic's score on, another may be what was meant as well. On messages
apart from the training phrases it holds for one answer in four, and for four in five wrong ones."""
MOST_CLOSE = 2
"""With the answer they are three to choose from, as where no topic is clear."""

_APOLOGIES = {
    (False, True): "sorry_not_my_question",
    (False, False): "sorry_other_words",
    (True, True): "sorry_did_not_help",
    (True, False): "sorry_what_is_missing",
}
"""By whether an answer did not help, and whether there are others to choose from."""


def say_menu(conversation: Conversation, tables: Tables) -> Say:
    """The categories on the customer's platform kind, where the tickets stand, and a person."""
    categories = tables.categories_of(conversation.platform)
    ways = (*(ButtonOf(f"menu:{c}") for c in categories), STATUS, PERSON)
    return Say("menu", buttons=ways)


def close_to(first: str, topics: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """Those of the assistant's topics that may be meant as well as ``first``, best first."""
    scores = {str(topic["id"]): float(topic.get("score", 0.0)) for topic in topics}
    least = CLOSE * scores[first]
    return tuple(t for t, score in scores.items() if t != first and score >= least > 0)


def answer_topic(
    conversation: Conversation,
    topic: str,
    others: tuple[str, ...],
    tables: Tables,
    close: tuple[str, ...] = (),
) -> Result:
    """Give the answer, ask whether it helped, and offer the way on.

    ``close`` are topics that may have been meant instead: they can be chosen at once.
    """
    state = replace(
        conversation,
        misses=0,
        last_topics=(topic, *others),
        answered_in=conversation.language,
        tried=(*(t for t in conversation.tried if t != topic), topic)[-20:],
    )
    said = _or(_say_answer(conversation, topic, tables), conversation, close, tables)
    return state, [said, Record("answered", {"topic": topic})]


def _or(
    said: SayAnswer, conversation: Conversation, close: tuple[str, ...], tables: Tables
) -> SayAnswer:
    """With what else may have been meant, unless a form or a person is what comes next anyway."""
    known = {*conversation.tried, *conversation.rejected}
    ways = [ButtonOf(f"topic:{t}") for t in close if t in tables.topics and t not in known]
    if not ways or conversation.state is not State.BOT:
        return said
    return replace(said, buttons=(*said.buttons, *ways[:MOST_CLOSE]), below="answer_or")


def answer_or_point_back(
    conversation: Conversation,
    topics: list[str],
    now_ms: int,
    tables: Tables,
    close: tuple[str, ...] = (),
) -> Result:
    """The first of the topics as the answer; one that stands right above is not printed again."""
    topic, *others = topics
    last = conversation.last_topics[0] if conversation.last_topics else ""
    if topic != last or conversation.answered_in != conversation.language:
        result = answer_topic(conversation, topic, tuple(others[:3]), tables, close)
        return with_tickets(result, topic, now_ms)
    if topic == TOPIC:
        return ask_status(conversation, "", now_ms)
    near = dict.fromkeys((*others[:3], *conversation.last_topics[1:]))
    conversation = replace(conversation, last_topics=(topic, *near))
    recorded = Record("pointed_back", {"topic": topic})
    if conversation.waits:
        told = [Say("answered_above_queued"), say_place(conversation, now_ms)]
        return conversation, [*told, recorded]
    ways = (ButtonOf(f"topic:{other}") for other in _other_topics(conversation, tables))
    complaint = _say_answer(conversation, topic, tables).buttons[len(ANSWER_BUTTONS) :]
    return conversation, [Say("answered_above", buttons=(*complaint, *ways, PERSON)), recorded]


def say_again(conversation: Conversation, tables: Tables) -> list[SayAnswer]:
    """The answer that stands, for a customer who could not read it.

    None that was refused, and none while the question about danger is open: it would end that.
    """
    topic = conversation.last_topics[0] if conversation.last_topics else ""
    stands = topic in tables.topics and topic not in conversation.rejected
    if conversation.state is not State.BOT or not stands or is_asked(conversation):
        return []
    return [_say_answer(conversation, topic, tables)]


def _say_answer(conversation: Conversation, topic: str, tables: Tables) -> SayAnswer:
    buttons = ANSWER_BUTTONS
    complaint = tables.complaint_types.get(tables.topics[topic].complaint)
    is_open = conversation.state is State.BOT
    if complaint and is_open and complaint.is_on(conversation.platform):
        buttons = (*buttons, ButtonOf(f"complaint:{complaint.id}", "button_complaint"))
    return SayAnswer(topic, buttons)


def object_to_answer(
    conversation: Conversation, now_ms: int, tables: Tables, *, did_not_help: bool = False
) -> Result:
    """Once: apology and other ways, never the same answer. Twice: a person."""
    count = conversation.objections + 1
    if count >= 2:
        return hand_off(conversation, "not_my_question", now_ms, tables)
    rejected = tuple(topic for topic in conversation.last_topics[:1] if topic)
    others = _other_topics(conversation, tables)
    text = _APOLOGIES[did_not_help, bool(others)]
    buttons = tuple(ButtonOf(f"topic:{topic}") for topic in others)
    said = Say(text, buttons=(*buttons, PERSON))
    known = (*conversation.rejected, *rejected)
    return replace(conversation, objections=count, rejected=known), [said]


def _other_topics(conversation: Conversation, tables: Tables) -> list[str]:
    """Those that were nearly the answer; where there are none, those related to it."""
    last, *near = conversation.last_topics or ("",)
    refused = {*conversation.tried, *conversation.rejected}
    ways = (near, tables.related_to(last, conversation.platform))
    left = ([t for t in way if t in tables.topics and t not in refused] for way in ways)
    return next((topics for topics in left if topics), [])[:3]


def one_more_miss(conversation: Conversation, now_ms: int, tables: Tables) -> Result:
    """The first miss offers a person, the second in a row hands over.

    One who waits is not counted, except while the question about danger is open.
    """
    is_reply = may_reply(conversation)
    if conversation.waits and not is_reply:
        return conversation, [Say("unsure_queued"), say_place(conversation, now_ms)]
    misses = conversation.misses + 1
    if misses >= 2:
        return hand_off(conversation, "low_confidence_repeat", now_ms, tables)
    unsure = Say("unsure", buttons=(MENU, PERSON))
    said = ask_again(conversation, now_ms) if is_reply else unsure
    return replace(conversation, misses=misses), [said]
