"""Dutch and Chinese put into English word by word."""

from pathlib import Path

import pytest

from bot.nlu.glossary import Glossary, read_glossaries

DUTCH = Glossary(
    {
        "geld": "money",
        "waar": "where",
        "blijft": "stays",
        "mijn": "my",
        "de": "",
        "in de war": "confused",
        "in": "in",
        "verzending": "shipping",
        "kosten": "costs",
        "foto's": "photos",
    }
)
CHINESE = Glossary(
    {
        "钱": "money",
        "到账": "arrived in account",
        "没到账": "not arrived",
        "的": "",
        "我": "my",
    }
)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Waar blijft mijn GELD?", "where stays my money"),
        ("ik ben in de war", "ik ben confused"),
        ("verzendingskosten", "shipping costs"),
        ("verzendkosten in euro", "verzendkosten in euro"),
        ("de de de", ""),
        ("foto’s", "photos"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_dutch_goes_word_by_word_and_the_longest_term_counts(text: str, english: str) -> None:
    assert DUTCH.to_english(text) == english


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("我的钱没到账", "my money not arrived"),
        ("我的钱到账", "my money arrived in account"),
        ("PayPal的钱", "paypal money"),
        ("魑魅", ""),
        ("钱魑到账", "money arrived in account"),
    ],
)
def test_chinese_has_no_spaces_and_needs_none(text: str, english: str) -> None:
    assert CHINESE.to_english(text) == english


def test_a_term_with_two_meanings_is_named(tmp_path: Path) -> None:
    (tmp_path / "nl.yml").write_text("money: [geld]\ncash: [geld]\n", "utf-8")
    with pytest.raises(ValueError, match="'geld' means 'money' and 'cash'"):
        read_glossaries(tmp_path)


def test_our_own_files_hold_lower_case_terms() -> None:
    ours = read_glossaries(Path(__file__).parents[2] / "data/glossary")
    assert set(ours) == {"nl", "zh"}
    for glossary in ours.values():
        assert not [term for term in glossary.as_dict() if term != term.casefold().strip()]
    assert ours["nl"].to_english("mijn geld is kwijt") == "my money is lost"
    assert "withdraw" in ours["zh"].to_english("提现失败了")


def test_no_folder_is_no_glossary(tmp_path: Path) -> None:
    assert read_glossaries(tmp_path / "none") == {}
