"""Answer, offer or admit not knowing."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.form_tables import live
from actions.platforms import platforms
from actions.signals import intent_of, metadata_of, send, words_of

CHOICES, RUNNERS_UP = 3, 3
ABOUT_COMPLAINING = frozenset({"complaint_how", "complaint_status_how"})
"""Topics near which it must be asked whether the customer complains, or asks about complaining."""
REPORTING = "report_content_how"
"""The topic that tells how content is reported, and offers the complaint."""
COMPLAINT_FROM = 0.2
"""How likely a question about complaining must be a complaint for its purpose to be asked."""
QUESTION_FROM = 0.15
"""How likely words that seem to lie outside must be a question for topics to be offered.

Between 0.1 and 0.2, which were measured on phrases that no reader had seen: 0.5 to 3 in 100
questions are saved, and 7 to 23 in 100 of the hardest remarks from outside get a choice of topics.
"""


class ActionAnswerTopic(Action):
    """Signals the topics of the latest message that exist on the customer's platform."""

    def name(self) -> str:
        """Return the name used in rules."""
        return "action_answer_topic"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send one `topic` signal."""
        is_sure = intent_of(tracker) == "faq"
        is_question = is_sure or may_be_question(tracker)
        if is_bare_wish(tracker) or (is_sure and is_between_purposes(tracker)):
            send_purpose(dispatcher, tracker)
            return []
        send_topics(dispatcher, tracker, sure=is_question, may_answer=is_sure)
        return []


class ActionDefaultFallback(ActionAnswerTopic):
    """What Rasa runs when no rule fits; the service counts it as a miss."""

    def name(self) -> str:
        """Return Rasa's own name for it."""
        return "action_default_fallback"


class ActionDecline(Action):
    """Signals that this lies outside; where that is not sure, what may be meant."""

    def name(self) -> str:
        """Return the name used in rules."""
        return "action_decline"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send one `topic` signal to choose from, or one `say` signal."""
        kind, topics = what_is_meant(tracker, sure=may_be_question(tracker), may_answer=False)
        if kind == "unsure":
            send(dispatcher, tracker, "say", text="out_of_scope")
        else:
            send(dispatcher, tracker, "topic", kind=kind, topics=topics)
        return []


def may_be_question(tracker: Tracker) -> bool:
    """Whether the latest message is not unlikely to be a question of the FAQ."""
    return _chance(tracker, "faq") >= QUESTION_FROM


def is_bare_wish(tracker: Tracker) -> bool:
    """Whether somebody says that they want to complain, and not a word of what about."""
    said, words = live.now.tables.words, words_of(tracker)
    return said.is_said("bare_wish", words) and said.is_told("complains", words)


def may_be_any_purpose(tracker: Tracker) -> bool:
    """Whether a complaint of no clear type may as well be a question about complaining."""
    kind, topics = what_is_meant(tracker, sure=True, may_answer=False)
    return kind != "offer" or topics[0]["id"] in ABOUT_COMPLAINING


def is_between_purposes(tracker: Tracker) -> bool:
    """Whether a question about complaining, not surely understood, may be a complaint itself."""
    kind, topics = what_is_meant(tracker, sure=True, may_answer=True)
    is_near = any(topic["id"] in ABOUT_COMPLAINING for topic in topics[:CHOICES])
    return kind != "answer" and is_near and _chance(tracker, "complaint") >= COMPLAINT_FROM


def _chance(tracker: Tracker, intent: str) -> float:
    ranking = (tracker.latest_message or {}).get("intent_ranking") or ()
    return float(next((each["confidence"] for each in ranking if each["name"] == intent), 0.0))


def send_purpose(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Send a `purpose` signal, with topics for a customer who was asked before."""
    kind, topics = what_is_meant(tracker, sure=True, may_answer=False)
    send(dispatcher, tracker, "purpose", kind=kind, topics=topics)


def send_report(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Send how content is reported as the answer; the service offers the complaint with it."""
    send(dispatcher, tracker, "topic", kind="answer", topics=[{"id": REPORTING, "score": 1.0}])


def send_topics(
    dispatcher: CollectingDispatcher, tracker: Tracker, *, sure: bool, may_answer: bool
) -> None:
    """Send a `topic` signal; see `what_is_meant`."""
    kind, topics = what_is_meant(tracker, sure=sure, may_answer=may_answer)
    send(dispatcher, tracker, "topic", kind=kind, topics=topics)


def what_is_meant(
    tracker: Tracker, *, sure: bool, may_answer: bool
) -> tuple[str, list[dict[str, Any]]]:
    """Return the kind of signal and its topics; `sure`: the message is a question at all."""
    found = (tracker.latest_message or {}).get("topic") or {}
    heard, ranking = found.get("ranking", ()), ranking_here(tracker)
    levels = {name: found.get(name, 1.0) for name in ("answer", "offer", "lead", "clear")}
    if ranking and ranking[0] is not heard[0]:
        # What was meant does not exist here: what is left is only offered if it clearly fits.
        sure = sure and ranking[0]["score"] >= levels["clear"]
    kind, topics = choose(ranking, **levels, sure=sure)
    if kind == "answer" and not may_answer:
        kind, topics = "offer", topics[:CHOICES]
    return kind, topics


def ranking_here(tracker: Tracker) -> list[dict[str, Any]]:
    """Return the topics of the latest message that exist on the customer's platform, best first."""
    found = (tracker.latest_message or {}).get("topic") or {}
    platform = metadata_of(tracker).get("platform")
    return [topic for topic in found.get("ranking", ()) if platforms.offers(topic["id"], platform)]


def choose(
    ranking: list[dict[str, Any]],
    answer: float,
    offer: float,
    lead: float,
    clear: float,
    *,
    sure: bool,
) -> tuple[str, list[dict[str, Any]]]:
    """Return the kind of signal and its topics; the numbers are the model's `Thresholds`.

    Of a choice the first topic has to reach `offer`, and `clear` if it is not to be called a
    guess; below both, what is near goes with the request to say it in other words.
    """
    best, second = ([topic["score"] for topic in ranking[:2]] + [0.0, 0.0])[:2]
    if sure and ranking and best + lead * (best - second) >= answer:
        return "answer", ranking[: 1 + RUNNERS_UP]
    if sure and len(ranking) > 1 and best >= offer:
        return ("offer" if best >= clear else "guess"), ranking[:CHOICES]
    near = [topic for topic in ranking if topic["score"] >= offer / 2]
    return "unsure", near[:CHOICES]
