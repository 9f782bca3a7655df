"""Character n-grams, weighted by rarity: the half of the reader that knows every language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.text import normalise

OFTEN = 0.02
"""Share of the texts from which on an n-gram is a common one."""


class Ngrams:
    """Turns texts into sparse rows of length 1; n-grams stay within a word."""

    def __init__(self, shortest: int, longest: int, vocabulary: Sequence[str] | None = None):
        """Prepare for n-grams of `shortest` to `longest` characters."""
        self._range = (shortest, longest)
        self._vectorizer = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=self._range,
            sublinear_tf=True,
            preprocessor=normalise,
            vocabulary=list(vocabulary) if vocabulary is not None else None,
            dtype=np.float32,
        )

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learn which n-grams exist and how rare they are; return the rows of `texts`."""
        return self._vectorizer.fit_transform(texts)

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """Return one row per text; n-grams never seen count nothing."""
        return self._vectorizer.transform(texts)

    def as_dict(self) -> dict[str, Any]:
        """Return what `from_dict` needs, in plain lists and numbers."""
        return {
            "range": list(self._range),
            "vocabulary": self._vectorizer.get_feature_names_out().tolist(),
            "idf": [round(float(value), 5) for value in self._vectorizer.idf_],
        }

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Ngrams:
        """Rebuild from `as_dict`."""
        shortest, longest = stored["range"]
        ngrams = cls(shortest, longest, stored["vocabulary"])
        ngrams._vectorizer.idf_ = np.asarray(stored["idf"], dtype=np.float32)
        return ngrams


class Likeness:
    """Products of the rows of n-grams with one another.

    Common n-grams stand in a dense matrix: most of the products are theirs, which a sparse matrix
    counts one by one and a dense one in blocks, in half the time for both together.
    """

    def __init__(self, rows: csr_matrix) -> None:
        """Take `rows`, a row of length 1 per text."""
        often = rows.getnnz(axis=0) > OFTEN * rows.shape[0]
        self._often = rows[:, often].toarray()
        self._seldom = rows[:, ~often]
        self._columns = self._seldom.T.tocsr()

    def between(self, some: slice | np.ndarray, others: slice) -> np.ndarray:
        """Return the product of each of `some` rows with each of `others` (float32)."""
        found: np.ndarray = (self._seldom[some] @ self._columns[:, others]).toarray()
        found += self._often[some] @ self._often[others].T
        return found
