"""Chance by the byte: what an encoder forgets on purpose while it learns.

Torch draws a number for each value, one after the other, which is a sixth of the time of a step.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

BYTE = 256


class QuickDropout(torch.nn.Module):
    """Sets a share of values to zero and makes up for it in the others, if the module learns."""

    def __init__(self, share: float, chance: np.random.Generator) -> None:
        """`share` (0..1) is rounded to 256ths."""
        super().__init__()
        self._least = round(share * BYTE)
        self._chance = chance

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return `values` (any shape), some of them zero."""
        if not self.training or not self._least:
            return values
        drawn = bytearray(self._chance.bytes(values.numel()))
        kept = torch.frombuffer(drawn, dtype=torch.uint8).view(values.shape) >= self._least
        return values * kept * (BYTE / (BYTE - self._least))


@contextmanager
def quick_dropout(model: torch.nn.Module) -> Iterator[None]:
    """Let `model` forget by `QuickDropout`, the same each time; afterwards as it did before.

    What its layers attend to is never forgotten: that calculation is whole, and far quicker so.
    """
    chance = np.random.Generator(np.random.SFC64(0))
    before = [
        (parent, name, child)
        for parent in model.modules()
        for name, child in parent.named_children()
        if isinstance(child, torch.nn.Dropout)
    ]
    shares = [child.p for _, _, child in before]
    for parent, name, child in before:
        if hasattr(parent, "query"):
            child.p = 0.0
        else:
            setattr(parent, name, QuickDropout(child.p, chance))
    try:
        yield
    finally:
        for (parent, name, child), share in zip(before, shares, strict=True):
            child.p = share
            setattr(parent, name, child)
