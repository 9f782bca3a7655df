"""An encoder that was recorded says the same, without the library that it learnt with."""

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from bot.nlu import encoder as encoders
from bot.nlu.encoder import Encoder, encoder_path
from bot.nlu.recording import GRAPH, LAYERS, WEIGHTS, Recording, record
from tests.assistant.conftest import ROOT

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
    """One that has learnt something: each layer differs from the shared encoder's."""
    twin = encoders.shared_encoder().copy()
    for weight in twin.layers().values():
        weight.data.mul_(1.01)
    return twin


def recorded(encoder: Encoder, folder: Path) -> Encoder:
    """Record `encoder` as a model keeps it: return it as it is read back from the model."""
    origin = encoders.shared_encoder()
    encoder.save(folder / LAYERS, origin)
    assert record(encoder, origin, encoder_path(), folder)
    return origin.with_layers(folder / LAYERS)


def test_a_text_of_any_length_gets_the_same_vector(encoder: Encoder, tmp_path: Path) -> None:
    kept = recorded(encoder, tmp_path)
    recording = Recording(tmp_path, encoder_path())
    for text in TEXTS:
        np.testing.assert_allclose(recording.encode([text]), kept.encode([text]), atol=1e-5)


def test_many_texts_get_the_vectors_they_get_alone(encoder: Encoder, tmp_path: Path) -> None:
    recorded(encoder, tmp_path)
    recording = Recording(tmp_path, encoder_path())
    alone = [Recording(tmp_path, encoder_path()).encode([text])[0] for text in TEXTS]
    assert np.array_equal(recording.encode(TEXTS), np.stack(alone))


def test_the_graph_holds_no_weights_that_the_encoder_has(encoder: Encoder, tmp_path: Path) -> None:
    recorded(encoder, tmp_path)
    assert (tmp_path / GRAPH).stat().st_size < 1_000_000


def test_weights_that_lie_in_no_known_file_stay_in_the_graph(
    encoder: Encoder, tmp_path: Path
) -> None:
    origin, empty = encoders.shared_encoder(), tmp_path / "empty"
    empty.mkdir()
    assert record(encoder, origin, empty, tmp_path)
    assert (tmp_path / WEIGHTS).read_text() == "{}"
    found = Recording(tmp_path, empty).encode(["payout"])
    np.testing.assert_allclose(found, encoder.encode(["payout"]), atol=1e-5)


def test_playing_needs_no_torch(encoder: Encoder, tmp_path: Path) -> None:
    recorded(encoder, tmp_path)
    code = (
        "import sys; from pathlib import Path; from bot.nlu.classifier import encoder_path;"
        "from bot.nlu.recording import Recording;"
        "print(Recording(Path(sys.argv[1]), encoder_path()).encode(['payout']).shape);"
        "sys.exit('torch' in sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_an_encoder_that_cannot_be_recorded_leaves_nothing(
    encoder: Encoder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    encoder.model.append(_ByChance())
    with caplog.at_level(logging.WARNING):
        assert not record(encoder, encoders.shared_encoder(), encoder_path(), tmp_path)
    assert "something else" in caplog.text
    assert not list(tmp_path.iterdir())


class _ByChance(torch.nn.Module):
    """A module whose result is another one each time."""

    def forward(self, features: dict[str, Any]) -> dict[str, Any]:
        vectors = features["sentence_embedding"]
        features["sentence_embedding"] = vectors + torch.randn_like(vectors)
        return features
