"""``response_url``: five answers within half an hour to a person's deed."""

from tests.fakes.slack.app import App, ReplyUrl
from tests.fakes.slack.blocks import check_message
from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.workspace import BOT, Channel, Message


def answer(app: App, name: str, given: Json) -> None:
    """Do what the app asks at the address; refused as an incoming webhook refuses."""
    place = app.reply_urls.get(name)
    if place is None:
        raise SlackError("no_team", status=404)
    if app.workspace.now() - place.at > app.times.response_url_s:
        raise SlackError("expired_url", status=404)
    if place.left < 1:
        raise SlackError("used_url", status=404)
    channel = app.workspace.channels[place.channel]
    if given.get("delete_original"):
        _delete(app, channel, place.message)
    else:
        _write(app, place, given)
    place.left -= 1


def _delete(app: App, channel: Channel, message: Message | None) -> None:
    if message in app.private:
        app.private.remove(message)
    elif message is not None and message.ts in channel.messages:
        app.remove(channel, message)
    else:
        raise SlackError("no_active_hooks", status=404)


def _write(app: App, place: ReplyUrl, given: Json) -> None:
    channel = app.workspace.channels[place.channel]
    body: Json = {"type": "message", "bot_id": BOT, "text": str(given.get("text", ""))}
    try:
        if given.get("blocks"):
            body["blocks"] = check_message(given["blocks"])
    except SlackError as refused:
        raise SlackError(refused.error, status=400) from None
    if not body["text"] and "blocks" not in body:
        raise SlackError("no_text", status=400)
    if given.get("replace_original") and place.message is not None:
        kept = {k: v for k, v in place.message.body.items() if k not in ("text", "blocks")}
        app.change(channel, place.message, kept | body)
        return
    thread = str(given.get("thread_ts") or "")
    if given.get("response_type") == "in_channel":
        app.post(channel, body | {"thread_ts": thread, "subtype": "bot_message"})
    else:
        app.show_privately(place.user, channel.id, body, thread or place.thread_ts)
