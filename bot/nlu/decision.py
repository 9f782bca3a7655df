"""From what the readers say to one intent and a ranking of its topics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.nlu.calibration import Thresholds
from bot.nlu.chooser import IntentChooser, intent_of
from bot.nlu.kernel import KernelReader, Reading

RANKED = 10
Ranking = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Judge:
    """All that is learnt about one language. Without a chooser, labels are the intents."""

    reader: KernelReader
    chooser: IntentChooser | None
    thresholds: Thresholds


@dataclass(frozen=True)
class Understanding:
    """What the assistant believes a message is.

    `intent` is empty if nothing is likely enough; `rankings` holds, per intent with topics,
    `(topic, confidence)` pairs, best first.
    """

    intent: str
    confidence: float
    ranking: Ranking
    rankings: dict[str, Ranking]

    def best(self, intent: str) -> float:
        """Return the confidence of the best topic of `intent`, 0 without any."""
        ranking = self.rankings.get(intent, ())
        return ranking[0][1] if ranking else 0.0


def decide(
    judge: Judge, reading: Reading, eager: Mapping[str, float], likely_from: float
) -> Understanding:
    """Decide on the first text of `reading`.

    An intent in `eager` (danger, a wish for a person) is taken from its probability there on,
    whatever else is likelier: missing one is worse than a false alarm.
    """
    ranking = _ranking(judge, reading)
    intent, confidence = ranking[0]
    needed = likely_from if judge.chooser else judge.thresholds.offer
    for other, chance in ranking:
        if chance >= eager.get(other, 2.0):
            intent, confidence, needed = other, chance, chance
            break
    rankings = _rankings(judge.reader.labels, reading.confidence[0])
    return Understanding(
        intent if confidence >= needed else "", confidence, ranking[:RANKED], rankings
    )


def _ranking(judge: Judge, reading: Reading) -> Ranking:
    if judge.chooser:
        names, chances = judge.chooser.intents, judge.chooser.probabilities(reading)[0]
    else:
        names, chances = judge.reader.labels, reading.confidence[0]
    return tuple((names[column], float(chances[column])) for column in np.argsort(-chances))


def _rankings(labels: list[str], confidence: np.ndarray) -> dict[str, Ranking]:
    rankings: dict[str, list[tuple[str, float]]] = {}
    for column in np.argsort(-confidence):
        label = labels[column]
        topics = rankings.setdefault(intent_of(label), [])
        if "/" in label and confidence[column] > 0 and len(topics) < RANKED:
            topics.append((label.partition("/")[2], float(confidence[column])))
    return {intent: tuple(topics) for intent, topics in rankings.items() if topics}
