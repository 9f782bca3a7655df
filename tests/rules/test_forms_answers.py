"""What counts as an answer, what is refused and why, and how an answer is corrected."""

from typing import Any

import pytest

from handoff.extract.masking import mask_cards
from handoff.rules.forms_values import Refused, Taken, check_value, read_answer
from tests.rules.forms_cases import (
    FIFTEEN,
    NOW,
    STORY,
    TABLES,
    TEXTS,
    TODAY,
    TWELVE_FIFTY,
    YESTERDAY,
    Customer,
    at_summary,
)

CARD = "4111 1111 1111 1111"
FIELDS = {
    "free_text": ("customer_service", "original_question"),
    "short_text": ("technical_fault", "device"),
    "username": ("seller_conduct", "seller"),
    "contact": ("payout", "contact"),
    "url": ("content_access", "content_link"),
    "url_list": ("plagiarised_listing", "listing_links"),
    "transaction_ref": ("payout", "payout_reference"),
    "order_ref": ("seller_conduct", "order_id"),
    "amount": ("payout", "amount"),
    "datetime": ("payout", "payout_date"),
    "choice": ("billing_dispute", "dispute_kind"),
    "boolean": ("harassment_hate", "is_target"),
    "object_ref": ("harassment_hate", "object"),
    "attachment_list": ("payout", "evidence"),
}


def read(kind: str, words: str) -> Taken | Refused:
    each = TABLES.field_of(*FIELDS[kind])
    assert each is not None
    return read_answer(each, words, TABLES)


@pytest.mark.parametrize(
    ("kind", "words", "value"),
    [
        ("free_text", "  when does my shop open again  ", "when does my shop open again"),
        ("short_text", "Pixel 8, android 15", "Pixel 8, android 15"),
        ("short_text", "小米14", "小米14"),
        ("username", "@noor_yoga", "noor_yoga"),
        ("username", "阿飞电台", "阿飞电台"),
        ("username", "retro.finds-uk.", "retro.finds-uk."[:-1]),
        ("contact", "mail me at jo.park@mail.example please", "jo.park@mail.example"),
        ("contact", "+31 6 12345678", "+31612345678"),
        ("contact", "06-12345678", "0612345678"),
        ("contact", "here is fine", "chat"),
        ("contact", "just here", "chat"),
        ("contact", "gewoon hier", "chat"),
        ("contact", "hier in de chat", "chat"),
        ("contact", "就在这里回复我吧", "chat"),
        ("url", "it is https://fans.example/p/1, see", "https://fans.example/p/1"),
        ("url", "www.fans.example/p/1", "https://www.fans.example/p/1"),
        ("url", "链接是https://v.example.cn/9921，打不开", "https://v.example.cn/9921"),
        ("url_list", "https://a.example/1 #99123\nhttps://a.example/1", 
         ["https://a.example/1", "99123"]),
        ("transaction_ref", "AB-12345", "AB-12345"),
        ("transaction_ref", "number AB-12345", "AB-12345"),
        ("transaction_ref", "1234567890123", "1234567890123"),
        ("transaction_ref", "geen idee", None),
        ("amount", "€ 12,50", {"amount": "12.50", "currency": "EUR"}),
        ("amount", "1.240,00 euro", {"amount": "1240.00", "currency": "EUR"}),
        ("amount", "$1,240", {"amount": "1240", "currency": "USD"}),
        ("amount", "300 coins", {"amount": "300", "currency": "coins"}),
        ("amount", "328块", {"amount": "328", "currency": "CNY"}),
        ("amount", "12", {"amount": "12", "currency": ""}),
        ("datetime", "2026-11-19", "2026-11-19"),
        ("choice", "2", "wrong_amount"),
        ("choice", "Charged twice", "double_charge"),
        ("choice", "dubbel afgeschreven.", "double_charge"),
        ("choice", "重复扣费", "double_charge"),
        ("boolean", "yes", True),
        ("boolean", "Jazeker!", True),
        ("boolean", "是的", True),
        ("boolean", "nope", False),
        ("boolean", "nee hoor", False),
        ("boolean", "没有", False),
        ("object_ref", "https://v.example/1", {"kind": "", "ref": "https://v.example/1"}),
        ("object_ref", "direct message", {"kind": "direct_message", "ref": ""}),
        ("object_ref", "a direct message", {"kind": "direct_message", "ref": ""}),
        ("attachment_list", "see https://v.example/1", ["https://v.example/1"]),
    ],
)  # fmt: skip
def test_a_good_answer_is_understood(kind: str, words: str, value: Any) -> None:
    taken = read(kind, words)
    assert isinstance(taken, Taken)
    assert taken.value == value


@pytest.mark.parametrize(
    ("kind", "words", "why"),
    [
        ("free_text", "too short", "too_short"),
        ("free_text", "x" * 4001, "too_long"),
        ("free_text", "aaaaaaaaaaaaaaaa", "no_words"),
        ("free_text", "!!!???...!!!???", "no_words"),
        ("short_text", "x" * 121, "too_long"),
        ("short_text", "???", "no_words"),
        ("username", "the man from yesterday", "username"),
        ("username", "x", "username"),
        ("username", "x" * 41, "username"),
        ("contact", "you know me", "contact"),
        ("contact", "123456", "contact"),
        ("contact", "1234567890123456", "contact"),
        ("url", "the video with the cat", "url"),
        ("url", "https://", "url"),
        ("url", "https://v.example/" + "x" * 2000, "url"),
        ("url_list", "those two bikes", "url_list"),
        ("transaction_ref", "ABCDEF", "reference"),
        ("transaction_ref", "A-123", "reference"),
        ("order_ref", "A1" * 21, "reference"),
        ("order_ref", "i bought it with my iphone12 on the train", "reference"),
        ("amount", "a lot", "amount"),
        ("amount", "0 euro", "amount"),
        ("amount", "between 10 and 15", "amount"),
        ("datetime", "some time", "datetime"),
        ("choice", "9", "choice"),
        ("choice", "something strange", "choice"),
        ("boolean", "maybe", "boolean"),
        ("boolean", "yes but not really", "boolean"),
        ("object_ref", "!!!", "object"),
        ("attachment_list", "it was really like this", "evidence"),
    ],
)
def test_a_bad_answer_is_refused_with_a_reason_in_all_languages(
    kind: str, words: str, why: str
) -> None:
    refused = read(kind, words)
    assert isinstance(refused, Refused)
    assert refused.text == f"form_refused_{why}"
    assert all(TEXTS[refused.text][language] for language in ("en", "nl", "zh"))


@pytest.mark.parametrize("kind", sorted(FIELDS))
@pytest.mark.parametrize(
    "words",
    [
        CARD, "4111111111111111", "**** 1111", "４１１１１１１１１１１１１１１１",
        "4111-1111-1111-1111", "4111.1111.1111.1111", "3782 822463 10005",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "11 11 11 11 11 11 11 17",
    ],
)  # fmt: skip
def test_a_card_number_is_never_an_answer(kind: str, words: str) -> None:
    refused = read(kind, mask_cards(words))
    assert isinstance(refused, Refused)
    assert refused.text == "form_refused_card"


def test_a_long_number_in_a_link_is_no_card() -> None:
    link = "https://clips.example/video/4111111111111111"
    assert read("url", mask_cards(link)) == Taken(link)
    assert read("url_list", mask_cards(link)) == Taken([link])


def test_only_the_past_has_happened() -> None:
    each = TABLES.field_of("payout", "payout_date")
    assert each is not None
    assert check_value(each, TODAY, TABLES, NOW)
    assert not check_value(each, "2026-11-20T14:01+00:00", TABLES, NOW)
    assert not check_value(each, "2027-01-01T00:00+01:00", TABLES, NOW)
    assert not check_value(each, "yesterday", TABLES, NOW)
    for longer in ("2026-11-20", "2026-W46", "2026-11", "2026"):
        assert check_value(each, longer, TABLES, NOW)
    for longer in ("2026-11-22", "2026-W50", "2026-12", "2027"):
        assert not check_value(each, longer, TABLES, NOW)


def test_three_unusable_answers_bring_a_person() -> None:
    customer = Customer()
    customer.open(transaction_id="AB-12345")
    for count in (1, 2):
        turn = customer.says("a lot")
        assert (turn.reply.kind, turn.reply.question) == ("refused", "form_ask_amount")
        assert customer.draft["failures"] == count
    turn = customer.says("very much")
    assert (turn.reply.kind, turn.reply.reason) == ("person", "form_stuck")


def test_a_good_answer_begins_to_count_anew() -> None:
    customer = Customer()
    customer.open(transaction_id="AB-12345", charge_date=TODAY)
    customer.says("a lot")
    customer.says("€ 12")
    customer.says("hm, something")
    assert (customer.asked, customer.draft["failures"]) == ("dispute_kind", 1)


def test_three_times_no_file_is_no_reason_to_stop() -> None:
    customer = at_summary()
    customer.presses("form:change:evidence")
    for words in ("hm", "well", "hm"):
        customer.says(words)
    assert customer.turn.reply.kind == "summary"


def test_why_is_answered_and_is_no_failure() -> None:
    customer = Customer()
    customer.open()
    for words in ("why?", "waarom wil je dat weten?", "为什么要问这个"):
        turn = customer.says(words)
        assert turn.says == (("form_why_transaction_id", {}),)
        assert (turn.reply.kind, turn.reply.field) == ("ask", "transaction_id")
    assert customer.draft["failures"] == 0
    customer.says("AB-12345")
    assert customer.says("why?").says == (("form_help", {}),), "a field without words of its own"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("change the amount", "amount"),
        ("can i change the date of the charge", "charge_date"),
        ("the amount is wrong", "amount"),
        ("sorry, the amount should be different", "amount"),
        ("het bedrag moet anders zijn", "amount"),
        ("金额应该是别的", "amount"),
        ("ik wil het bedrag wijzigen", "amount"),
        ("de datum klopt niet", "charge_date"),
        ("修改金额", "amount"),
        ("扣费日期错了", "charge_date"),
    ],
)
def test_any_field_can_be_changed_by_words(words: str, field: str) -> None:
    customer = at_summary()
    turn = customer.says(words)
    assert (turn.reply.kind, turn.reply.field) == ("ask", field)
    assert customer.draft["changing"]


def test_a_change_that_says_the_new_value_is_done_at_once() -> None:
    customer = at_summary()
    turn = customer.says("change the amount to 15 euro", amount=(FIFTEEN, "15 euro"))
    assert (turn.reply.kind, customer.value("amount")) == ("summary", FIFTEEN)
    customer.says("no, it was on Monday", charge_date="2026-11-16T00:00+00:00")
    assert customer.value("charge_date") == "2026-11-16T00:00+00:00"
    assert customer.value("occurred_at") == "2026-11-16T00:00+00:00"
    assert customer.turn.reply.kind == "summary"


@pytest.mark.parametrize("field", ["type", "contact", "dispute_kind", "description", "purpose"])
def test_any_field_can_be_changed_by_a_button(field: str) -> None:
    customer = at_summary()
    customer.presses("form:change")
    shown = [button.id for button in customer.presses("form:more").reply.buttons]
    assert f"form:change:{field}" in shown
    turn = customer.presses(f"form:change:{field}")
    assert (turn.reply.kind, turn.reply.field) == ("ask", field)


def test_what_was_told_can_be_changed_first_and_the_rest_stands_behind_a_button() -> None:
    customer = at_summary()
    shown = [button.id for button in customer.presses("form:change").reply.buttons]
    told = ("transaction_id", "amount", "charge_date", "dispute_kind", "contact")
    assert [b for b in shown if b.startswith("form:change:")] == [
        f"form:change:{name}" for name in ("type", "description", *told)
    ]
    assert shown[-3:] == ["form:more", "form:skip", "form:cancel"]
    every = [button.id for button in customer.presses("form:more").reply.buttons]
    assert set(shown) - {"form:more"} < set(every)
    assert "form:more" not in every
    assert customer.says("the amount").reply.field == "amount"


def test_a_changed_mind_leaves_everything_as_it_was() -> None:
    customer = at_summary()
    before = customer.draft["values"]
    customer.presses("form:change:amount")
    assert customer.turn.reply.buttons[-1].label == "form_button_keep"
    assert customer.presses("form:skip").reply.kind == "summary"
    assert customer.draft["values"] == before


def test_a_correction_in_the_middle_counts_and_a_mention_does_not() -> None:
    customer = Customer()
    customer.open(amount=TWELVE_FIFTY)
    customer.says("AB-12345", amount={"amount": "99", "currency": "EUR"})
    assert customer.value("amount") == TWELVE_FIFTY, "the first word stays"
    customer.says("sorry, it was 15 euro actually", amount=(FIFTEEN, "15 euro"))
    assert customer.value("amount") == FIFTEEN
    assert customer.asked == "charge_date"


def test_the_type_can_be_corrected_and_keeps_what_fits() -> None:
    customer = at_summary()
    customer.presses("form:change:type")
    assert "form_type_payout" in [button.label for button in customer.turn.reply.buttons]
    customer.presses("form:value:payout")
    assert customer.draft["type"] == "payout"
    assert customer.value("amount") == TWELVE_FIFTY
    assert customer.value("contact") == "chat"
    assert "dispute_kind" not in customer.draft["values"]
    assert customer.asked == "payout_reference"


@pytest.mark.parametrize(
    "words", ["yes", "Yes, send it", "klopt", "ja hoor", "helemaal goed", "对的", "没问题", "👍"]
)
def test_a_clear_yes_confirms(words: str) -> None:
    customer = at_summary()
    assert customer.says(words).reply.kind == "confirmed"
    assert customer.draft["step"] == "confirmed"
    assert customer.says("yes").reply.kind == "confirmed", "a second yes changes nothing"
    assert customer.presses("form:change").reply.kind == "confirmed"


@pytest.mark.parametrize(
    "words",
    ["yes but the date is off", "maybe", "hm", "ja maar eerst iets anders", "先等等", "why"],
)
def test_nothing_is_confirmed_without_a_clear_yes(words: str) -> None:
    customer = at_summary()
    assert customer.says(words).reply.kind in ("summary", "ask")
    assert customer.draft["step"] != "confirmed"


def test_an_early_yes_confirms_nothing() -> None:
    customer = Customer()
    customer.open()
    for button in ("form:yes", "form:value:double_charge", "form:nonsense", "form:"):
        turn = customer.presses(button)
        assert (turn.reply.kind, turn.reply.field) == ("ask", "transaction_id")


def test_a_no_asks_what_to_change_and_three_unclear_words_bring_a_person() -> None:
    customer = at_summary()
    assert customer.says("no").reply.text == "form_change_which"
    customer = at_summary()
    for _ in range(2):
        assert customer.says("hm").reply.text == "form_summary_unclear"
    assert customer.says("hm").reply.reason == "form_stuck"


def test_after_a_no_the_name_of_the_field_is_enough() -> None:
    customer = at_summary()
    customer.says("nee")
    customer.says("het bedrag")
    assert customer.asked == "amount"
    customer.says("€ 15")
    assert (customer.turn.reply.kind, customer.value("amount")) == ("summary", FIFTEEN)


def test_more_of_the_story_is_added_word_for_word() -> None:
    customer = at_summary()
    more = "And your colleague told me on the phone that it would be paid back in a week."
    turn = customer.says(more)
    assert turn.says == (("form_added", {}),)
    assert turn.reply.kind == "summary"
    assert customer.draft["description"] == [STORY, more]


def test_the_words_stay_beside_what_was_understood() -> None:
    customer = Customer()
    customer.open()
    customer.says("AB-12345")
    customer.says("€ 12,50 denk ik")
    entry = customer.draft["values"]["amount"]
    assert (entry["value"], entry["words"], entry["source"]) == (
        TWELVE_FIFTY, "€ 12,50 denk ik", "answer",
    )  # fmt: skip


def test_a_changed_mind_keeps_the_object_and_another_one_begins_with_its_kind() -> None:
    customer = Customer("harassment_hate")
    first = {"kind": "post", "ref": "https://v.example/1"}
    customer.open(reported_account="x_1", object=first)
    customer.presses("form:change:object")
    assert customer.turn.reply.text == "form_ask_object"
    customer.presses("form:skip")
    assert customer.value("object") == first
    customer.presses("form:change:object")
    assert customer.presses("form:value:account").reply.text == "form_name_account"
    assert customer.value("object") == {"kind": "account", "ref": ""}


def test_when_it_was_sent_says_which_message_is_meant() -> None:
    customer = Customer("harassment_hate")
    customer.open(reported_account="x_1", object={"kind": "direct_message", "ref": ""})
    customer.says("yesterday evening", occurred_at="2026-11-18T19:00+00:00")
    assert customer.value("object") == {"kind": "direct_message", "ref": "yesterday evening"}
    assert customer.value("occurred_at") == "2026-11-18T19:00+00:00"
    assert customer.asked != "object"


def test_nothing_to_change_leads_back_and_three_unclear_words_to_a_person() -> None:
    customer = at_summary()
    assert "form_button_keep" in [b.label for b in customer.presses("form:change").reply.buttons]
    assert customer.presses("form:skip").reply.kind == "summary"
    customer.presses("form:change")
    assert customer.says("nothing").reply.kind == "summary"
    customer.presses("form:change")
    for _ in range(2):
        assert customer.says("hm").reply.text == "form_change_which"
    assert customer.says("hm").reply.reason == "form_stuck"


def test_the_link_of_the_original_is_no_copy() -> None:
    sam = Customer("copyright", "Somebody stole my film.")
    sam.open(claim_side="owner")
    assert sam.asked == "original_work"
    link = "https://clips.example/u/1"
    sam.says(link, infringing_links=[link])
    assert sam.value("original_work") == link
    assert sam.asked == "infringing_links"


def test_a_place_and_a_time_name_the_object_and_the_day() -> None:
    sam = Customer("harassment_hate", "They call me names in my live.")
    sam.open(reported_account="rider99", abuse_kind="insult")
    sam.says("live chat comment")
    sam.says("in my live yesterday", occurred_at=(YESTERDAY, "yesterday"))
    assert sam.value("object")["ref"] == "in my live yesterday"


@pytest.mark.parametrize(
    ("words", "field"),
    [("改一下日期", "charge_date"), ("修改金额", "amount"), ("change the date", "charge_date")],
)
def test_a_field_is_named_by_a_part_of_its_label(words: str, field: str) -> None:
    sam = at_summary()
    sam.says(words)
    assert sam.asked == field


@pytest.mark.parametrize("words", ["correct", "nu klopt het", "prima zo", "都对"])
def test_these_are_a_yes_as_well(words: str) -> None:
    sam = at_summary()
    assert sam.says(words).reply.kind == "confirmed"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("not now, I have to find that number first", "paused"),
        ("even niet, ik moet eerst het mailtje zoeken", "paused"),
        ("现在没空，晚点再填", "paused"),
        ("算了，不投诉了", "cancelled"),
        ("wacht, ik wil het toch niet melden", "cancelled"),
    ],
)
def test_these_leave_the_form(words: str, kind: str) -> None:
    sam = at_summary()
    assert sam.says(words).reply.kind == kind


def test_a_long_answer_beside_the_question_is_kept_as_it_was_written() -> None:
    customer = Customer("content_access", story="my paid video wont open")
    customer.open()
    assert customer.asked == "content_link"
    words = "no link, its the workout video of @mila. oh and it was 5.99 not 4.99"
    customer.says(words, creator=("mila", "@mila"))
    assert (customer.value("creator"), customer.draft["description"][-1]) == ("mila", words)
    link = "https://lumo.example/a/very/long/address/of/one/video/that/is/paid"
    customer.says(link, content_link=link)
    assert customer.draft["description"][-1] == words
