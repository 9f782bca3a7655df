"""Teaches the encoder to tell our labels apart, before its vectors are compared.

An encoder made for all texts places "my payout is late" and "when do you pay out" side by side.
Trained on the phrases for a round and a half, with one direction in space for each label and cross
entropy between them, it learns what matters here; measured on phrases it did not see, the right
topic is first for 5 to 11 in a hundred more (`docs/decisions/0012-a-tuned-encoder.md`).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.random import SFC64, Generator
from torch.nn.functional import cross_entropy, normalize

from bot.nlu.encoder import BATCH_SIZE, Encoder, all_cores, half_precision

ENOUGH = 10
"""Texts of a label that show about where it lies."""
BATCHES_SORTED = 30
"""Texts of like length share a batch: they are sorted within as many batches as this. What fills
up the shorter ones costs as much as words do: a quarter of the time where letters were counted."""


@dataclass(frozen=True)
class Tuning:
    """How long and how strongly the encoder learns.

    `rounds` over all phrases, 0 for none; `step` is the highest learning rate, `sharpness` the
    factor on the cosine with a label's direction. Labels have to have at least `enough` phrases
    each, on average: from fewer the encoder learns by heart and reads worse than before. Every
    `held_back`-th phrase of a label is not learnt from, so that thresholds can be set on phrases
    that are new to the encoder.
    """

    rounds: float = 0.0
    step: float = 2e-4
    batch: int = 48
    sharpness: float = 20.0
    smoothing: float = 0.1
    held_back: int = 5
    enough: int = 20

    def is_worth_it(self, labels: Collection[Hashable]) -> bool:
        """Whether there are phrases enough, and labels to tell apart."""
        kinds = len(set(labels))
        return self.rounds > 0 and kinds > 1 and len(labels) >= self.enough * kinds


def held_back(labels: Sequence[Hashable], settings: Tuning) -> np.ndarray:
    """Return for each phrase whether the encoder shall not see it; nothing if phrases are few."""
    seen: dict[Hashable, int] = {}
    held = np.zeros(len(labels), dtype=bool)
    if not settings.is_worth_it(labels):
        return held
    for row, label in enumerate(labels):
        seen[label] = seen.get(label, 0) + 1
        held[row] = seen[label] % settings.held_back == 0
    return held


def tune(
    encoder: Encoder, texts: Sequence[str], labels: Sequence[str], settings: Tuning
) -> Encoder:
    """Return a copy of `encoder` that has learnt to tell `labels` apart; `encoder` stays as it is.

    The copy shares the word vectors, which are not changed. The same phrases gave the same copy to
    the byte, with the same libraries on one machine, whatever else it did meanwhile.
    Where learning is not worth it `encoder` itself is returned.
    """
    if not settings.is_worth_it(labels):
        return encoder
    names = sorted(set(labels))
    tuned = encoder.copy()
    targets = torch.tensor([names.index(label) for label in labels])
    with _ready_to_learn(tuned) as weights:
        directions = torch.nn.Parameter(_starts(encoder, texts, targets, len(names)))
        _learn(tuned, texts, targets, directions, weights, settings)
    return tuned


class QuickDropout(torch.nn.Dropout):
    """Leaves out numbers by chance, a byte drawn for each, all at once.

    PyTorch draws one by one on one core: a sixth of the time of a step. What is left out is a
    multiple of 1/256 of all.
    """

    def __init__(self, p: float, chance: Generator) -> None:
        """Leave out the share `p`, which may be 0 but not 1."""
        super().__init__(p)
        self._least = round(256 * p)
        self._chance = chance

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Return `input` with some of it 0 and the rest greater; as it is where nothing learns."""
        if not self.training or not self._least:
            return input
        drawn = bytearray(self._chance.bytes(input.numel()))
        kept = torch.frombuffer(drawn, dtype=torch.uint8).view(input.shape) >= self._least
        return input * (kept * (256 / (256 - self._least))).to(input.dtype)


@contextmanager
def _quick_dropout(model: torch.nn.Module) -> Iterator[None]:
    chance = Generator(SFC64(0))
    replaced = [
        (parent, name, child)
        for parent in model.modules()
        for name, child in parent.named_children()
        if isinstance(child, torch.nn.Dropout)
    ]
    for parent, name, child in replaced:
        setattr(parent, name, QuickDropout(child.p, chance))
    try:
        yield
    finally:
        for parent, name, child in replaced:
            setattr(parent, name, child)


@contextmanager
def _ready_to_learn(encoder: Encoder) -> Iterator[list[torch.nn.Parameter]]:
    """The weights of the layers, open to change; cores and chance are given back afterwards."""
    model, weights = encoder.model, list(encoder.layers().values())
    with torch.random.fork_rng(devices=[]), all_cores(), _quick_dropout(model):
        torch.manual_seed(0)
        for weight in weights:
            weight.requires_grad_(True)
        model.train()
        try:
            yield weights
        finally:
            model.eval()
            for weight in weights:
                weight.requires_grad_(False)


def _starts(encoder: Encoder, texts: Sequence[str], targets: Any, labels: int) -> torch.Tensor:
    """Return a mean vector for each label: far better to begin with than chance."""
    rows = [row for label in range(labels) for row in np.flatnonzero(targets == label)[:ENOUGH]]
    batches = [rows[start : start + BATCH_SIZE] for start in range(0, len(rows), BATCH_SIZE)]
    with torch.no_grad(), half_precision():
        vectors = torch.cat([encoder.vectors([texts[row] for row in some]) for some in batches])
    sums = torch.zeros(labels, vectors.shape[1]).index_add_(0, targets[rows], vectors)
    return normalize(sums, dim=-1)


def _learn(
    encoder: Encoder,
    texts: Sequence[str],
    targets: torch.Tensor,
    directions: torch.nn.Parameter,
    weights: list[torch.nn.Parameter],
    settings: Tuning,
) -> None:
    steps = max(1, round(settings.rounds * len(texts) / settings.batch))
    # The directions begin from nothing that was trained: they may move further at each step.
    rates = [settings.step, 20 * settings.step]
    optimizer = torch.optim.AdamW(
        [{"params": weights, "lr": rates[0]}, {"params": [directions], "lr": rates[1]}],
        weight_decay=0.01,
        fused=True,
    )
    batches = _batches(encoder.lengths(texts), settings.batch)
    for done in range(steps):
        warm = min(1.0, (done + 1) / 20) * (1 - done / steps)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * warm
        rows = next(batches)
        with half_precision():
            vectors = encoder.vectors([texts[row] for row in rows])
        likeness = settings.sharpness * vectors @ normalize(directions, dim=-1).T
        loss = cross_entropy(likeness, targets[rows], label_smoothing=settings.smoothing)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def _batches(lengths: Sequence[int], size: int) -> Iterator[list[int]]:
    """Yield rows without end, each once a round, neighbours in length together."""
    chance, rows = Random(0), list(range(len(lengths)))  # noqa: S311, the order of a lesson
    while True:
        chance.shuffle(rows)
        wide = size * BATCHES_SORTED
        groups = [
            sorted(rows[start : start + wide], key=lambda row: lengths[row])
            for start in range(0, len(rows), wide)
        ]
        batches = [group[s : s + size] for group in groups for s in range(0, len(group), size)]
        chance.shuffle(batches)
        yield from batches
