"""What a message does to its readers: whom it pings, which links are active."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import LocalSlack
from tests.fakes.slack.markup import Link, escaped, texts
from tests.fakes.slack.workspace import Channel

Json = dict[str, Any]
HOSTILE = "<!channel> <!here> <@U1> <!subteam^S1|team> <http://evil.example|https://bank.example>"


def section(kind: str, text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": kind, "text": text, **more}}


def rich(*elements: Json) -> Json:
    part = {"type": "rich_text_section", "elements": list(elements)}
    return {"type": "rich_text", "elements": [part]}


async def seen(slack: LocalSlack, client: AsyncWebClient, channel: Channel, given: Json) -> Any:
    sent = await client.api_call("chat.postMessage", json={"channel": channel.id} | given)
    return slack.seen(channel.messages[sent["ts"]])


@pytest.mark.parametrize(
    ("given", "pings", "urls"),
    [
        ({"text": HOSTILE}, {"channel", "here", "U1", "S1"}, ["http://evil.example"]),
        ({"text": escaped(HOSTILE)}, set(), ["http://evil.example", "https://bank.example"]),
        ({"text": escaped(HOSTILE), "parse": "none"}, set(), []),
        ({"text": "<!everyone>", "parse": "none"}, {"everyone"}, []),
        ({"text": "@here shop.com", "parse": "full"}, {"here"}, ["shop.com"]),
        ({"text": "@channel"}, set(), []),
        ({"text": "@channel", "link_names": True}, {"channel"}, []),
        ({"text": "see www.example.com/a?b and example.org."}, set(),
         ["www.example.com/a?b", "example.org"]),
        ({"text": "version 1.2, e.g. this.one"}, set(), []),
        ({"text": "x", "blocks": [section("mrkdwn", HOSTILE)]},
         {"channel", "here", "U1", "S1"}, ["http://evil.example"]),
        ({"text": "x", "blocks": [section("plain_text", HOSTILE)]}, set(), []),
        ({"text": "x", "blocks": [section("mrkdwn", "a.com", verbatim=True)]}, set(), []),
        ({"text": "<@U1> a.com", "blocks": [section("plain_text", "y")]}, {"U1"}, []),
        ({"text": "x", "blocks": [rich({"type": "text", "text": HOSTILE})]}, set(), []),
        (
            {"text": "x", "blocks": [rich(
                {"type": "user", "user_id": "U2"}, {"type": "broadcast", "range": "here"},
                {"type": "usergroup", "usergroup_id": "S1"}, {"type": "link", "url": "https://a.nl"},
            )]},
            {"U2", "here", "S1"}, ["https://a.nl"],
        ),
        ({"markdown_text": "[bank](https://evil.example) <!here>"}, {"here"},
         ["https://evil.example"]),
        ({"text": "x", "attachments": [{"text": "<!channel> a.com"}]}, {"channel"}, ["a.com"]),
    ],
)  # fmt: skip
async def test_pings_and_links(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel, given: Json,
    pings: set[str], urls: list[str],
) -> None:  # fmt: skip
    found = await seen(slack, client, channel, given)
    assert found.pings == pings
    assert [link.url for link in found.links] == urls


async def test_a_link_in_disguise_is_known(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    found = await seen(slack, client, channel, {"text": HOSTILE})
    assert found.links == [Link("http://evil.example", "https://bank.example")]
    assert found.links[0].is_disguised
    honest = Link("https://bank.example/a", "bank.example"), Link("https://a.nl", "here")
    assert [link.is_disguised for link in honest] == [False, False]


@pytest.mark.parametrize(
    ("given", "urls"),
    [
        ({}, ["https://a.nl/b.png"]),
        ({"unfurl_media": False}, []),
        ({"unfurl_links": True}, ["https://a.nl/b.png", "https://a.nl/c"]),
        ({"unfurl_links": False, "unfurl_media": False}, []),
    ],
)
async def test_which_links_are_shown_as_previews(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel, given: Json, urls: list[str]
) -> None:
    text = "https://a.nl/b.png https://a.nl/c"
    found = await seen(slack, client, channel, {"text": text} | given)
    assert found.unfurled == urls


async def test_what_a_person_writes_pings_and_links_as_well(
    slack: LocalSlack, channel: Channel
) -> None:
    for user_id, name in (("U2", "Ann"), ("U3", "Anna")):
        slack.person(user_id, name)
    typed = slack.person("U1").says(channel, "@Anna: <b> see a.com & #support, @here")
    raw = slack.person("U1").says(channel, "<!subteam^S1> <https://a.nl|site>", raw=True)
    assert typed.text == (
        f"<@U3>: &lt;b&gt; see <http://a.com|a.com> &amp; <#{channel.id}|support>, <!here>"
    )
    assert (slack.seen(typed).pings, slack.seen(raw).pings) == ({"U3", "here"}, {"S1"})
    assert slack.seen(typed).links == [Link("http://a.com", "a.com")]
    assert slack.seen(raw).links == [Link("https://a.nl", "site")]


async def test_a_reader_sees_blocks_instead_of_the_text(
    client: AsyncWebClient, channel: Channel
) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Take"}}
    blocks = [section("mrkdwn", "a &lt;b&gt;"), {"type": "actions", "elements": [button]}]
    for given in ({"text": "a &amp; b"}, {"text": "x", "blocks": blocks}):
        await client.api_call("chat.postMessage", json={"channel": channel.id} | given)
    shown = [list(texts(message.body)) for message in channel.messages.values()]
    assert shown == [["a & b"], ["a <b>", "Take"]]
