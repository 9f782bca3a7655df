"""The component that gives a message its intent and its topics."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.axes import main_axes
from bot.nlu.calibration import Thresholds, calibrate
from bot.nlu.chooser import fit_chooser
from bot.nlu.decision import Judge, Understanding, Urgent, decide, in_language
from bot.nlu.encoder import Encoder, encoder_path, shared_encoder, weights_fingerprint
from bot.nlu.examples import (
    Example,
    content_fingerprint,
    from_content,
    from_names,
    from_training_data,
)
from bot.nlu.fingerprint import source_fingerprint
from bot.nlu.judges import load_judges, save_judges
from bot.nlu.kernel import Encode, KernelSettings, fit_reader
from bot.nlu.meaning import Meanings
from bot.nlu.recording import GRAPH, LAYERS, Recording, record
from bot.nlu.vectors import Vectors

logger = logging.getLogger(__name__)

ANY = "any"
UNKNOWN = "nlu_fallback"
FOREIGN = "unsupported_language"
AXES = "axes.npy"
ORIGIN = "encoder.sha256"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent):
    """One reader per language of the training data; one for all if it names no language."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        """Prepare a classifier without readers: it leaves messages as they are."""
        self._config = config
        self._storage = storage
        self._resource = resource
        self._judges: dict[str, Judge] = {}
        self._meanings = Meanings({})
        self._tuned: Encoder | None = None
        self._stored: Vectors | None = None
        self._axes: np.ndarray | None = None
        self._new: set[tuple[str, str]] = set()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options.

        `languages`: kernel settings by language; the shares of the sentence vectors are those of
        `en` if the encoder knows many languages. `glossaries`: folder of the files that put other
        languages into English for an encoder that knows only that. `helpers`: other languages
        whose phrases a reader learns as well, with their weight. `content` and `content_weight`:
        topic files and the weight of their words; labels without a file learn from their names.
        `topics`: name under which the ranking of an intent with topics is put on the message.
        `likely_from`: how likely an intent must be (0..1). `tuning`: how the encoder learns, see
        `Tuning`; without `rounds` it stays as it is. `check`, `asks` and `yields`: see `Urgent`. By
        language or for all: `eager`, see `Urgent`; `lean`, see `fit_chooser`; `answer_at` and
        `offer_at`, how probably right an answer, or one of three, must be on wording as new as that
        of a phrase among its fellows (0..1); below `clear_at` three are offered with doubt.
        """
        return {
            "languages": {},
            "glossaries": "data/glossary",
            "helpers": {},
            "tuning": {},
            "content": "data/content/topics",
            "content_weight": 0.5,
            "topics": {"faq": "topic", "complaint": "complaint"},
            "lean": {},
            "eager": {},
            "check": {},
            "asks": {},
            "yields": {},
            "likely_from": 0.25,
            "answer_at": 0.42,
            "offer_at": 0.4,
            "clear_at": 0.75,
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
        """Make Rasa's cache know helpers, encoder weights and the topics' words as well.

        Of a training that Rasa takes from its cache, `config` holds the result and not the options.
        """
        options = {**TopicClassifier.get_default_config(), **config}
        content = content_fingerprint(Path(options["content"]), Path(options["glossaries"]))
        parts = (source_fingerprint(), weights_fingerprint(), content)
        return hashlib.sha256("".join(parts).encode()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Fit a reader and its thresholds for each language, and store them."""
        self._tuned = self._stored = self._axes = None
        examples = from_training_data(training_data)
        labels = sorted({example.label for example in examples})
        words = from_content(
            Path(self._config["content"]), "faq", labels, self._config["content_weight"]
        )
        words += from_names(set(labels) - {word.label for word in words})
        self._meanings = Meanings.for_encoder(Path(self._config["glossaries"]))
        self._tune(examples)
        (self._tuned or shared_encoder()).room = 2 * len(examples)  # Readers share phrases.
        self._find_axes([*examples, *words])
        languages = sorted({example.language for example in examples} - {"", "other"})
        for language in languages or ([ANY] if len(labels) > 1 else []):
            self._fit(language, self._selection(language, [*examples, *words]))
        self._persist()
        return self._resource

    def _tune(self, examples: list[Example]) -> None:
        """Teach the encoder the phrases of all languages but those that thresholds are set on."""
        # Serving needs neither this nor the library that it learns with.
        from bot.nlu.tuning import Tuning, held_back, tune

        settings = Tuning(**self._config["tuning"])
        held = held_back([(each.label, each.language) for each in examples], settings)
        learnt = [self._meanings.added(examples[row]) for row in np.flatnonzero(~held)]
        own = [each.label for each in learnt]
        if settings.is_worth_it(own):
            texts = [each.meaning or each.text for each in learnt]
            self._tuned = tune(shared_encoder(), texts, own, settings)
            self._new = {(examples[row].text, examples[row].label) for row in np.flatnonzero(held)}

    def _find_axes(self, examples: list[Example]) -> None:
        """Look for the directions that matter; readers compare along these alone."""
        if any(self._settings(each.language).needs_encoder for each in examples):
            meant = [self._meanings.added(each) for each in examples]
            self._axes = main_axes(self._encode([each.meaning or each.text for each in meant]))

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
        settings = self._settings(language)
        meant = [self._meanings.added(example) for example in examples]
        reader, judging, left_out = fit_reader(meant, settings, self._encode, self._may_judge)
        own = [example.label for example in judging]
        chances = [self._chance(f"{what}_at", language) for what in ("answer", "offer", "clear")]
        lean = {
            name: in_language(factor, language, 1.0)
            for name, factor in self._config["lean"].items()
        }
        self._judges[language] = Judge(
            reader,
            fit_chooser(reader.labels, own, left_out, lean),
            calibrate(reader.labels, own, left_out, *chances),
        )

    def _chance(self, option: str, language: str) -> float:
        return in_language(self._config[option], language, self.get_default_config()[option])

    def _may_judge(self, example: Example) -> bool:
        """Whether thresholds may be set on `example`: a real phrase, new to the encoder."""
        known_to_encoder = self._new and (example.text, example.label) not in self._new
        return example.weight == 1.0 and not known_to_encoder

    def _settings(self, language: str) -> KernelSettings:
        languages = self._config["languages"]
        settings = KernelSettings(**languages.get(language, {}))
        if language in ("en", ANY) or not shared_encoder().is_multilingual:
            return settings
        english = KernelSettings(**languages.get("en", {}))
        return replace(
            settings,
            encoder_share=english.encoder_share,
            similarity_share=english.similarity_share,
        )

    def _encode(self, texts: Any) -> Any:
        vectors = (self._tuned or self._stored or shared_encoder()).encode(texts)
        return vectors if self._axes is None else vectors @ self._axes

    def _encoder_of(self, language: str) -> Encode:
        return lambda texts: self._encode([self._meanings.of(text, language) for text in texts])

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            self._meanings.save(folder)
            (folder / ORIGIN).write_text(weights_fingerprint())
            if self._tuned:
                self._tuned.save(folder / LAYERS, shared_encoder())
            if self._axes is not None:
                np.save(folder / AXES, self._axes.astype(np.float16))
            save_judges(folder, self._judges)
            if self._axes is not None:
                record(self._tuned or shared_encoder(), shared_encoder(), encoder_path(), folder)

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
            if (folder / ORIGIN).read_text() != weights_fingerprint():
                raise ValueError(
                    "The model was trained with another sentence encoder than the one at "
                    f"{encoder_path()}. Remedy: footbridge train"
                )
            classifier._judges = load_judges(folder)
            classifier._meanings = Meanings.load(folder)
            classifier._stored = _stored_vectors(folder)
            if (folder / AXES).exists():
                classifier._axes = np.load(folder / AXES, allow_pickle=False).astype(np.float32)
        for judge in classifier._judges.values():
            judge.reader.read(["hello"], classifier._encode)
        return classifier

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking and topics; a text that is unlike anything known has no topic."""
        for message in messages:
            text = str(message.get(TEXT) or "").strip()
            language = self._judge_for(str(message.get("language") or ""))
            if text and language:
                self._understand(message, text, language)
            elif self._judges:
                _set_intent(message, UNKNOWN, 0.0, ())
        return messages

    def _judge_for(self, language: str) -> str:
        for candidate in (language, ANY, "en", *self._judges):
            if candidate in self._judges:
                return candidate
        return ""

    def _understand(self, message: Message, text: str, language: str) -> None:
        judge, config = self._judges[language], self._config
        reading = judge.reader.read([text], self._encoder_of(language))
        urgent = Urgent.of(config, language)
        found = decide(judge, reading, urgent, config["likely_from"])
        # Names and borrowed words can make our own languages look foreign: not if it is clear
        # what is meant.
        clear = urgent.is_clear(found.intent, found.confidence) or judge.thresholds.is_answer(
            found.scores()
        )
        foreign = message.get("language") == "other" and not clear
        name = FOREIGN if foreign else found.intent or UNKNOWN
        _set_intent(message, name, found.confidence, found.ranking)
        self._set_topics(message, found, judge.thresholds)

    def _set_topics(self, message: Message, found: Understanding, thresholds: Thresholds) -> None:
        for intent, key in self._config["topics"].items():
            if intent in found.rankings:
                ranking = [
                    {"id": topic, "score": round(score, 4)}
                    for topic, score in found.rankings[intent]
                ]
                message.set(key, {"ranking": ranking, **asdict(thresholds)}, add_to_output=True)


def _stored_vectors(folder: Path) -> Vectors | None:
    """Return what reads for a model, None for the encoder as it is."""
    if (folder / GRAPH).exists():
        try:
            return Recording(folder, encoder_path())
        except Exception as error:  # A runtime that is missing or too old, a damaged file.
            logger.warning("The recorded encoder cannot be played, torch is slower: %s", error)
    return shared_encoder().with_layers(folder / LAYERS) if (folder / LAYERS).exists() else None


def _set_intent(
    message: Message, name: str, confidence: float, ranking: tuple[tuple[str, float], ...]
) -> None:
    message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
    pairs = [{"name": intent, "confidence": score} for intent, score in ranking]
    message.set(INTENT_RANKING_KEY, pairs, add_to_output=True)
