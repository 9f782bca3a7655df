"""Where a person takes over, and where a ticket goes."""

from dataclasses import replace
from typing import Any

import pytest

from handoff.rules.forms import open_form
from handoff.rules.forms_summary import render_summary, route_of
from tests.rules.forms_cases import (
    CONTENT,
    NOW,
    TABLES,
    TODAY,
    YESTERDAY,
    Customer,
    at_summary,
)


@pytest.mark.parametrize("kind", ["underage_safety", "self_harm_violence"])
def test_danger_has_no_form(kind: str) -> None:
    turn = Customer(kind).open()
    assert (turn.reply.kind, turn.reply.reason) == ("person", "safety_emergency")
    assert turn.says == ()


@pytest.mark.parametrize(
    ("kind", "found", "reason", "department", "priority"),
    [
        ("billing_dispute", {"dispute_kind": "unauthorised"}, "security_emergency", "billing",
         "P1"),
        ("platform_rule", {"rule_topic": "illegal_content"}, "complaint_needs_decision",
         "urgent_safety", "P1"),
        ("customer_service", {"service_channel": "chat_bot"}, "complaint_needs_decision",
         "service_quality", "P2"),
        ("harassment_hate", {"feels_unsafe_now": True}, "safety_emergency", "urgent_safety", "P0"),
        ("spam_scam", {"money_or_code_given": True, "occurred_at": TODAY}, "security_emergency",
         "trust_safety", "P1"),
    ],
)  # fmt: skip
def test_an_answer_may_bring_a_person_at_once(
    kind: str, found: dict[str, Any], reason: str, department: str, priority: str
) -> None:
    turn = Customer(kind).open(**found)
    assert (turn.reply.kind, turn.reply.reason) == ("person", reason)
    route = route_of(turn.draft, TABLES, NOW)
    assert (route.department, route.priority) == (department, priority)
    assert department not in route.also_inform


def test_by_a_button_as_well() -> None:
    customer = Customer("harassment_hate")
    customer.open(
        reported_account="x_1", object={"kind": "post", "ref": "https://v.example/1"},
        abuse_kind="stalking", is_target=True,
    )  # fmt: skip
    assert customer.asked == "feels_unsafe_now"
    assert customer.presses("form:value:yes").reply.reason == "safety_emergency"


def test_money_given_long_ago_is_urgent_but_goes_on() -> None:
    turn = Customer("spam_scam").open(
        money_or_code_given=True, occurred_at="2026-11-10T00:00+00:00", reported_account="x_1"
    )
    assert turn.reply.kind == "ask"
    assert route_of(turn.draft, TABLES, NOW).priority == "P1"
    turn = Customer("spam_scam").open(money_or_code_given=True, occurred_at=YESTERDAY)
    assert turn.reply.kind == "person", "yesterday may be less than a day ago"


@pytest.mark.parametrize(
    "story",
    [
        "somebody is emptying my account right now, he is buying coins",
        "iemand is op dit moment mijn account aan het leeghalen",
        "有人正在转走我账号里的钱，快帮帮我",
    ],
)
def test_a_loss_that_goes_on_asks_two_questions_at_most(story: str) -> None:
    customer = Customer("account_security", story=story, known={})
    customer.open()
    assert customer.asked == "affected_account"
    customer.says("@mia.draws")
    assert customer.asked == "contact"
    turn = customer.says("here")
    assert (turn.reply.kind, turn.reply.reason) == ("person", "security_emergency")
    assert customer.value("account_name") == "mia.draws"


@pytest.mark.parametrize("words", ["he is stealing it right now", "他正在转走我的钱"])
def test_a_loss_told_in_mid_form_is_heard_however_short(words: str) -> None:
    customer = Customer("account_security", story="my account was hacked", known={})
    customer.open(affected_account="mia.draws")
    assert customer.asked == "last_own_access"
    assert customer.says(words).reply.field == "contact", "no date is asked for while it goes on"
    assert customer.says("here").reply.reason == "security_emergency"
    assert words in customer.draft["description"]


def test_a_loss_told_under_the_summary_brings_a_person() -> None:
    customer = Customer("account_security", story="my account was hacked", known={})
    customer.open(affected_account="mia.draws", last_own_access=YESTERDAY, still_signed_in=True,
                  contact="chat")  # fmt: skip
    assert customer.presses("form:skip").reply.kind == "summary"
    turn = customer.says("wait, he is stealing it right now")
    assert (turn.reply.kind, turn.reply.reason) == ("person", "security_emergency")


def test_who_cannot_answer_while_money_goes_meets_the_same_person() -> None:
    customer = Customer("account_security", story="they are spending my coins right now", known={})
    customer.open()
    for _ in range(3):
        turn = customer.says("please just help me")
    assert (turn.reply.kind, turn.reply.reason) == ("person", "security_emergency")


@pytest.mark.parametrize(
    "story",
    [
        "我被骗了！有人冒充客服让我给了验证码，现在我的钱正在被转走",
        "a fake agent called, I gave the code and he is emptying my wallet",
        "oplichter aan de lijn gehad, hij is mijn rekening aan het leeghalen",
    ],
)
def test_a_scam_that_goes_on_asks_nothing(story: str) -> None:
    turn = Customer("spam_scam", story=story, known={}).open()
    assert (turn.reply.kind, turn.reply.reason) == ("person", "security_emergency")
    assert route_of(turn.draft, TABLES, NOW).priority == "P1"


def test_a_scam_that_turns_out_to_go_on_asks_nothing_more() -> None:
    customer = Customer("spam_scam", story="someone pretended to be support", known={})
    customer.open()
    assert customer.asked == "reported_account"
    assert customer.says("快点，钱还在被转走").reply.reason == "security_emergency"


@pytest.mark.parametrize(
    "words",
    [
        "不知道对方账号，他用电话打给我的",
        "我说了不知道！",
        "i dont know his account, he phoned me",
        "I don't know which account it was",
        "ik weet zijn account niet, hij belde me op",
    ],
)
def test_who_was_phoned_by_a_scammer_need_know_no_account(words: str) -> None:
    customer = Customer("spam_scam", story="someone phoned and pretended to be you", known={})
    customer.open()
    assert customer.asked == "reported_account"
    turn = customer.says(words)
    assert (turn.reply.kind, customer.asked) == ("ask", "money_or_code_given")
    assert customer.value("reported_account") is None


@pytest.mark.parametrize(
    "story",
    [
        "the app crashes right now when I change my password",
        "I cannot log in right now, the code does not arrive",
        "de app loopt op dit moment vast bij het inloggen",
        "我现在登录不了，页面一直在提示错误，一直在转圈",
    ],
)
def test_right_now_alone_is_no_loss(story: str) -> None:
    customer = Customer("account_security", story=story)
    customer.open(affected_account="mia.draws", contact="chat")
    assert customer.asked == "last_own_access"


@pytest.mark.parametrize(
    ("story", "then"),
    [
        ("someone took my coins and my account", "it is happening right now"),
        ("mijn munten zijn gestolen", "het is nu bezig, op dit moment"),
        ("我的账号被盗了，金币没了", "现在正在发生"),
    ],
)
def test_a_loss_and_that_it_goes_on_may_be_told_one_after_the_other(story: str, then: str) -> None:
    customer = Customer("account_security", story=story, known={})
    customer.open(affected_account="mia.draws")
    assert customer.asked == "last_own_access"
    assert customer.says(then).reply.field == "contact"
    assert customer.says("here").reply.reason == "security_emergency"


@pytest.mark.parametrize(
    "story",
    [
        "someone is in my account right now",
        "my money is disappearing at this moment",
        "iemand zit op dit moment in mijn account",
        "terwijl ik dit typ verdwijnt mijn geld, het saldo is weg",
        "此刻有人在用我的账号",
    ],
)
def test_right_now_beside_what_is_lost_is_a_loss(story: str) -> None:
    customer = Customer("account_security", story=story, known={})
    customer.open()
    assert customer.asked == "affected_account"
    customer.says("@mia.draws")
    assert customer.asked == "contact"


def test_without_a_loss_going_on_everything_is_asked() -> None:
    customer = Customer("account_security", story="my password was changed last week by someone")
    customer.open(affected_account="mia.draws", contact="chat")
    assert customer.asked == "last_own_access"


def test_an_own_photo_informs_those_who_keep_copyright() -> None:
    draft = Customer("plagiarised_listing", platform="marketplace").open(owns_photo=True).draft
    assert route_of(draft, TABLES, NOW).also_inform == ("marketplace_disputes", "copyright_legal")


def test_a_plain_complaint_goes_where_its_type_says() -> None:
    route = route_of(at_summary().draft, TABLES, NOW)
    assert (route.department, route.priority, route.also_inform) == (
        "billing", "P2", ("account_security",),
    )  # fmt: skip


def test_the_purpose_follows_from_the_type() -> None:
    assert Customer("moderation_decision").open().draft["values"]["purpose"]["value"] == (
        "appeal_outcome"
    )


def test_a_type_of_one_platform_needs_no_question_for_it() -> None:
    draft = Customer("game_problem", platform="").open().draft
    assert draft["platform"] == "live_streaming"


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
def test_the_summary_shows_every_field_with_the_words_that_were_said(language: str) -> None:
    customer = at_summary(language=language)
    customer.presses("form:change:charge_date")
    draft = customer.draft
    about = {"value": YESTERDAY, "words": "gisteren", "approximate": True, "source": "answer"}
    draft = {**draft, "values": {**draft["values"], "charge_date": about}}
    lines = render_summary(draft, TABLES, CONTENT).splitlines()
    shown = [
        CONTENT.render_text(f"form_field_{name}", language, {})
        for name in ("type", "description", "transaction_id", "amount", "charge_date",
                     "dispute_kind", "account_name", "contact", "purpose", "platform")
    ]  # fmt: skip
    assert len(lines) == len(shown)
    assert [line for line, label in zip(lines, shown, strict=True) if label not in line] == []
    when = lines[4]
    assert "2026-11-19" in when
    assert "gisteren" in when
    assert CONTENT.render_text("form_option_dispute_kind_double_charge", language, {}) in str(lines)


def test_what_is_not_known_reads_so() -> None:
    customer = at_summary()
    customer.presses("form:change:transaction_id")
    customer.says("i don't know")
    assert "Transaction number: not known" in render_summary(customer.draft, TABLES, CONTENT)


def test_a_new_type_and_a_new_field_need_no_code() -> None:
    """A row in the table is a form: nothing in the program names a type."""
    kind = replace(
        TABLES.types["technical_fault"], id="noise", fields=TABLES.types["payout"].fields
    )
    tables = replace(TABLES, types={**TABLES.types, "noise": kind})
    turn = open_form("noise", tables, story=["there is a loud noise in it"], now_ms=NOW)
    assert turn.reply.field == "payout_reference"
    assert turn.says == (("form_open_noise", {}),)
