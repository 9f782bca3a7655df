"""The classifier as a part of Rasa, without the project's own data."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.classifier import TopicClassifier, in_language
from bot.nlu.examples import NAME_WEIGHT, from_names
from bot.nlu.language import LanguageIdentifier

PHRASES = {
    "balance": ["how much is on my account", "show my balance", "what do i have left"],
    "card_lost": ["i lost my card", "my card is gone", "cannot find my bank card"],
    "transfer": ["send money to a friend", "make a transfer", "pay somebody"],
}


class Folder:
    """Rasa's model storage, as a plain folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def write_to(self, resource: Any) -> Iterator[Path]:
        yield self.path

    read_from = write_to


def data(**metadata: str) -> TrainingData:
    about = {"metadata": {"intent": metadata}} if metadata else {}
    return TrainingData(
        [
            Message.build(text, intent=intent, **about)
            if not about
            else Message(data={TEXT: text, "intent": intent, **about})
            for intent, texts in PHRASES.items()
            for text in texts
        ]
    )


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters instead of meaning: these tests are about what surrounds the encoder."""

    def encode(texts: list[str]) -> np.ndarray:
        counts = np.array([[1 + t.count(chr(97 + n)) for n in range(26)] for t in texts], float)
        return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)

    monkeypatch.setattr(TopicClassifier, "_encode", staticmethod(encode))
    monkeypatch.setattr("bot.nlu.classifier.record", lambda *_: False)


def trained(folder: Path, training_data: TrainingData) -> TopicClassifier:
    config = {**TopicClassifier.get_default_config(), "content": str(folder / "nothing")}
    classifier: Any = TopicClassifier(config, Folder(folder), None)
    classifier.train(training_data)
    loaded: Any = TopicClassifier.load(config, Folder(folder), None, None)
    return loaded


def read(classifier: TopicClassifier, text: str, **more: Any) -> Message:
    return classifier.process([Message(data={TEXT: text, **more})])[0]


@pytest.mark.usefixtures("encoder")
@pytest.mark.parametrize("metadata", [{}, {"lang": "en"}, {"lang": "fr"}])
def test_phrases_without_our_content_or_languages_are_enough(
    tmp_path: Path, metadata: dict[str, str]
) -> None:
    found = read(trained(tmp_path, data(**metadata)), "i lost my card", language="en")
    assert found.get("intent")["name"] == "card_lost"
    assert found.get("topic") is None
    assert len(found.get("intent_ranking")) == len(PHRASES)


@pytest.mark.parametrize(
    ("setting", "language", "found"),
    [(0.6, "nl", 0.6), ({"en": 0.6}, "en", 0.6), ({"en": 0.6}, "nl", 1.0), ({}, "en", 1.0)],
)
def test_a_setting_holds_for_all_languages_or_is_given_by_language(
    setting: Any, language: str, found: float
) -> None:
    assert in_language(setting, language, 1.0) == found


@pytest.mark.usefixtures("encoder")
@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_said_is_not_understood_rather_than_an_error(tmp_path: Path, text: str) -> None:
    assert read(trained(tmp_path, data()), text).get("intent")["name"] == "nlu_fallback"


@pytest.mark.usefixtures("encoder")
def test_without_phrases_messages_pass_unchanged(tmp_path: Path) -> None:
    message = read(trained(tmp_path, TrainingData([])), "hello")
    assert message.get("intent") is None


def test_changed_topic_words_change_the_fingerprint(tmp_path: Path) -> None:
    config = {"content": str(tmp_path)}
    before = TopicClassifier.fingerprint_addon(config)
    (tmp_path / "topic.yml").write_text("id: topic\n")
    assert TopicClassifier.fingerprint_addon(config) != before


def test_without_phrases_the_hint_tells_the_language(tmp_path: Path) -> None:
    storage: Any = Folder(tmp_path)
    identifier: Any = LanguageIdentifier(storage, None)
    identifier.train(TrainingData([]))
    loaded = LanguageIdentifier.load({}, storage, None, None)  # type: ignore[arg-type]
    assert loaded.identify("waar is het", "nl") == "nl"
    assert loaded.identify("waar is het", None) == "en"
    assert loaded.identify("在哪里", "nl") == "zh"


def test_names_of_labels_say_what_they_are_about() -> None:
    names = from_names(["card_arrival", "complaint/lost_item", "AddToPlaylist"])
    assert {name.label: name.text for name in names} == {
        "card_arrival": "card arrival",
        "complaint/lost_item": "lost item",
        "AddToPlaylist": "add to playlist",
    }
    assert {(name.language, name.weight) for name in names} == {("", NAME_WEIGHT)}


@pytest.mark.filterwarnings("ignore")
def test_a_message_in_the_words_of_a_name_alone_is_found(tmp_path: Path) -> None:
    classifier = trained(tmp_path, data())
    labels = {example.get("intent") for example in data().intent_examples}
    for label in labels:
        assert read(classifier, label.replace("_", " ")).get("intent")["name"] == label
