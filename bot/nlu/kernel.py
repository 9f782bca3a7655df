"""The reader of one language: regression on two kernels, solved exactly.

A message is compared with every example twice, by sentence vector and by character n-grams; the
weighted sum is the kernel of a ridge regression on the labels. Against logistic regression fused
with a linear SVC on the same features it is more often right on unseen wording and fits in a
second, and leaving each example out in turn costs nothing more, so that thresholds can be set
on every phrase there is (`docs/decisions/0010-reading-messages.md`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from scipy.linalg import inv
from scipy.sparse import csr_matrix, load_npz, save_npz

from bot.nlu.examples import Example
from bot.nlu.ngrams import Ngrams

Encode = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True)
class KernelSettings:
    """How the two comparisons are mixed; all shares lie between 0 and 1.

    `encoder_share` is the share of the sentence vectors in the kernel and `similarity_share`
    their share in the similarity; with both at 0 the encoder is never asked.
    """

    encoder_share: float = 0.8
    similarity_share: float = 1.0
    ngram_power: float = 2.0
    ridge: float = 0.2
    shortest_ngram: int = 2
    longest_ngram: int = 5

    @property
    def needs_encoder(self) -> bool:
        """Say whether any part of the result comes from sentence vectors."""
        return self.encoder_share > 0 or self.similarity_share > 0


@dataclass(frozen=True)
class Reading:
    """One row per text, one column per label.

    `scores` sum to about 1 for known talk, to less for unknown, and may be slightly negative;
    `similarity` (0..1) is that of the nearest example of the label.
    """

    scores: np.ndarray
    similarity: np.ndarray

    @property
    def confidence(self) -> np.ndarray:
        """Return the geometric mean: a label must win, and the text must be like its examples."""
        return np.sqrt(np.clip(self.scores, 0.0, 1.0) * self.similarity)

    def rows(self, chosen: Sequence[int]) -> Reading:
        """Return the reading of the chosen texts only."""
        return Reading(self.scores[chosen], self.similarity[chosen])


class KernelReader:
    """Tells which label a text has, and leaves unknown talk with a low confidence."""

    def __init__(
        self,
        settings: KernelSettings,
        labels: list[str],
        starts: np.ndarray,
        vectors: np.ndarray,
        ngrams: Ngrams,
        rows: csr_matrix,
        coefficients: np.ndarray,
    ) -> None:
        """Hold a fitted reader; examples lie sorted by label, beginning at `starts`."""
        self.settings = settings
        self.labels = labels
        self._starts = starts
        self._vectors = vectors
        self._ngrams = ngrams
        self._rows = rows
        self._rows_by_ngram = rows.T.tocsr()
        self._coefficients = coefficients

    def read(self, texts: Sequence[str], encode: Encode) -> Reading:
        """Compare each text with all examples: about a millisecond for 4,000 of them.

        `encode` returns a vector for each text; what it gives the encoder is its own affair.
        """
        vectors = _encoded(texts, encode, self.settings)
        ngram_likeness = (self._ngrams.rows(texts) @ self._rows_by_ngram).toarray()
        kernel, similarity = _compare(vectors @ self._vectors.T, ngram_likeness, self.settings)
        return _reading(kernel @ self._coefficients, similarity, self._starts)

    def save(self, folder: Path) -> None:
        """Write the reader below `folder` as arrays and JSON, nothing that runs code on load."""
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(
            folder / "arrays.npz",
            starts=self._starts,
            vectors=self._vectors.astype(np.float16),
            coefficients=self._coefficients.astype(np.float16),
        )
        save_npz(folder / "rows.npz", self._rows)
        about = {
            "settings": asdict(self.settings),
            "labels": self.labels,
            "ngrams": self._ngrams.as_dict(),
        }
        (folder / "reader.json").write_text(json.dumps(about, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> KernelReader:
        """Read what `save` wrote."""
        about = json.loads((folder / "reader.json").read_text("utf-8"))
        with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
            return cls(
                KernelSettings(**about["settings"]),
                about["labels"],
                arrays["starts"],
                arrays["vectors"].astype(np.float32),
                Ngrams.from_dict(about["ngrams"]),
                load_npz(folder / "rows.npz"),
                arrays["coefficients"].astype(np.float32),
            )


def fit_reader(
    examples: Sequence[Example], settings: KernelSettings, encode: Encode
) -> tuple[KernelReader, list[Example], Reading]:
    """Fit on `examples`; also return them in the reader's order, each read without itself."""
    ordered = sorted(examples, key=lambda example: example.label)
    labels, starts = np.unique([example.label for example in ordered], return_index=True)
    texts = [example.text for example in ordered]
    meanings = [example.meaning or example.text for example in ordered]
    vectors = _encoded(meanings, encode, settings)
    ngrams = Ngrams(settings.shortest_ngram, settings.longest_ngram)
    rows = ngrams.fit(texts)
    vector_likeness, ngram_likeness = vectors @ vectors.T, (rows @ rows.T).toarray()
    kernel, similarity = _compare(vector_likeness, ngram_likeness, settings)
    targets = _targets(ordered, labels)
    weights = np.array([example.weight for example in ordered], dtype=np.float32)
    np.fill_diagonal(kernel, kernel.diagonal() + settings.ridge / weights)
    inverse = inv(kernel, overwrite_a=True, check_finite=False)
    coefficients = inverse @ targets
    reader = KernelReader(settings, labels.tolist(), starts, vectors, ngrams, rows, coefficients)
    # The residual of an example that is left out, without fitting again (ridge regression).
    without_itself = targets - coefficients / inverse.diagonal()[:, None]
    np.fill_diagonal(similarity, 0.0)
    return reader, ordered, _reading(without_itself, similarity, starts)


def _encoded(texts: Sequence[str], encode: Encode, settings: KernelSettings) -> np.ndarray:
    if settings.needs_encoder:
        return encode(texts)
    return np.zeros((len(texts), 1), dtype=np.float32)


def _targets(ordered: Sequence[Example], labels: np.ndarray) -> np.ndarray:
    own = np.array([example.label for example in ordered])
    return (own[:, None] == labels[None, :]).astype(np.float32)


def _compare(
    vector_likeness: np.ndarray, ngram_likeness: np.ndarray, settings: KernelSettings
) -> tuple[np.ndarray, np.ndarray]:
    share, mix = settings.encoder_share, settings.similarity_share
    gaussian = np.exp(2.0 * (vector_likeness - 1.0))
    kernel = share * gaussian + (1.0 - share) * ngram_likeness**settings.ngram_power
    similarity = mix * np.clip(vector_likeness, 0.0, 1.0) + (1.0 - mix) * ngram_likeness
    return kernel.astype(np.float32), similarity.astype(np.float32)


def _reading(scores: np.ndarray, similarity: np.ndarray, starts: np.ndarray) -> Reading:
    return Reading(scores, np.maximum.reduceat(similarity, starts, axis=1))
