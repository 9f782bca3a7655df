"""The component that gives a message its intent and its topics."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.calibration import Thresholds, calibrate
from bot.nlu.decision import Understanding, decide
from bot.nlu.encoder import shared_encoder, weights_fingerprint
from bot.nlu.examples import Example, content_fingerprint, from_content, from_training_data
from bot.nlu.fingerprint import source_fingerprint
from bot.nlu.kernel import KernelReader, KernelSettings, Reading, fit_reader

ANY = "any"
UNKNOWN = "nlu_fallback"
FOREIGN = "unsupported_language"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent):
    """One reader per language of the training data; one for all if it names no language."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        """Prepare a classifier without readers: it leaves messages as they are."""
        self._config = config
        self._storage = storage
        self._resource = resource
        self._readers: dict[str, KernelReader] = {}
        self._thresholds: dict[str, Thresholds] = {}

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options.

        `languages`: kernel settings by language. `helpers`: other languages whose phrases a
        reader learns as well, with their weight. `content` and `content_weight`: topic files and
        the weight of their words. `topics`: name under which the ranking of an intent with topics
        is put on the message. `eager`: intents accepted on half the confidence. `answer_at` and
        `offer_at`: how probably right an answer or an offer of three must be (0..1).
        """
        return {
            "languages": {},
            "helpers": {},
            "content": "data/content/topics",
            "content_weight": 0.5,
            "topics": {"faq": "topic", "complaint": "complaint"},
            "eager": [],
            "answer_at": 0.6,
            "offer_at": 0.4,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """Return an untrained classifier."""
        return cls(config, model_storage, resource)

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str | None:
        """Train again when helpers, encoder weights or the topics' words have changed."""
        content = content_fingerprint(Path(config["content"]))
        parts = (source_fingerprint(), weights_fingerprint(), content)
        return hashlib.sha256("".join(parts).encode()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Fit a reader and its thresholds for each language, and store them."""
        examples = from_training_data(training_data)
        labels = sorted({example.label for example in examples})
        words = from_content(
            Path(self._config["content"]), "faq", labels, self._config["content_weight"]
        )
        languages = sorted({example.language for example in examples} - {"", "other"})
        for language in languages or ([ANY] if len(labels) > 1 else []):
            self._fit(language, self._selection(language, [*examples, *words]))
        self._persist()
        return self._resource

    def _selection(self, language: str, examples: list[Example]) -> list[Example]:
        """Return what the reader of `language` learns, each text and label once."""
        helpers = self._config["helpers"].get(language, {})
        chosen: dict[tuple[str, str], Example] = {}
        for example in examples:
            weight = 1.0 if example.language in {language, ""} else helpers.get(example.language)
            if weight and not (weight < 1.0 and example.weight < 1.0):
                kept = Example(
                    example.text, example.label, example.language, weight * example.weight
                )
                chosen.setdefault((example.text, example.label), kept)
        return list(chosen.values())

    def _fit(self, language: str, examples: list[Example]) -> None:
        settings = KernelSettings(**self._config["languages"].get(language, {}))
        reader, ordered, left_out = fit_reader(examples, settings, self._encode)
        self._readers[language] = reader
        self._thresholds[language] = calibrate(
            reader.labels,
            ordered,
            left_out,
            self._config["answer_at"],
            self._config["offer_at"],
        )

    @staticmethod
    def _encode(texts: Any) -> Any:
        return shared_encoder().encode(texts)

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            for language, reader in self._readers.items():
                reader.save(folder / language)
            thresholds = {name: asdict(found) for name, found in self._thresholds.items()}
            (folder / "thresholds.json").write_text(json.dumps(thresholds), "utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Return the classifier as trained, its encoder warm."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            stored = json.loads((folder / "thresholds.json").read_text("utf-8"))
            for language, thresholds in stored.items():
                classifier._readers[language] = KernelReader.load(folder / language)
                classifier._thresholds[language] = Thresholds(**thresholds)
        for reader in classifier._readers.values():
            reader.read(["hello"], classifier._encode)
        return classifier

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking and topics; a text that is unlike anything known has no topic."""
        for message in messages:
            text = str(message.get(TEXT) or "").strip()
            language = self._reader_for(str(message.get("language") or ""))
            if text and language:
                self._understand(message, text, language)
            elif self._readers:
                _set_intent(message, UNKNOWN, 0.0, ())
        return messages

    def _reader_for(self, language: str) -> str:
        for candidate in (language, ANY, "en", *self._readers):
            if candidate in self._readers:
                return candidate
        return ""

    def _understand(self, message: Message, text: str, language: str) -> None:
        reader, thresholds = self._readers[language], self._thresholds[language]
        reading: Reading = reader.read([text], self._encode)
        eager = self._config["eager"]
        found = decide(reader.labels, reading.shares[0], reading.confidence[0], thresholds, eager)
        foreign = message.get("language") == "other" and not found.sure
        name = FOREIGN if foreign and found.intent not in eager else found.intent
        _set_intent(message, name or UNKNOWN, found.confidence, found.ranking)
        self._set_topics(message, found, thresholds)

    def _set_topics(self, message: Message, found: Understanding, thresholds: Thresholds) -> None:
        for intent, key in self._config["topics"].items():
            if intent in found.rankings:
                ranking = [
                    {"id": topic, "score": round(score, 4)}
                    for topic, score in found.rankings[intent]
                ]
                message.set(key, {"ranking": ranking, **asdict(thresholds)}, add_to_output=True)


def _set_intent(
    message: Message, name: str, confidence: float, ranking: tuple[tuple[str, float], ...]
) -> None:
    message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
    pairs = [{"name": intent, "confidence": score} for intent, score in ranking]
    message.set(INTENT_RANKING_KEY, pairs, add_to_output=True)
