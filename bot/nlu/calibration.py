"""Where to answer, where to offer a choice, where to admit not knowing: learnt from the phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.nlu.kernel import Reading

# With fewer phrases a curve would be noise; these hold for a few dozen short intents in English.
DEFAULT_ANSWER, DEFAULT_OFFER = 0.5, 0.35
ENOUGH_PHRASES = 60
CHOICES = 3


@dataclass(frozen=True)
class Thresholds:
    """Confidences from which to answer, and from which to offer a choice; answer >= offer."""

    answer: float = DEFAULT_ANSWER
    offer: float = DEFAULT_OFFER


def calibrate(
    labels: Sequence[str],
    own: Sequence[str],
    left_out: Reading,
    answer_at: float,
    offer_at: float,
) -> Thresholds:
    """Find the confidences at which the first label is right, or one of three, often enough.

    `answer_at` and `offer_at` are probabilities (0..1), `own` the labels of the phrases, each read
    by a reader that never saw it. Phrases are chosen to differ, so most messages are nearer to one
    than the phrases are to each other, and are right more often than the probability says.
    """
    if len(own) < ENOUGH_PHRASES:
        return Thresholds()
    best = np.argsort(-left_out.confidence, axis=1)[:, :CHOICES]
    hits = best == np.array([labels.index(label) for label in own])[:, None]
    top = left_out.confidence.max(axis=1)
    answer = _crossing(top, hits[:, 0], answer_at, DEFAULT_ANSWER)
    offer = _crossing(top, hits.any(axis=1), offer_at, DEFAULT_OFFER)
    return Thresholds(answer, min(answer, offer))


def _crossing(confidence: np.ndarray, right: np.ndarray, wanted: float, default: float) -> float:
    """Return the confidence at which a logistic curve of being right passes `wanted`."""
    if right.all() or not right.any():
        return default
    curve = LogisticRegression(C=1e6).fit(confidence[:, None], right)
    slope, height = float(curve.coef_[0, 0]), float(curve.intercept_[0])
    if slope <= 0:
        return default
    crossing = (np.log(wanted / (1.0 - wanted)) - height) / slope
    return round(float(np.clip(crossing, 0.05, 0.95)), 4)
