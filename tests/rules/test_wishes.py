"""What plainly asks for a person, and what only sounds like it, by the catalogue's own patterns."""

from pathlib import Path

import pytest

from bot.content import load
from handoff.rules.wishes import Wishes, plain, without_command
from tests.rules.danger_as_typed import TYPED_AND_HEARD, TYPED_AND_LET_THROUGH
from tests.rules.danger_near import NEAR_AND_HEARD, NEAR_AND_LET_THROUGH
from tests.rules.danger_wishes import DANGER, NO_DANGER
from tests.rules.person_near import NEAR_AND_ASKS, NEAR_AND_DOES_NOT_ASK
from tests.rules.wish_sentences import ASKS, DOES_NOT_ASK, sentences

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def wishes() -> Wishes:
    return load(DATA).tables.wishes


def both(table: "dict[str, str]") -> "list[str]":
    return [sentence for block in table.values() for sentence in sentences(block)]


@pytest.mark.parametrize("sentence", both(ASKS) + both(NEAR_AND_ASKS))
def test_asks_for_a_person(wishes: Wishes, sentence: str):
    assert wishes.wants_person(sentence)


@pytest.mark.parametrize("sentence", both(DOES_NOT_ASK) + both(NEAR_AND_DOES_NOT_ASK))
def test_does_not_ask_for_a_person(wishes: Wishes, sentence: str):
    assert not wishes.wants_person(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "can my sister and i both be in the chat when the agent comes",
        "转人工之后关掉页面，回来位置还在吗",
        "怎么没有“联系人工”那个小图标了",
    ],
)
def test_a_question_about_being_put_through_is_no_wish_for_it(wishes: Wishes, sentence: str):
    assert not wishes.wants_person(sentence)


def test_there_are_forty_of_each_kind_and_language():
    for table in (ASKS, DOES_NOT_ASK):
        assert {len(set(sentences(block))) >= 40 for block in table.values()} == {True}


@pytest.mark.parametrize("sentence", both(ASKS) + both(DOES_NOT_ASK))
def test_none_of_it_is_danger(wishes: Wishes, sentence: str):
    assert not wishes.is_danger(sentence)


@pytest.mark.parametrize(
    "text",
    [
        "I WANT TO TALK TO A HUMAN",
        "  i   want\nto talk   to a human ",
        "I want to talk to a hu\u200bman",
        "Ｉ ｗａｎｔ ｔｏ ｔａｌｋ ｔｏ ａ ｈｕｍａｎ",
        "转\u200b人工",
    ],
)
def test_spelling_tricks_do_not_hide_a_request(wishes: Wishes, text: str):
    assert wishes.wants_person(text)


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("I want to kill myself", True),
        ("ik wil niet meer leven", True),
        ("我不想活了", True),
        ("he is going to kill me", True),
        ("hij gaat mij vermoorden", True),
        ("this lag is killing me", False),
        ("I am dying of laughter", False),
        ("笑死我了", False),
        ("how do I end my subscription", False),
        ("is the photographer going to shoot us at the awards", False),
        ("I'm gonna shoot my next video on the beach", False),
        ("will this update kill my reach", False),
        ("dog grooming videos, which category", False),
        ("kan niet verder want die link doet het niet", False),
        ("ik wil mijn profiel afmaken", False),
        ("ik wil mezelf toevoegen als moderator", False),
        ("ik ga dood van het lachen", False),
        ("we gaan ballonnen opblazen in de live", False),
        ("跳楼价包邮可以写在标题里吗", False),
        ("我不想活动页面显示我的名字", False),
        ("年轻生活方式算什么分类", False),
        ("打死我也不会再买了", False),
        ("服务器要炸了吧", False),
        ("i want die, please", True),
        ("I am planning on dying tonight", True),
        ("ik ga je afmaken", True),
        ("ik wil mezelf wat aandoen", True),
        ("my husband is going to kill me", True),
        ("he will shoot me on video", True),
        ("an old man is grooming kids here", True),
        ("he wants to groom my dog and he is grooming my daughter", True),
        ("他站在楼顶要跳楼", True),
        ("他有轻生的念头", True),
        ("my brother is going to murder me for this haha", False),
        ("want die foto is wazig", False),
        ("hoe moet ik mezelf eruit knippen of snijden", False),
        ("i shoot myself with two cameras", False),
        ("my phone is going to die", False),
        ("评论被判自残，我只是说笑死我了", False),
    ],
)
def test_danger(wishes: Wishes, text: str, danger: bool):
    assert wishes.is_danger(text) is danger


@pytest.mark.parametrize("sentence", both(DANGER) + both(NEAR_AND_HEARD) + both(TYPED_AND_HEARD))
def test_plain_words_of_danger_are_heard(wishes: Wishes, sentence: str):
    assert wishes.is_danger(sentence)


@pytest.mark.parametrize(
    "sentence", both(NO_DANGER) + both(NEAR_AND_LET_THROUGH) + both(TYPED_AND_LET_THROUGH)
)
def test_what_only_sounds_like_danger_is_let_through(wishes: Wishes, sentence: str):
    assert not wishes.is_danger(sentence)


@pytest.mark.parametrize("table", [ASKS, NEAR_AND_ASKS, DANGER, NEAR_AND_HEARD, TYPED_AND_HEARD])
def test_a_wish_tells_its_language_or_none(wishes: Wishes, table: "dict[str, str]"):
    for language, block in table.items():
        told = [wishes.language_of(sentence) for sentence in sentences(block)]
        assert set(told) <= {language, ""}
        assert told.count("") < len(told) / 10


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ik wil een mens spreken", "nl"),
        ("我不想活了", "zh"),
        ("I want to talk to a human, 谢谢", "en"),
        ("我不想活了 i want to die", "zh"),
        ("他在直播里一直说 i want to kill myself", "zh"),
        ("suicide", ""),
        ("agent", ""),
        ("ik wil dood, i want to die", ""),
        ("waar is mijn geld", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_wish(wishes: Wishes, text: str, language: str):
    assert wishes.language_of(text) == language


def test_the_plain_form_folds_case_width_and_invisible_characters():
    assert plain(" Ｈｕ\u200bＭａｎ’s\n\tturn ") == "human's turn"
    assert without_command("//restart now") == "restart now"


def test_no_phrase_that_only_sounds_like_danger_is_taken_for_it(wishes: Wishes):
    lines = (DATA / "nlu" / "no_danger.yml").read_text("utf-8").splitlines()
    phrases = [line.strip().removeprefix("- ") for line in lines if line.startswith("    - ")]
    assert len(phrases) > 90
    assert [words for words in phrases if wishes.is_danger(words)] == []
    assert [words for words in phrases if wishes.wants_person(words)] == []
