"""Words and names of customers do nothing in Slack but being read."""

import pytest

from handoff.desks.slack.shown import MOST_IN_NAME, escape, shortened, shown_name, visible


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anna", "Anna"),
        ("  Anna \n de  Vries ", "Anna de Vries"),
        ("@channel", "channel"),
        ("#general", "general"),
        ("An\u202ena", "Anna"),
        ("\u2066Anna\u2069\u200f", "Anna"),
        ("\u200bAn\ufeffna\x00", "Anna"),
        ("阿强", "阿强"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("\u202e\u200b", ""),
        ("", ""),
    ],
)
def test_a_name_is_one_plain_line(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_a_long_name_is_cut() -> None:
    assert shown_name("x" * 500) == "x" * (MOST_IN_NAME - 1) + "…"


def test_signs_of_slack_are_escaped_once() -> None:
    assert escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"
    assert escape("&lt;") == "&amp;lt;"


def test_what_turns_the_direction_of_reading_is_gone() -> None:
    assert visible("pay \u202egro.elpmaxe\u202c now\r\n") == "pay gro.elpmaxe now\n"


@pytest.mark.parametrize(
    ("text", "kept", "left"),
    [
        ("short", "short", 0),
        ("word " * 30, "word word", 141),
        ("字" * 30, "字" * 10, 20),
    ],
)
def test_a_long_text_is_cut_between_words(text: str, kept: str, left: int) -> None:
    assert shortened(text, 10) == (kept, left)
