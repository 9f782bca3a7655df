"""What the encoder is given for a text: the text, or its English where only that is understood."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.nlu.encoder import shared_encoder
from bot.nlu.examples import Example
from bot.nlu.glossary import Glossary, read_glossaries


class Meanings:
    """The glossaries of the languages that the encoder does not know."""

    def __init__(self, glossaries: Mapping[str, Glossary]) -> None:
        """Hold `glossaries` by language; any other language goes to the encoder as it is."""
        self._glossaries = dict(glossaries)

    @classmethod
    def for_encoder(cls, folder: Path) -> Meanings:
        """Read the glossaries of `folder`, or none for an encoder that knows many languages."""
        return cls({} if shared_encoder().is_multilingual else read_glossaries(folder))

    def of(self, text: str, language: str) -> str:
        """Return what stands for `text`; a text of which no word is known stands for itself."""
        glossary = self._glossaries.get(language)
        return (glossary.to_english(text) if glossary else "") or text

    def added(self, example: Example) -> Example:
        """Return `example` with its meaning."""
        return replace(example, meaning=self.of(example.text, example.language))

    def save(self, folder: Path) -> None:
        """Write the glossaries below `folder`: a model reads messages as it learnt its phrases."""
        terms = {language: each.as_dict() for language, each in self._glossaries.items()}
        (folder / "glossaries.json").write_text(json.dumps(terms, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Meanings:
        """Read what `save` wrote."""
        stored = json.loads((folder / "glossaries.json").read_text("utf-8"))
        return cls({language: Glossary(terms) for language, terms in stored.items()})
