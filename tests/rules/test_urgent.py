"""Who waits in an emergency hears what helps now; what they tell goes onto the ticket."""

from dataclasses import replace
from typing import Any

import pytest

from handoff.rules.conversation import Question
from handoff.rules.effects import DoDeed, SayAnswer
from handoff.rules.step import step
from tests.rules import forms_cases
from tests.rules.cases import HANDOFF, NOW, NUMBERED, TABLES, answer, kinds, said, topic
from tests.rules.form_cases import draft, form

WORDS = replace(TABLES, forms=replace(TABLES.forms, words=forms_cases.TABLES.words))


def waiting(words: str, reason: str = "security_emergency") -> Any:
    handoff = replace(NUMBERED.handoff or HANDOFF, reason=reason, priority="P1")
    return replace(NUMBERED, handoff=handoff, pending=(Question("m1", words),))


def told(conversation: Any, *signals: "dict[str, Any]") -> Any:
    return step(conversation, answer(*signals, epoch=1), NOW, WORDS)


@pytest.mark.parametrize(
    ("words", "signal"),
    [
        ("ok how do i stop them in the meantime?", topic("offer", "login", "refund")),
        ("its still going on, now 2000 coins gone", topic("answer", "refund")),
        ("how is my money still leaving?", topic("answer", "refund")),
        ("het gaat nog steeds door", topic("unsure")),
        ("还在转", {"signal": "say", "text": "out_of_scope"}),
        ("they took more", {"signal": "purpose", "kind": "offer", "topics": []}),
        ("that is no use", {"signal": "not_my_question"}),
        ("more is gone", form("ask", draft("account_security"))),
    ],
)
def test_what_is_told_beside_an_emergency_is_noted_and_helped(
    words: str, signal: "dict[str, Any]"
) -> None:
    state, effects = told(waiting(words), signal)
    assert said(effects) == ["meanwhile_security", "queue_place_number"]
    assert kinds(effects, DoDeed) == [DoDeed("T-1", "more", {"text": words})]
    assert kinds(effects, SayAnswer) == []
    assert state.handoff.reason == "security_emergency"


def test_silence_of_the_assistant_is_no_reason_for_less() -> None:
    assert said(told(waiting("2000 gone"))[1]) == ["meanwhile_security", "queue_place_number"]


def test_in_danger_it_is_the_emergency_number() -> None:
    _, effects = told(waiting("hello?", "safety_emergency"), topic("guess", "login", "refund"))
    assert said(effects) == ["meanwhile_danger", "queue_place_number"]


def test_a_plain_question_about_something_else_is_answered() -> None:
    _, effects = told(waiting("how do I change my password?"), topic("answer", "login"))
    assert [one.topic for one in kinds(effects, SayAnswer)] == ["login"]


def test_who_waits_for_something_else_gets_answers_as_ever() -> None:
    asked = waiting("2000 coins gone", "user_request")
    _, effects = told(asked, topic("answer", "refund"))
    assert len(kinds(effects, SayAnswer)) == 1
    _, effects = told(asked, form("ask", draft("fault")))
    assert said(effects) == ["complaint_for_person", "queue_place_number"]
    assert kinds(effects, DoDeed) == [DoDeed("T-1", "more", {"text": "2000 coins gone"})]


def test_before_the_ticket_has_a_number_the_words_stand_in_the_chat_alone() -> None:
    asked = waiting("2000 gone")
    unnumbered = replace(asked, handoff=replace(asked.handoff, number=""))
    assert kinds(told(unnumbered, topic("unsure"))[1], DoDeed) == []
