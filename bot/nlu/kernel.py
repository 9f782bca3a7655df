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
from scipy.linalg.lapack import spotrf, spotrs, strtri

from bot.nlu.examples import Example
from bot.nlu.ngrams import Likeness, Ngrams
from bot.nlu.postings import Postings

ROWS_AT_ONCE = 2048
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
        rows: np.ndarray,
        ngrams: Ngrams,
        postings: Postings,
        coefficients: np.ndarray,
    ) -> None:
        """Hold a fitted reader; examples lie sorted by label, beginning at `starts`.

        `rows` tells for each example which of `vectors` is its own: readers can share them.
        """
        self.settings = settings
        self.labels = labels
        self._starts = starts
        self._vectors = vectors
        self._rows = rows
        self._ngrams = ngrams
        self._postings = postings
        self._coefficients = coefficients

    def read(self, texts: Sequence[str], encode: Encode) -> Reading:
        """Compare each text with all examples: about a millisecond for 4,000 of them.

        `encode` returns a vector for each text; what it gives the encoder is its own affair.
        """
        ngram_likeness = self._postings.likeness(self._ngrams.rows(texts))
        vector_likeness = np.zeros_like(ngram_likeness)
        if self.settings.needs_encoder:
            vector_likeness = (encode(texts) @ self._vectors.T)[:, self._rows]
        kernel = _kernel(vector_likeness, ngram_likeness, self.settings)
        similarity = _similarity(vector_likeness, ngram_likeness, self.settings)
        nearest = np.maximum.reduceat(similarity, self._starts, axis=1)
        return Reading(kernel @ self._coefficients, nearest)

    def vectors(self) -> np.ndarray:
        """Return a sentence vector for each example (float32), none if they count for nothing."""
        return self._vectors[self._rows]

    def save(self, folder: Path, rows: np.ndarray) -> None:
        """Write all but the vectors below `folder`; `rows` tells where those will be found."""
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(
            folder / "arrays.npz",
            starts=self._starts,
            rows=rows,
            coefficients=self._coefficients.astype(np.float16),
        )
        self._postings.save(folder / "postings.npz")
        about = {
            "settings": asdict(self.settings),
            "labels": self.labels,
            "ngrams": self._ngrams.as_dict(),
        }
        (folder / "reader.json").write_text(json.dumps(about, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path, vectors: np.ndarray) -> KernelReader:
        """Read what `save` wrote; `vectors` are those that its `rows` belong to."""
        about = json.loads((folder / "reader.json").read_text("utf-8"))
        with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
            return cls(
                KernelSettings(**about["settings"]),
                about["labels"],
                arrays["starts"],
                vectors,
                arrays["rows"],
                Ngrams.from_dict(about["ngrams"]),
                Postings.load(folder / "postings.npz"),
                arrays["coefficients"].astype(np.float32),
            )


def fit_reader(
    examples: Sequence[Example],
    settings: KernelSettings,
    encode: Encode,
    judges: Callable[[Example], bool] = lambda _: True,
) -> tuple[KernelReader, list[Example], Reading]:
    """Fit on `examples`; also return those that judge, each with its reading without itself."""
    ordered = sorted(examples, key=lambda example: example.label)
    labels, starts = np.unique([example.label for example in ordered], return_index=True)
    texts = [example.text for example in ordered]
    meanings = [example.meaning or example.text for example in ordered]
    vectors = encode(meanings) if settings.needs_encoder else np.zeros((len(texts), 1), np.float32)
    ngrams = Ngrams(settings.shortest_ngram, settings.longest_ngram)
    rows = ngrams.fit(texts)
    is_judging = np.array([judges(example) for example in ordered])
    judging = np.flatnonzero(is_judging)
    # Those that judge come last: their part of the kernel's inverse is that of a small corner.
    turned = np.argsort(is_judging, kind="stable")
    ngram_likeness = Likeness(rows[turned])
    kernel = _kernel_of_all(vectors[turned], ngram_likeness, settings)
    targets = _targets(ordered, labels)
    weights = np.array([example.weight for example in ordered], dtype=np.float32)
    np.fill_diagonal(kernel, kernel.diagonal() + settings.ridge / weights[turned])
    coefficients = np.empty_like(targets)
    coefficients[turned], diagonal = _solve(kernel, targets[turned], len(judging))
    similarity = _nearest_others(
        vectors[turned], ngram_likeness, turned, starts, len(judging), settings
    )
    postings = Postings.of(rows)
    reader = KernelReader(
        settings,
        labels.tolist(),
        starts,
        vectors,
        np.arange(len(vectors) if settings.needs_encoder else 0),
        ngrams,
        postings,
        coefficients,
    )
    # The residual of an example that is left out, without fitting again (ridge regression).
    without_itself = targets[judging] - coefficients[judging] / diagonal[:, None]
    left_out = Reading(without_itself, similarity)
    return reader, [ordered[row] for row in judging], left_out


def _kernel_of_all(vectors: np.ndarray, ngrams: Likeness, settings: KernelSettings) -> np.ndarray:
    """Return the kernel of all examples: the part on and above the diagonal, which is all of it.

    Some thousand rows at a time: of ten thousand examples and more, each square counts.
    """
    count = len(vectors)
    kernel = np.zeros((count, count), dtype=np.float32)
    for start in range(0, count, ROWS_AT_ONCE):
        some, rest = slice(start, start + ROWS_AT_ONCE), slice(start, count)
        likeness = ngrams.between(some, rest)
        kernel[some, rest] = _kernel(vectors[some] @ vectors[rest].T, likeness, settings)
    return kernel


def _nearest_others(
    vectors: np.ndarray,
    ngrams: Likeness,
    turned: np.ndarray,
    starts: np.ndarray,
    judging: int,
    settings: KernelSettings,
) -> np.ndarray:
    """Return how like each of the last `judging` examples is to the nearest other of each label.

    `turned` tells which place each has in the order of labels, which begin at `starts`.
    """
    back, parts = np.argsort(turned), []
    for start in range(len(turned) - judging, len(turned), ROWS_AT_ONCE):
        some = np.arange(start, min(start + ROWS_AT_ONCE, len(turned)))
        likeness = ngrams.between(some, slice(None))
        alike = _similarity(vectors[some] @ vectors.T, likeness, settings)
        alike[np.arange(len(some)), some] = 0.0
        parts.append(np.maximum.reduceat(alike[:, back], starts, axis=1))
    return np.concatenate(parts)


def _solve(kernel: np.ndarray, targets: np.ndarray, judging: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the coefficients, and the diagonal of the kernel's inverse at the last rows.

    `kernel` is used up; only what is on and above its diagonal counts.
    """
    # Its transpose is the same matrix in the order that LAPACK wants: nothing is copied.
    factor, failed = spotrf(kernel.T, lower=1, overwrite_a=1)
    if failed:
        raise ValueError("The examples cannot be told apart. Remedy: a greater ridge in config.yml")
    coefficients, _ = spotrs(factor, targets, lower=1)
    # The inverse is that of the factor, times its transpose: of the last rows a corner of it.
    corner = slice(len(factor) - judging, None)
    inverse, _ = strtri(factor[corner, corner], lower=1, overwrite_c=1)
    return coefficients, np.einsum("ij,ij->j", inverse, inverse)


def _targets(ordered: Sequence[Example], labels: np.ndarray) -> np.ndarray:
    own = np.array([example.label for example in ordered])
    return (own[:, None] == labels[None, :]).astype(np.float32)


def _kernel(
    vector_likeness: np.ndarray, ngram_likeness: np.ndarray, settings: KernelSettings
) -> np.ndarray:
    share = np.float32(settings.encoder_share)
    kernel = np.exp(2.0 * (vector_likeness - 1.0))
    kernel *= share
    kernel += (1 - share) * _power(ngram_likeness, settings.ngram_power)
    return kernel


def _power(likeness: np.ndarray, power: float) -> np.ndarray:
    """Return the power of each; the usual ones without NumPy's way for any, five times as long."""
    if power == 1.0:
        return likeness
    return likeness * np.sqrt(likeness) if power == 1.5 else likeness**power


def _similarity(
    vector_likeness: np.ndarray, ngram_likeness: np.ndarray, settings: KernelSettings
) -> np.ndarray:
    mix = np.float32(settings.similarity_share)
    return mix * np.clip(vector_likeness, 0.0, 1.0) + (1 - mix) * ngram_likeness
