"""What the app hears of its own deeds and of others': the traps of Slack's echo."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.apps import client_of, connected, listening
from tests.fakes.slack import Limits, LocalSlack
from tests.fakes.slack.workspace import Channel

KINDS = (
    "message", "reaction_added", "reaction_removed", "member_joined_channel",
    "member_left_channel", "channel_archive", "channel_unarchive", "channel_rename",
    "group_archive", "app_home_opened", "tokens_revoked", "app_uninstalled",
)  # fmt: skip


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack(limits=Limits.off()) as server:
        yield server


@pytest.fixture
async def heard(slack: LocalSlack, bolt: AsyncApp) -> AsyncIterator[list[dict[str, Any]]]:
    """What reaches the app's listeners, after bolt's own filter."""
    events = listening(bolt, *KINDS)
    async with connected(slack, bolt):
        yield events


def sent(slack: LocalSlack) -> list[dict[str, Any]]:
    """What Slack sent, before bolt's filter."""
    return [delivery.payload["event"] for delivery in slack.deliveries.sent]


async def settle(slack: LocalSlack) -> None:
    await slack.until(lambda: not slack.deliveries.unsettled())


async def test_the_app_s_own_deeds_come_back_and_bolt_drops_most(
    slack: LocalSlack, heard: list[dict[str, Any]], channel: Channel
) -> None:
    client: AsyncWebClient = client_of(slack)
    place = channel.id
    plain = (await client.chat_postMessage(channel=place, text="plain"))["ts"]
    named = (await client.chat_postMessage(channel=place, text="x", username="Robin"))["ts"]
    await client.reactions_add(channel=place, timestamp=plain, name="eyes")
    await client.chat_update(channel=place, ts=plain, text="plainer")
    await client.chat_update(channel=place, ts=named, text="y")
    await client.chat_delete(channel=place, ts=plain)
    await settle(slack)
    events = sent(slack)
    assert [event.get("subtype", event["type"]) for event in events] == [
        "message", "bot_message", "reaction_added", "message_changed", "message_changed",
        "message_deleted",
    ]  # fmt: skip
    assert (events[0]["user"], events[0]["bot_id"]) == ("U0FOOTBOT", "B0FOOTBOT")
    assert "user" not in events[1]
    assert [("user" in event) for event in events[3:]] == [False] * 3
    # The trap: a change of a customized message tells no user, so bolt lets it through.
    assert [body["event"]["message"]["text"] for body in heard] == ["y"]
    assert "user" not in heard[0]["event"]["message"]


async def test_other_apps_and_previews_reach_the_app(
    slack: LocalSlack, heard: list[dict[str, Any]], channel: Channel
) -> None:
    person = slack.person("U1")
    slack.other_bot_says(channel, "from a workflow")
    message = person.says(channel, "see https://example.org/a?b=1&c=2")
    person.unfurls(message)
    await settle(slack)
    events = [body["event"] for body in heard]
    assert (events[0]["bot_id"], events[0]["subtype"]) == ("B0OTHER", "bot_message")
    assert events[1]["text"] == "see <https://example.org/a?b=1&amp;c=2>"
    assert events[2]["subtype"] == "message_changed"
    assert "edited" not in events[2]["message"]
    assert events[2]["message"]["text"] == events[2]["previous_message"]["text"]


async def test_people_edit_delete_and_react(
    slack: LocalSlack, heard: list[dict[str, Any]], channel: Channel
) -> None:
    ann, ben = slack.person("U1", "Ann"), slack.person("U2", "Ben")
    root = ann.says(channel, "root")
    reply = ben.says(channel, "a & b <c>", thread_ts=root.ts)
    ben.edits(reply, "ask @Ann in #support, @here")
    ann.reacts(reply, "eyes")
    ann.takes_back(reply, "eyes")
    ben.deletes(reply)
    ann.says(channel, "shown to all", thread_ts=root.ts, broadcast=True)
    ann.deletes(root)
    await settle(slack)
    events = [body["event"] for body in heard]
    kinds = [event.get("subtype", event["type"]) for event in events]
    assert kinds == [
        "message", "message", "message_changed", "reaction_added", "reaction_removed",
        "message_deleted", "thread_broadcast", "message_changed",
    ]  # fmt: skip
    assert (events[1]["text"], events[1]["thread_ts"]) == ("a &amp; b &lt;c&gt;", root.ts)
    assert events[1]["parent_user_id"] == "U1"
    changed = events[2]["message"]
    assert changed["text"] == f"ask <@U1> in <#{channel.id}|support>, <!here>"
    assert (changed["edited"]["user"], events[2]["hidden"]) == ("U2", True)
    pieces = changed["blocks"][0]["elements"][0]["elements"]
    assert [piece["type"] for piece in pieces] == [
        "text", "user", "text", "channel", "text", "broadcast",
    ]  # fmt: skip
    assert events[3]["item"] == {"type": "message", "channel": channel.id, "ts": reply.ts}
    assert (events[3]["user"], events[3]["item_user"]) == ("U1", "U2")
    assert (events[5]["deleted_ts"], events[5]["previous_message"]["user"]) == (reply.ts, "U2")
    assert events[6]["root"]["ts"] == root.ts
    assert events[7]["message"]["subtype"] == "tombstone"
    assert all(event["client_msg_id"] for event in (events[0], events[1]))


async def test_channels_and_people_come_and_go(
    slack: LocalSlack, heard: list[dict[str, Any]], channel: Channel
) -> None:
    person, private = slack.person("U1"), slack.channel("private", private=True)
    person.leaves(channel)
    person.joins(channel)
    person.renames(channel, "help")
    person.archives(channel)
    person.archives(channel, undo=True)
    person.archives(private)
    person.opens_home()
    client = client_of(slack)
    new = slack.channel("new", with_app=False)
    await client.conversations_join(channel=new.id)
    await settle(slack)
    slack.revoke()
    slack.uninstall()
    await settle(slack)
    told = [(body["event"]["type"], body["event"].get("user")) for body in heard]
    assert told == [
        ("member_left_channel", "U1"),
        ("member_joined_channel", "U1"),
        ("channel_rename", None),
        ("channel_archive", "U1"),
        ("channel_unarchive", "U1"),
        ("group_archive", "U1"),
        ("app_home_opened", "U1"),
        # Of its own coming an app hears: bolt never filters that.
        ("member_joined_channel", "U0FOOTBOT"),
        ("tokens_revoked", None),
        ("app_uninstalled", None),
    ]
    assert heard[2]["event"]["channel"]["name"] == "help"


async def test_strangers_of_shared_channels_are_told_by_their_team(
    slack: LocalSlack, heard: list[dict[str, Any]]
) -> None:
    shared = slack.channel("shared", shared=True)
    slack.person("U9", "Stranger", team="T0OTHER").says(shared, "hello")
    await settle(slack)
    event = heard[0]["event"]
    assert (event["team"], event["user_team"]) == ("T0OTHER", "T0OTHER")
    assert heard[0]["is_ext_shared_channel"] is True
    info = await client_of(slack).users_info(user="U9")
    assert info["user"]["is_stranger"] is True
    assert (await client_of(slack).conversations_info(channel=shared.id))["channel"][
        "is_ext_shared"
    ]
