"""What the model hears in mid-form, and whether it is meant."""

import asyncio
from typing import Any

import pytest
from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher

from tests.assistant.form_customer import Customer

pytestmark = pytest.mark.rasa


def sent_by(action: "Action | None", customer: Customer) -> list[dict[str, Any]]:
    """The signals of what is done beside the form."""
    assert action
    dispatcher = CollectingDispatcher()
    asyncio.run(action.run(dispatcher, customer.tracker, {}))
    return [message["custom"] for message in dispatcher.messages]


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


SERVICE = {
    "en": "your support is rude and sends generic answers",
    "nl": "jullie klantenservice is onbeleefd en helpt niet",
    "zh": "你们的客服态度恶劣，一直不解决问题",
}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "that is not about customer service, I am being harassed by @badguy"),
        ("nl", "dit gaat niet over klantenservice, ik word gepest door @badguy"),
        ("zh", "不是客服的问题，我是被 @badguy 骚扰了"),
    ],
)
def test_words_that_correct_the_type_lead_to_the_right_one(language: str, words: str) -> None:
    customer = Customer("customer_service", SERVICE[language], language)
    heard = {"customer_service": 0.52, "harassment_hate": 0.27, "impersonation": 0.19}
    customer.says(words, intent="complaint", complaints=heard)
    assert customer.told == ["form_other_type"]
    assert customer.buttons[:2] == ["form:value:harassment_hate", "form:value:impersonation"]
    assert "form:value:customer_service" not in customer.buttons
    customer.presses("form:value:harassment_hate")
    assert customer.draft["type"] == "harassment_hate"
    assert customer.value("reported_account") == "badguy"
    assert customer.draft["description"] == [SERVICE[language], words]


def test_a_topic_tells_of_its_complaint_as_well() -> None:
    customer = Customer("customer_service", SERVICE["nl"], "nl")
    heard = {"spam_scam_help": 0.31, "unauthorized_payment": 0.26}
    customer.says("nee het gaat over oplichting", intent="not_my_question", topics=heard)
    assert customer.buttons[0] == "form:value:spam_scam"


def test_what_it_is_about_changes_no_type_that_fits_best() -> None:
    customer = Customer("customer_service", SERVICE["en"])
    heard = {"customer_service": 0.52, "harassment_hate": 0.27}
    customer.says("it is about your rude agent Kim", intent="complaint", complaints=heard)
    assert customer.asked == "service_channel"


def test_who_is_asked_for_the_type_may_say_it_in_any_words() -> None:
    customer = Customer("customer_service", SERVICE["en"])
    customer.says("change the type", intent="faq")
    assert customer.asked == "type"
    customer.says("somebody tricked me out of money", complaints={"spam_scam": 0.33})
    assert customer.buttons[0] == "form:value:spam_scam"
    customer.says("spam or scam")
    assert customer.draft["type"] == "spam_scam"


@pytest.mark.parametrize("intent", ["report_danger", "maybe_danger", "request_human"])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "@badguy, last night, I told you already"),
        ("nl", "@badguy, gisteravond, dat zei ik al"),
        ("zh", "@badguy，昨晚，我说过了"),
    ],
)
def test_who_says_that_it_was_told_already_cries_for_no_help(
    language: str, words: str, intent: str
) -> None:
    story = {"en": "@badguy insults me", "nl": "@badguy scheldt me uit", "zh": "@badguy 一直骂我"}
    customer = Customer("harassment_hate", story[language], language)
    assert customer.asked == "object"
    customer.says(words, intent=intent)
    assert customer.turned.beside is None
    assert customer.asked == "object"
    assert customer.value("reported_account") == "badguy"
    assert customer.value("occurred_at").startswith("2026-11-19")


def test_words_beside_what_was_told_already_are_heard() -> None:
    customer = Customer("harassment_hate", "@badguy insults me")
    customer.says("I told you already he is standing here with his friends", intent="maybe_danger")
    assert customer.turned.turn is None


@pytest.mark.parametrize(
    ("language", "story", "words"),
    [
        ("en", "you charged me 25 euro", "I am afraid more money will be taken"),
        ("nl", "er is 25 euro afgeschreven", "ik ben bang dat er zo geld af gaat"),
        ("zh", "我被扣了25欧元", "我怕一会儿又要扣钱"),
    ],
)
def test_fear_for_money_belongs_to_the_story(language: str, story: str, words: str) -> None:
    customer = Customer("billing_dispute", story, language)
    asked = customer.asked
    customer.says(words, intent="maybe_danger")
    assert customer.told == ["form_added"]
    assert customer.asked == asked
    assert customer.draft["description"] == [story, words]


def test_what_would_bring_a_person_is_asked_once_there_is_no_danger() -> None:
    customer = Customer("harassment_hate", "@badguy insults me")
    words = "I am afraid he comes back, it was in the comments"
    customer.says(words, intent="maybe_danger")
    [check] = sent_by(customer.turned.beside, customer)
    assert check["draft"]["values"]["object"]["value"]["kind"] == "comment"
    assert "feels_unsafe_now" not in check["draft"]["values"]
    assert check["draft"]["description"][-1] == words


def test_an_answer_beside_words_of_danger_goes_along_with_the_question() -> None:
    customer = Customer("billing_dispute", "you charged me on monday")
    customer.says("25 euro, and I am afraid he comes back", intent="maybe_danger")
    check = customer.turned.beside
    assert customer.turned.turn is None
    signals = sent_by(check, customer)
    assert [signal["signal"] for signal in signals] == ["check"]
    amount = signals[0]["draft"]["values"]["amount"]
    assert amount["value"] == {"amount": "25", "currency": "EUR"}


@pytest.mark.parametrize(
    ("language", "story", "words"),
    [
        ("en", "somebody pretends to be me", "go on please, it is @fake_tessa"),
        ("nl", "iemand doet zich voor als mij", "verder graag, het is @fake_tessa"),
        ("zh", "有人在平台上冒充我", "继续吧，是@fake_tessa"),
    ],
)
def test_an_answer_after_go_on_is_no_wish_for_a_person(
    language: str, story: str, words: str
) -> None:
    customer = Customer("impersonation", story, language)
    assert customer.asked == "fake_account"
    customer.says(words, intent="request_human")
    assert customer.value("fake_account") == "fake_tessa"


def test_a_story_that_begins_with_such_words_is_kept_as_written() -> None:
    customer = Customer("impersonation", "i want to complain")
    assert customer.asked == "description"
    customer.says("Continue: somebody uses my face for a fake profile", intent="complaint")
    assert customer.draft["description"] == ["Continue: somebody uses my face for a fake profile"]


@pytest.mark.parametrize(
    ("language", "story", "kind"),
    [
        ("en", "@badguy insults me, the messages were in DMs", "direct_message"),
        ("en", "@badguy insults me in the comments", "comment"),
        ("nl", "@badguy scheldt me uit in mijn DM's", "direct_message"),
        ("nl", "@badguy scheldt me uit in de comments", "comment"),
        ("zh", "@badguy 在私信里骂我", "direct_message"),
        ("zh", "@badguy 一直在评论区骂我", "comment"),
    ],
)
def test_where_it_happened_is_not_asked_again(language: str, story: str, kind: str) -> None:
    customer = Customer("harassment_hate", story, language)
    assert customer.value("object") == {"kind": kind, "ref": ""}
    assert customer.turned.turn
    assert customer.turned.turn.reply.text == f"form_name_{kind}"


def test_where_it_happened_is_no_object_of_an_appeal() -> None:
    customer = Customer("moderation_decision", "banned for what I wrote in the comments")
    assert "object" not in customer.draft["values"]


@pytest.mark.parametrize(
    ("language", "story"),
    [
        ("en", "my payout of 250 dollars on 1 november never arrived, i am @tessa"),
        ("nl", "mijn uitbetaling van 250 euro van 1 november is nooit aangekomen, ik heet @tessa"),
        ("zh", "11月1日的提现250美元没到账，我叫@tessa"),
    ],
)
def test_the_day_of_the_payout_and_the_account_are_not_asked_again(
    language: str, story: str
) -> None:
    customer = Customer("payout", story, language)
    assert customer.value("payout_date") == "2026-11-01"
    assert customer.value("account_name") == "tessa"


@pytest.mark.parametrize("intent", ["maybe_danger", "faq", "report_danger"])
def test_fear_for_money_answers_no_question_about_danger(intent: str) -> None:
    customer = Customer("harassment_hate", "@badguy insults me in the comments", "nl")
    customer.draft["open"] = "feels_unsafe_now"
    customer.says("ik ben bang dat er zo geld af gaat", intent=intent)
    assert customer.asked == "feels_unsafe_now"
    assert customer.told == ["form_added"]
    customer.says("ja, ik ben bang voor hem", intent="affirm")
    assert customer.turned.turn
    assert customer.turned.turn.reply.reason == "safety_emergency"
