"""Numbers in a quarter of their room: a model is copied and kept in several versions."""

from __future__ import annotations

import numpy as np

STEPS = 127
STEPS_SUFFIX = ".steps"
"""What the steps of packed rows are called beside the rows themselves."""


def pack(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return `rows` as bytes and the size of a step for each row (float32).

    `rows` has one or two dimensions; no value is off by more than 1/254 of the greatest of its row.
    """
    greatest = np.abs(rows).max(axis=-1, keepdims=True)
    steps = np.where(greatest > 0, greatest / STEPS, 1.0).astype(np.float32)
    return np.round(rows / steps).astype(np.int8), steps


def unpack(packed: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return what `pack` was given, nearly, as float32."""
    return packed.astype(np.float32) * steps
