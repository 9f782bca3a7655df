"""files.*: upload in three steps, the message of it comes later, and downloads with the token."""

import asyncio

from tests.fakes.slack.app import App
from tests.fakes.slack.args import Args, method
from tests.fakes.slack.blocks import check_message
from tests.fakes.slack.errors import Json, SlackError, invalid_arguments
from tests.fakes.slack.workspace import APP, BOT, BOT_USER, TEAM, Channel, File


@method(
    "files.getUploadURLExternal",
    tier=4,
    scopes="files:write",
    needs="filename length",
    takes="alt_txt snippet_type",
)
def get_upload_url(app: App, args: Args) -> Json:
    length = args.number("length", 0)
    if length < 1:
        raise invalid_arguments("must be greater than 0 [json-pointer:/length]")
    if length > 1024**3:
        raise SlackError("file_upload_size_restricted")
    file = app.workspace.keep_file(args.text("filename"), b"", BOT_USER)
    file.length_told, file.is_ready = length, False
    return {"upload_url": f"{app.url}/upload/{file.id}", "file_id": file.id}


@method(
    "files.completeUploadExternal",
    tier=4,
    scopes="files:write",
    needs="files",
    takes="channel_id channels thread_ts initial_comment blocks highlight_type",
    json=True,
)
def complete_upload(app: App, args: Args) -> Json:
    """The answer tells no ts: the message is made later, and is learnt from its event."""
    given = args.json("files", "invalid_arguments")
    if not isinstance(given, list) or not given or not all("id" in each for each in given):
        raise invalid_arguments("must be an array of files [json-pointer:/files]")
    files = [_uploaded(app, str(each["id"])) for each in given]
    if len({file.id for file in files}) < len(files):
        raise SlackError("file_already_completed")
    channels = [c for c in [args.text("channel_id"), *args.text("channels").split(",")] if c]
    if args.text("thread_ts") and len(channels) != 1:
        raise SlackError("invalid_arguments")
    targets = [app.workspace.channel(name, write=True) for name in channels]
    comment: Json = {"text": args.text("initial_comment")[:40_000]}
    if not comment["text"] and args.values.get("blocks"):
        comment["blocks"] = check_message(args.json("blocks", "invalid_blocks_format"))
    for each, file in zip(given, files, strict=True):
        file.is_ready = True
        file.title = str(each.get("title") or file.name)
    for channel in targets:
        later = _share(app, channel, files, comment, args.text("thread_ts"))
        app.deliveries.background(later)
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _uploaded(app: App, file_id: str) -> File:
    file = app.workspace.files.get(file_id)
    if file is None or not file.data:
        raise SlackError("file_not_found")
    if file.is_ready:
        raise SlackError("file_already_completed")
    return file


async def _share(
    app: App, channel: Channel, files: list[File], comment: Json, thread_ts: str
) -> None:
    await asyncio.sleep(app.times.share_file_s)
    body: Json = {"type": "message", "subtype": "file_share", "upload": True, "team": TEAM}
    body |= {"user": BOT_USER, "bot_id": BOT, "app_id": APP, "bot_profile": app.bot_profile}
    body |= comment | {"files": [file.as_json(app.url) for file in files]}
    if thread_ts:
        body["thread_ts"] = thread_ts
    message = app.post(channel, body)
    app.workspace.journal.note("upload", message, files=[file.id for file in files])


@method("files.info", tier=4, scopes="files:read", needs="file", takes="count cursor limit page")
def info(app: App, args: Args) -> Json:
    file = app.workspace.files.get(args.text("file"))
    if file is None or not file.is_ready:
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    return {"file": file.as_json(app.url, whole=True), "comments": []}
