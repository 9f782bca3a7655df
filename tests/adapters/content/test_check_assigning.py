"""A slip in how chats are given out, or in where threads stand in Slack, is told at its line."""

from pathlib import Path

from tests.adapters.content.faults import Fault, each, put

ASSIGNING = "data/catalogue/assigning.yml"
SLACK = "data/catalogue/slack.yml"


@each(
    Fault("too long", ASSIGNING, "  seconds: 30 ", "  seconds: 9000 ", "  seconds: 9000",
          "seconds is 9000, not a number from 0 to 600"),
    Fault("no number", ASSIGNING, "missed: 3 ", "missed: three ", "missed: three",
          "missed is 'three'"),
    Fault("unknown line", ASSIGNING, "  missed: 3 ", "  mised: 3 ", "mised", "mised is unknown"),
    Fault("no table", ASSIGNING, "most_chats: {}", "most_chats: 40", "most_chats: 40",
          "is no table of lines"),
    Fault("no department", ASSIGNING, "most_chats: {}", "most_chats: {biling: 40}", "biling",
          "there is no department biling"),
    Fault("language", SLACK, "language: en ", "language: fr ", "language: fr",
          "language is 'fr': write one of en, nl, zh"),
    Fault("undo", SLACK, "undo_seconds: 5 ", "undo_seconds: 50 ", "undo_seconds: 50",
          "write a whole number, 0 to 15"),
    Fault("channel of nobody", SLACK, "urgent_safety:", "urgent:", "channels:",
          "channels names 'urgent', which is no department"),
    Fault("name of a channel", SLACK, "rest: support ", "rest: Support Desk ", "rest: Support",
          "is no name of a Slack channel"),
)  # fmt: skip
def test_a_slip_is_told_at_its_line(project: Path, fault: Fault) -> None:
    outcome = put(project, fault)
    assert outcome.is_all, outcome.problems
