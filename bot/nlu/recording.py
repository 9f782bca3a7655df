"""The way of one text through an encoder, recorded once and played for each message.

Walking through the modules of a transformer in Python takes half as long as its arithmetic; a
recording holds the arithmetic alone (`docs/decisions/0012-a-tuned-encoder.md`).
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import torch

RECORDED = "my payout is late"
TRIED = ("hi", "somebody copied my pictures and sells them under my name, what can I do about that")
"""Of other lengths than what is recorded: whatever held for its length only would show."""
ALIKE = 0.999
"""Least product of a vector of the recording and the encoder's own."""


class Recording:
    """Turns one text at a time into its vector.

    A batch has gaps to be masked, which one text has not: the recording holds for one only.
    """

    def __init__(self, model: Any) -> None:
        """Record `model`, a `SentenceTransformer`. Raises ``ValueError`` where it plays false."""
        self._preprocess = model.preprocess
        features = self._preprocess([RECORDED])
        self._names = [name for name, value in features.items() if torch.is_tensor(value)]
        rest = {name: value for name, value in features.items() if name not in self._names}
        with torch.no_grad(), warnings.catch_warnings():
            # Lengths may be fixed in the recording: that is tried below.
            warnings.simplefilter("ignore", torch.jit.TracerWarning)
            # What is to replace it takes two seconds at each start, and gains half as much.
            warnings.filterwarnings("ignore", r".*torch\.jit\.", DeprecationWarning)
            way = _Way(model, self._names, rest)
            traced = torch.jit.trace(way, self._inputs(RECORDED), check_trace=False)
            self._way = torch.jit.freeze(traced.eval())
        for text in TRIED:
            own = model.encode(text, normalize_embeddings=True, show_progress_bar=False)
            if float(own @ self.vector(text)) < ALIKE:
                raise ValueError(f"The recording takes {text!r} for something else.")

    def vector(self, text: str) -> np.ndarray:
        """Return the vector of `text`, of length 1 (float32)."""
        with torch.inference_mode():
            found: np.ndarray = self._way(*self._inputs(text))[0].numpy()
        return found

    def _inputs(self, text: str) -> tuple[torch.Tensor, ...]:
        features = self._preprocess([text])
        return tuple(features[name] for name in self._names)


class _Way(torch.nn.Module):
    """A model as a recording needs it: from tensors alone to vectors of length 1."""

    def __init__(self, model: Any, names: list[str], rest: dict[str, Any]) -> None:
        super().__init__()
        self._model = model
        self._names = names
        self._rest = rest

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        features = {**self._rest, **dict(zip(self._names, inputs, strict=True))}
        vectors = self._model(features)["sentence_embedding"].float()
        return torch.nn.functional.normalize(vectors, dim=-1)
