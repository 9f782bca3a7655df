"""The phrases the reader learns from: training data, and the words of the content files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML

NAME_WEIGHT = 0.99
"""A name is worth a phrase, but it is none: no threshold is set on it."""
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s*|\n+")
_STEP = re.compile(r"^\s*\d+[.)、]\s*|[{}]")
_VALUE = re.compile(r"<(\w+)>")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_SHORTEST = {"zh": 6}
_SHORTEST_ELSEWHERE = 16


@dataclass(frozen=True)
class Example:
    """One phrase. `language` is empty when it counts for all; `weight` 1 is a real phrase.

    `meaning` is what the encoder is given instead of the text, empty for the text itself.
    """

    text: str
    label: str
    language: str
    weight: float = 1.0
    meaning: str = ""


def from_training_data(data: TrainingData) -> list[Example]:
    """Return every phrase with an intent; the label is the full one, such as `faq/refund`."""
    return [
        Example(message.get(TEXT), _label(message), _language(message))
        for message in data.intent_examples
        if str(message.get(TEXT) or "").strip()
    ]


def _label(message: Message) -> str:
    return str(message.get("intent_response_key") or message.get(INTENT))


def _language(message: Message) -> str:
    metadata = message.get("metadata") or {}
    for level in ("example", "intent"):
        found = metadata.get(level)
        if isinstance(found, dict) and found.get("lang"):
            return str(found["lang"])
    return ""


def from_content(folder: Path, prefix: str, labels: Sequence[str], weight: float) -> list[Example]:
    """Return titles, facts (English) and sentences of answers (others) of the topics in `labels`.

    They name what a topic is about in words that phrases of customers happen to lack. No folder,
    or a topic without phrases, gives none.
    """
    known = set(labels)
    return [
        Example(text, label, language, weight)
        for topic in _topics(folder)
        if (label := f"{prefix}/{topic['id']}") in known
        for language, text in _texts(topic)
    ]


def from_names(labels: Iterable[str]) -> list[Example]:
    """Return the words of each label's name: `card_arrival` says in English what it is about.

    They count for all languages, since the encoder is given English for each.
    """
    return [Example(_words(label), label, "", NAME_WEIGHT) for label in sorted(labels)]


def _words(label: str) -> str:
    name = _HUMP.sub(" ", label.rpartition("/")[2])
    return _NO_LETTERS.sub(" ", name).strip().lower()


def _topics(folder: Path) -> Iterator[dict[str, Any]]:
    reader = YAML(typ="safe", pure=True)
    for path in sorted(folder.glob("*.yml")):
        yield reader.load(path)


def _texts(topic: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for language, title in topic["title"].items():
        yield language, str(title)
    for fact in topic.get("facts", ()):
        yield "en", _VALUE.sub(lambda value: value.group(1).replace("_", " "), fact)
    for language, answer in topic["answer"].items():
        shortest = _SHORTEST.get(language, _SHORTEST_ELSEWHERE)
        sentences = [_STEP.sub("", part).strip() for part in _SENTENCE.split(answer)]
        if language != "en":  # The facts are better there: they hold no courtesies.
            yield from ((language, part) for part in sentences if len(part) >= shortest)


def content_fingerprint(*folders: Path) -> str:
    """Return the sha256 of the YAML files, so that changed words mean another training."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.glob("*.yml")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
