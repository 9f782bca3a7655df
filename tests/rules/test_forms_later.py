"""Who leaves a form for later in any words, and who comes back to it."""

import pytest

from tests.rules.forms_cases import TABLES, TWELVE_FIFTY, YESTERDAY, Customer, at_summary

LATER = [
    "ok forget it, leave it for later",
    "later please, have to work now",
    "have to go, be back tomorrow",
    "laat maar, bewaar het voor later",
    "later graag, moet nu werken",
    "straks, ben op mijn werk",
    "晚点再说，我要上班",
    "先留着，明天再弄",
]
BACK = [
    "hi im back, can we go on with my report",
    "go on with my complaint",
    "hoi ik ben er weer, kunnen we verder met mijn melding",
    "我回来了，继续吧",
    "继续我的投诉",
]


@pytest.mark.parametrize("words", LATER)
def test_it_is_left_for_later(words: str) -> None:
    customer = Customer()
    customer.open()
    assert customer.says(words).reply.kind == "paused"
    assert at_summary().says(words).reply.kind == "paused"


@pytest.mark.parametrize("words", BACK)
def test_who_is_back_is_asked_again(words: str) -> None:
    customer = Customer(kind="streamer_conduct", story="He insulted everybody in his stream")
    asked = customer.open().reply
    turn = customer.says(words)
    assert (turn.reply.field, turn.says) == (asked.field, (("form_resumed", {}),))
    assert turn.draft["failures"] == 0
    assert at_summary().says(words).reply.kind == "summary"


@pytest.mark.parametrize(
    "words",
    ["tonight", "tomorrow", "vanavond", "晚上", "later that day i saw it", "hi", "好"],
)
def test_a_time_or_a_greeting_leaves_nothing(words: str) -> None:
    customer = Customer()
    customer.open()
    turn = customer.says(words)
    assert turn.reply.kind not in ("paused", "cancelled")
    assert ("form_resumed", {}) not in turn.says


GO_ON = [
    "continue",
    "go on please",
    "ok, continue",
    "verder",
    "verder graag",
    "ga door",
    "继续",
    "继续吧",
]


@pytest.mark.parametrize("words", GO_ON)
def test_who_goes_on_is_asked_the_open_question_and_leaves_nothing_out(words: str) -> None:
    customer = Customer()
    customer.open()
    before = customer.draft
    assert customer.asked == "transaction_id", "which may be left unknown"
    assert customer.says(words).says == (("form_resumed", {}),)
    assert customer.asked == "transaction_id"
    assert customer.draft == before


@pytest.mark.parametrize("words", GO_ON)
def test_who_goes_on_where_proof_is_offered_has_none(words: str) -> None:
    customer = Customer()
    customer.open(transaction_id="AB-12345", amount=TWELVE_FIFTY, charge_date=YESTERDAY)
    customer.says("double charge", dispute_kind="double_charge")
    customer.says("here")
    assert customer.asked == "evidence"
    assert customer.says(words).reply.kind == "summary"
    assert customer.says(words).reply.kind == "summary", "and sends nothing"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("go on please, my name is @tessa", "my name is @tessa"),
        ("verder graag, ik heet @tessa", "ik heet @tessa"),
        ("继续吧，我叫@tessa", "我叫@tessa"),
        ("i am back, it was yesterday", "it was yesterday"),
        ("continue please", ""),
        ("my name, go on", ""),
        ("no, 250 euro", ""),
    ],
)
def test_an_answer_may_follow_the_wish_to_go_on(words: str, answer: str) -> None:
    assert TABLES.words.after_going_on(words) == answer
