"""Answer, offer or admit not knowing."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.platforms import platforms
from actions.signals import intent_of, metadata_of, send

CHOICES, RUNNERS_UP = 3, 3


class ActionAnswerTopic(Action):
    """Signals the topics of the latest message that exist on the customer's platform."""

    def name(self) -> str:
        """Return the name used in rules."""
        return "action_answer_topic"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send one `topic` signal."""
        send_topics(dispatcher, tracker, sure=intent_of(tracker) == "faq")
        return []


class ActionDefaultFallback(ActionAnswerTopic):
    """What Rasa runs when no rule fits; the service counts it as a miss."""

    def name(self) -> str:
        """Return Rasa's own name for it."""
        return "action_default_fallback"


def send_topics(
    dispatcher: CollectingDispatcher, tracker: Tracker, *, sure: bool, may_answer: bool = True
) -> None:
    """Send a `topic` signal; `sure` says that the message is a question of this kind at all."""
    found = (tracker.latest_message or {}).get("topic") or {}
    heard, ranking = found.get("ranking", ()), ranking_here(tracker)
    levels = {name: found.get(name, 1.0) for name in ("answer", "offer", "lead", "clear")}
    if ranking and ranking[0] is not heard[0]:
        # What was meant does not exist here: what is left is only offered if it fits by itself.
        sure = sure and ranking[0]["score"] >= levels["offer"]
    kind, topics = choose(ranking, **levels, sure=sure)
    if kind == "answer" and not may_answer:
        kind, topics = "offer", topics[:CHOICES]
    send(dispatcher, tracker, "topic", kind=kind, topics=topics)


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
    clear: float = 0.0,
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
