"""chat.*: posting, changing and deleting, with what Slack does to texts and threads."""

import json
import re
from typing import Any

from tests.fakes.slack.app import App
from tests.fakes.slack.args import Args, method
from tests.fakes.slack.blocks import check_message
from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.workspace import APP, BOT, BOT_USER, DOMAIN, TEAM, Channel, Message

CONTENT = "text blocks attachments markdown_text"
LOOKS = "parse link_names mrkdwn unfurl_links unfurl_media"
MOST_POSTED, MOST_UPDATED = 40_000, 4_000


def content(args: Args, most: int = MOST_POSTED) -> Json:
    """Text, blocks and attachments of a message; none of them is refused."""
    found: Json = {}
    if args.text("text"):
        found["text"] = args.text("text")[:most]
    if args.values.get("blocks") not in (None, ""):
        found["blocks"] = check_message(args.json("blocks", "invalid_blocks_format"))
    if args.values.get("attachments"):
        found["attachments"] = attachments(args.json("attachments", "invalid_attachments"))
    if markdown := args.text("markdown_text"):
        found |= markdown_only(markdown, found)
    if not any(found.get(name) for name in ("text", "blocks", "attachments")):
        raise SlackError("no_text")
    return {"text": "", **found}


def markdown_only(markdown: str, found: Json) -> Json:
    if found.get("text") or found.get("blocks"):
        raise SlackError("markdown_text_conflict")
    if len(markdown) > 12_000:
        raise SlackError("msg_too_long")
    return {"text": markdown, "blocks": check_message([{"type": "markdown", "text": markdown}])}


def attachments(given: Any) -> list[Json]:
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise SlackError("invalid_attachments")
    if len(given) > 100:
        raise SlackError("too_many_attachments")
    return [
        each | ({"blocks": check_message(each["blocks"])} if "blocks" in each else {})
        for each in given
    ]


def metadata(args: Args) -> Json | None:
    """What the app puts beside the message; Slack takes 16 kB of it."""
    given = args.json("metadata", "metadata_must_be_sent_as_json")
    if given is None:
        return None
    is_whole = isinstance(given, dict) and set(given) == {"event_type", "event_payload"}
    if not is_whole or not re.fullmatch(r"\w{1,255}", str(given["event_type"])):
        raise SlackError("invalid_metadata_format")
    if not isinstance(given["event_payload"], dict):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(given)) > 16_000:
        raise SlackError("metadata_too_large")
    return dict(given)


def sender(app: App, args: Args) -> Json:
    """Who the message is from: the app, or the name it chose, which makes a `bot_message`."""
    named = {name: args.text(name) for name in ("username", "icon_emoji", "icon_url")}
    if not any(named.values()):
        return {"user": BOT_USER, "bot_profile": app.bot_profile}
    app.manifest.need("chat:write.customize")
    icon = "emoji" if named["icon_emoji"] else "image_64"
    return {
        "subtype": "bot_message",
        "username": named["username"] or app.manifest.name,
        "icons": {icon: named["icon_emoji"] or named["icon_url"]},
    }


@method(
    "chat.postMessage",
    tier=0,
    scopes="chat:write",
    needs="channel",
    takes=f"{CONTENT} {LOOKS} thread_ts reply_broadcast username icon_emoji icon_url metadata "
    "as_user",
    json=True,
)
def post_message(app: App, args: Args) -> Json:
    target = args.text("channel")
    if target.startswith("U"):
        target = app.workspace.direct(target).id
    channel = app.workspace.channel(target, write=True)
    body = {"type": "message", "bot_id": BOT, "app_id": APP, "team": TEAM} | content(args)
    body |= sender(app, args)
    if args.text("thread_ts"):
        body["thread_ts"] = args.ts("thread_ts")
        if args.flag("reply_broadcast"):
            body["subtype"] = "thread_broadcast"
    looks = {name: _look(args, name) for name in LOOKS.split() if name in args.values}
    message = app.post(channel, body, metadata=metadata(args), shown_as=looks)
    answer: Json = {"channel": channel.id, "ts": message.ts}
    answer["message"] = message.as_json(with_metadata=True)
    if len(args.text("text")) > MOST_POSTED:
        answer["warning"] = "message_truncated"
        answer["response_metadata"] = {"warnings": ["message_truncated"]}
    return answer


def _look(args: Args, name: str) -> Any:
    return args.text(name) if name == "parse" else args.flag(name)


def own_message(app: App, channel: Channel, ts: str, refusal: str) -> Message:
    """A message that the app may change."""
    message = channel.messages.get(ts)
    if message is None or message.is_gone:
        raise SlackError("message_not_found")
    if not message.is_own:
        raise SlackError(refusal)
    return message


@method(
    "chat.update",
    tier=3,
    scopes="chat:write",
    needs="channel ts",
    takes=f"{CONTENT} parse link_names metadata as_user reply_broadcast file_ids",
    json=True,
)
def update(app: App, args: Args) -> Json:
    channel = app.workspace.channel(args.text("channel"), write=True)
    message = own_message(app, channel, args.ts("ts"), "cant_update_message")
    window = app.times.edit_window_s
    if window is not None and app.workspace.now() - float(message.ts) > window:
        raise SlackError("edit_window_closed")
    if len(args.text("text")) > MOST_UPDATED:
        raise SlackError("msg_too_long")
    if args.values.get("blocks") == [] and not args.text("text"):
        raise SlackError("no_text")
    body = {k: v for k, v in message.body.items() if k not in _replaced(args)} | content(args)
    if "blocks" not in body:
        # Slack shows "edited" only where the text itself is the message.
        body["edited"] = {"user": BOT_USER, "ts": app.workspace.new_ts()}
        if message.body.get("subtype") == "bot_message":
            del body["edited"]["user"]
    if (told := metadata(args)) is not None:
        message.metadata = told
    app.change(channel, message, body)
    answer = message.as_json(with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": answer}


def _replaced(args: Args) -> set[str]:
    """A new text without blocks takes the old blocks away; attachments stay unless given."""
    names = {"blocks", "edited", "text"}
    if not args.text("text") and "blocks" not in args.values and not args.text("markdown_text"):
        names.discard("blocks")
    return names | ({"attachments"} & set(args.values))


@method("chat.delete", tier=3, scopes="chat:write", needs="channel ts", takes="as_user", json=True)
def delete(app: App, args: Args) -> Json:
    channel = app.workspace.channel(args.text("channel"), write=True)
    message = own_message(app, channel, args.ts("ts"), "cant_delete_message")
    app.remove(channel, message)
    return {"channel": channel.id, "ts": message.ts}


@method(
    "chat.postEphemeral",
    tier=4,
    scopes="chat:write",
    needs="channel user",
    takes=f"{CONTENT} parse link_names thread_ts username icon_emoji icon_url as_user",
    json=True,
)
def post_ephemeral(app: App, args: Args) -> Json:
    channel = app.workspace.channel(args.text("channel"), write=True)
    user = args.text("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    body = {"bot_id": BOT} | content(args) | sender(app, args)
    thread = args.text("thread_ts")
    return {"message_ts": app.show_privately(user, channel.id, body, thread)}


@method("chat.getPermalink", tier=0, needs="channel message_ts")
def get_permalink(app: App, args: Args) -> Json:
    channel = app.workspace.channel(args.text("channel"))
    message = channel.messages.get(args.text("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    path = f"https://{DOMAIN}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        path += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": path}


@method(
    "assistant.threads.setStatus",
    tier=0,
    scopes="chat:write assistant:write",
    needs="channel_id thread_ts",
    takes="status loading_messages icon_emoji icon_url username",
    json=True,
)
def set_status(app: App, args: Args) -> Json:
    channel = app.workspace.channel(args.text("channel_id"), write=True)
    message = channel.messages.get(args.ts("thread_ts"))
    if message is None:
        raise SlackError("invalid_thread_ts")
    app.workspace.journal.note("status", message, status=args.text("status"))
    app.workspace.wake()
    return {}
