"""Where to answer, where to offer a choice, where to admit not knowing: learnt from the phrases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.nlu.kernel import Reading

# With fewer phrases a curve would be noise; these hold for a few dozen short intents in English.
DEFAULT_ANSWER, DEFAULT_OFFER = 0.5, 0.35
ENOUGH_PHRASES = 60
MOST_LEAD = 20.0
"""Where the confidence itself says next to nothing, the lead decides nearly alone."""
CHOICES = 3


@dataclass(frozen=True)
class Thresholds:
    """Where to answer, and confidences from which to offer a choice, and to do so without doubt.

    A first topic that leads the second is right more often than one that is as confident but has
    a rival: what counts for an answer is confidence plus `lead` times the lead.
    """

    answer: float = DEFAULT_ANSWER
    offer: float = DEFAULT_OFFER
    lead: float = 0.0
    clear: float = DEFAULT_OFFER

    def is_answer(self, scores: Sequence[float]) -> bool:
        """Whether the first of `scores`, best first, is sure enough."""
        if not scores:
            return False
        rival = scores[1] if len(scores) > 1 else 0.0
        return scores[0] + self.lead * (scores[0] - rival) >= self.answer


def calibrate(
    labels: Sequence[str],
    own: Sequence[str],
    left_out: Reading,
    answer_at: float,
    offer_at: float,
    clear_at: float,
) -> Thresholds:
    """Find where the first label is right, or one of three, often enough.

    `answer_at`, `offer_at` and `clear_at` are probabilities (0..1), `own` the labels of the
    phrases, each read by a reader that never saw it. Where labels have topics, those of the intent
    with most phrases count, which are the ones that are answered. Phrases are chosen to differ, so
    most messages are nearer to one than the phrases are to each other, and are right more often
    than the probability says.
    """
    if len(own) < ENOUGH_PHRASES or len(labels) < 2:
        return Thresholds()
    top, gap, first, among = _outcomes(labels, own, left_out)
    offer, clear = (_crossing(top, among, at, DEFAULT_OFFER) for at in (offer_at, clear_at))
    if first.all() or not first.any():
        return Thresholds(max(DEFAULT_ANSWER, offer), offer, clear=clear)
    lead = _lead(top, gap, first)
    answer = _crossing(top + lead * gap, first, answer_at, DEFAULT_ANSWER)
    return Thresholds(answer, offer, lead, clear)


def _lead(top: np.ndarray, gap: np.ndarray, first: np.ndarray) -> float:
    """Return how much more the lead over the second says than the confidence itself."""
    curve = LogisticRegression(C=1e6).fit(np.stack([top, gap], axis=1), first)
    by_top, by_gap = (float(weight) for weight in curve.coef_[0])
    if by_gap <= 0:
        return 0.0
    return round(min(by_gap / by_top, MOST_LEAD), 4) if by_top > 0 else MOST_LEAD


def _outcomes(
    labels: Sequence[str], own: Sequence[str], left_out: Reading
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return for each phrase: confidence, lead, whether right first, whether among the choices."""
    intents = Counter(label.partition("/")[0] for label in own if "/" in label)
    intent = intents.most_common(1)[0][0] + "/" if intents else ""
    columns = [n for n, label in enumerate(labels) if label.startswith(intent)]
    if len(columns) < 2:  # A lone topic has no rival but the other intents.
        intent, columns = "", list(range(len(labels)))
    rows = [n for n, label in enumerate(own) if label.startswith(intent)]
    confidence = left_out.confidence[np.ix_(rows, columns)]
    best = np.argsort(-confidence, axis=1)[:, :CHOICES]
    hits = np.array(columns)[best] == np.array([labels.index(own[n]) for n in rows])[:, None]
    ordered = np.take_along_axis(confidence, best, axis=1)
    return ordered[:, 0], ordered[:, 0] - ordered[:, 1], hits[:, 0], hits.any(axis=1)


def _crossing(confidence: np.ndarray, right: np.ndarray, wanted: float, default: float) -> float:
    """Return the confidence at which a logistic curve of being right passes `wanted`."""
    if right.all() or not right.any():
        return default
    curve = LogisticRegression(C=1e6).fit(confidence[:, None], right)
    slope, height = float(curve.coef_[0, 0]), float(curve.intercept_[0])
    if slope <= 0:
        return default
    crossing = (_logit(wanted) - height) / slope
    return round(float(np.clip(crossing, 0.05, confidence.max())), 4)


def _logit(probability: float) -> float:
    return float(np.log(probability / (1.0 - probability)))
