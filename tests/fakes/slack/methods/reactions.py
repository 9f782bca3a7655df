"""reactions.*: at most 23 kinds on a message, each once by each."""

from tests.fakes.slack.app import App
from tests.fakes.slack.args import Args, method
from tests.fakes.slack.emoji import is_known
from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.workspace import BOT_USER, Message


def target(app: App, args: Args, *, write: bool) -> Message:
    channel = app.workspace.channel(args.text("channel"), write=write)
    message = channel.messages.get(args.ts("timestamp"))
    if message is None or message.is_gone:
        raise SlackError("message_not_found")
    return message


def emoji(app: App, args: Args) -> str:
    name = args.text("name").strip(":")
    if not is_known(name, app.workspace.emoji):
        raise SlackError("invalid_name")
    return name


@method(
    "reactions.add", tier=3, scopes="reactions:write", needs="channel timestamp name", json=True
)
def add(app: App, args: Args) -> Json:
    message, name = target(app, args, write=True), emoji(app, args)
    if name not in message.reactions and len(message.reactions) >= 23:
        raise SlackError("too_many_emoji")
    app.react(BOT_USER, message, name)
    return {}


@method(
    "reactions.remove", tier=2, scopes="reactions:write", needs="channel timestamp name", json=True
)
def remove(app: App, args: Args) -> Json:
    app.unreact(BOT_USER, target(app, args, write=True), emoji(app, args))
    return {}


@method("reactions.get", tier=3, scopes="reactions:read", needs="channel timestamp", takes="full")
def get(app: App, args: Args) -> Json:
    message = target(app, args, write=False)
    return {"type": "message", "channel": message.channel, "message": message.as_json()}
