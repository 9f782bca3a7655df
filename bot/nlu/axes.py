"""The directions along which sentence vectors differ."""

from __future__ import annotations

import numpy as np

MOST_AXES = 384


def main_axes(vectors: np.ndarray) -> np.ndarray:
    """Return the directions along which `vectors` differ most, one a column, at most `MOST_AXES`.

    Layers of an encoder say much the same: in a third of the room, products of vectors stay nearly
    as they were.
    """
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    return axes[:, ::-1][:, :MOST_AXES].astype(np.float32)
