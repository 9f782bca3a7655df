"""Every text that the rules or the assistant can say exists in the content files."""

import re
from pathlib import Path

import pytest

from bot.content import load

ROOT = Path(__file__).resolve().parents[2]
DEEDS = {"ask_wait", "cancel"}
"""Said by the assistant, but answered by a deed of the rules."""
UNHEARD = {"handback_done"}
"""The assistant's reply to a handback; the step has told the customer by then."""


def rule_texts() -> set[str]:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "handoff/rules").glob("*.py"))
    buttons = re.findall(r'ButtonOf\(\s*f?"[^"]*",\s*"([a-z_]+)"', source)
    return {*re.findall(r'Say\(\s*"([a-z_]+)"', source), *buttons}


def assistant_texts() -> set[str]:
    rules = (ROOT / "data/rules/smalltalk.yml").read_text("utf-8")
    intents = re.findall(r"intent: (\w+)\n  - action: action_say\b", rules)
    renamed = dict(
        re.findall(r'"(\w+)": "(\w+)"', (ROOT / "actions/smalltalk.py").read_text("utf-8"))
    )
    return {renamed.get(intent, intent) for intent in intents}


@pytest.mark.parametrize("text", sorted(rule_texts() | assistant_texts() - DEEDS - UNHEARD))
def test_a_text_that_can_be_said_exists(text: str) -> None:
    content = load(ROOT / "data").content
    assert content.render_text(text, "nl", dict.fromkeys(_values(), "x"))


def _values() -> list[str]:
    return ["name", "ahead", "minutes", "number", "seconds", "times", "error", "event", "file"]


def test_the_search_finds_what_is_said() -> None:
    assert {"unsure", "queue_place", "button_person"} & rule_texts() >= {"unsure", "button_person"}
    assert {"greeting", "thanks", "cancel"} <= assistant_texts()
