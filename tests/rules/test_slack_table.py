"""Which department is worked in which channel of Slack."""

from typing import Any

import pytest

from handoff.rules.slack_table import SlackTable, read_slack

DEPARTMENTS = ("billing", "privacy")


def test_a_department_has_its_own_channel_or_that_of_the_rest():
    table = read_slack(
        {"channels": {"billing": "#support-billing"}, "rest": "support"}, DEPARTMENTS
    )
    assert table.channel_of("billing") == "support-billing"
    assert table.channel_of("privacy") == "support"
    assert table.names() == {"support-billing", "support"}


def test_without_a_rest_the_others_are_worked_at_the_web_desk():
    table = read_slack({"channels": {"billing": "billing"}}, DEPARTMENTS)
    assert table.channel_of("privacy") == ""
    assert table.names() == {"billing"}


def test_an_empty_file_means_the_usual():
    assert read_slack({}, DEPARTMENTS) == SlackTable()


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        ({"language": "fr"}, "write one of en, nl, zh"),
        ({"undo_seconds": -1}, "0 to 15"),
        ({"undo_seconds": 16}, "0 to 15"),
        ({"undo_seconds": True}, "0 to 15"),
        ({"undo_seconds": "5"}, "0 to 15"),
        ({"channels": ["billing"]}, "channels is no table"),
        ({"channels": {"sales": "x"}}, "which is no department"),
        ({"channels": {"billing": 7}}, "billing: 7"),
        ({"channels": {"billing": ""}}, "billing: ''"),
        ({"rest": "two words"}, "without spaces"),
        ({"rest": "x" * 81}, "rest:"),
    ],
)
def test_a_slip_is_refused_with_what_to_write(plain: dict[str, Any], said: str):
    with pytest.raises(ValueError, match=said):
        read_slack(plain, DEPARTMENTS)
