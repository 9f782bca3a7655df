"""Whole conversations (`stories/`) in customers' words, played as `rasa test core` plays them."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.nlu.text import normalise
from tests.assistant.conftest import ROOT

STORIES = sorted(Path(__file__).with_name("stories").glob("test_*.yml"))
PLAY_S = 60
MISREAD = 1
"""Stories of a language in which a turn may be taken for something else."""

pytestmark = pytest.mark.rasa
OF_THE_FORM = {None, "form_open", "form_button", "evidence_added"}
"""How rules begin that have no words of a customer; test_complaint_form.py plays them."""
each_file = pytest.mark.parametrize("file", STORIES, ids=lambda file: file.stem)


def read(path: Path) -> Any:
    return YAML(typ="safe").load(path)


def turns(told: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """What the customer means, and what the bot does about it; of rules or of stories."""
    for each in told:
        said, done = each["steps"][::2], each["steps"][1::2]
        yield from ((one["intent"], two["action"]) for one, two in zip(said, done, strict=True))


@each_file
@pytest.mark.filterwarnings("ignore")  # of Rasa's libraries, which are of its age
def test_the_turns_of_the_stories_are_understood(file: Path, agent: Any, tmp_path: Path) -> None:
    """Any new phrase moves all others a little: a turn on the edge may fall on the other side."""
    from rasa.core.test import test as play

    playing = play(str(file), agent, out_directory=str(tmp_path), e2e=True, disable_plotting=True)
    played = asyncio.run(asyncio.wait_for(playing, PLAY_S))["report"]["conversation_accuracy"]
    if played["total"] - played["correct"] > MISREAD:
        pytest.fail((tmp_path / "failed_test_stories.yml").read_text("utf-8"), pytrace=False)
    # Of two stories with the same turns Rasa would play one.
    assert played["total"] == len(read(file)["stories"])


@each_file
def test_every_rule_has_a_turn_in_every_language(file: Path) -> None:
    files = (ROOT / "data/rules").glob("*.yml")
    rules = [rule for path in files for rule in read(path)["rules"]]
    said = [rule for rule in rules if rule["steps"][0].get("intent") not in OF_THE_FORM]
    wanted = set(turns(said))
    assert len(wanted) > 15
    assert wanted - set(turns(read(file)["stories"])) == set()


@each_file
def test_no_story_says_what_the_assistant_was_taught(file: Path) -> None:
    blocks = [read(path)["nlu"] for path in (ROOT / "data/nlu").rglob("*.yml")]
    lines = [line for some in blocks for block in some for line in block["examples"].splitlines()]
    taught = {normalise(line.removeprefix("- ")) for line in lines}
    assert len(taught) > 5000
    said = [
        step["user"] for story in read(file)["stories"] for step in story["steps"] if "user" in step
    ]
    assert len(said) > 20
    assert [words for words in said if normalise(words) in taught] == []
