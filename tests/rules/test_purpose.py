"""An unclear wish to complain: one question with buttons, once, and each button leads somewhere."""

from dataclasses import replace
from typing import Any

import pytest

from handoff.rules.codec import from_json, to_json
from handoff.rules.conversation import Conversation, State
from handoff.rules.effects import AskAssistant, Effect, Record
from handoff.rules.forms_tables import FormType
from handoff.rules.tables import ComplaintType, Tables, Topic
from tests.rules.cases import ALL, BOT, QUEUED, TABLES, buttons, go, pressed, said
from tests.rules.form_cases import ASKING, draft, form, hears

TOPICS = {
    "complaint_how": Topic("complaint_how", "account", "frontline", "", ALL),
    "contact_channels": Topic("contact_channels", "account", "frontline", "", ALL),
    "feedback_suggestion": Topic("feedback_suggestion", "account", "product", "", ("shop",)),
}
APPEAL = FormType("appeal", ALL, "moderation", "P2", fields=(), purpose="appeal_outcome")
WITH_PURPOSES: Tables = replace(
    TABLES,
    topics={**TABLES.topics, **TOPICS},
    complaint_types={
        **TABLES.complaint_types,
        "appeal": ComplaintType("appeal", "moderation", "P2"),
    },
    forms=replace(TABLES.forms, types={**TABLES.forms.types, "appeal": APPEAL}),
)
UNCLEAR = {
    "signal": "purpose",
    "kind": "guess",
    "topics": [{"id": "refund", "score": 0.4}, {"id": "login", "score": 0.3}],
}


@pytest.fixture(autouse=True)
def tables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("tests.rules.cases.TABLES", "tests.rules.form_cases.TABLES"):
        monkeypatch.setattr(name, WITH_PURPOSES)


def facts(effects: tuple[Effect, ...], name: str) -> list[dict[str, Any]]:
    return [one.data for one in effects if isinstance(one, Record) and one.name == name]


def test_what_is_unclear_is_asked_with_a_way_for_each_purpose() -> None:
    state, effects = hears(BOT, "I have a complaint", UNCLEAR)
    assert said(effects) == ["purpose_ask"]
    assert buttons(effects) == [
        "purpose:report_problem", "purpose:ask_about_procedure", "purpose:ask_about_channel",
        "purpose:appeal_outcome", "status:all", "person:now",
    ]  # fmt: skip
    assert state.first_question == "I have a complaint"
    assert state.misses == 0
    assert from_json(Conversation, to_json(state)).purpose_asked


def test_it_is_asked_once_in_a_matter() -> None:
    asked, _ = hears(BOT, "I have a complaint", UNCLEAR)
    _, effects = hears(asked, "well, it is about you", UNCLEAR)
    assert said(effects) == ["guess"]
    answered = {"signal": "topic", "kind": "answer", "topics": [{"id": "login", "score": 0.9}]}
    later, _ = hears(asked, "how do I log in", answered)
    _, effects = hears(later, "I have another complaint", UNCLEAR)
    assert said(effects) == ["purpose_ask"], "a new matter"


def test_who_waits_for_a_person_is_asked_nothing() -> None:
    _, effects = hears(QUEUED, "I have a complaint", UNCLEAR)
    assert "purpose_ask" not in said(effects)


@pytest.mark.parametrize(
    ("purpose", "texts"),
    [
        ("ask_about_procedure", ["answer:complaint_how"]),
        ("ask_about_channel", ["answer:contact_channels"]),
        ("report_problem", ["form_ask_type"]),
    ],
)
def test_each_button_leads_on_and_the_purpose_is_recorded(purpose: str, texts: list[str]) -> None:
    asked, _ = hears(BOT, "I have a complaint", UNCLEAR)
    _, effects = go(asked, pressed(f"purpose:{purpose}"))
    assert said(effects) == texts
    assert facts(effects, "purpose") == [{"purpose": purpose}]


def test_a_report_chooses_its_type_and_begins_with_what_was_said() -> None:
    asked, _ = hears(BOT, "my money is gone", UNCLEAR)
    chosen, effects = go(asked, pressed("purpose:report_problem"))
    assert "complaint:billing_dispute" in buttons(effects)
    _, effects = go(chosen, pressed("complaint:billing_dispute"))
    [opened] = [one.text for one in effects if isinstance(one, AskAssistant)]
    assert '"my money is gone"' in opened


def test_an_objection_opens_the_form_of_its_type() -> None:
    asked, _ = hears(BOT, "I do not agree", UNCLEAR)
    _, effects = go(asked, pressed("purpose:appeal_outcome"))
    [opened] = [one.text for one in effects if isinstance(one, AskAssistant)]
    assert opened.startswith("/form_open")
    assert '"appeal"' in opened


def test_an_old_button_of_it_in_mid_form_asks_one_thing() -> None:
    appealing, _ = hears(BOT, "I object", form("ask", draft("appeal")))
    _, effects = go(appealing, pressed("purpose:appeal_outcome"))
    assert said(effects) == ["form_ask_amount"]
    _, effects = go(ASKING, pressed("purpose:appeal_outcome"))
    assert said(effects) == ["complaint_other_kept"]
    _, effects = go(ASKING, pressed("purpose:ask_about_procedure"))
    assert said(effects) == ["answer:complaint_how", "form_ask_amount"]


def test_a_purpose_that_does_not_exist_here_changes_nothing() -> None:
    for purpose in ("give_feedback", "unheard_of"):
        state, effects = go(replace(BOT, platform="video"), pressed(f"purpose:{purpose}"))
        assert said(effects) == ["button_too_old"]
        assert state.state is State.BOT


def test_while_danger_is_asked_about_it_is_no_answer() -> None:
    checked, _ = hears(BOT, "it is too much", {"signal": "check"})
    _, effects = hears(checked, "I have a complaint", {**UNCLEAR, "kind": "offer"})
    assert "purpose_ask" not in said(effects)
    assert "danger:yes" in buttons(effects)
