"""A customer in mid-form: real tables, readers of facts and actions; only the intent is given."""

import pytest

from tests.assistant.form_customer import Customer

pytestmark = pytest.mark.rasa

PAYOUT = {
    "en": (
        "My payout of 250 dollars was due on monday and never arrived. Account @Tessa_Cooks",
        "PAY-88213", "here", "skip",
    ),
    "nl": (
        "Uitbetaling had er maandag moeten zijn, niks ontvangen. 250 dollar, account @Tessa_Cooks",
        "PAY-88213", "hier", "overslaan",
    ),
    "zh": ("提现250美元本应周一到账，一直没到账，账号是 @Tessa_Cooks", "PAY-88213", "这里", "跳过"),
}  # fmt: skip


def at_summary(language: str = "en") -> Customer:
    story, *answers = PAYOUT[language]
    customer = Customer("payout", story, language).says(*answers)
    assert customer.asked == "summary"
    assert customer.value("amount") == {"amount": "250", "currency": "USD"}
    return customer


@pytest.mark.parametrize(
    ("language", "words", "amount"),
    [
        ("en", "actually its 350 not 250, typo sorry", "350"),
        ("en", "not 250 but 350", "350"),
        ("en", "350 instead of 250", "350"),
        ("en", "actually it is 350", "350"),
        ("en", "250 should be 350.50", "350.50"),
        ("nl", "het is 350, niet 250, foutje", "350"),
        ("nl", "250 moet 350 zijn", "350"),
        ("nl", "eigenlijk was het 350", "350"),
        ("zh", "打错了，是350不是250", "350"),
        ("zh", "不是250，是350", "350"),
        ("zh", "250改成350", "350"),
    ],
)
def test_a_typo_is_put_right_at_the_summary(language: str, words: str, amount: str) -> None:
    customer = at_summary(language).says(words)
    assert customer.value("amount") == {"amount": amount, "currency": "USD"}
    assert customer.asked == "summary"
    assert customer.draft["failures"] == 0


def test_only_what_was_named_is_put_right() -> None:
    customer = at_summary().says("it was tuesday, not monday", "@Tessa_C instead of @Tessa_Cooks")
    assert customer.value("payout_date") == "2026-11-17"
    assert customer.value("account_name") == "Tessa_C"
    assert customer.value("amount") == {"amount": "250", "currency": "USD"}


@pytest.mark.parametrize("words", ["350 not 999", "not sure about it", "is the amount right?"])
def test_what_names_no_value_of_the_draft_changes_none(words: str) -> None:
    before = at_summary()
    after = at_summary().says(words)
    assert after.draft["values"] == before.draft["values"]


@pytest.mark.parametrize(
    ("language", "change", "words"),
    [
        ("en", "change something", "the amount is 350 dollars"),
        ("en", "change something", "350 dollars"),
        ("nl", "ik wil iets wijzigen", "het bedrag is 350 dollar"),
        ("zh", "修改一下", "金额是350美元"),
    ],
)
def test_what_shall_be_changed_may_come_with_its_value(
    language: str, change: str, words: str
) -> None:
    customer = at_summary(language).says(change)
    assert customer.asked == ""
    customer.says(words)
    assert customer.value("amount") == {"amount": "350", "currency": "USD"}
    assert customer.asked == "summary"


def test_what_shall_be_changed_without_a_value_is_asked() -> None:
    assert at_summary().says("change something", "the amount").asked == "amount"


CHARGED = {
    "en": "You took 12.50 euro twice on monday",
    "nl": "Jullie hebben maandag twee keer 12,50 euro afgeschreven",
    "zh": "你们周一重复扣了我12.5欧元",
}


def charged(language: str = "en") -> Customer:
    customer = Customer("billing_dispute", CHARGED[language], language)
    assert customer.asked == "transaction_id"
    return customer


@pytest.mark.parametrize("intent", ["faq", "deny", "complaint", "out_of_scope"])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I don't know, why do you need that?"),
        ("en", "why do you want to know that? no idea"),
        ("en", "no idea but what is that needed for"),
        ("nl", "weet ik niet, waarom willen jullie dat weten?"),
        ("nl", "geen idee. waar is dat voor nodig?"),
        ("zh", "不知道，你们为什么要问这个？"),
        ("zh", "不清楚，这个有什么用啊"),
    ],
)
def test_who_does_not_know_and_asks_why_hears_why_and_is_asked_again(
    language: str, words: str, intent: str
) -> None:
    customer = charged(language)
    before = customer.draft
    customer.says(words, intent=intent)
    assert (customer.asked, customer.told) == ("transaction_id", ["form_why_transaction_id"])
    assert customer.draft == before, "it is no answer, no failure and no part of the story"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "AB-12345, but why do you need that?"),
        ("en", "Why do you need my transaction number? It is AB-12345."),
        ("nl", "AB-12345, maar waarom hebben jullie dat nodig?"),
        ("zh", "AB-12345，但你们为什么要知道这个？"),
    ],
)
def test_an_answer_beside_why_is_taken(language: str, words: str) -> None:
    customer = charged(language).says(words)
    assert customer.value("transaction_id") == "AB-12345"
    assert (customer.asked, customer.told) == ("account_name", ["form_why_transaction_id"])


@pytest.mark.parametrize("intent", ["faq", "ask_wait", "deny"])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "no idea. how long will this take?"),
        ("en", "I don't know, and when will I hear back from you?"),
        ("nl", "geen idee. hoe lang gaat dit duren?"),
        ("nl", "weet ik niet, wanneer hoor ik iets?"),
        ("zh", "不知道，大概要多久？"),
        ("zh", "不清楚。什么时候能有结果？"),
    ],
)
def test_how_long_it_takes_is_told_beside_any_answer(
    language: str, words: str, intent: str
) -> None:
    customer = charged(language).says(words, intent=intent)
    assert customer.told == ["action_tell_times"]
    assert customer.value("transaction_id") is None
    assert customer.asked == "account_name"
    customer.says("@noor_yoga").says(words, intent=intent)
    assert (customer.asked, customer.told) == ("contact", ["action_tell_times"])
    assert (customer.draft["description"], customer.draft["failures"]) == ([CHARGED[language]], 0)


def test_any_question_beside_an_answer_is_answered() -> None:
    customer = charged().says("AB-12345. how long does a refund take?")
    assert customer.value("transaction_id") == "AB-12345"
    assert (customer.asked, customer.told) == ("account_name", ["action_answer_topic"])
    customer = charged().says("hm, I wonder. how long does a refund take?")
    assert (customer.asked, customer.told) == ("transaction_id", ["action_answer_topic"])
    assert customer.draft["failures"] == 0


def test_a_question_where_proof_is_asked_for_is_no_proof_and_no_story() -> None:
    customer = charged().says("AB-12345", "@noor_yoga", "here")
    assert customer.asked == "evidence"
    before = customer.draft
    for words, told in (
        ("I don't know, why do you need that?", ["form_why_evidence"]),
        ("why do you need a screenshot", ["form_why_evidence"]),
        ("no idea what to send. how long will this take?", ["action_tell_times", "form_added"]),
    ):
        customer.says(words, intent="deny")
        assert (customer.asked, customer.told) == ("evidence", told)
    assert customer.draft["description"] == [*before["description"], "no idea what to send"]


def test_a_question_about_the_form_is_no_story_either() -> None:
    customer = Customer("billing_dispute", "I want to complain")
    assert customer.asked == "description"
    customer.says("no idea, why do you need that?", intent="deny")
    assert (customer.asked, customer.told) == ("description", ["form_help"])
    customer.says("You took 12.50 twice. how long will this take?", intent="complaint")
    assert customer.draft["description"] == ["You took 12.50 twice"]
    assert customer.told == ["action_tell_times"]


def test_whatever_is_asked_in_a_story_or_a_reason_is_part_of_it() -> None:
    customer = Customer("billing_dispute", "I want to complain")
    story = "You took 12.50 twice. Can you believe it? What shall I do now?"
    customer.says(story, intent="complaint")
    assert customer.draft["description"] == [story]


def test_a_yes_beside_a_question_confirms_nothing() -> None:
    customer = at_summary().says("yes, how long will this take?")
    assert (customer.asked, customer.told) == ("summary", ["action_tell_times"])
    customer.says("the amount is 350. how long will this take?")
    assert (customer.asked, customer.value("amount")["amount"]) == ("summary", "350")


def test_a_long_sentence_that_fills_a_field_stays_in_the_story_at_any_question() -> None:
    said = "the dutch subtitles are complete nonsense since yesterday"
    for answers in ((), ("playback",), ("playback", "Pixel 8"), ("playback", "Pixel 8", "@ab_1")):
        customer = Customer("technical_fault", "subtitles are not right").says(
            *answers, said, intent="complaint"
        )
        assert customer.draft["description"][-1] == said
        assert customer.value("occurred_at") == "2026-11-19"
        assert customer.asked not in ("occurred_at", "summary")


def test_many_links_and_a_question_are_read_at_once() -> None:
    links = "\n".join(f"https://shop.example/listing/{n}?from=list" for n in range(100))
    customer = Customer("plagiarised_listing", "copied photos", platform="marketplace")
    customer.says(f"{links}\nhow long will this take?", intent="complaint")
    assert customer.value("listing_links") == links.split(), "and no piece of one"
    assert customer.told == ["action_tell_times", "form_listed"]
