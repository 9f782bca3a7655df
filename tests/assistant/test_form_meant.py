"""What the model hears in mid-form, and whether it is meant."""

import pytest

from tests.assistant.form_customer import Customer

pytestmark = pytest.mark.rasa

ELSE = [
    ("en", "my upload doesn't work either", "upload_problem"),
    ("en", "r u a robot", "bot_identity"),
    ("en", "app wont open", "app_crash"),
    ("nl", "uploaden lukt ook niet", "upload_problem"),
    ("nl", "de app opent niet", "app_crash"),
    ("zh", "我也上传不了视频", "upload_problem"),
    ("zh", "app打不开", "app_crash"),
]
STORY = {
    "en": "an account pretends to be me",
    "nl": "een account doet alsof hij mij is",
    "zh": "有个账号在冒充我本人",
}


@pytest.mark.parametrize(("language", "words", "topic"), ELSE)
def test_another_matter_is_answered_and_the_open_question_asked_again(
    language: str, words: str, topic: str
) -> None:
    customer = Customer("impersonation", STORY[language], language)
    asked, before = customer.asked, customer.draft
    customer.says(words, topics={topic: 0.9, "login_problem": 0.2})
    assert customer.told == ["action_answer_topic"]
    assert customer.asked == asked
    assert customer.draft == {**before, "language": language}, "and it is no failure"


@pytest.mark.parametrize(("language", "words", "topic"), ELSE)
def test_another_matter_is_no_answer_to_a_question_for_a_few_words(
    language: str, words: str, topic: str
) -> None:
    customer = Customer("copyright", STORY[language], language)
    customer.draft["open"] = "original_work"
    customer.says(words, topics={topic: 0.9, "login_problem": 0.2})
    assert customer.told == ["action_answer_topic"]
    assert customer.asked == "original_work"


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("the app on my tablet", {"app_crash": 0.56, "login_problem": 0.2}),
        ("iPhone 13", {"app_crash": 0.47, "login_problem": 0.18}),
        ("an old laptop with firefox", {"login_problem": 0.38, "app_crash": 0.31}),
    ],
)
def test_an_answer_that_only_sounds_like_a_topic_stays_an_answer(
    words: str, topics: dict[str, float]
) -> None:
    customer = Customer("technical_fault", "uploading a clip fails since yesterday")
    assert customer.asked == "device"
    customer.says(words, topics=topics)
    assert customer.value("device") == words


def test_who_says_it_twice_means_it_as_the_answer() -> None:
    customer = Customer("technical_fault", "uploading a clip fails since yesterday")
    topics = {"bot_identity": 0.9, "login_problem": 0.2}
    customer.says("the robot vacuum", topics=topics)
    assert customer.asked == "device"
    customer.says("the robot vacuum", topics=topics)
    assert customer.value("device") == "the robot vacuum"


def test_words_about_the_matter_of_the_form_belong_to_it() -> None:
    customer = Customer("harassment_hate", "he keeps insulting me, @badguy does")
    customer.says(
        "he keeps sending me nasty things all day and night", topics={"harassment_help": 0.9}
    )
    assert "action_answer_topic" not in customer.told


def test_a_statement_about_the_matter_is_more_of_the_story_and_no_device() -> None:
    customer = Customer("technical_fault", "uploading a clip fails since yesterday")
    customer.says("the upload is stuck at 99 again", topics={"upload_problem": 0.9})
    assert customer.told == ["form_added"]
    assert customer.asked == "device"
    assert customer.draft["description"][-1] == "the upload is stuck at 99 again"


def test_a_story_may_speak_of_anything() -> None:
    customer = Customer("impersonation", "i want to complain")
    assert customer.asked == "description"
    customer.says("the app wont open for me any more", topics={"app_crash": 0.98})
    assert customer.draft["description"] == ["the app wont open for me any more"]
