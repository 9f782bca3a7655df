"""Sentence vectors from more than the last layer of an encoder.

The last layer has forgotten some of what tells near questions apart, as it was made to say what
two texts have in common. Beside it the two layers below are kept, with smaller shares: on public
sets one message in a hundred more is read right (`docs/decisions/0012-a-tuned-encoder.md`).
"""

from __future__ import annotations

from typing import Any

import torch

SHARES = (0.65, 0.2, 0.15)
"""Of the likeness of two texts, from the last layer downwards."""


class SideBySide(torch.nn.Module):
    """Puts the upper layers of a transformer side by side, the last one first."""

    def forward(self, features: dict[str, Any]) -> dict[str, Any]:
        """Widen `token_embeddings`; what pools them afterwards works on any width."""
        layers = features["all_layer_embeddings"][1:][::-1]  # The first one is no layer's.
        features["token_embeddings"] = torch.cat(layers[: len(SHARES)], dim=-1)
        return features


class ByShare(torch.nn.Module):
    """Gives each layer its share of a vector's length, however long the layer's own vector is."""

    def __init__(self, width: int) -> None:
        """`width` is that of one layer."""
        super().__init__()
        self.width = width

    def forward(self, features: dict[str, Any]) -> dict[str, Any]:
        """Weigh the layers in `sentence_embedding`, of shape (texts, layers x width)."""
        parts = features["sentence_embedding"].unflatten(-1, (-1, self.width))
        shares = torch.tensor(SHARES[: parts.shape[1]], dtype=parts.dtype).sqrt()
        weighed = torch.nn.functional.normalize(parts, dim=-1) * shares[:, None]
        features["sentence_embedding"] = weighed.flatten(1)
        return features


def put_side_by_side(model: Any) -> None:
    """Let a `SentenceTransformer` return wide vectors.

    One without layers, or one that works on after pooling, stays as it is.
    """
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

    config = getattr(getattr(model[0], "auto_model", None), "config", None)
    if config is None or not isinstance(model[1], Pooling):
        return
    if any(not isinstance(module, Normalize) for module in list(model)[2:]):
        return
    config.output_hidden_states = True
    model.insert(2, ByShare(model[0].get_embedding_dimension()))
    model.insert(1, SideBySide())
