"""What agents read of a complaint: no id of the catalogue, no time as machines write it."""

from pathlib import Path
from typing import Any

import pytest

from bot.content import load
from handoff.desks.gathered import gathered
from handoff.rules.forms_tables import FormTables

LIVE = load(Path(__file__).parents[3] / "data")


def shown(kind: str, language: str = "en", **facts: Any) -> list[dict[str, Any]]:
    given = {name: {"value": value, "words": ""} for name, value in facts.items()}
    ticket = {"type": kind, "first_type": kind, "facts": given}

    def words(text: str) -> str:
        return LIVE.content.render_text(text, language, {})

    return gathered(ticket, LIVE.tables.forms, words)


def said(kind: str, name: str, value: Any, language: str = "en") -> str:
    [one] = shown(kind, language, **{name: value})
    return str(one["value"])


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
@pytest.mark.parametrize("kind", sorted(LIVE.tables.forms.types))
def test_every_option_of_every_field_is_told_in_words(kind: str, language: str):
    for each in LIVE.tables.forms.fields_of(kind):
        for option in each.options if each.type == "choice" else ():
            [one] = shown(kind, language, **{each.name: option})
            assert one["value"] == LIVE.content.render_text(
                f"form_option_{each.name}_{option}", language, {}
            )
            own = f"desk_form_field_{each.name}"
            label = own if own in LIVE.content.texts else f"form_field_{each.name}"
            assert one["label"] == LIVE.content.render_text(label, language, {})


def test_values_read_as_people_write_them():
    assert said("billing_dispute", "amount", {"amount": "12.50", "currency": "EUR"}) == "12.50 EUR"
    assert said("harassment_hate", "is_target", True, "nl") == "Ja"
    assert said("harassment_hate", "is_target", False) == "No"
    assert said("technical_fault", "device", None) == "not known"
    many = {"kind": "post", "ref": ["https://v.example/1", "https://v.example/2"]}
    lines = said("harassment_hate", "object", many).splitlines()
    assert lines[1:] == many["ref"]
    assert lines[0] != "post:"
    links = [f"https://v.example/{n}" for n in range(100)]
    assert said("spam_scam", "links", links).splitlines() == links


def test_a_time_is_left_to_the_page_which_knows_the_zone_of_the_agent():
    [one] = shown("billing_dispute", charge_date="2026-11-20T14:00:00+01:00")
    assert (one["value"], one["is_time"]) == ("2026-11-20T14:00:00+01:00", True)


def test_a_time_that_the_form_of_its_type_did_not_ask_is_one_as_well():
    [one] = shown("payout", occurred_at="2026-11-20")
    assert one["is_time"]


def test_labels_speak_of_the_customer_and_not_to_the_agent():
    [one] = shown("payout", account_name="noor77")
    assert one["label"] == "The customer's account"


def test_what_the_content_team_took_away_is_still_shown():
    def gone(text: str) -> str:
        raise KeyError(text)

    fact = {"value": {"kind": "post", "ref": "https://v.example/1"}, "words": "this", "x": 1}
    [one] = gathered({"facts": {"old_field": fact}}, FormTables(), gone)
    assert (one["label"], one["value"]) == ("Old field", "post · https://v.example/1")


def test_the_story_comes_first_where_it_is_wanted():
    ticket = {"words": ["My parcel never came."], "facts": {}}
    [one] = gathered(ticket, FormTables(), lambda text: text, story=True)
    label = "desk_form_field_description"
    assert (one["label"], one["words"]) == (label, "My parcel never came.")
