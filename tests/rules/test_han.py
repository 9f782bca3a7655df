"""Traditional Chinese is read as simplified, character by character."""

import pytest

from bot.content import load
from handoff.rules.han import simplified
from tests.rules.test_wishes import DATA


def test_what_is_simplified_or_no_chinese_stays() -> None:
    for words in ("我不想活了", "ik wil dood 😀", ""):
        assert simplified(words) == words


def test_each_traditional_character_becomes_its_simplified_one() -> None:
    assert simplified("遺書寫好了，後來沒發") == "遗书写好了，后来没发"
    assert simplified("違規內容對兒童") == "违规内容对儿童"


@pytest.mark.parametrize("words", ["轉人工", "我要轉接真人客服", "讓專人幫我看"])
def test_a_person_is_asked_for_in_traditional_characters(words: str) -> None:
    assert load(DATA).tables.wishes.wants_person(words)
