"""Going back to words that were trained before, as in a roll-back of the content."""

import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIG = f"""
recipe: default.v1
language: en
pipeline:
- name: bot.nlu.tokenizer.MixedTokenizer
- name: bot.nlu.language.LanguageIdentifier
- name: bot.nlu.classifier.TopicClassifier
  content: {ROOT / "data/content/topics"}
"""
PHRASES = {
    "balance": ["how much is on my account", "show my balance", "what do i have left"],
    "card_lost": ["i lost my card", "my card is gone", "cannot find my bank card"],
}


def _write(folder: Path, phrases: dict[str, list[str]]) -> None:
    lines = ['version: "3.1"', "nlu:"]
    for intent, texts in phrases.items():
        lines += [f"- intent: {intent}", "  metadata: {lang: en}", "  examples: |"]
        lines += [f"    - {text}" for text in texts]
    (folder / "nlu.yml").write_text("\n".join(lines) + "\n", "utf-8")


def _train(folder: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from rasa.model_training import train_nlu

        path = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder / "out"))
    assert path
    return Path(path)


def test_a_training_taken_from_the_cache_gives_a_model_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RASA_CACHE_DIRECTORY", str(tmp_path / "cache"))
    (tmp_path / "config.yml").write_text(CONFIG, "utf-8")
    before, after = PHRASES, {**PHRASES, "transfer": ["make a transfer", "pay somebody"]}

    trained = []
    for phrases in (before, after, before):
        _write(tmp_path, phrases)
        trained.append(_train(tmp_path))

    assert len(set(trained)) == 3
    assert all(path.is_file() for path in trained)
