"""Which language a message is in: en, nl, zh or other."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from lingua import Language, LanguageDetector, LanguageDetectorBuilder
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression

from bot.nlu.examples import Example, from_training_data
from bot.nlu.fingerprint import source_fingerprint
from bot.nlu.ngrams import Ngrams
from bot.nlu.text import WORD, dominant_script, normalise

SERVED = ("en", "nl", "zh")
OTHER = "other"
LATIN = ("en", "nl")
# A word or two ("ok", "login", "refund") is shared by many languages: then the hint decides.
SURE, SURE_OF_ONE_WORD = 0.8, 0.97
FOREIGN_WORDS, FOREIGN_SURE = 4, 0.95
MOST_KNOWN = 2 / 3
"""Share of a foreign message's words that stand in our phrases: German has up to 0.6 of them, the
one English phrase in 200 that the library takes for foreign 0.75 and more."""
# Neighbours that customers in Europe and South-East Asia write in; more would cost certainty.
FOREIGN = (
    Language.GERMAN,
    Language.FRENCH,
    Language.SPANISH,
    Language.ITALIAN,
    Language.PORTUGUESE,
    Language.POLISH,
    Language.TURKISH,
    Language.SWEDISH,
    Language.INDONESIAN,
    Language.ROMANIAN,
    Language.VIETNAMESE,
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LanguageIdentifier(GraphComponent):
    """Sets `language` by script, then by n-grams learnt from our phrases, then by the hint.

    A general library tells English from German, but takes `account gehackt` for German and `hoi`
    for French; our own phrases know better which of our languages it is. The library's part is
    to say when it is none of them.
    """

    def __init__(self, storage: ModelStorage, resource: Resource) -> None:
        """Prepare an identifier that knows scripts and hints only, until it is trained."""
        self._storage = storage
        self._resource = resource
        self._ngrams: Ngrams | None = None
        self._weights = np.zeros(0)
        self._bias = 0.0
        self._words: frozenset[str] = frozenset()
        self._foreign = _foreign_detector()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageIdentifier:
        """Return an untrained identifier."""
        return cls(model_storage, resource)

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str | None:
        """Train again when the code this depends on has changed."""
        return source_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn English against Dutch; without phrases of both there is nothing to learn."""
        examples = [one for one in from_training_data(training_data) if one.language in LATIN]
        if len({example.language for example in examples}) == len(LATIN):
            self._fit(examples)
        self._persist()
        return self._resource

    def _fit(self, examples: list[Example]) -> None:
        self._ngrams = Ngrams(1, 4)
        rows = self._ngrams.fit([example.text for example in examples])
        model = LogisticRegression(C=30.0, class_weight="balanced", max_iter=300)
        model.fit(rows, [example.language == "nl" for example in examples])
        self._weights, self._bias = model.coef_[0], float(model.intercept_[0])
        self._words = frozenset(word for example in examples for word in _words(example.text))

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            about = {
                "ngrams": self._ngrams.as_dict() if self._ngrams else None,
                "weights": [round(float(weight), 4) for weight in self._weights],
                "bias": self._bias,
                "words": sorted(self._words),
            }
            (folder / "language.json").write_text(json.dumps(about, ensure_ascii=False), "utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LanguageIdentifier:
        """Return the identifier as trained."""
        identifier = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            about = json.loads((folder / "language.json").read_text("utf-8"))
        if about["ngrams"]:
            identifier._ngrams = Ngrams.from_dict(about["ngrams"])
            identifier._weights = np.asarray(about["weights"])
            identifier._bias = about["bias"]
            identifier._words = frozenset(about["words"])
        return identifier

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `language` on every message; it is part of what the server returns."""
        for message in messages:
            metadata = message.get("metadata") or {}
            language = self.identify(str(message.get(TEXT) or ""), metadata.get("language"))
            message.set("language", language, add_to_output=True)
        return messages

    def identify(self, text: str, hint: str | None) -> str:
        """Name the language of `text`; `hint` is the conversation's language so far, if any."""
        usual = hint if hint in SERVED else None
        script = dominant_script(text)
        if script == "none":
            return usual or "en"
        if script == "mixed":
            return usual or "zh"
        if script != "latin":
            return "zh" if script == "han" else OTHER
        return OTHER if self._is_foreign(text) else self._ours(text, usual)

    def _ours(self, text: str, usual: str | None) -> str:
        if self._ngrams is None:
            return usual or "en"
        weight = float((self._ngrams.rows([text]) @ self._weights)[0]) + self._bias
        dutch = 1.0 / (1.0 + np.exp(-weight))
        best, certainty = ("nl", dutch) if dutch >= 0.5 else ("en", 1.0 - dutch)
        needed = SURE if len(normalise(text).split()) > 1 else SURE_OF_ONE_WORD
        return best if usual is None or certainty >= needed else usual

    def _is_foreign(self, text: str) -> bool:
        words = _words(text)
        if len(words) < FOREIGN_WORDS:
            return False
        if sum(word in self._words for word in words) > MOST_KNOWN * len(words):
            return False
        best = self._foreign.compute_language_confidence_values(text)[0]
        return best.language in FOREIGN and best.value >= FOREIGN_SURE


def _words(text: str) -> list[str]:
    return WORD.findall(normalise(text))


def _foreign_detector() -> LanguageDetector:
    # The full models would take 330 MB for these languages, the small ones 20.
    return (
        LanguageDetectorBuilder.from_languages(Language.ENGLISH, Language.DUTCH, *FOREIGN)
        .with_low_accuracy_mode()
        .build()
    )
