"""What turns texts into vectors, with a small memory of recent texts."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np

REMEMBERED = 4096


class Vectors:
    """Turns texts into unit vectors. Safe to share between threads.

    `room` is the number of texts whose vectors it remembers.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        self.room = REMEMBERED
        self._known: OrderedDict[str, np.ndarray] = OrderedDict()
        self._lock = Lock()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return one row of length 1 (float32) per text; a text seen before is not computed."""
        with self._lock:
            fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
            found = {text: self._known[text] for text in texts if text in self._known}
            if fresh:
                found.update(zip(fresh, self._compute(fresh), strict=True))
            self._remember(found)
        return np.stack([found[text] for text in texts])

    def _compute(self, texts: list[str]) -> np.ndarray:
        raise NotImplementedError

    def _remember(self, found: dict[str, np.ndarray]) -> None:
        for text, vector in found.items():
            self._known[text] = vector
            self._known.move_to_end(text)
        while len(self._known) > self.room:
            self._known.popitem(last=False)
