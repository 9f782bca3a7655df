"""Files up in three steps, their message later, and down with the token alone."""

from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.apps import client_of, connected, listening, problems, refusal
from tests.fakes.slack import Fault, Limits, LocalSlack, Times
from tests.fakes.slack.workspace import Channel

Got = tuple[int, str, bytes]


async def fetch(url: str, token: str) -> Got:
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, answer.content_type, await answer.read()


async def test_an_upload_is_shared_in_its_thread_and_learnt_from_the_event() -> None:
    times = Times(share_file_s=0.05)
    async with LocalSlack(times=times, limits=Limits.off()) as slack:
        client, channel = client_of(slack), slack.channel("support")
        root = (await client.chat_postMessage(channel=channel.id, text="root"))["ts"]
        answer = await client.files_upload_v2(
            channel=channel.id, thread_ts=root, filename="a.png", content=b"PNG", title="Proof",
            initial_comment="from the customer",
        )  # fmt: skip
        # No timestamp in the answer, and no message yet.
        assert set(answer["files"][0]) == {"id", "title"}
        assert len(channel.messages) == 1
        await slack.until(lambda: len(channel.messages) == 2)
        message = channel.messages[channel.threads[root][0]]
        assert slack.deliveries.sent[-1].payload["event"]["subtype"] == "file_share"
        kept = await fetch(message.body["files"][0]["url_private"], slack.bot_token)
    assert (message.text, message.is_own) == ("from the customer", True)
    assert kept == (200, "application/octet-stream", b"PNG")
    assert [deed.kind for deed in slack.journal.deeds] == ["post", "post", "upload"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"length": 0}, "must be greater than 0 [json-pointer:/length]"),
        ({"length": "many"}, "must be a number [json-pointer:/length]"),
    ],
)
async def test_the_length_must_be_told(
    client: AsyncWebClient, given: dict[str, Any], error: str
) -> None:
    call = client.files_getUploadURLExternal(filename="a.txt", **given)
    assert await problems(call) == [f"[ERROR] {error}"]


async def test_uploads_that_are_refused(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    asked = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    huge = client.files_getUploadURLExternal(filename="a.txt", length=2 * 1024**3)
    assert await refusal(huge) == "file_upload_size_restricted"
    done = [{"id": asked["file_id"], "title": "a"}]

    async def complete(**more: Any) -> str:
        return await refusal(client.files_completeUploadExternal(files=done, **more))

    assert await complete(channel_id=channel.id) == "file_not_found"
    async with aiohttp.ClientSession() as session:
        async with session.post(asked["upload_url"], data=b"four") as answer:
            assert answer.status == 400
        async with session.post(asked["upload_url"], data=b"abc") as answer:
            assert (answer.status, await answer.text()) == (200, "OK - 3")
    assert await complete(channel_id="C404") == "channel_not_found"
    outside = slack.channel("outside", with_app=False)
    assert await complete(channel_id=outside.id) == "not_in_channel"
    assert await complete(channels=[channel.id, "C1"], thread_ts="1.2") == "invalid_arguments"
    assert await complete(channel_id=channel.id) == "ok"
    assert await complete(channel_id=channel.id) == "file_already_completed"
    await slack.until(lambda: len(channel.messages) == 1)


async def test_a_lost_upload_is_an_error(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    slack.faults.next("upload", Fault.down())
    with pytest.raises(SlackRequestError, match="status: 500"):
        await client.files_upload_v2(channel=channel.id, filename="a", content="x")
    assert channel.messages == {}


async def test_a_person_s_file_comes_with_its_message(
    slack: LocalSlack, bolt: AsyncApp, channel: Channel
) -> None:
    heard = listening(bolt, "message")
    async with connected(slack, bolt):
        root = slack.person("U1").says(channel, "root")
        slack.person("U1").uploads(channel, "note.pdf", b"%PDF", text="see this", thread_ts=root.ts)
        await slack.until(lambda: len(heard) == 2)
    event = heard[1]["event"]
    (file,) = event["files"]
    assert (event["subtype"], event["thread_ts"], event["text"]) == (
        "file_share", root.ts, "see this",
    )  # fmt: skip
    assert (file["name"], file["mimetype"], file["size"]) == ("note.pdf", "application/pdf", 4)
    assert (await fetch(file["url_private_download"], slack.bot_token))[2] == b"%PDF"


async def test_downloads_need_the_token_and_the_scope(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    message = slack.person("U1").uploads(channel, "a.txt", b"secret")
    told = message.body["files"][0]
    file, url = slack.workspace.files[told["id"]], told["url_private_download"]
    for token in ("xoxb-wrong", ""):
        status, kind, body = await fetch(url, token)
        assert (status, kind) == (200, "text/html")
        assert b"secret" not in body
    slack.faults.next("download", Fault.down(502))
    assert (await fetch(url, slack.bot_token))[0] == 502
    slack.manifest.scopes.discard("files:read")
    assert (await fetch(url, slack.bot_token))[1] == "text/html"
    slack.manifest.scopes.add("files:read")
    file.deleted = True
    assert (await fetch(url, slack.bot_token))[0] == 404
    assert await refusal(client.files_info(file=file.id)) == "file_deleted"
    assert await refusal(client.files_info(file="F404")) == "file_not_found"


async def test_files_of_shared_channels_must_be_looked_up(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    message = slack.person("U1").uploads(
        channel, "a.txt", b"abc", access="check_file_info", size=30 * 1024**2
    )
    (told,) = message.body["files"]
    assert "url_private" not in told
    whole = (await client.files_info(file=told["id"]))["file"]
    assert (told["file_access"], whole["size"]) == ("check_file_info", 30 * 1024**2)
    assert (await fetch(whole["url_private"], slack.bot_token))[2] == b"abc"
