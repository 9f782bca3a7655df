"""The phrases that teach the assistant: each once, and none that speaks of people calls one."""

from pathlib import Path

from bot.checks.phrases import phrases_of, taught_twice
from bot.checks.project import read_project
from bot.content import load

ROOT = Path(__file__).resolve().parents[2]


def test_no_phrase_is_taught_twice() -> None:
    phrases = list(phrases_of(read_project(ROOT)))
    assert len(phrases) > 5000
    assert [problem.what for problem in taught_twice(phrases)] == []


def test_no_question_about_people_is_a_plain_request_for_one() -> None:
    wishes = load(ROOT / "data").tables.wishes
    phrases = phrases_of(read_project(ROOT))
    asked = [p.words for p in phrases if Path(p.source.file).name == "about_people.yml"]
    assert asked
    assert [words for words in asked if wishes.wants_person(words)] == []


def test_no_phrase_asks_for_a_language() -> None:
    wishes = load(ROOT / "data").tables.wishes
    words = [phrase.words for phrase in phrases_of(read_project(ROOT))]
    assert len(words) > 5000
    assert [each for each in words if wishes.language_wished(each)] == []
