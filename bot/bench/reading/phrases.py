"""Phrases of any data set as Rasa's training data, with nothing in them that Rasa would obey."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bot.bench.reading.sets import BadData, Phrase

_RESERVED = re.compile(r"[/+]")
_MARK_UP = re.compile(r"\](?=[({\[])")


def intent_of(label: str) -> str:
    """A name that Rasa takes as it is: "/" would mean a topic of an intent, "+" two intents."""
    return _RESERVED.sub(".", label)


def plain(text: str) -> str:
    """The text without what Rasa takes for an entity (`[x](y)`)."""
    return _MARK_UP.sub("] ", text)


def message(text: str) -> str:
    """The text as a message: from "/" at its start Rasa would take the rest for an intent."""
    return text.lstrip("/ ") or text


def write(phrases: Sequence[Phrase], folder: Path) -> None:
    """Write `nlu.yml` and `domain.yml`; a phrase that stands twice is written once.

    Raises ``BadData`` if two labels give one name.
    """
    groups: dict[tuple[str, str], dict[str, None]] = {}
    for phrase in phrases:
        groups.setdefault((phrase.label, phrase.language), {})[plain(phrase.text)] = None
    _check_names({label for label, _ in groups})
    nlu = [_intent(label, language, texts) for (label, language), texts in groups.items()]
    intents = sorted({intent_of(label) for label, _ in groups})
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "nlu.yml", {"version": "3.1", "nlu": nlu})
    _write(folder / "domain.yml", {"version": "3.1", "intents": intents})


def _check_names(labels: set[str]) -> None:
    taken: dict[str, str] = {}
    for label in sorted(labels):
        other = taken.setdefault(intent_of(label), label)
        if other != label:
            raise BadData(f"The labels {other} and {label} cannot be told apart by name.")


def _intent(label: str, language: str, texts: Iterable[str]) -> dict[str, Any]:
    examples = [{"text": text, "metadata": {"lang": language}} for text in texts]
    return {"intent": intent_of(label), "examples": examples}


def _write(path: Path, content: dict[str, Any]) -> None:
    # JSON is YAML too, and quotes every text: "- yes", "no: thanks" and "${HOME}" stay as they are.
    # Key by key, for Rasa takes a file that is JSON as a whole for one of its old formats.
    lines = [f"{key}: {json.dumps(part, ensure_ascii=False)}\n" for key, part in content.items()]
    path.write_text("".join(lines), "utf-8")
