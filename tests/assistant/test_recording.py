"""An encoder that is recorded says the same in less time."""

import logging
from typing import Any

import numpy as np
import pytest
import torch

from bot.nlu import encoder as encoders
from bot.nlu.encoder import Encoder
from bot.nlu.recording import Recording

TEXTS = [
    "",
    "payout",
    "🙂",
    "我的钱什么时候到账",
    "waar blijft mijn geld nou, ik wacht al drie weken",
    "I was banned. " * 20,
    "much too long for the encoder " * 100,
]


@pytest.fixture
def encoder() -> Encoder:
    """One of its own: recording changes it."""
    return encoders.shared_encoder().copy()


def test_a_text_of_any_length_gets_the_same_vector(encoder: Encoder) -> None:
    expected = [encoder.encode([text])[0] for text in TEXTS]
    recording = Recording(encoder.model)
    for text, vector in zip(TEXTS, expected, strict=True):
        np.testing.assert_allclose(recording.vector(text), vector, atol=1e-4)


def test_a_recorded_encoder_still_reads_many_texts_at_once(encoder: Encoder) -> None:
    expected = encoder.encode(TEXTS)
    encoder.record()
    encoder._known.clear()
    np.testing.assert_allclose(encoder.encode(TEXTS), expected, atol=1e-4)


def test_single_texts_are_played(encoder: Encoder) -> None:
    encoder.record()
    encoder.model = None  # Whatever walked through it now would fail.
    assert encoder.encode(["payout"]).shape == (1, 3 * 384)


def test_a_recording_that_says_something_else_is_refused(encoder: Encoder) -> None:
    encoder.model.append(_ByChance())
    with pytest.raises(ValueError, match="something else"):
        Recording(encoder.model)


def test_an_encoder_that_cannot_be_recorded_is_only_slower(
    encoder: Encoder, caplog: pytest.LogCaptureFixture
) -> None:
    encoder.model.append(_ByChance())
    with caplog.at_level(logging.WARNING):
        encoder.record()
    assert "cannot be recorded" in caplog.text
    assert encoder.encode(["hello"]).shape == (1, 3 * 384)


class _ByChance(torch.nn.Module):
    """A module whose result is another one each time."""

    def forward(self, features: dict[str, Any]) -> dict[str, Any]:
        vectors = features["sentence_embedding"]
        features["sentence_embedding"] = vectors + torch.randn_like(vectors)
        return features
