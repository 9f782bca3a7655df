"""Which examples hold each n-gram: what a search engine keeps, in a third of a matrix's room."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, load_npz, save_npz

SHARES = 255
"""A row has length 1: no share in it is greater, and a hundredth more or less is nothing."""


class Postings:
    """For each n-gram the examples that hold it and its share in each; shares are bytes."""

    def __init__(self, by_ngram: csr_matrix) -> None:
        """Hold `by_ngram`: a row per n-gram, a column per example, shares from 0 to `SHARES`."""
        self._examples = by_ngram.shape[1]
        self._starts = by_ngram.indptr
        self._holders = by_ngram.indices.astype(np.min_scalar_type(self._examples))
        self._shares = by_ngram.data.astype(np.uint8)

    @classmethod
    def of(cls, rows: csr_matrix) -> Postings:
        """Turn `rows` round: a row of length 1 per example, a column per n-gram."""
        return cls((rows.T.tocsr() * SHARES).rint())

    def likeness(self, rows: csr_matrix) -> np.ndarray:
        """Return the products of `rows`, of length 1 each, with all examples (float32)."""
        return np.stack([self._of_one(rows[number]) for number in range(rows.shape[0])])

    def _of_one(self, row: csr_matrix) -> np.ndarray:
        spans = [slice(self._starts[ngram], self._starts[ngram + 1]) for ngram in row.indices]
        if not spans:
            return np.zeros(self._examples, dtype=np.float32)
        holders = np.concatenate([self._holders[span] for span in spans])
        shares = np.concatenate([self._shares[span] for span in spans])
        own = np.repeat(row.data / SHARES, [span.stop - span.start for span in spans])
        found = np.bincount(holders, shares * own, minlength=self._examples)
        return found.astype(np.float32)

    def save(self, file: Path) -> None:
        """Write everything to `file`, compressed."""
        shape = (len(self._starts) - 1, self._examples)
        holders = self._holders.astype(np.int32)
        save_npz(file, csr_matrix((self._shares, holders, self._starts), shape))

    @classmethod
    def load(cls, file: Path) -> Postings:
        """Read what `save` wrote."""
        return cls(load_npz(file))
