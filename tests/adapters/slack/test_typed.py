"""What an agent types in Slack reaches a customer as plain words."""

from typing import Any

import pytest

from handoff.desks.slack.typed import from_text, plain_words

NAMES = {"U1": "Sanne", "S9": "billing"}


def name_of(slack_id: str) -> str:
    return NAMES.get(slack_id, "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Hello there", "Hello there"),
        ("2 &lt; 3 &amp; 5 &gt; 4", "2 < 3 & 5 > 4"),
        ("&amp;lt;b&amp;gt; as you wrote it", "&lt;b&gt; as you wrote it"),
        ("ask <@U1> please", "ask @Sanne please"),
        ("ask <@U2|noor> please", "ask @noor please"),
        ("ask <@U2> please", "ask @… please"),
        ("see <#C1|payouts>", "see #payouts"),
        ("see <#C1>", "see #…"),
        ("<!here> and <!channel>", "@here and @channel"),
        ("<!subteam^S9|@money>", "@billing"),
        ("<!subteam^S8|@money>", "@money"),
        ("by <!date^1700000000^{date}|14 Nov 2023>", "by 14 Nov 2023"),
        ("<https://example.org/a?b=1&amp;c=2>", "https://example.org/a?b=1&c=2"),
        ("<https://example.org|example.org>", "https://example.org"),
        ("<https://example.org/x|our page>", "our page (https://example.org/x)"),
        ("<mailto:help@example.org|help@example.org>", "help@example.org"),
        ("<tel:+31201234567|020 123 4567>", "020 123 4567 (+31201234567)"),
    ],
)
def test_signs_of_slack_become_words(typed: str, said: str) -> None:
    assert from_text(typed, name_of) == said


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"text": "not read", "blocks": [{"type": "rich_text", "elements": list(elements)}]}


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def words(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text, "style": style}


def test_a_message_of_the_editor_is_read_by_its_blocks() -> None:
    message = rich(
        section(words("Hi "), words("there", bold=True), words("! ")),
        {
            "type": "rich_text_list",
            "style": "ordered",
            "offset": 1,
            "elements": [section(words("open Settings")), section(words("press Save"))],
        },
        {"type": "rich_text_quote", "elements": [words("you said\nthis")]},
        {"type": "rich_text_preformatted", "elements": [words("code 42\n")]},
        section(words("Bye")),
    )
    assert plain_words(message, name_of) == (
        "Hi there! \n2. open Settings\n3. press Save\n> you said\n> this\ncode 42\nBye"
    )


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ({"type": "emoji", "name": "wave", "unicode": "1f44b"}, "👋"),
        ({"type": "emoji", "name": "nl", "unicode": "1f1f3-1f1f1"}, "🇳🇱"),
        ({"type": "emoji", "name": "footbridge"}, ":footbridge:"),
        ({"type": "user", "user_id": "U1"}, "@Sanne"),
        ({"type": "user", "user_id": "U7"}, "@…"),
        ({"type": "usergroup", "usergroup_id": "S9"}, "@billing"),
        ({"type": "channel", "channel_id": "C1"}, "#…"),
        ({"type": "broadcast", "range": "here"}, "@here"),
        ({"type": "link", "url": "https://example.org/x", "text": "here"},
         "here (https://example.org/x)"),
        ({"type": "date", "timestamp": 1, "fallback": "1 May"}, "1 May"),
        ({"type": "color", "value": "#fff"}, "#fff"),
        ({"type": "of tomorrow", "text": "unknown"}, ""),
    ],
)  # fmt: skip
def test_every_kind_of_part_is_said(element: dict[str, Any], said: str) -> None:
    message = rich(section(words("a "), element, words(" b")))
    assert plain_words(message, name_of) == f"a {said} b"


def test_a_nested_list_keeps_its_levels() -> None:
    inner = {"type": "rich_text_list", "style": "bullet", "indent": 1,
             "elements": [section(words("inside"))]}  # fmt: skip
    outer = {"type": "rich_text_list", "style": "bullet", "elements": [section(words("first"))]}
    assert plain_words(rich(outer, inner), name_of) == "- first\n  - inside"


def test_without_blocks_the_text_is_read() -> None:
    assert plain_words({"text": " see <#C1|payouts> "}, name_of) == "see #payouts"
    assert plain_words({"text": "", "blocks": [{"type": "section"}]}, name_of) == ""
    assert plain_words({}, name_of) == ""
