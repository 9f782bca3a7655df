"""From what the readers say to one intent and a ranking of its topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bot.nlu.calibration import Thresholds
from bot.nlu.chooser import IntentChooser, intent_of
from bot.nlu.kernel import KernelReader, Reading

RANKED = 10
LIKELIER_THAN_NOT = 0.5
Ranking = tuple[tuple[str, float], ...]


def in_language(setting: float | dict[str, float], language: str, otherwise: float) -> float:
    """Return what a setting, given by language or for all, is in `language`."""
    return setting.get(language, otherwise) if isinstance(setting, dict) else setting


@dataclass(frozen=True)
class Urgent:
    """Intents that are looked for first, each with a probability (0..1).

    From `eager` on an intent is taken though others may be likelier, since missing it is worse than
    a false alarm; of several the one that stands first there. Only to the intents that `yields`
    names for it it gives way, where one of these is the likeliest. From `check` on, but below
    `eager`, the customer is asked: the intent is then the one that `asks` names. Only what is the
    likeliest goes before such a doubt.
    """

    eager: Mapping[str, float]
    check: Mapping[str, float]
    asks: Mapping[str, str]
    yields: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, options: Mapping[str, Any], language: str) -> Urgent:
        """Take the options of these names; `eager` may be given by language, or for all.

        A language that is not named there is in no hurry: 1.0.
        """
        eager = {name: in_language(at, language, 1.0) for name, at in options["eager"].items()}
        return cls(eager, options["check"], options["asks"], options["yields"])

    def is_clear(self, intent: str, chance: float) -> bool:
        """Whether `intent` is one that is looked for, and meant in whatever language it seems.

        A doubt of what may be asked about is enough; anything else has to be likelier than not,
        since foreign words bring a person as well.
        """
        if intent in self.check or intent in self.asks.values():
            return True
        return intent in self.eager and chance >= LIKELIER_THAN_NOT

    def find(self, ranking: Ranking) -> tuple[str, float]:
        """Return the intent and its chance, or an empty name."""
        chances = dict(ranking)
        likeliest = ranking[0][0] if ranking else ""
        doubts = [name for name, least in self.check.items() if chances.get(name, 0.0) >= least]
        for intent, least in self.eager.items():
            stronger = self.yields.get(intent, ())
            is_first = intent == likeliest or intent in self.check or not doubts
            if chances.get(intent, 0.0) >= least and is_first and likeliest not in stronger:
                return intent, chances[intent]
        return (self.asks[doubts[0]], chances[doubts[0]]) if doubts else ("", 0.0)


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

    def scores(self) -> list[float]:
        """Return the confidences of the topics of the intent, best first."""
        return [score for _, score in self.rankings.get(self.intent, ())]


def decide(judge: Judge, reading: Reading, urgent: Urgent, likely_from: float) -> Understanding:
    """Decide on the first text of `reading`; below `likely_from` (0..1) it is nothing we know."""
    ranking = _ranking(judge, reading)
    intent, confidence = urgent.find(ranking)
    if not intent:
        intent, confidence = ranking[0]
        needed = likely_from if judge.chooser else judge.thresholds.offer
        intent = intent if confidence >= needed else ""
    rankings = _rankings(judge.reader.labels, reading.confidence[0])
    return Understanding(intent, confidence, ranking[:RANKED], rankings)


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
