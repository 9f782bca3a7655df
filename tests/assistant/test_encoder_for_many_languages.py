"""Another encoder is a matter of its path alone: languages it knows are read as they are."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bot.nlu import encoder as encoders
from bot.nlu.classifier import TopicClassifier
from bot.nlu.meaning import Meanings
from bot.nlu.recording import Recording, record
from tests.assistant.test_classifier import Folder

GLOSSARIES = Path(__file__).parents[2] / "data/glossary"
LETTERS = "abcdefghijklmnopqrstuvwxyz我的钱什么时候到账，为提现还没成功"


@pytest.fixture
def many_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small encoder with random weights whose tokenizer knows Chinese characters."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers import models as layers
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path / "bert"
    folder.mkdir()
    pieces = {piece: n for n, piece in enumerate(["[PAD]", "[UNK]", *LETTERS])}
    letters = Tokenizer(models.WordLevel(pieces, unk_token="[UNK]"))
    letters.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    PreTrainedTokenizerFast(
        tokenizer_object=letters, unk_token="[UNK]", pad_token="[PAD]"
    ).save_pretrained(folder)
    shape = BertConfig(
        vocab_size=len(pieces),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    BertModel(shape).save_pretrained(folder)
    words = layers.Transformer(str(folder))
    pooled = layers.Pooling(words.get_embedding_dimension())
    SentenceTransformer(modules=[words, pooled], device="cpu").save(str(tmp_path / "encoder"))
    monkeypatch.setenv(encoders.PATH_VARIABLE, str(tmp_path / "encoder"))
    yield tmp_path
    encoders._shared.cache_clear()


@pytest.mark.filterwarnings("ignore")
def test_an_encoder_that_knows_chinese_gets_the_words_as_they_are(many_languages: Path) -> None:
    assert encoders.shared_encoder().is_multilingual
    assert Meanings.for_encoder(GLOSSARIES).of("waar blijft mijn geld", "nl") == (
        "waar blijft mijn geld"
    )
    config = {**TopicClassifier.get_default_config()}
    config["languages"] = {"en": {"encoder_share": 0.8}, "zh": {"encoder_share": 0.1, "ridge": 0.3}}
    classifier = TopicClassifier(config, Folder(many_languages), None)
    settings = classifier._settings("zh")
    assert (settings.encoder_share, settings.ridge) == (0.8, 0.3)


def test_an_encoder_of_ones_own_is_recorded_as_well(many_languages: Path, tmp_path: Path) -> None:
    encoder, path = encoders.shared_encoder(), encoders.encoder_path()
    assert record(encoder, encoder, path, tmp_path)
    played = Recording(tmp_path, path).encode(["我的钱什么时候到账"])
    assert np.allclose(played, encoder.encode(["我的钱什么时候到账"]), atol=1e-5)


def test_the_packaged_encoder_gets_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(encoders.PATH_VARIABLE, raising=False)
    assert not encoders.shared_encoder().is_multilingual
    meanings = Meanings.for_encoder(GLOSSARIES)
    assert meanings.of("mijn foto is raar", "nl") == "my photo is strange"
    assert meanings.of("where is my money", "en") == "where is my money"
    assert meanings.of("魑魅", "zh") == "魑魅"


def test_a_model_keeps_the_glossaries_it_was_trained_with(tmp_path: Path) -> None:
    meanings = Meanings.for_encoder(GLOSSARIES)
    meanings.save(tmp_path)
    assert Meanings.load(tmp_path).of("我的钱没到账", "zh") == meanings.of("我的钱没到账", "zh")
