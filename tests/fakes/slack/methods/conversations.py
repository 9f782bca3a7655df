"""conversations.*: channels, who is in them, and what was written there."""

from tests.fakes.slack.app import App
from tests.fakes.slack.args import Args, method, page
from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.workspace import BOT_USER, Channel, Message

READ = "channels:read groups:read im:read"
HISTORY = "channels:history groups:history im:history"
SPAN = "cursor limit oldest latest inclusive include_all_metadata"
_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": ""}


@method(
    "conversations.list",
    tier=2,
    scopes=READ,
    takes="cursor limit exclude_archived types",
)
def list_channels(app: App, args: Args) -> Json:
    names = args.text("types", "public_channel").split(",")
    if unknown := set(names) - set(_KINDS):
        raise SlackError("invalid_types", response_metadata={"messages": sorted(unknown)})
    found = []
    for kind in (_KINDS[name] for name in names):
        for channel in app.workspace.channels.values():
            is_seen = channel.kind == "channel" or BOT_USER in channel.members
            is_left_out = channel.is_archived and args.flag("exclude_archived")
            if channel.kind == kind and is_seen and not is_left_out:
                app.manifest.need(f"{channel.scope}:read")
                found.append(channel.as_json())
    channels, more = page(found, args)
    return {"channels": channels, **more}


@method(
    "conversations.info",
    tier=3,
    scopes=READ,
    needs="channel",
    takes="include_locale include_num_members",
)
def info(app: App, args: Args) -> Json:
    channel = app.workspace.channel(args.text("channel"))
    app.manifest.need(f"{channel.scope}:read")
    return {"channel": channel.as_json()}


@method("conversations.members", tier=4, scopes=READ, needs="channel", takes="cursor limit")
def members(app: App, args: Args) -> Json:
    channel = app.workspace.channel(args.text("channel"))
    found, more = page([{"id": member} for member in sorted(channel.members)], args)
    return {"members": [member["id"] for member in found], **more}


@method("conversations.join", tier=3, scopes="channels:join", needs="channel", json=True)
def join(app: App, args: Args) -> Json:
    channel = app.workspace.channel(args.text("channel"))
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    warning = {"warning": "already_in_channel"} if BOT_USER in channel.members else {}
    if not warning:
        app.join(app.workspace.users[BOT_USER], channel)
    return {"channel": channel.as_json(), **warning}


@method("conversations.open", tier=3, scopes="im:write", takes="users channel return_im", json=True)
def open_direct(app: App, args: Args) -> Json:
    users = [user for user in args.text("users").split(",") if user]
    if args.text("channel"):
        return {"channel": app.workspace.channel(args.text("channel")).as_json()}
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        app.manifest.need("mpim:write")
    known = [channel.id for channel in app.workspace.channels.values() if channel.kind == "im"]
    channel = app.workspace.direct(users[0])
    opened = {"already_open": True, "no_op": True} if channel.id in known else {}
    return {"channel": channel.as_json() if args.flag("return_im") else {"id": channel.id}} | opened


def readable(app: App, args: Args) -> Channel:
    channel = app.workspace.channel(args.text("channel"))
    app.manifest.need(f"{channel.scope}:history")
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def within(args: Args, messages: list[Message]) -> list[Message]:
    """Those between ``oldest`` and ``latest``, the ends only with ``inclusive``."""
    low, high = args.text("oldest", "0"), args.text("latest") or "99999999999"
    try:
        first, last = float(low), float(high)
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None
    with_ends = args.flag("inclusive")
    ends = (low, high) if with_ends else ()
    return [m for m in messages if first < float(m.ts) < last or m.ts in ends]


@method("conversations.history", tier=3, scopes=HISTORY, needs="channel", takes=SPAN)
def history(app: App, args: Args) -> Json:
    """Newest first, without replies, except those shown in the channel as well."""
    channel = readable(app, args)
    told = args.flag("include_all_metadata")
    found = [
        message
        for message in channel.messages.values()
        if message.root_ts == message.ts or message.body.get("subtype") == "thread_broadcast"
    ]
    shown = [channel.shown(m, with_metadata=told) for m in reversed(within(args, found))]
    messages, more = page(shown, args)
    return {"messages": messages, "has_more": bool(more["response_metadata"]["next_cursor"])} | more


@method("conversations.replies", tier=3, scopes=HISTORY, needs="channel ts", takes=SPAN)
def replies(app: App, args: Args) -> Json:
    """Oldest first; the root comes first on every page."""
    channel = readable(app, args)
    asked = channel.messages.get(args.ts("ts"))
    root = channel.messages.get(asked.root_ts) if asked else None
    if root is None:
        raise SlackError("thread_not_found")
    told = args.flag("include_all_metadata")
    found = [channel.shown(m, with_metadata=told) for m in within(args, channel.replies(root.ts))]
    messages, more = page(found, args, default=1000)
    first = channel.shown(root, with_metadata=told)
    has_more = bool(more["response_metadata"]["next_cursor"])
    return {"messages": [first, *messages], "has_more": has_more, **more}
