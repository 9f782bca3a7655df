"""From the shares of all labels to one intent and a ranking of its topics."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from bot.nlu.calibration import Thresholds

RANKED = 10


@dataclass(frozen=True)
class Understanding:
    """What the assistant believes a message is.

    `rankings` holds, per intent with topics, `(topic, confidence)` pairs, best first; `sure` says
    whether the message may be answered without asking back.
    """

    intent: str
    confidence: float
    sure: bool
    ranking: tuple[tuple[str, float], ...]
    rankings: dict[str, tuple[tuple[str, float], ...]]


def decide(
    labels: Sequence[str],
    shares: np.ndarray,
    confidence: np.ndarray,
    thresholds: Thresholds,
    eager: Collection[str],
) -> Understanding:
    """Choose the intent with the largest share; all topics of an intent count for it together.

    So a message between a question on refunds and a complaint about one, or between two near
    questions, is not lost to a third intent. Without enough confidence there is no intent, save
    for those in `eager` (danger, a wish for a person), where missing one is worse than a false
    alarm.
    """
    members = _members(labels)
    scores = {
        intent: float(shares[columns].sum() * confidence[columns].max())
        for intent, columns in members.items()
    }
    order = sorted(scores, key=lambda intent: -scores[intent])
    certainty = {intent: _certainty(shares, confidence, members[intent]) for intent in order}
    best = order[0]
    needed = thresholds.offer / 2 if best in eager else thresholds.offer
    return Understanding(
        best if certainty[best] >= needed else "",
        certainty[best],
        certainty[best] >= thresholds.answer,
        tuple((intent, certainty[intent]) for intent in order[:RANKED]),
        {
            intent: _topics(labels, confidence, columns)
            for intent, columns in members.items()
            if any("/" in labels[column] for column in columns)
        },
    )


def _members(labels: Sequence[str]) -> dict[str, list[int]]:
    members: dict[str, list[int]] = {}
    for column, label in enumerate(labels):
        members.setdefault(label.partition("/")[0], []).append(column)
    return members


def _certainty(shares: np.ndarray, confidence: np.ndarray, columns: list[int]) -> float:
    """Return the confidence the intent would have if its topics were one label."""
    best = max(columns, key=lambda column: confidence[column])
    if shares[best] <= 0:
        return 0.0
    together = float(np.clip(shares[columns].sum(), 0.0, 1.0))
    return float(confidence[best] * np.sqrt(together / shares[best]))


def _topics(
    labels: Sequence[str], confidence: np.ndarray, columns: list[int]
) -> tuple[tuple[str, float], ...]:
    best = sorted(columns, key=lambda column: -confidence[column])[:RANKED]
    return tuple(
        (labels[column].partition("/")[2], float(confidence[column]))
        for column in best
        if confidence[column] > 0
    )
