"""Who leaves a form for later in any words, and who comes back to it."""

import pytest

from tests.rules.forms_cases import Customer, at_summary

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
    ["tonight", "tomorrow", "vanavond", "晚上", "later that day i saw it", "hi", "好", "继续"],
)
def test_a_time_or_a_greeting_leaves_nothing(words: str) -> None:
    customer = Customer()
    customer.open()
    turn = customer.says(words)
    assert turn.reply.kind not in ("paused", "cancelled")
    assert ("form_resumed", {}) not in turn.says
