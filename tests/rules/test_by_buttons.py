"""By buttons alone: related topics, cases of the platform, and what stands on the card."""

import json
from dataclasses import replace
from typing import Any

import pytest

from handoff.rules.conversation import Conversation, State
from handoff.rules.effects import AskAssistant
from handoff.rules.events import AssistantAnswered
from handoff.rules.step import step
from handoff.rules.tables import ComplaintType
from tests.rules.cases import (
    ASKED,
    BOT,
    NOW,
    QUEUED,
    TABLES,
    answer,
    buttons,
    kinds,
    pressed,
    said,
    topic,
)

FAR = ComplaintType(
    "billing_dispute",
    "billing",
    "P2",
    ("shop",),
    {"en": "Wrong charge", "nl": "Foute afschrijving"},
)
LINKED = replace(
    TABLES,
    topics={
        **TABLES.topics,
        "refund": replace(TABLES.topics["refund"], related=("gone", "payout", "login", "upload")),
    },
    complaint_types={**TABLES.complaint_types, FAR.id: FAR},
)


def go(conversation: Conversation, *events: Any) -> Any:
    effects: Any = ()
    for event in events:
        conversation, effects = step(conversation, event, NOW, LINKED)
    return conversation, effects


def heard(*ids: str) -> AssistantAnswered:
    return answer(topic("answer", *ids))


@pytest.mark.parametrize(
    ("platform", "others"),
    [
        ("video", ["topic:login", "topic:upload"]),
        ("shop", ["topic:payout", "topic:login"]),
        ("", ["topic:payout", "topic:login", "topic:upload"]),
    ],
)
def test_a_topic_from_the_menu_that_did_not_help_leads_to_related_ones(platform: str, others: list):
    start = replace(BOT, platform=platform)
    _, effects = go(start, pressed("topic:refund"), pressed("helped:no"))
    assert buttons(effects) == [*others, "person:now"]


def test_what_was_nearly_the_answer_goes_before_what_is_related():
    state, effects = go(ASKED, heard("refund", "upload"), pressed("helped:no"))
    assert buttons(effects) == ["topic:upload", "person:now"]
    assert state.rejected == ("refund",)


def test_a_related_topic_that_was_answered_before_is_not_offered():
    tried = [pressed("topic:login"), pressed("topic:refund"), pressed("helped:no")]
    assert buttons(go(BOT, *tried)[1]) == ["topic:upload", "person:now"]


def test_a_case_of_another_platform_is_neither_offered_nor_opened():
    _, effects = go(BOT, pressed("topic:refund"))
    assert buttons(effects) == ["helped:yes", "helped:no"]
    state, effects = go(BOT, pressed("complaint:billing_dispute"))
    assert (state.state, said(effects)) == (State.BOT, ["unsure"])
    _, effects = go(replace(BOT, platform="shop"), pressed("topic:refund"))
    assert buttons(effects)[-1] == "complaint:billing_dispute"


@pytest.mark.parametrize(("language", "title"), [("en", FAR.title["en"]), ("nl", FAR.title["nl"])])
def test_a_case_from_the_menu_has_its_title_on_the_card(language: str, title: str):
    """Where a person comes at once; else a form asks what happened."""
    start = replace(QUEUED, handoff=replace(QUEUED.handoff, priority="P4"), first_question="")
    start = replace(start, platform="", language=language)
    state, _ = go(start, pressed("topic:refund"), pressed("complaint:billing_dispute"))
    assert (state.handoff.question, state.handoff.complaint) == (title, "billing_dispute")


def test_a_case_opened_below_an_answer_begins_with_the_question():
    asked = replace(ASKED, platform="shop")
    _, effects = go(asked, heard("refund"), pressed("complaint:billing_dispute"))
    [opened] = kinds(effects, AskAssistant)
    name, _, draft = opened.text.partition("{")
    assert name == "/form_open"
    assert json.loads("{" + draft)["draft"]["description"] == ["Where is my money?"]
