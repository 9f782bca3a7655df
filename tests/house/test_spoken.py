"""Every text that the rules or the assistant can say exists in the content files."""

from pathlib import Path

from bot.checks import spoken
from bot.checks.project import read_project
from handoff.rules import buttons

ROOT = Path(__file__).resolve().parents[2]


def test_every_text_that_can_be_said_exists_and_is_filled() -> None:
    assert [problem.what for problem in spoken.check(read_project(ROOT))] == []


def test_the_search_finds_what_is_said() -> None:
    by_name = {"unsure", "button_person", "desk_handling_failed", "web_too_fast", "inbox_full"}
    by_choice = {"queue_place", "queue_late", "handoff_safety", "handoff_request", "no_danger"}
    assert by_name | by_choice <= spoken.texts_of_program()
    assert {"greeting", "thanks", "cancel"} <= spoken.texts_of_assistant()


def test_every_button_of_the_rules_is_answered() -> None:
    verbs = spoken.verbs_of_buttons()
    assert {"topic", "complaint", "person"} <= verbs
    assert verbs - buttons._BUTTONS.keys() == set()
