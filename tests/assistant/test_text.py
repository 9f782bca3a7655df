import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.text import dominant_script, normalise
from bot.nlu.tokenizer import MixedTokenizer


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("where is my money", "latin"),
        ("mijn café-rekening", "latin"),
        ("我的 iPhone 一直闪退", "han"),
        ("播放 Ashley McIsaac 的 Pre-Party Jams", "mixed"),
        ("seller 王小明 blocked me", "mixed"),
        ("the seller 王小明 sent me the wrong size and now he blocks me", "latin"),
        ("返金してください", "kana"),
        ("где мои деньги", "other"),
        ("🙏🙏", "none"),
        ("12:30", "none"),
        ("", "none"),
    ],
)
def test_the_script_of_most_letters_is_named(text: str, script: str) -> None:
    assert dominant_script(text) == script


def test_width_case_and_digits_do_not_matter() -> None:
    assert normalise("ＲＥＦＵＮＤ  Order 12345") == normalise("refund order 9")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("can't log-in!", ["can't", "log-in"]),
        ("充值500币 not ok", ["充", "值", "500", "币", "not", "ok"]),
        ("👍", ["👍"]),
        ("...", ["..."]),
    ],
)
def test_tokens_are_words_or_characters_and_never_none(text: str, tokens: list[str]) -> None:
    tokenizer = MixedTokenizer(MixedTokenizer.get_default_config())
    found = tokenizer.tokenize(Message(data={TEXT: text}), TEXT)
    assert [token.text for token in found] == tokens
    assert all(text[token.start : token.end] == token.text for token in found)
