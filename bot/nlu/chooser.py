"""Which intent a message has, when some intents have dozens of topics and others none.

Compared topic by topic, small intents win too often; compared by sums, the intent with most topics
always wins. So what the reader says about each intent is weighed by a regression that has seen how
such readings turn out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.nlu.kernel import Reading


def intent_of(label: str) -> str:
    """Return the intent of a full label: `faq` for `faq/refund_request`."""
    return label.partition("/")[0]


class IntentChooser:
    """Gives each intent a probability, from the scores and similarities of its labels."""

    def __init__(self, labels: Sequence[str], weights: np.ndarray, bias: np.ndarray) -> None:
        """Hold a fitted chooser: `weights` has one row per intent, in alphabetical order."""
        own = np.array([intent_of(label) for label in labels])
        self.intents: list[str] = sorted(set(own.tolist()))
        self._columns = [np.flatnonzero(own == intent) for intent in self.intents]
        self._weights = weights
        self._bias = bias

    def probabilities(self, reading: Reading) -> np.ndarray:
        """Return one row per text and one column per intent; rows sum to 1."""
        logits = self._features(reading) @ self._weights.T + self._bias
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def _features(self, reading: Reading) -> np.ndarray:
        scores = [reading.scores[:, columns] for columns in self._columns]
        nearest = [reading.similarity[:, columns].max(axis=1) for columns in self._columns]
        together = [part.sum(axis=1) for part in scores]
        best = [part.max(axis=1) for part in scores]
        return np.stack([*together, *best, *nearest], axis=1)

    def as_dict(self) -> dict[str, Any]:
        """Return what `from_dict` needs beside the labels."""
        return {"weights": self._weights.round(5).tolist(), "bias": self._bias.round(5).tolist()}

    @classmethod
    def from_dict(cls, labels: Sequence[str], stored: dict[str, Any]) -> IntentChooser:
        """Rebuild from `as_dict`."""
        return cls(labels, np.asarray(stored["weights"]), np.asarray(stored["bias"]))


def fit_chooser(
    labels: Sequence[str],
    own: Sequence[str],
    left_out: Reading,
    lean: Mapping[str, float] = MappingProxyType({}),
) -> IntentChooser | None:
    """Fit on phrases (`own` are their labels), each read by a reader that never saw it.

    `lean` says how many times as much the phrases of an intent count as they would. None if no
    intent has topics: then the reader's own scores are fit to be compared.
    """
    intents = [intent_of(label) for label in own]
    names = sorted({intent_of(label) for label in labels})
    if len(names) == len(labels) or len(set(intents)) < max(len(names), 3):
        return None
    # Between "all phrases alike", which forgets small intents, and "all intents alike", which
    # suspects danger everywhere.
    weight_of = {name: intents.count(name) ** -0.33 * lean.get(name, 1.0) for name in set(intents)}
    weights = np.array([weight_of[intent] for intent in intents])
    blank = IntentChooser(labels, np.zeros((0, 0)), np.zeros(0))
    model = LogisticRegression(C=1.0, max_iter=500)
    model.fit(blank._features(left_out), intents, sample_weight=weights / weights.mean())
    return IntentChooser(labels, model.coef_, model.intercept_)
