"""What is recorded of handoffs: each event names its handoff and tells what figures need."""

import re
from pathlib import Path

import pytest

from handoff.rules.conversation import Handoff
from handoff.rules.effects import Record
from handoff.rules.recorded import (
    FIELDS,
    OF_EVERY_EVENT,
    OF_HANDOFF,
    OF_THE_BOT,
    OFFERED,
    REQUESTED,
    of_handoff,
)

ROOT = Path(__file__).parents[2]
WORDS = ("question", "message", "text", "name", "done", "customer_name", "agent_name")
HANDOFF = Handoff(
    id="web-1:h1",
    reason="user_request",
    department="frontline",
    priority="P3",
    asked_at_ms=1_000,
    due_ms=61_000,
    question="Where is my money",
    complaint="payout",
)


def test_an_event_tells_all_of_its_handoff_but_no_words():
    record = of_handoff(REQUESTED, HANDOFF, is_open=True)
    assert record == Record(
        "handoff_requested",
        {
            "handoff": "web-1:h1",
            "department": "frontline",
            "priority": "P3",
            "reason": "user_request",
            "type": "payout",
            "due_ms": 61_000,
            "is_open": True,
        },
    )


def test_a_field_that_nobody_counts_on_is_refused():
    with pytest.raises(KeyError, match="handoff_offered does not tell text"):
        of_handoff(OFFERED, HANDOFF, agent="ada", text="Hello")


def test_no_field_is_for_words():
    told = {*OF_EVERY_EVENT, *OF_HANDOFF, *sum(FIELDS.values(), ()), *sum(OF_THE_BOT.values(), ())}
    assert not told & set(WORDS)


def test_the_page_about_events_names_each_event_and_field():
    page = (ROOT / "docs" / "events.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\|([^|]*)\|$", page, re.M))
    told = {name: tuple(re.findall(r"`(\w+)`", fields)) for name, fields in rows.items()}
    assert told == FIELDS | OF_THE_BOT
    for field in (*OF_EVERY_EVENT, *OF_HANDOFF):
        assert f"`{field}`" in page
