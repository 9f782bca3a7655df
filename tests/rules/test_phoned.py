"""A complaint typed in for somebody on the phone: the same tables and readers, all at once."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("yaml")

from bot.content import load
from handoff.rules.forms_summary import route_of
from handoff.rules.phoned import asked_by_phone, choices_by_phone, phoned_draft

FORMS = load(Path(__file__).parents[2] / "data").tables.forms
NOW = 1_790_000_000_000  # 21 September 2026
PAYOUT: "dict[str, Any]" = {
    "description": "My payout of August never came.",
    "account_name": "noor77",
    "contact": "noor@example.com",
    "amount": "120,50 euro",
    "payout_date": "2026-09-01",
}


def take(kind: str, platform: str, **answers: Any) -> Any:
    return phoned_draft(kind, answers, FORMS, language="en", platform=platform, now_ms=NOW)


def needed(kind: str, platform: str) -> "dict[str, Any]":
    """The least that a complaint of the type needs, by its tables."""
    given: dict[str, Any] = {}
    for each in asked_by_phone(kind, FORMS):
        options = choices_by_phone(each, platform, FORMS)
        if each.type == "object_ref":
            given[each.name] = {"kind": options[0], "ref": "https://lumo.example/p/1"}
        elif options and each.type in ("choice", "boolean"):
            given[each.name] = options[0]
        else:
            given[each.name] = {
                "free_text": "It is about something that I bought.",
                "short_text": "Phone",
                "username": "noor77",
                "contact": "noor@example.com",
                "url": "https://lumo.example/p/1",
                "url_list": "https://lumo.example/p/1 https://lumo.example/p/2",
                "transaction_ref": "TX-12345",
                "order_ref": "OR-12345",
                "amount": "12 euro",
                "datetime": "2026-09-01T10:00+02:00",
            }[each.type]
    return given


def test_what_is_not_known_has_no_words_and_there_is_no_chat_to_reply_in():
    draft, _ = take("payout", "short_video", **PAYOUT, payout_reference="unknown")
    assert draft["values"]["payout_reference"]["value"] is None
    assert draft["values"]["payout_reference"]["words"] == ""
    _, wrong = take("payout", "short_video", **(PAYOUT | {"contact": "here"}))
    assert wrong["contact"].text == "form_refused_contact"


@pytest.mark.parametrize("kind", sorted(FORMS.types))
def test_every_type_can_be_taken_down(kind: str):
    platform = FORMS.types[kind].platforms[0]
    draft, wrong = take(kind, platform, **needed(kind, platform))
    assert wrong == {}
    assert draft["step"] == "confirmed"
    assert draft["platform"] == platform
    assert route_of(draft, FORMS, NOW).department


@pytest.mark.parametrize("kind", sorted(FORMS.types))
def test_of_nothing_typed_in_everything_needed_is_missing(kind: str):
    platform = FORMS.types[kind].platforms[0]
    _, wrong = take(kind, platform)
    assert {read.text for read in wrong.values()} == {"form_refused_needed"}
    must = {
        each.name
        for each in asked_by_phone(kind, FORMS)
        if each.required and each.name != "purpose"
    }
    spared = {each.name for each in asked_by_phone(kind, FORMS) if each.unless}
    assert must - spared - {"occurred_at"} <= wrong.keys() <= must


@pytest.mark.parametrize(
    ("field", "given", "refusal"),
    [
        ("amount", "a lot", "form_refused_amount"),
        ("payout_date", "2027-01-01", "form_refused_datetime"),
        ("payout_date", "yesterday", "form_refused_datetime"),
        ("contact", "call me", "form_refused_contact"),
        ("account_name", "!", "form_refused_username"),
        ("description", "***", "form_refused_no_words"),
        ("account_name", "************1111", "form_refused_card"),
        ("amount", {"kind": "x"}, "form_refused_needed"),
    ],
)
def test_a_wrong_answer_is_refused_with_the_reason_of_the_chat(field, given, refusal):
    _, wrong = take("payout", "live_streaming", **{**PAYOUT, field: given})
    assert wrong[field].text == refusal


def test_who_has_no_account_says_so():
    draft, wrong = take("payout", "live_streaming", **{**PAYOUT, "account_name": "none"})
    assert "account_name" not in wrong
    assert draft["values"]["account_name"]["value"] is None


def test_what_was_said_is_kept_word_for_word():
    draft, _ = take("payout", "live_streaming", **PAYOUT)
    assert draft["description"] == ["My payout of August never came."]
    assert draft["values"]["amount"]["words"] == "120,50 euro"
    assert draft["values"]["amount"]["value"] == {"amount": "120.50", "currency": "EUR"}


def test_an_object_of_another_platform_is_refused():
    kind = next(
        (k, f) for k in sorted(FORMS.types) for f in FORMS.fields_of(k) if f.type == "object_ref"
    )
    name, field = kind
    _, wrong = take(
        name, FORMS.types[name].platforms[0], **{field.name: {"kind": "teapot", "ref": "x"}}
    )
    assert wrong[field.name].text == "form_refused_choice"
