"""The way of one text through an encoder, recorded once and played for each message.

Walking through the modules of a transformer in Python takes half as long as its arithmetic; a
recording holds the arithmetic alone (`docs/decisions/0012-a-tuned-encoder.md`). One text is read
faster than its weights are fetched from memory: in bfloat16 there is half as much to fetch.
"""

from __future__ import annotations

import copy
import warnings
from typing import Any

import numpy as np
import torch
from torch.nn.functional import linear, normalize

from bot.nlu.encoder import is_half_faster

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
            way = _Way(_halved(model) if is_half_faster() else model, self._names, rest)
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
        return normalize(vectors, dim=-1)


def _halved(model: Any) -> Any:
    """Return `model` with its linear layers in bfloat16; all other weights are shared with it."""
    twin = copy.deepcopy(model, {id(weight): weight for weight in model.parameters()})
    for module in list(twin.modules()):
        for name, part in list(module.named_children()):
            if isinstance(part, torch.nn.Linear):
                setattr(module, name, _HalfLinear(part))
    return twin


class _HalfLinear(torch.nn.Module):
    """A linear layer that multiplies in bfloat16; what goes in and comes out stays whole."""

    def __init__(self, whole: torch.nn.Linear) -> None:
        super().__init__()
        self._weight = whole.weight.detach().bfloat16()
        self._bias = None if whole.bias is None else whole.bias.detach().bfloat16()

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        return linear(vectors.bfloat16(), self._weight, self._bias).to(vectors.dtype)
