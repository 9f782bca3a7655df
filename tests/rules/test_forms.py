"""What a complaint form asks, and what it never asks."""

import pytest

from handoff.rules.forms import resume
from handoff.rules.forms_drafts import new_draft
from tests.rules.forms_cases import (
    FIFTEEN,
    NOW,
    RAW,
    STORY,
    TABLES,
    TODAY,
    TWELVE_FIFTY,
    YESTERDAY,
    Customer,
    at_summary,
)

KINDS = sorted(TABLES.types)
WITH_FORM = [kind for kind in KINDS if not TABLES.types[kind].always_person]
ANSWERS = {
    "free_text": "it was removed without any reason being given",
    "short_text": "Pixel 8",
    "username": "@dj_swift",
    "contact": "sam@mail.example",
    "url": "https://video.example/watch?v=1",
    "url_list": "https://shop.example/a https://shop.example/b",
    "transaction_ref": "AB-12345",
    "order_ref": "DD-20261102",
    "amount": "€ 12,50",
    "boolean": "no",
    "datetime": "2026-11-19",
    "attachment_list": "no proof",
}


def test_a_form_opens_with_understanding_and_its_first_question() -> None:
    turn = Customer().open()
    assert turn.says == (("form_open_billing_dispute", {}),)
    assert (turn.reply.kind, turn.reply.field) == ("ask", "transaction_id")
    assert turn.reply.text == "form_ask_transaction_id"
    assert turn.draft["description"] == [STORY]
    assert (turn.draft["step"], turn.draft["open"]) == ("asking", "transaction_id")


@pytest.mark.parametrize("kind", WITH_FORM)
def test_every_type_reaches_its_summary_by_words_alone(kind: str) -> None:
    """With the least answers that lead past no person, one question at a time."""
    platform = RAW["complaint_types"][[t["id"] for t in RAW["complaint_types"]].index(kind)]
    customer = Customer(kind, story="", known={}, platform=platform["platforms"][0])
    customer.open()
    asked = []
    for _ in range(20):
        if customer.turn.reply.kind != "ask":
            break
        asked.append(customer.asked)
        each = TABLES.field_of(kind, customer.asked)
        assert each is not None
        if customer.asked == "description":
            customer.says(STORY)
        elif each.type == "choice":
            customer.says(str(len(each.options)))
        elif each.type == "object_ref" and "form_ask" in customer.turn.reply.text:
            customer.presses(customer.turn.reply.buttons[-1].id)
        else:
            customer.says(ANSWERS.get(each.type, "https://video.example/watch"))
    assert customer.turn.reply.kind == "summary", asked
    assert max(map(asked.count, asked)) <= 2, "only an object is asked in two steps"
    common = {"description", "contact", "evidence"}
    assert common <= set(asked)
    assert customer.draft["values"]["occurred_at"]["value"], "every complaint has its time"


def test_what_was_said_or_is_known_is_never_asked() -> None:
    customer = Customer()
    customer.open(amount=TWELVE_FIFTY, dispute_kind="double_charge")
    asked = [customer.asked]
    for answer in ("AB-12345", "2026-11-19", "here", "skip"):
        customer.says(answer)
        asked.append(customer.asked)
    assert asked == ["transaction_id", "charge_date", "contact", "evidence", ""]
    assert customer.turn.reply.kind == "summary"
    assert customer.value("account_name") == "noor_yoga"
    assert customer.value("occurred_at") == customer.value("charge_date")
    assert customer.value("purpose") == "report_problem"
    assert customer.draft["values"]["account_name"]["source"] == "channel"


def test_several_facts_in_one_message_fill_several_fields() -> None:
    customer = Customer()
    customer.open()
    customer.says(
        "€12,50 on 3 May, order AB-12345",
        amount=(TWELVE_FIFTY, "€12,50"),
        charge_date=("2026-05-03T00:00+00:00", "3 May"),
        transaction_id=("AB-12345", "AB-12345"),
    )
    assert customer.asked == "dispute_kind"
    assert customer.draft["values"]["amount"]["words"] == "€12,50"


def test_facts_for_others_are_no_answer_to_the_open_question_and_no_failure() -> None:
    customer = Customer("technical_fault", story="the live stream does not load at all any more")
    customer.open(function="live_stream")
    assert customer.asked == "device"
    customer.says(
        "since yesterday, mail to bas@mail.example",
        occurred_at=(YESTERDAY, "since yesterday"),
        contact=("bas@mail.example", "mail to bas@mail.example"),
    )
    assert (customer.asked, customer.draft["failures"]) == ("device", 0)
    customer.says("Pixel 8, android 15")
    assert customer.value("device") == "Pixel 8, android 15"
    assert customer.asked == "evidence"
    assert customer.says("no proof").reply.kind == "summary"


@pytest.mark.parametrize(
    ("story", "is_asked"),
    [
        ("I want to file a complaint", True),
        ("ik wil graag een klacht indienen", True),
        ("我要投诉", True),
        ("charged", True),
        ("", True),
        ("charged me twice", False),
        ("ik heb twee keer betaald", False),
        ("你们这个月扣了我两次钱怎么回事", False),
    ],
)
def test_the_opening_story_is_the_description(story: str, is_asked: bool) -> None:
    turn = Customer(story=story).open()
    assert (turn.reply.field == "description") is is_asked
    if not is_asked:
        assert turn.draft["description"] == [story]


def test_the_time_of_the_type_stands_for_the_common_one() -> None:
    for kind in ("streamer_conduct", "billing_dispute", "payout", "account_security"):
        names = [each.name for each in TABLES.fields_of(kind) if each.is_asked]
        assert "occurred_at" not in names
    needed = [each.name for each in TABLES.fields_of("moderation_decision") if each.required]
    assert "decision_date" in needed, "one of the two is needed"
    assert "occurred_at" not in needed


def test_optional_fields_are_not_asked_but_taken() -> None:
    customer = Customer("technical_fault", story="uploading has been failing since this morning")
    customer.open(function="upload", occurred_at=TODAY, app_version="9.1.2")
    asked = [customer.asked]
    for answer in ("Pixel 8", "here", "skip"):
        customer.says(answer)
        asked.append(customer.asked)
    assert asked == ["device", "contact", "evidence", ""]
    assert customer.value("app_version") == "9.1.2"


def test_proof_is_offered_once_and_not_at_all_if_it_came_before() -> None:
    customer = Customer()
    customer.open(amount=FIFTEEN, charge_date=TODAY, dispute_kind="wrong_amount", contact="chat")
    turn = customer.sends_files(2)
    assert turn.says == (("form_evidence_received", {}),)
    assert (turn.reply.kind, turn.reply.field) == ("ask", "transaction_id")
    assert customer.says("AB-12345").reply.kind == "summary"
    assert customer.draft["evidence"] == {"count": 2, "kinds": ["screenshot"]}


def test_files_that_come_when_they_are_asked_for_may_be_more() -> None:
    customer = Customer()
    customer.open(
        transaction_id="AB-12345", amount=FIFTEEN, charge_date=TODAY, dispute_kind="wrong_amount",
        contact="chat",
    )  # fmt: skip
    assert customer.asked == "evidence"
    assert customer.sends_files().reply.text == "form_ask_evidence_more"
    assert [b.label for b in customer.turn.reply.buttons] == ["form_button_done"]
    assert customer.presses("form:skip").reply.kind == "summary"


def test_unknown_is_an_answer_where_the_table_says_so() -> None:
    for answer in ("i don't know", "weet ik niet meer", "不记得了"):
        customer = Customer()
        customer.open()
        customer.says(answer)
        assert customer.value("transaction_id") is None
        assert customer.asked == "amount"
    customer = Customer("seller_conduct", platform="marketplace")
    customer.open(seller="retro_finds", issue_kind="late")
    assert customer.says("i don't know").reply.text == "form_refused_needed"


def test_a_field_that_another_answer_makes_needless_waits_for_it() -> None:
    customer = Customer("seller_conduct", platform="marketplace")
    customer.open(seller="retro_finds")
    assert customer.asked == "issue_kind"
    customer.presses("form:value:misleading_listing")
    assert customer.asked == "contact", "no order number for a listing that misleads"
    customer = Customer("seller_conduct", platform="marketplace")
    customer.open(seller="retro_finds")
    customer.presses("form:value:late")
    assert customer.asked == "order_id"


def test_an_object_is_named_by_its_kind_and_what_identifies_it() -> None:
    customer = Customer("moderation_decision", platform="marketplace")
    customer.open(decision_kind="review_refused")
    assert customer.asked == "object"
    kinds = [button.id.rpartition(":")[2] for button in customer.turn.reply.buttons]
    assert "review" in kinds
    assert "live_video" not in kinds, "there are no streams on a marketplace"
    assert customer.presses("form:value:review").reply.text == "form_name_review"
    customer.says("https://shop.example/r/1")
    assert customer.value("object") == {"kind": "review", "ref": "https://shop.example/r/1"}


def test_an_object_may_be_named_before_its_kind() -> None:
    customer = Customer("moderation_decision")
    customer.open(decision_kind="content_removed")
    customer.says("https://video.example/v/1")
    assert (customer.asked, customer.turn.reply.text) == ("object", "form_ask_object")
    customer.presses("form:value:post")
    assert customer.value("object") == {"kind": "post", "ref": "https://video.example/v/1"}


def test_a_draft_of_before_goes_on_where_it_was() -> None:
    customer = Customer()
    customer.open(amount=TWELVE_FIFTY)
    turn = resume(customer.draft, TABLES, NOW)
    assert (turn.reply.kind, turn.reply.field) == ("resumed", "transaction_id")
    assert turn.says == (("form_resumed", {}),)
    assert resume(at_summary().draft, TABLES, NOW).reply.kind == "summary"
    assert resume(new_draft("payout", "en", "short_video"), TABLES, NOW).reply.kind == "resumed"


def test_pause_keeps_and_cancel_ends() -> None:
    pauses = ("ik doe dit later", "ben er even niet, later verder", "等会儿再说", "等一下再说")
    for words in ("later", *pauses):
        customer = Customer()
        customer.open(amount=TWELVE_FIFTY)
        assert customer.says(words).reply.kind == "paused"
        assert customer.value("amount") == TWELVE_FIFTY
    ends = (
        *("cancel", "stop", "actually forget it, cancel", "nvm cancel it pls", "算了", "不投诉了"),
        *("laat maar", "laat maar, stop maar", "ik wil stoppen", "nee doe maar niet meer"),
    )
    for words in ends:
        customer = Customer()
        customer.open()
        assert customer.says(words).reply.kind == "cancelled", words
    assert Customer().open().reply.kind == "ask"


def test_no_draft_is_ever_changed_in_place() -> None:
    customer = at_summary()
    before, copy = customer.draft, repr(customer.draft)
    customer.says("change the amount")
    customer.says("€ 15")
    customer.sends_files()
    customer.says("yes")
    assert repr(before) == copy
