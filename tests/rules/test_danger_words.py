"""Plain words of danger bring a person at once, whatever the conversation is busy with."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import load
from handoff.rules.effects import ChangeTicket, JoinQueue, Say
from handoff.rules.events import CustomerEdited
from handoff.rules.messages import Audience
from handoff.rules.step import step
from handoff.rules.tables import Tables
from tests.rules.cases import EVERY_STATE, NOW, kinds, said, wrote
from tests.rules.danger_sentences import DANGER
from tests.rules.wish_sentences import sentences

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load(DATA).tables


def test_there_are_forty_for_each_language():
    assert {language: len(set(sentences(block))) for language, block in DANGER.items()} == {
        "en": 40,
        "nl": 40,
        "zh": 40,
    }


@pytest.mark.parametrize("name", sorted(EVERY_STATE))
@pytest.mark.parametrize("how", ["written", "added by editing"])
def test_plain_words_bring_a_person_in_every_state(tables: Tables, name: str, how: str):
    for language, block in DANGER.items():
        start = replace(EVERY_STATE[name], language=language)
        for text in sentences(block):
            event = wrote(text) if how == "written" else CustomerEdited("m1", text, NOW)
            after, effects = step(start, event, NOW, tables)
            assert_help_is_on_its_way(start.has_person, after, effects, text)


def assert_help_is_on_its_way(had_person: bool, after, effects, text: str) -> None:
    marked = [effect.text for effect in kinds(effects, Say) if effect.audience is Audience.DESK]
    assert "desk_danger_words" in marked, text
    assert after.handoff is not None, text
    assert after.handoff.priority == "P0", text
    if had_person:
        assert "help_lines" in said(effects), text
        assert ChangeTicket(after.handoff.id, {"priority": "P0"}) in effects, text
    else:
        assert kinds(effects, JoinQueue), text
        assert after.handoff.question == text


def test_who_is_an_emergency_already_is_not_raised_again(tables: Tables):
    once, _ = step(EVERY_STATE["agent"], wrote("I want to kill myself"), NOW, tables)
    _, effects = step(once, wrote("I want to kill myself", "m10"), NOW, tables)
    assert not kinds(effects, ChangeTicket)
