"""What customers write fills the fields of a complaint, or is asked for: never a wrong value."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.rules.forms_values import check_value
from tests.extract.facts_cases import FIELDS, NOW, WORDS, Case, Score, load_cases, read, score
from tests.rules.forms_cases import TABLES

HERE = Path(__file__).parent
LEAST_RIGHT = 0.97
PIECES = [
    "my account is", "verkoper", "主播叫", "“", "”", "@", ":", "noor_yoga", "阿飞", "FB-7K3QX9",
    "charged", "twice", "€ 12,50", "yesterday", "on monday", "de 5e", "周三",
    "4111 1111 1111 1111", "https://example.com/x", "not", "if", "?", "是不是", "没", "unknown",
    "不记得", ".", " ", "\n", "İ",
]  # fmt: skip


@pytest.fixture(scope="module")
def own() -> Score:
    return score(load_cases(HERE / "cases"))


def test_what_was_not_said_fills_nothing(own: Score) -> None:
    assert own.wrong == []


def test_nearly_all_that_was_said_is_found(own: Score) -> None:
    assert own.right >= LEAST_RIGHT * own.cases, own.missed


def test_every_value_that_is_found_is_one_the_form_takes() -> None:
    now_ms = int(NOW.timestamp() * 1000)
    refused = [
        (case.type, fact)
        for case in load_cases(HERE / "cases") + load_cases(HERE / "held_out")
        for fact in read(case)
        if (each := TABLES.field_of(case.type, fact.field)) and fact.value is not None
        if not check_value(each, fact.value, TABLES, now_ms)
    ]
    assert refused == []


def test_there_are_cases_of_every_language_and_type() -> None:
    cases = load_cases(HERE / "cases") + load_cases(HERE / "held_out")
    assert len(cases) >= 300
    assert {case.language for case in cases} == {"en", "nl", "zh"}
    # For these two a person comes at once, without a form.
    formless = {"underage_safety", "self_harm_violence"}
    assert set(FIELDS) - formless <= {case.type for case in cases} | {"platform_rule"}


@pytest.mark.parametrize("card", ["4111111111111111", "5500-0000-0000-0004", "378282246310005"])
@pytest.mark.parametrize("asked", ["", "transaction_id"])
def test_a_card_number_is_never_given_back(card: str, asked: str) -> None:
    facts = read(Case("en", "billing_dispute", f"order {card}", {}, asked))
    assert not any(isinstance(fact.value, str) and card[:6] in fact.value for fact in facts)


def test_the_words_are_those_of_the_customer() -> None:
    text = "Afgeschreven: ２０ euro，op 3 november"
    facts = {fact.field: fact.words for fact in read(Case("nl", "billing_dispute", text, {}))}
    assert facts == {"amount": "２０ euro", "charge_date": "3 november"}


def test_two_values_that_fit_equally_are_none() -> None:
    text = "charged 10 euro and 20 euro"
    assert [f for f in read(Case("en", "billing_dispute", text, {})) if f.field == "amount"] == []


@pytest.mark.parametrize(
    ("kind", "text", "asked", "field"),
    [
        ("seller_conduct", "https://shop.example/fake-bag", "listing_link", "issue_kind"),
        ("harassment_hate", "https://clips.example/yes", "feels_unsafe_now", "feels_unsafe_now"),
        ("technical_fault", "mail upload@mail.example", "contact", "function"),
        ("harassment_hate", "@insult.bot", "reported_account", "abuse_kind"),
    ],
)
def test_the_words_of_an_address_or_a_name_say_nothing(
    kind: str, text: str, asked: str, field: str
) -> None:
    assert field not in {fact.field for fact in read(Case("en", kind, text, {}, asked))}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "@sam_77, yesterday at 21:00"),
        ("en", "room 4711, yesterday at 21:00"),
        ("nl", "kamer 12, gisteren om 21.00 uur"),
        ("zh", "@sam_77，昨晚九点"),
    ],
)
def test_who_says_where_and_when_is_not_asked_when(language: str, text: str) -> None:
    """These are the examples that the form itself gives."""
    facts = {f.field: f.value for f in read(Case(language, "harassment_hate", text, {}, "object"))}
    assert facts["occurred_at"].startswith("2026-11-19T21:00")


def test_the_last_of_several_days_is_none() -> None:
    facts = read(Case("en", "billing_dispute", "charged on 2, 5 and 9 november", {}))
    assert "charge_date" not in {fact.field for fact in facts}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=9),
    st.sampled_from(sorted(FIELDS)),
    st.sampled_from(["en", "nl", "zh", "other"]),
    st.integers(min_value=0, max_value=12),
)
def test_any_text_is_read_without_an_error(
    pieces: list[str], kind: str, language: str, place: int
) -> None:
    fields = FIELDS[kind]
    asked = fields[place].name if place < len(fields) else ""
    text = " ".join(pieces)
    facts = read(Case(language, kind, text, {}, asked))
    assert len({fact.field for fact in facts}) == len(facts)
    assert all(fact.words in text for fact in facts)


@pytest.mark.parametrize("words", ["skip", "Overslaan.", "跳过", "why?", "hoi", "人工", "nee"])
@pytest.mark.parametrize("asked", ["device", "error_message", "account_name"])
def test_a_step_of_the_form_is_no_answer_in_words(words: str, asked: str) -> None:
    assert read(Case("en", "technical_fault", words, {}, asked)) == []


def test_every_option_is_known_in_three_languages() -> None:
    for fields in FIELDS.values():
        for field in fields:
            if field.type == "choice":
                missing = set(field.options) - set(WORDS.choices[field.name]) - {"other"}
                assert not missing, field.name
