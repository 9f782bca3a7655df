"""What only looks like a yes, a name or a wish to change something, and what is lost by nothing."""

import pytest

from handoff.rules.forms import press, take_answer
from handoff.rules.forms_drafts import Fact
from handoff.rules.forms_replies import label_of, options_of
from handoff.rules.forms_steps import at_field
from handoff.rules.forms_summary import render_summary
from handoff.rules.forms_tables import FormField
from handoff.rules.forms_values import Refused, Taken, read_answer
from handoff.rules.forms_words import read_words
from tests.rules.forms_cases import (
    CONTENT,
    NOW,
    STORY,
    TABLES,
    TWELVE_FIFTY,
    WORDS,
    YESTERDAY,
    Customer,
    at_summary,
)


@pytest.mark.parametrize("words", ["yes?", "ok?", "is it right?", "klopt?", "correct？", "对？"])
def test_who_wonders_has_not_confirmed(words: str) -> None:
    customer = at_summary()
    assert customer.says(words).reply.kind == "summary"
    assert customer.draft["step"] != "confirmed"


@pytest.mark.parametrize(
    "words",
    [
        "no, I have none",
        "nope, i have no proof",
        "sorry i didn't take a screenshot",
        "nee, die heb ik niet",
        "nee sorry ik heb geen foto's",
        "没有，我没截图",
        "不，没有证据",
    ],
)
def test_who_has_nothing_to_show_is_not_asked_again(words: str) -> None:
    assert read_words(WORDS).is_said("skip", words)


@pytest.mark.parametrize("words", ["no", "no, wait, I have it", "nee maar morgen wel", "没有问题"])
def test_other_words_skip_nothing(words: str) -> None:
    assert not read_words(WORDS).is_said("skip", words)


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


@pytest.mark.parametrize("words", ["ok thanks", "yes", "no", "ja", "是的", "没有"])
def test_a_yes_is_no_device_and_no_name(words: str) -> None:
    customer = Customer("technical_fault")
    customer.open(function="upload")
    assert customer.asked == "device"
    assert (customer.says(words).reply.kind, customer.asked) == ("refused", "device")
    customer = Customer("streamer_conduct")
    customer.open()
    assert customer.asked == "streamer"
    assert (customer.says(words).reply.kind, customer.asked) == ("refused", "streamer")


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
    assert turn.says == (("form_added", {}),)


def _options() -> list[tuple[str, str]]:
    return [
        (kind, each.name)
        for kind, form in TABLES.types.items()
        for each in form.fields
        if each.is_asked and each.type in ("choice", "boolean", "object_ref")
        if not form.always_person
    ]


@pytest.mark.parametrize(("kind", "field"), _options())
def test_what_a_button_reads_means_the_same_when_it_is_typed(kind: str, field: str) -> None:
    """Whatever the reader of facts hears in it: "I act for the owner" is not the owner."""
    each = TABLES.field_of(kind, field)
    assert each is not None
    customer = Customer(kind, platform=TABLES.types[kind].platforms[0])
    customer.open()
    draft = at_field(customer.draft, field)
    for option in options_of(draft, each, TABLES):
        for label in TABLES.labels[label_of(each, option)]:
            wrong = [Fact(field, _other(each, option), label)]
            turn = take_answer(draft, label, TABLES, wrong, language="en", now_ms=NOW)
            pressed = press(draft, f"form:value:{option}", TABLES, NOW)
            assert turn.draft["values"][field] == pressed.draft["values"][field]


def _other(each: FormField, option: str) -> object:
    if each.type == "boolean":
        return option != "yes"
    if each.type == "object_ref":
        return {"kind": "game", "ref": ""}
    return next(one for one in each.options if one != option)


@pytest.mark.parametrize(
    "words",
    [
        "You took 12.50 euro twice on Monday",
        "Dubbel afgeschreven, 12,50 euro",
        "周一重复扣了我12.5元",
    ],
)
def test_a_story_that_is_all_facts_is_not_asked_for_again(words: str) -> None:
    customer = Customer(story="I want to complain")
    customer.open()
    assert customer.asked == "description"
    customer.says(words, amount=(TWELVE_FIFTY, words), dispute_kind=("double_charge", words))
    assert customer.asked == "transaction_id"
    assert customer.draft["description"] == [words]


def test_short_pieces_of_a_story_count_together() -> None:
    customer = Customer("technical_fault", story="my app")
    customer.open()
    customer.says("it stops")
    assert customer.draft["description"] == ["my app", "it stops"]
    assert customer.asked != "description"


def test_a_chinese_story_is_as_long_as_what_it_says() -> None:
    customer = Customer("streamer_conduct", story="主播骂人，太过分了", language="zh")
    customer.open()
    assert customer.asked == "streamer"
    customer = Customer("streamer_conduct", story="我要投诉", language="zh")
    customer.open()
    turn = customer.says("太坏了")
    assert (turn.reply.text, turn.reply.values) == ("form_refused_too_short", {"limit": "5"})


def test_who_wants_to_change_the_story_may_leave_it() -> None:
    customer = at_summary()
    customer.presses("form:change:description")
    assert customer.says("skip").reply.kind == "summary"
    assert customer.draft["description"] == [STORY]


@pytest.mark.parametrize(
    "words", ["change the contact", "ik wil het contact wijzigen", "修改联系方式"]
)
def test_who_wants_to_change_what_is_open_is_asked_for_it(words: str) -> None:
    customer = Customer(known={})
    customer.open(transaction_id="AB-12345", amount=TWELVE_FIFTY, charge_date=YESTERDAY,
                  dispute_kind="double_charge", account_name="noor_yoga")  # fmt: skip
    assert customer.asked == "contact"
    for _ in range(4):
        turn = customer.says(words)
        assert (turn.reply.kind, customer.asked) == ("ask", "contact")
    assert customer.draft["failures"] == 0


@pytest.mark.parametrize(
    "words", ["listing 20481234", "Listing number: 20481234", "advertentienummer 20481234"]
)
def test_the_number_of_a_listing_is_no_telephone_number(words: str) -> None:
    each = TABLES.field_of("seller_conduct", "contact")
    assert each is not None
    assert isinstance(read_answer(each, words, TABLES), Refused)
    assert read_answer(each, "my number is 0612345678", TABLES) == Taken("0612345678")
