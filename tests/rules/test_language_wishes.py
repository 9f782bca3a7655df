"""A language asked for in words: what asks for it, what only names it, and what comes of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import load
from handoff.rules.conversation import Conversation
from handoff.rules.effects import AskAssistant
from handoff.rules.events import Event
from handoff.rules.step import step
from handoff.rules.tables import Tables
from tests.rules.cases import (
    AGENT,
    ASKED,
    BOT,
    EVERY_STATE,
    NOW,
    QUEUED,
    WITHOUT_AGENT,
    answer,
    buttons,
    go,
    kinds,
    pressed,
    said,
    topic,
    wrote,
)
from tests.rules.language_wishes import ASKS, DOES_NOT_ASK
from tests.rules.test_danger import asked_whether
from tests.rules.wish_sentences import sentences

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load(ROOT / "data").tables


@pytest.mark.parametrize(
    ("language", "sentence"),
    [(language, sentence) for language, block in ASKS.items() for sentence in sentences(block)],
)
def test_a_language_is_asked_for(tables: Tables, language: str, sentence: str):
    assert tables.wishes.language_wished(sentence) == language


@pytest.mark.parametrize(
    "sentence", [sentence for block in DOES_NOT_ASK.values() for sentence in sentences(block)]
)
def test_a_language_is_only_named(tables: Tables, sentence: str):
    assert tables.wishes.language_wished(sentence) == ""


def test_danger_and_a_person_go_first(tables: Tables):
    in_danger, person = "i want to kill myself", "talk to a human"
    for words in (f"{in_danger}. english please", f"{person}. english please"):
        assert tables.wishes.language_wished(words) == ""


@pytest.mark.parametrize("name", WITHOUT_AGENT)
def test_it_does_what_the_button_of_the_language_does(tables: Tables, name: str):
    before = EVERY_STATE[name]
    state, effects = step(before, wrote("switch to dutch"), NOW, tables)
    assert state == go(before, pressed("language:nl"))[0]
    assert said(effects) == ["language_set"]
    assert kinds(effects, AskAssistant) == []


def test_the_answer_that_could_not_be_read_comes_again():
    answered, before = go(ASKED, answer(topic("answer", "refund")))
    state, effects = go(answered, pressed("language:nl"))
    assert said(effects) == ["language_set", "answer:refund"]
    assert buttons(effects) == buttons(before)
    _, effects = go(state, pressed("language:nl"))
    assert said(effects) == ["language_set"]


@pytest.mark.parametrize("conversation", [replace(BOT, last_topics=("", "login")), QUEUED])
def test_where_no_answer_stands_none_is_repeated(conversation: Conversation):
    _, effects = go(conversation, pressed("language:nl"))
    assert said(effects) == ["language_set"]


def test_an_answer_that_was_refused_does_not_come_again():
    answered, _ = go(ASKED, answer(topic("answer", "refund", "login")))
    _, effects = go(answered, pressed("helped:no"), pressed("language:nl"))
    assert said(effects) == ["language_set"]


@pytest.mark.parametrize("wish", [wrote("switch to dutch", "m2"), pressed("language:nl")])
def test_the_question_about_danger_stays_open_and_comes_again(tables: Tables, wish: Event):
    asked, _ = asked_whether(replace(BOT, last_topics=("refund_status",)))
    state, effects = step(asked, wish, NOW, tables)
    assert said(effects) == ["language_set", "check_danger"]
    assert (state.language, state.timers) == ("nl", asked.timers)


@pytest.mark.parametrize("conversation", [BOT, QUEUED])
def test_it_is_not_the_question_that_a_person_is_shown(tables: Tables, conversation: Conversation):
    state, _ = step(conversation, wrote("请说中文"), NOW, tables)
    questions = (conversation.first_question, conversation.last_question)
    assert (state.language, state.first_question, state.last_question) == ("zh", *questions)


def test_beside_an_agent_it_is_only_shown(tables: Tables):
    state, effects = step(AGENT, wrote("switch to dutch"), NOW, tables)
    assert (state, said(effects)) == (AGENT, [])
