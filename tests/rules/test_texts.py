"""Rendering of texts: languages, values, policy, platform kinds."""

import pytest

from handoff.rules.texts import Content, slots_of

CONTENT = Content(
    texts={
        "hi": {"en": "Hi {name}, {days} days", "nl": "Hoi {name}, {days} dagen", "zh": "{name}好"},
        "only": {"en": "English", "nl": "", "zh": ""},
        "braces": {"en": "{ not a slot } {Name} {} {name}", "nl": "x", "zh": "x"},
    },
    answers={"refund": {"en": "Everywhere", "nl": "Overal", "zh": "哪里"}},
    answers_by_platform={("refund", "shop"): {"en": "In the shop", "nl": "Winkel", "zh": "店"}},
    titles={"refund": {"en": "Refunds", "nl": "Geld terug", "zh": "退款"}},
    policy={"days": {"en": "14", "nl": "veertien", "zh": "14"}},
)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Hi Ada, 14 days"), ("nl", "Hoi Ada, veertien dagen"), ("zh", "Ada好")],
)
def test_a_text_is_filled_with_values_and_policy_in_its_language(language: str, text: str):
    assert CONTENT.render_text("hi", language, {"name": "Ada"}) == text


@pytest.mark.parametrize(
    ("days", "language", "text"),
    [
        ("1", "en", "Hi Ada, 1 day"),
        ("1", "nl", "Hoi Ada, 1 dag"),
        ("11", "en", "Hi Ada, 11 days"),
        ("1", "zh", "Ada好"),
    ],
)
def test_one_is_no_plural(days: str, language: str, text: str):
    assert CONTENT.render_text("hi", language, {"name": "Ada", "days": days}) == text


def test_what_people_typed_stays_as_it_is():
    assert CONTENT.render_text("hi", "en", {"name": "1 days", "days": "2"}) == "Hi 1 days, 2 days"


def test_a_value_given_wins_over_the_policy():
    assert CONTENT.render_text("hi", "en", {"name": "Ada", "days": "3"}) == "Hi Ada, 3 days"


def test_what_people_typed_is_never_filled_again():
    rendered = CONTENT.render_text("hi", "en", {"name": "{days}"})
    assert rendered == "Hi {days}, 14 days"


@pytest.mark.parametrize("language", ["nl", "zh", "fr", ""])
def test_a_language_without_words_falls_back_to_english(language: str):
    assert CONTENT.render_text("only", language, {}) == "English"


def test_braces_that_are_no_slot_stay():
    assert CONTENT.render_text("braces", "en", {"name": "x"}) == "{ not a slot } {Name} {} x"


def test_answers_are_worded_for_the_platform_where_that_differs():
    assert CONTENT.render_answer("refund", "en", "shop") == "In the shop"
    assert CONTENT.render_answer("refund", "nl", "video") == "Overal"
    assert CONTENT.render_title("refund", "zh") == "退款"


@pytest.mark.parametrize(("name", "values"), [("gone", {}), ("hi", {})])
def test_an_unknown_text_or_value_is_an_error_and_no_half_sentence(name: str, values: dict):
    with pytest.raises(KeyError):
        CONTENT.render_text(name, "en", values)


def test_slots_of_a_template():
    assert slots_of("{a} {b_2} {A} {} {a}") == {"a", "b_2"}
