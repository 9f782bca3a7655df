"""A time that answers promise stands in two files, and must be the same in both."""

from pathlib import Path
from typing import Any

import pytest
import yaml

CATALOGUE = Path(__file__).resolve().parents[2] / "data" / "catalogue"
MINUTES = {"_reply_minutes": 1, "_reply_hours": 60}
"""Length of the unit that ends the name of a value."""


def _read(name: str) -> Any:
    return yaml.safe_load((CATALOGUE / f"{name}.yml").read_text("utf-8"))


VALUES: dict[str, Any] = _read("policy")["policy"]
TYPES = {kind["id"]: kind for kind in _read("complaint_types")["complaint_types"]}
REPLIES = [
    (name.removesuffix(end), VALUES[name] * minutes)
    for end, minutes in MINUTES.items()
    for name in VALUES
    if name.endswith(end)
]


@pytest.mark.parametrize(("kind", "minutes"), REPLIES)
def test_a_first_reply_is_told_by_the_target_of_its_complaint_type(kind: str, minutes: int) -> None:
    assert TYPES[kind]["sla"]["first_response"] == minutes


@pytest.mark.parametrize(
    ("name", "priority"),
    [
        ("p0_first_response_minutes", "P0"),
        ("p1_first_response_minutes", "P1"),
        ("chat_wait_minutes", "P3"),
    ],
)
def test_a_wait_in_chat_is_told_by_the_target_of_its_priority(name: str, priority: str) -> None:
    assert VALUES[name] == _read("routing")["targets"][priority]
