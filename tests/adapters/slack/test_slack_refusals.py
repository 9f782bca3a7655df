"""Calls that Slack refuses, seen through the real client."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.apps import client_of, problems, refusal
from tests.fakes.slack import Limits, LocalSlack, Times
from tests.fakes.slack.workspace import Channel, Message

UNKNOWN_TS = "1700000000.000001"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": "x", "channel": "C0NOWHERE"}, "channel_not_found"),
        ({"text": "x", "channel": "#support"}, "channel_not_found"),
        ({"text": "x", "channel": "U0NOBODY"}, "user_not_found"),
        ({"text": "x", "thread_ts": 1700000000.000001}, "invalid_ts"),
        ({"text": "x", "thread": "1"}, "invalid_arg_name"),
        ({"text": "x", "channel": ""}, "invalid_arguments"),
        ({"text": "x", "attachments": "{"}, "invalid_attachments"),
        ({"text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"markdown_text": "y" * 12_001}, "msg_too_long"),
        ({"text": "x", "metadata": "{"}, "metadata_must_be_sent_as_json"),
        ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        (
            {"text": "x", "metadata": {"event_type": "a", "event_payload": "b"}},
            "invalid_metadata_schema",
        ),
        (
            {"text": "x", "metadata": {"event_type": "a", "event_payload": {"b": "c" * 16_000}}},
            "metadata_too_large",
        ),
    ],
)
async def test_posts_that_are_refused(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel, given: dict[str, Any], error: str
) -> None:
    call = client.api_call("chat.postMessage", json={"channel": channel.id} | given)
    assert await refusal(call) == error
    assert slack.journal.deeds == []


async def test_where_the_app_may_not_write(slack: LocalSlack, client: AsyncWebClient) -> None:
    outside = slack.channel("outside", with_app=False)
    secret = slack.channel("secret", private=True, with_app=False)
    archived = slack.channel("old")
    slack.person("U1").archives(archived)
    answers = [
        await refusal(client.chat_postMessage(channel=place.id, text="x"))
        for place in (outside, secret, archived)
    ]
    assert answers == ["not_in_channel", "channel_not_found", "is_archived"]
    assert await refusal(client.conversations_history(channel=outside.id)) == "not_in_channel"
    assert await refusal(client.conversations_join(channel=secret.id)) == "channel_not_found"
    assert await refusal(client.conversations_join(channel=archived.id)) == "is_archived"
    await client.conversations_join(channel=outside.id)
    assert await refusal(client.chat_postMessage(channel=outside.id, text="x")) == "ok"


async def test_changes_that_are_refused(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    theirs = slack.person("U1").says(channel, "mine")
    own = await client.chat_postMessage(channel=channel.id, text="own")
    place = {"channel": channel.id}

    async def error(method: str, **given: Any) -> str:
        return await refusal(client.api_call(method, json=place | given))

    assert await error("chat.update", ts=UNKNOWN_TS, text="x") == "message_not_found"
    assert await error("chat.update", ts=theirs.ts, text="x") == "cant_update_message"
    assert await error("chat.update", ts=own["ts"]) == "no_text"
    assert await error("chat.update", ts=own["ts"], text="x" * 4001) == "msg_too_long"
    assert await error("chat.update", ts=own["ts"], text="x" * 4000) == "ok"
    assert await error("chat.delete", ts=theirs.ts) == "cant_delete_message"
    assert await error("chat.delete", ts=own["ts"]) == "ok"
    assert await error("chat.delete", ts=own["ts"]) == "message_not_found"


async def test_messages_can_be_edited_for_as_long_as_the_workspace_says() -> None:
    now = [1_700_000_000.0]
    times = Times(edit_window_s=60)
    async with LocalSlack(times=times, now=lambda: now[0], limits=Limits.off()) as slack:
        client, place = client_of(slack), slack.channel("support").id
        sent = await client.chat_postMessage(channel=place, text="one")
        await client.chat_update(channel=place, ts=sent["ts"], text="two")
        now[0] += 61
        late = client.chat_update(channel=place, ts=sent["ts"], text="three")
        assert await refusal(late) == "edit_window_closed"


async def test_reactions_that_are_refused(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    message = slack.person("U1").says(channel, "hello")
    place = {"channel": channel.id, "timestamp": message.ts}
    assert await refusal(client.reactions_add(**place, name="eyes")) == "ok"
    assert await refusal(client.reactions_add(**place, name="eyes")) == "already_reacted"
    assert await refusal(client.reactions_add(**place, name="no_such_thing")) == "invalid_name"
    assert await refusal(client.reactions_remove(**place, name="x")) == "no_reaction"
    unknown = place | {"timestamp": UNKNOWN_TS}
    assert await refusal(client.reactions_add(**unknown, name="eyes")) == "message_not_found"
    wrong = place | {"timestamp": "yesterday"}
    assert await refusal(client.reactions_add(**wrong, name="eyes")) == "bad_timestamp"
    slack.workspace.emoji.add("our_own")
    assert await refusal(client.reactions_add(**place, name="our_own")) == "ok"
    assert message.reactions == {"eyes": ["U0FOOTBOT"], "our_own": ["U0FOOTBOT"]}


@pytest.mark.parametrize("count", [23])
async def test_a_message_has_so_many_kinds_of_reactions(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel, count: int
) -> None:
    message = slack.person("U1").says(channel, "hello")
    names = [f"kind{n}" for n in range(count + 1)]
    slack.workspace.emoji |= set(names)
    for name in names[:-1]:
        slack.person("U1").reacts(message, name)
    call = client.reactions_add(channel=channel.id, timestamp=message.ts, name=names[-1])
    assert await refusal(call) == "too_many_emoji"


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        ("xapp-local-app", "auth.test", "not_allowed_token_type"),
        ("xoxb-local-bot", "apps.connections.open", "not_allowed_token_type"),
        ("xoxb-local-bot", "chat.shout", "unknown_method"),
    ],
)
async def test_tokens_and_methods(slack: LocalSlack, token: str, method: str, error: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        aiohttp.ClientSession() as session,
        session.post(slack.api_url + method, headers=headers) as answer,
    ):
        assert (answer.status, (await answer.json())["error"]) == (200, error)


@pytest.mark.parametrize(
    ("scope", "method", "given"),
    [
        ("chat:write", "chat.postMessage", {"text": "x"}),
        ("chat:write.customize", "chat.postMessage", {"text": "x", "username": "Robin"}),
        ("reactions:write", "reactions.add", {"timestamp": UNKNOWN_TS, "name": "eyes"}),
        ("channels:history", "conversations.replies", {"ts": UNKNOWN_TS}),
        ("channels:read", "conversations.info", {}),
        ("channels:join", "conversations.join", {}),
        ("files:read", "files.info", {"file": "F1"}),
        ("files:write", "files.getUploadURLExternal", {"filename": "a", "length": "1"}),
        ("users:read", "users.info", {"user": "U1"}),
        ("usergroups:read", "usergroups.users.list", {"usergroup": "S1"}),
    ],
)
async def test_a_scope_that_is_missing_is_named(
    slack: LocalSlack,
    client: AsyncWebClient,
    channel: Channel,
    scope: str,
    method: str,
    given: dict[str, str],
) -> None:
    slack.manifest.scopes.discard(scope)
    place = {} if method.startswith(("files", "users", "usergroups")) else {"channel": channel.id}
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            slack.api_url + method,
            data=place | given,
            headers={"Authorization": f"Bearer {client.token}"},
        ) as answer,
    ):
        told = await answer.json()
    assert told["error"] == "missing_scope"
    assert scope in told["needed"].split(",")
    assert scope not in told["provided"].split(",")


async def test_revoked_and_uninstalled(slack: LocalSlack, client: AsyncWebClient) -> None:
    assert await refusal(client.auth_test()) == "ok"
    slack.revoke()
    assert await refusal(client.auth_test()) == "token_revoked"
    slack.uninstall()
    assert await refusal(client.auth_test()) == "account_inactive"


async def test_people_and_groups_that_are_not_there(
    slack: LocalSlack, client: AsyncWebClient, channel: Channel
) -> None:
    slack.person("U1", "Ann", email="ann@example.org")
    slack.group("S0AGENTS", "U1")
    assert await refusal(client.users_info(user="U404")) == "user_not_found"
    assert await refusal(client.usergroups_users_list(usergroup="S404")) == "no_such_subteam"
    assert await refusal(client.bots_info(bot="B404")) == "bot_not_found"
    assert (await client.usergroups_users_list(usergroup="S0AGENTS"))["users"] == ["U1"]
    assert (await client.usergroups_list(include_users=True))["usergroups"][0]["users"] == ["U1"]
    assert (await client.users_getPresence(user="U1"))["presence"] == "active"
    # An e-mail address takes a scope of its own.
    profile = (await client.users_info(user="U1"))["user"]["profile"]
    slack.manifest.scopes.add("users:read.email")
    with_mail = (await client.users_info(user="U1"))["user"]["profile"]
    assert ("email" in profile, with_mail["email"]) == (False, "ann@example.org")
    by_mail = await client.users_lookupByEmail(email="Ann@example.org")
    assert by_mail["user"]["id"] == "U1"
    nobody = client.users_lookupByEmail(email="ben@example.org")
    assert await refusal(nobody) == "users_not_found"
    stranger = client.chat_postEphemeral(channel=channel.id, user="U404", text="x")
    assert await refusal(stranger) == "user_not_in_channel"


async def test_the_app_knows_itself_and_its_workspace(client: AsyncWebClient) -> None:
    own = await client.auth_test()
    assert (own["user_id"], own["bot_id"]) == ("U0FOOTBOT", "B0FOOTBOT")
    assert "chat:write" in own.headers["x-oauth-scopes"].split(",")
    bot = (await client.bots_info(bot=own["bot_id"]))["bot"]
    assert (bot["user_id"], bot["name"]) == ("U0FOOTBOT", "Support Desk")
    assert (await client.team_info())["team"]["id"] == own["team_id"]
    assert [user["id"] for user in (await client.users_list())["members"]] == ["U0FOOTBOT"]


@pytest.mark.parametrize(
    ("method", "body", "error"),
    [
        ("chat.postMessage", "{", "invalid_json"),
        ("chat.postMessage", "[]", "json_not_object"),
        ("conversations.open", "{}", "users_list_not_supplied"),
        ("conversations.open", '{"users": "U1,U2"}', "missing_scope"),
    ],
)
async def test_bodies_that_cannot_be_read(
    slack: LocalSlack, method: str, body: str, error: str
) -> None:
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(slack.api_url + method, data=body, headers=headers) as answer,
    ):
        assert (await answer.json())["error"] == error


async def test_an_app_without_sockets_home_or_subscription() -> None:
    bare = {"oauth_config": {"scopes": {"bot": ["chat:write", "channels:join", "groups:read"]}}}
    async with LocalSlack(manifest=bare) as slack:
        client, private = client_of(slack), slack.channel("private", private=True)
        person = slack.person("U1")
        opened = client.apps_connections_open(app_token=slack.app_token)
        assert await refusal(opened) == "socket_mode_not_enabled"
        home = client.views_publish(user_id="U1", view={"type": "home", "blocks": []})
        assert await refusal(home) == "not_enabled"
        joined = client.conversations_join(channel=private.id)
        assert await refusal(joined) == "method_not_supported_for_channel_type"
        message = person.says(private, "nobody is told")
        person.opens_home()
        with pytest.raises(AssertionError, match="interactivity is off"):
            person.presses((await button(slack, private)), "take")
    assert (slack.deliveries.sent, message.text) == ([], "nobody is told")


async def button(slack: LocalSlack, channel: Channel) -> Message:
    element = {"type": "button", "text": {"type": "plain_text", "text": "x"}, "action_id": "take"}
    blocks = [{"type": "actions", "elements": [element]}]
    sent = await client_of(slack).chat_postMessage(channel=channel.id, text="x", blocks=blocks)
    return channel.messages[sent["ts"]]


async def test_what_is_wrong_with_arguments_is_told(
    client: AsyncWebClient, channel: Channel
) -> None:
    missing = client.api_call("chat.update", json={"channel": channel.id, "text": "x"})
    assert await problems(missing) == ["[ERROR] missing required field: ts"]
    limit = client.conversations_history(channel=channel.id, limit=1001)
    assert await refusal(limit) == "invalid_limit"
    cursor = client.conversations_history(channel=channel.id, cursor="x")
    assert await refusal(cursor) == "invalid_cursor"
    types = client.conversations_list(types="channels")
    assert await refusal(types) == "invalid_types"
    # This method does not read JSON, so it finds no argument.
    since = client.conversations_history(channel=channel.id, oldest="yesterday")
    assert await refusal(since) == "invalid_ts_oldest"
    deaf = client.api_call("conversations.info", json={"channel": channel.id})
    assert await problems(deaf) == ["[ERROR] missing required field: channel"]
