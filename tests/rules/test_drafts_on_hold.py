"""A complaint that is on hold, and words that go on with it, rest it again or take it back."""

from dataclasses import replace

import pytest

from handoff.rules.step import step
from tests.rules.cases import NOW, TABLES, said, wrote
from tests.rules.form_cases import PAUSED, asked_of
from tests.rules.forms_cases import TABLES as FORMS

REAL = replace(TABLES, forms=FORMS)


@pytest.mark.parametrize("words", ["verder graag, ik heet @tessa", "continue, I am @tessa"])
def test_an_answer_beside_the_wish_to_go_on_is_given_at_once(words: str) -> None:
    state, effects = step(PAUSED, wrote(words), NOW, REAL)
    opened, answer = asked_of(effects)
    assert opened.startswith("/form_open")
    assert answer == words.partition(", ")[2]
    assert [question.is_quiet for question in state.pending] == [True, False]


@pytest.mark.parametrize(
    "words", ["pauze", "pause", "暂停", "cancel", "laat maar", "算了不投诉了", "不投诉了"]
)
def test_what_is_on_hold_can_be_put_on_hold_or_taken_back_again(words: str) -> None:
    state, effects = step(PAUSED, wrote(words), NOW, REAL)
    assert said(effects) == ["complaint_paused"]
    assert [button.id for button in effects[-1].buttons] == ["form:resume", "form:cancel"]
    assert (state.form, state.pending) == (PAUSED.form, ())
