"""An encoder that was recorded says the same, without the library that it learnt with."""

import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from bot.nlu import encoder as encoders
from bot.nlu import recording as recording_module
from bot.nlu.encoder import Encoder, encoder_path
from bot.nlu.recording import GRAPH, LAYERS, WEIGHTS, Recording, record

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
    together = recording.encode(TEXTS)
    assert np.array_equal(together, np.concatenate([recording._play(text) for text in TEXTS]))


def test_the_engine_has_weights_of_its_own(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = recorded(encoder, tmp_path)
    weights = recording_module._weights(tmp_path, encoder_path())
    monkeypatch.setattr(recording_module, "_weights", lambda folder, path: weights)
    recording = Recording(tmp_path, encoder_path())
    for name in weights:
        weights[name][...] = 0.0
    np.testing.assert_allclose(recording.encode(["hi"]), kept.encode(["hi"]), atol=1e-5)


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


@pytest.mark.parametrize(
    ("what", "reason"),
    [("chance", "something else"), ("nothing", "something else"), ("no way", "no way to record")],
)
def test_an_encoder_that_cannot_be_recorded_leaves_what_it_learnt_alone(
    encoder: Encoder, tmp_path: Path, caplog: pytest.LogCaptureFixture, what: str, reason: str
) -> None:
    encoder.save(tmp_path / LAYERS, encoders.shared_encoder())
    encoder.model.append(_Fault(what))
    with caplog.at_level(logging.WARNING):
        assert not record(encoder, encoders.shared_encoder(), encoder_path(), tmp_path)
    assert reason in caplog.text
    assert [file.name for file in tmp_path.iterdir()] == [LAYERS]


class _Fault(torch.nn.Module):
    """A module that gives by chance; or, while it is recorded, no numbers or no way at all."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what

    def forward(self, features: dict[str, Any]) -> dict[str, Any]:
        vectors = features["sentence_embedding"]
        if self.what == "chance":
            vectors = vectors + torch.randn_like(vectors)
        elif torch.jit.is_tracing() and self.what == "nothing":
            vectors = vectors * float("nan")
        elif torch.jit.is_tracing():
            raise RuntimeError("no way to record this")
        features["sentence_embedding"] = vectors
        return features
