"""Another type, where words say that the form is the wrong one."""

import pytest

from handoff.rules.forms_types import offer_types
from tests.rules.forms_cases import TABLES, Customer

WRONG = [
    "that is not about customer service, I am being harassed by @badguy",
    "wrong form, it is about a hacked account",
    "this has nothing to do with my payout",
    "dit gaat niet over klantenservice, dit gaat over pesten",
    "verkeerd formulier, mijn uitbetaling is weg",
    "不是这个，我是被骚扰了",
    "不是客服问题，是有人骗我钱",
    "选错类型了",
]
OTHER = [
    "this is about a scam, someone tricked me",
    "nee het gaat over oplichting",
    "dit gaat over bedreiging",
    "我要投诉的是提现没到账",
]
NEITHER = [
    "here", "the video, not the comment", "it was not me", "the amount is wrong", "yesterday",
    "no", "not sure", "hij zei dat het niet mocht", "niet ik, mijn broer", "不是我", "不知道",
]  # fmt: skip


@pytest.mark.parametrize("words", WRONG)
def test_words_that_deny_the_type_are_heard(words: str) -> None:
    assert TABLES.words.is_told("wrong_type", words)


@pytest.mark.parametrize("words", OTHER)
def test_words_that_name_what_it_is_about_are_heard(words: str) -> None:
    assert TABLES.words.is_told("other_type", words)
    assert not TABLES.words.is_told("wrong_type", words)


@pytest.mark.parametrize("words", NEITHER)
def test_answers_are_neither(words: str) -> None:
    assert not TABLES.words.is_told("wrong_type", words)
    assert not TABLES.words.is_told("other_type", words)


def offered(customer: Customer, *kinds: str) -> list[str]:
    customer.turn = offer_types(customer.draft, "it is about @badguy", kinds, TABLES)
    return [button.id for button in customer.turn.reply.buttons]


def test_the_likely_types_come_first_and_all_others_stand_behind_a_button() -> None:
    customer = Customer()
    customer.open()
    assert offered(customer, "spam_scam", "impersonation") == [
        "form:value:spam_scam", "form:value:impersonation", "form:more", "form:skip",
    ]  # fmt: skip
    assert customer.turn.says == (("form_other_type", {}),)
    every = [button.id for button in customer.presses("form:more").reply.buttons]
    assert "form:value:payout" in every
    customer.presses("form:value:impersonation")
    assert customer.draft["type"] == "impersonation"
    assert customer.draft["description"][-1] == "it is about @badguy"


def test_who_keeps_the_type_goes_on_where_the_form_was() -> None:
    customer = Customer()
    customer.open()
    asked = customer.asked
    offered(customer, "spam_scam")
    assert customer.presses("form:skip").reply.field == asked


def test_who_cannot_choose_gets_to_a_person() -> None:
    customer = Customer()
    customer.open()
    offered(customer, "spam_scam")
    offered(customer, "spam_scam")
    offered(customer, "spam_scam")
    assert customer.turn.reply.kind == "ask"
    offered(customer, "spam_scam")
    assert (customer.turn.reply.kind, customer.turn.reply.reason) == ("person", "form_stuck")
