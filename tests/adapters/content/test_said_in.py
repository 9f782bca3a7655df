"""In which language a customer reads what the rules say."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import load
from bot.render import Draft, Renderer
from tests.rules.cases import ASKED, NOW, answer, go

LOADED = load(Path(__file__).parents[3] / "data")


def read_by_customer(language: str, reason: str) -> list[str]:
    asked = replace(ASKED, language=language)
    state, effects = go(asked, answer({"signal": "handoff", "reason": reason}))
    draft = Draft()
    Renderer(LOADED, NOW).add(draft, "e1", state, effects)
    assert state.language == language
    return [json.loads(entry)["text"] for entry in draft.entries]


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
def test_a_language_that_we_do_not_speak_is_answered_in_english(language: str) -> None:
    wording = LOADED.content.texts["handoff_language"]
    assert read_by_customer(language, "unsupported_language") == [wording["en"]]


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
def test_other_first_words_are_in_the_language_of_the_customer(language: str) -> None:
    wording = LOADED.content.texts["handoff_request"]
    assert read_by_customer(language, "user_request") == [wording[language]]
