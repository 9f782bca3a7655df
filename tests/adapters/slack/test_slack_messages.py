"""Threads, edits, deletions, metadata and history, as Slack does them."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.apps import refusal
from tests.fakes.slack import LocalSlack
from tests.fakes.slack.journal import outbox_id
from tests.fakes.slack.workspace import Channel


def marked(outbox: str) -> dict[str, object]:
    return {"event_type": "outbox", "event_payload": {"outbox_id": outbox}}


async def test_timestamps_are_unique_and_rise(slack: LocalSlack, channel: Channel) -> None:
    person = slack.person("U1")
    stamps = [person.says(channel, str(n)).ts for n in range(500)]
    assert stamps == sorted(set(stamps))
    assert {len(ts) for ts in stamps} == {17}


async def test_a_reply_to_an_unknown_thread_lands_in_the_channel(
    client: AsyncWebClient, channel: Channel
) -> None:
    root = await client.chat_postMessage(channel=channel.id, text="root")
    reply = await client.chat_postMessage(channel=channel.id, text="in", thread_ts=root["ts"])
    lost = await client.chat_postMessage(
        channel=channel.id, text="out", thread_ts="1700000000.000001"
    )
    astray = await client.chat_postMessage(
        channel=channel.id, text="x", thread_ts=reply["ts"], reply_broadcast=True
    )
    assert reply["message"]["thread_ts"] == root["ts"]
    assert "thread_ts" not in lost["message"]
    assert "thread_ts" not in astray["message"]
    shown = await client.conversations_history(channel=channel.id)
    assert [message["text"] for message in shown["messages"]] == ["x", "out", "root"]
    assert shown["messages"][2]["reply_count"] == 1


async def test_a_deleted_root_leaves_a_tombstone_or_nothing(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    owner, place = slack.person("U1"), channel.id
    full = await client.chat_postMessage(channel=place, text="full")
    empty = await client.chat_postMessage(channel=place, text="empty")
    await client.chat_postMessage(channel=place, text="reply", thread_ts=full["ts"])
    for ts in (full["ts"], empty["ts"]):
        owner.deletes(channel.messages[ts])
    for ts in (full["ts"], empty["ts"]):
        gone = await refusal(client.chat_update(channel=place, ts=ts, text="x"))
        assert gone == "message_not_found"
    # The thread with replies lives on under its tombstone; the other is no thread any more.
    kept = await client.chat_postMessage(channel=place, text="more", thread_ts=full["ts"])
    lost = await client.chat_postMessage(channel=place, text="out", thread_ts=empty["ts"])
    assert kept["message"].get("thread_ts") == full["ts"]
    assert lost["message"].get("thread_ts") is None
    thread = await client.conversations_replies(channel=place, ts=full["ts"])
    assert [message["text"] for message in thread["messages"]] == [
        "This message was deleted.", "reply", "more",
    ]  # fmt: skip
    unknown = client.conversations_replies(channel=place, ts=empty["ts"])
    assert await refusal(unknown) == "thread_not_found"


async def test_metadata_is_shown_to_who_asks_for_it(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    root = await client.chat_postMessage(channel=channel.id, text="root")
    for outbox in ("a", "b", "a"):
        await client.chat_postMessage(
            channel=channel.id, text="x", thread_ts=root["ts"], metadata=marked(outbox)
        )
    thread = {"channel": channel.id, "ts": root["ts"]}
    without = await client.conversations_replies(**thread)
    told = await client.conversations_replies(**thread, include_all_metadata=True)
    assert [m for m in without["messages"] if "metadata" in m] == []
    ids = [m["metadata"]["event_payload"]["outbox_id"] for m in told["messages"][1:]]
    assert ids == ["a", "b", "a"]
    assert slack.journal.doubles(outbox_id) == ["a"]


async def test_a_new_text_takes_the_old_blocks_away(
    client: AsyncWebClient, channel: Channel
) -> None:
    block = {"type": "section", "block_id": "b", "text": {"type": "mrkdwn", "text": "card"}}
    sent = await client.chat_postMessage(channel=channel.id, text="one", blocks=[block])
    place = {"channel": channel.id, "ts": sent["ts"]}
    with_blocks = await client.chat_update(**place, text="two", blocks=[block])
    assert "edited" not in with_blocks["message"]
    plain = await client.chat_update(**place, text="three")
    assert "blocks" not in plain["message"]
    assert plain["message"]["edited"]["user"] == "U0FOOTBOT"


async def test_a_very_long_text_is_cut_and_that_is_told(
    client: AsyncWebClient, channel: Channel
) -> None:
    sent = await client.chat_postMessage(channel=channel.id, text="x" * 50_000)
    assert len(sent["message"]["text"]) == 40_000
    assert sent["warning"] == "message_truncated"


async def test_history_is_read_by_page_and_by_time(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    person = slack.person("U1")
    root = person.says(channel, "root")
    written = [person.says(channel, f"r{n}", thread_ts=root.ts) for n in range(5)]
    shown = person.says(channel, "to all", thread_ts=root.ts, broadcast=True)
    first = await client.conversations_replies(channel=channel.id, ts=root.ts, limit=4)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_replies(
        channel=channel.id, ts=written[0].ts, limit=4, cursor=cursor
    )
    assert [m["text"] for m in first["messages"]] == ["root", "r0", "r1", "r2", "r3"]
    assert [m["text"] for m in second["messages"]] == ["root", "r4", "to all"]
    assert (first["has_more"], second["has_more"]) == (True, False)
    since = await client.conversations_replies(channel=channel.id, ts=root.ts, oldest=written[3].ts)
    assert [m["text"] for m in since["messages"]] == ["root", "r4", "to all"]
    whole = await client.conversations_history(
        channel=channel.id, oldest=root.ts, latest=shown.ts, inclusive=True
    )
    assert [m["text"] for m in whole["messages"]] == ["to all", "root"]


@pytest.mark.parametrize("limit", [2, 100])
async def test_channels_are_listed(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel, limit: int
) -> None:
    slack.channel("hidden", private=True, with_app=False)
    slack.channel("private", private=True)
    slack.person("U1").archives(slack.channel("old"))
    found, cursor = [], ""
    while True:
        page = await client.conversations_list(
            types="public_channel,private_channel", exclude_archived=True, limit=limit,
            cursor=cursor,
        )  # fmt: skip
        found += [each["name"] for each in page["channels"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert found == ["support", "private"]
    members = await client.conversations_members(channel=channel.id)
    assert members["members"] == ["U0FOOTBOT", "U1"]


async def test_a_person_can_be_written_to_directly(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    slack.person("U1")
    opened = await client.conversations_open(users="U1")
    again = await client.conversations_open(users=["U1"], return_im=True)
    assert opened["channel"]["id"] == again["channel"]["id"]
    assert (again["channel"]["user"], again["already_open"]) == ("U1", True)
    sent = await client.chat_postMessage(channel="U1", text="only you")
    assert sent["channel"] == opened["channel"]["id"]


async def test_what_is_shown_to_one_person_alone(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    ann, ben = slack.person("U1"), slack.person("U2")
    await client.chat_postEphemeral(channel=channel.id, user="U1", text="already taken")
    assert [note.text for note in ann.private_messages] == ["already taken"]
    assert ben.private_messages == []
    assert channel.messages == {}


async def test_a_message_has_an_address_and_a_status(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    root = await client.chat_postMessage(channel=channel.id, text="root")
    reply = await client.chat_postMessage(channel=channel.id, text="re", thread_ts=root["ts"])
    found = await client.chat_getPermalink(channel=channel.id, message_ts=reply["ts"])
    assert f"thread_ts={root['ts']}" in found["permalink"]
    place = {"channel_id": channel.id, "thread_ts": root["ts"]}
    await client.assistant_threads_setStatus(**place, status="is typing")
    assert [deed.detail for deed in slack.journal.of("status")] == [{"status": "is typing"}]
    unknown = place | {"thread_ts": "1700000000.000001"}
    call = client.assistant_threads_setStatus(**unknown, status="x")
    assert await refusal(call) == "invalid_thread_ts"
