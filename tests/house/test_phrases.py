"""The phrases that teach the assistant: each once, and none that speaks of people calls one."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.content import load
from handoff.rules.wishes import plain

DATA = Path(__file__).resolve().parents[2] / "data"


def phrases(name: str) -> Iterator[tuple[str, str, str]]:
    """Intent, language and words of every phrase in the files of that name."""
    for path in sorted((DATA / "nlu").rglob(name)):
        for block in yaml.safe_load(path.read_text())["nlu"]:
            for line in block.get("examples", "").splitlines():
                yield block["intent"], block["metadata"]["lang"], line.removeprefix("- ")


def bare(words: str) -> str:
    """Letters and digits only: the model hardly sees the rest. Signs alone stay as they are."""
    return "".join(sign for sign in plain(words) if sign.isalnum()) or words


def test_no_phrase_is_taught_twice() -> None:
    # One word may be said in two languages, but it must mean the same in both.
    taught: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for intent, language, words in phrases("*.yml"):
        taught[bare(words)].append((intent, language))
    twice = {
        words: places
        for words, places in taught.items()
        if len(set(places)) < len(places) or len({intent for intent, _ in places}) > 1
    }
    assert len(taught) > 5000
    assert twice == {}


def test_no_question_about_people_is_a_plain_request_for_one() -> None:
    wishes = load(DATA).tables.wishes
    asked = [words for _, _, words in phrases("about_people.yml")]
    assert asked
    assert [words for words in asked if wishes.wants_person(words)] == []
