"""The encoder learns to tell labels apart, and the model keeps what it learnt."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.random import SFC64, Generator

from bot.nlu import encoder as encoders
from bot.nlu.classifier import ORIGIN, TopicClassifier
from bot.nlu.encoder import Encoder
from bot.nlu.recording import GRAPH, LAYERS, Recording
from bot.nlu.tuning import QuickDropout, Tuning, held_back, tune
from tests.assistant.conftest import QUIET, ROOT
from tests.assistant.test_classifier import Folder, data, read

TEXTS = ["when is my money paid out", "my money was not paid out", "pay out day", "no pay out yet"]
LABELS = ["schedule", "delay", "schedule", "delay"]
LONG = Tuning(rounds=15, step=5e-4, batch=2, enough=2)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return encoders.shared_encoder()


@pytest.fixture(scope="module")
def tuned(encoder: Encoder) -> Encoder:
    return tune(encoder, TEXTS, LABELS, LONG)


def likeness(encoder: Encoder, one: str, other: str) -> float:
    left, right = encoder.encode([one, other])
    return float(left @ right)


def test_texts_of_one_label_come_nearer_than_texts_of_two(encoder: Encoder, tuned: Encoder) -> None:
    assert likeness(encoder, TEXTS[0], TEXTS[1]) > likeness(encoder, TEXTS[1], TEXTS[3])
    assert likeness(tuned, TEXTS[0], TEXTS[1]) < likeness(tuned, TEXTS[1], TEXTS[3])


def test_the_encoder_itself_stays_and_its_word_vectors_are_shared(encoder: Encoder) -> None:
    before = encoder.encode(["hello"]).copy()
    tuned = tune(encoder, TEXTS, LABELS, Tuning(rounds=1, enough=2))
    encoder._known.clear()
    assert np.array_equal(encoder.encode(["hello"]), before)
    shared = {id(weight) for weight in encoder.model.parameters()}
    own = [weight for weight in tuned.model.parameters() if id(weight) not in shared]
    assert {id(weight) for weight in own} == {id(weight) for weight in tuned.layers().values()}


def test_learning_twice_gives_the_same(encoder: Encoder, tuned: Encoder) -> None:
    again = tune(encoder, TEXTS, LABELS, LONG)
    assert np.allclose(again.encode(["paid"]), tuned.encode(["paid"]), atol=1e-4)


def test_dropout_leaves_out_its_share_and_keeps_the_sum() -> None:
    dropout = QuickDropout(0.25, Generator(SFC64(1)))
    kept = dropout(torch.ones(100, 1000))
    assert kept.unique().tolist() == pytest.approx([0, 4 / 3])
    assert kept.mean() == pytest.approx(1.0, abs=0.01)
    assert not torch.equal(dropout(torch.ones(100, 1000)), kept)
    assert torch.equal(dropout.eval()(torch.ones(3)), torch.ones(3))


def test_an_encoder_that_has_learnt_has_its_own_parts_again(tuned: Encoder) -> None:
    assert not any(isinstance(part, QuickDropout) for part in tuned.model.modules())
    assert any(isinstance(part, torch.nn.Dropout) for part in tuned.model.modules())


def test_texts_are_as_long_as_the_pieces_the_encoder_reads(encoder: Encoder) -> None:
    assert encoder.lengths(["pay", "pay out day", "提现"]) == [3, 5, 4]
    assert encoder.lengths(["pay " * 1000]) == [encoder.model.max_seq_length]


def test_nothing_to_learn_leaves_the_encoder(encoder: Encoder) -> None:
    assert tune(encoder, TEXTS, LABELS, Tuning()) is encoder
    assert tune(encoder, TEXTS, ["one"] * 4, LONG) is encoder


def test_from_few_phrases_the_encoder_would_learn_by_heart(encoder: Encoder) -> None:
    assert tune(encoder, TEXTS, LABELS, replace(LONG, enough=3)) is encoder


def test_what_was_learnt_is_stored_in_ten_megabytes(encoder: Encoder, tmp_path: Path) -> None:
    tuned = tune(encoder, TEXTS, LABELS, LONG)
    tuned.save(tmp_path / "layers", encoder)
    assert (tmp_path / "layers").stat().st_size < 12_000_000
    again = encoder.with_layers(tmp_path / "layers")
    assert np.allclose(again.encode(TEXTS), tuned.encode(TEXTS), atol=5e-3)


def test_every_fifth_phrase_of_a_label_is_kept_for_the_thresholds() -> None:
    labels = ["a"] * 25 + ["b"] * 20
    held = held_back(labels, Tuning(rounds=1))
    assert held.tolist() == [row % 5 == 4 for row in range(25)] + [
        row % 5 == 4 for row in range(20)
    ]
    assert not held_back(labels[:30], Tuning(rounds=1)).any()
    assert not held_back(labels, Tuning()).any()


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> TopicClassifier:
    """A classifier whose encoder has learnt, as it is after training."""
    folder = tmp_path_factory.mktemp("model")
    config = {
        **TopicClassifier.get_default_config(),
        "content": str(folder / "nothing"),
        "tuning": {"rounds": 3, "batch": 4, "enough": 1},
    }
    classifier = TopicClassifier(config, Folder(folder), None)
    classifier.train(data())
    return classifier


@pytest.mark.parametrize("recording", ["", "none", "damaged"])
def test_a_loaded_model_reads_with_the_encoder_it_was_trained_with(
    trained: TopicClassifier, tmp_path: Path, caplog: pytest.LogCaptureFixture, recording: str
) -> None:
    folder = shutil.copytree(trained._storage.path, tmp_path / "model")
    if recording == "none":
        (folder / GRAPH).unlink()
    elif recording == "damaged":
        (folder / GRAPH).write_bytes(b"no graph")
    loaded = TopicClassifier.load(trained._config, Folder(folder), None, None)
    assert isinstance(loaded._stored, Encoder if recording else Recording)
    assert ("cannot be played" in caplog.text) is (recording == "damaged")
    assert np.allclose(loaded._encode(["a card"]), trained._encode(["a card"]), atol=5e-3)
    assert read(loaded, "my card is lost").get("intent")["name"] == "card_lost"


def test_reading_loads_no_torch(trained: TopicClassifier) -> None:
    code = """
import sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from rasa.shared.nlu.training_data.message import Message
from bot.nlu.classifier import TopicClassifier
storage = SimpleNamespace(read_from=lambda resource: nullcontext(Path(sys.argv[1])))
classifier = TopicClassifier.load(TopicClassifier.get_default_config(), storage, None, None)
message = Message(data={"text": "my card is lost", "language": "en"})
print(classifier.process([message])[0].get("intent")["name"])
print({"torch", "transformers", "sentence_transformers"} & set(sys.modules))
"""
    command = [sys.executable, "-c", code, str(trained._storage.path)]
    environment = {**os.environ, **QUIET, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment
    )
    assert done.stdout.split() == ["card_lost", "set()"]


def test_learning_again_begins_anew(trained: TopicClassifier, tmp_path: Path) -> None:
    loaded = TopicClassifier.load(trained._config, trained._storage, None, None)
    loaded._storage, loaded._config = Folder(tmp_path), {**trained._config, "tuning": {}}
    loaded.train(data())
    assert not (tmp_path / LAYERS).exists()
    own = encoders.shared_encoder().encode(["a card"]) @ loaded._axes
    assert np.allclose(loaded._encode(["a card"]), own)


def test_a_model_of_another_encoder_is_refused(tmp_path: Path) -> None:
    config = {**TopicClassifier.get_default_config(), "content": str(tmp_path / "nothing")}
    TopicClassifier(config, Folder(tmp_path), None).train(data())
    (tmp_path / ORIGIN).write_text("another")
    with pytest.raises(ValueError, match="footbridge train"):
        TopicClassifier.load(config, Folder(tmp_path), None, None)
