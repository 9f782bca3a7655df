"""What only looks like a yes, a name or a wish to change something, and what is lost by nothing."""

import pytest

from handoff.rules.forms_summary import render_summary
from tests.rules.forms_cases import CONTENT, STORY, TABLES, YESTERDAY, Customer, at_summary


@pytest.mark.parametrize("words", ["yes?", "ok?", "is it right?", "klopt?", "correct？", "对？"])
def test_who_wonders_has_not_confirmed(words: str) -> None:
    customer = at_summary()
    assert customer.says(words).reply.kind == "summary"
    assert customer.draft["step"] != "confirmed"


@pytest.mark.parametrize("words", ["skip", "overslaan", "volgende", "跳过", "idk"])
def test_who_skips_the_account_is_not_called_that(words: str) -> None:
    customer = Customer(known={})
    customer.open(transaction_id="AB-12345", amount={"amount": "12.50", "currency": "EUR"},
                  charge_date=YESTERDAY, dispute_kind="double_charge")  # fmt: skip
    assert customer.asked == "account_name"
    turn = customer.says(words)
    assert (turn.reply.kind, turn.reply.text) == ("refused", "form_refused_needed")
    assert customer.says("geen").reply.field == "contact", "to have none is an answer"
    assert customer.value("account_name") is None


def test_who_forgot_the_account_is_not_said_to_have_none() -> None:
    customer = Customer(known={})
    customer.open(account_name=(None, "I don't know"))
    shown = render_summary(customer.draft, TABLES, CONTENT)
    assert "Your account: not known" in shown
    customer.open()
    customer.presses("form:change:account_name")
    customer.presses("form:value:none")
    assert "Your account: I have no account" in render_summary(customer.draft, TABLES, CONTENT)


def appealing() -> Customer:
    customer = Customer("moderation_decision", "You blocked me and never said what for")
    customer.open(
        decision_kind="account_ban",
        object={"kind": "account", "ref": "noor_yoga"},
        decision_date=YESTERDAY,
    )
    assert customer.asked == "appeal_reason"
    return customer


@pytest.mark.parametrize(
    "words",
    [
        "My account should be opened again, I did nothing",
        "the decision is wrong",
        "Mijn account moet weer open zijn",
        "我的账号应该是被误封的，我没有违规",
    ],
)
def test_a_reason_is_no_wish_to_change_a_field(words: str) -> None:
    customer = appealing()
    assert customer.says(words).reply.field == "contact"
    assert customer.value("appeal_reason") == words


def test_a_field_can_be_changed_while_a_story_is_asked_for() -> None:
    customer = appealing()
    customer.says("the date should be 3 november", decision_date=("2026-11-03", "3 november"))
    assert (customer.asked, customer.value("decision_date")) == ("appeal_reason", "2026-11-03")
    customer.says("change the date")
    assert customer.asked == "decision_date"


def test_a_long_story_in_place_of_an_answer_is_kept_word_for_word() -> None:
    customer = Customer()
    customer.open()
    more = "I wrote to your colleagues three times about this, and nobody ever answered"
    turn = customer.says(more)
    assert (turn.reply.kind, turn.reply.field) == ("refused", "transaction_id")
    assert customer.draft["description"] == [STORY, more]
