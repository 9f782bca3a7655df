"""The inner events that Slack sends for what happens, with the traps of its echo."""

from tests.fakes.slack.errors import Json
from tests.fakes.slack.workspace import BOT_USER, Channel, Message

# The word after "message." in the subscriptions.
PLACES = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


def posted(channel: Channel, message: Message) -> Json:
    event = {**message.as_json(), "channel": channel.id}
    if message.body.get("subtype") == "thread_broadcast":
        event["root"] = channel.messages[message.thread_ts].as_json()
    return event | {"event_ts": message.ts, "channel_type": channel.kind}


def changed(channel: Channel, message: Message, before: Json, event_ts: str) -> Json:
    """No ``user`` at the top: who edited is told inside, and of a customized post nowhere."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": message.as_json(),
        "previous_message": before,
        "channel": channel.id,
        "hidden": True,
        "ts": event_ts,
        "event_ts": event_ts,
        "channel_type": channel.kind,
    }


def deleted(channel: Channel, ts: str, before: Json, event_ts: str) -> Json:
    return {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": before,
        "channel": channel.id,
        "hidden": True,
        "deleted_ts": ts,
        "ts": event_ts,
        "event_ts": event_ts,
        "channel_type": channel.kind,
    }


def reaction(kind: str, user: str, message: Message, name: str, event_ts: str) -> Json:
    author = str(message.body.get("user", ""))
    return {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        **({"item_user": author} if author else {}),
        "event_ts": event_ts,
    }


def member(kind: str, user: str, channel: Channel, team: str, event_ts: str) -> Json:
    letter = {"channel": "C", "group": "G", "im": "D"}[channel.kind]
    place = {"channel": channel.id, "channel_type": letter}
    return {"type": kind, "user": user, **place, "team": team, "event_ts": event_ts}


def archived(channel: Channel, user: str, event_ts: str, *, undone: bool = False) -> Json:
    kind = f"{channel.kind}_{'unarchive' if undone else 'archive'}"
    return {"type": kind, "channel": channel.id, "user": user, "event_ts": event_ts}


def renamed(channel: Channel, event_ts: str) -> Json:
    named = {"id": channel.id, "name": channel.name, "created": 1}
    return {"type": f"{channel.kind}_rename", "channel": named, "event_ts": event_ts}


def home_opened(user: str, channel: Channel, tab: str, view: Json | None, event_ts: str) -> Json:
    event: Json = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": tab}
    return event | ({"view": view} if view else {}) | {"event_ts": event_ts}


def subscription(event: Json, channel: Channel | None) -> str:
    """What the manifest must list for this event to be sent."""
    if event["type"] == "message" and channel is not None:
        return PLACES[channel.kind]
    return str(event["type"])


def reaches_app(event: Json, channel: Channel | None) -> bool:
    """Whether the app is where it happened; of leaving it is told as well."""
    is_own_move = event["type"].startswith("member_") and event.get("user") == BOT_USER
    return channel is None or is_own_move or BOT_USER in channel.members
