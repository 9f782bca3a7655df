"""The methods of the Bot API that the fake knows, by their lower-case names."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from tests.fakes.telegram.checks import Params, caption, markup, message_text
from tests.fakes.telegram.faults import OTHER_POLLER, ApiError, bad_request
from tests.fakes.telegram.state import BOT, Chat, Message, State

_MB = 1024 * 1024
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
_ACTIONS = {"typing", "upload_photo", "upload_document"}
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


async def get_me(state: State, params: Params) -> Any:
    return BOT | {"can_join_groups": True, "can_read_all_group_messages": False}


async def get_updates(state: State, params: Params) -> Any:
    """Long poll; the offset confirms what lies below it, a newer poll ends an older one."""
    if state.webhook:
        raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
    state.poll += 1
    mine = state.poll
    state.wake()
    offset, limit = params.number("offset", 0), params.number("limit", 100)
    if not 1 <= limit <= 100:
        limit = 100
    if offset > 0:
        state.updates = [update for update in state.updates if update["update_id"] >= offset]
    elif offset < 0:
        state.updates = state.updates[offset:]
    wanted = params.json("allowed_updates")

    def due() -> list[dict[str, Any]]:
        return [u for u in state.updates if not wanted or set(wanted) & set(u)][:limit]

    wait_s = min(params.number("timeout", 0), 50)
    await state.until(lambda: state.poll != mine or bool(due()), wait_s)
    if state.poll != mine:
        raise ApiError(409, f"Conflict: {OTHER_POLLER}")
    return due()


def _open_chat(state: State, params: Params) -> Chat:
    chat = state.chat(params.number("chat_id"))
    if chat.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    return chat


def _say(state: State, chat: Chat, **content: Any) -> Message:
    message = chat.add(BOT, **content)
    state.wake()
    return message


async def send_message(state: State, params: Params) -> Any:
    chat = _open_chat(state, params)
    return _say(state, chat, text=message_text(params), **_reply(chat, params), **markup(params))


def _reply(chat: Chat, params: Params) -> dict[str, Any]:
    """The message that is replied to; one that is not there is an error, unless allowed."""
    given = params.json("reply_parameters")
    if not given:
        return {}
    if replied := chat.messages.get(given["message_id"]):
        return {"reply_to_message": dict(replied)}
    if given.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


async def send_photo(state: State, params: Params) -> Any:
    chat = _open_chat(state, params)
    _, data = params.upload("photo")
    if len(data) > 10 * _MB or not data.startswith(_PICTURES):
        raise bad_request("IMAGE_PROCESS_FAILED")
    size = state.keep_file(data, "photos") | {"width": 640, "height": 480}
    return _say(state, chat, photo=[size], caption=caption(params), **markup(params))


async def send_document(state: State, params: Params) -> Any:
    chat = _open_chat(state, params)
    name, data = params.upload("document")
    if not data:
        raise bad_request("file must be non-empty")
    if len(data) > 50 * _MB:
        raise ApiError(413, "Request Entity Too Large")
    document = state.keep_file(data, "documents") | {"file_name": name}
    return _say(state, chat, document=document, caption=caption(params), **markup(params))


async def send_chat_action(state: State, params: Params) -> Any:
    chat = _open_chat(state, params)
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.actions.append(params.text("action"))
    state.wake()
    return True


def _own_message(state: State, params: Params, deed: str) -> Message:
    chat = _open_chat(state, params)
    message = chat.messages.get(params.number("message_id"))
    if message is None:
        raise bad_request(f"message to {deed} not found")
    if deed == "edit" and not message["from"]["is_bot"]:
        raise bad_request("message can't be edited")
    return message


async def edit_message_text(state: State, params: Params) -> Any:
    message = _own_message(state, params, "edit")
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    text, keyboard = message_text(params), markup(params)
    if text == message["text"] and keyboard.get("reply_markup") == message.get("reply_markup"):
        raise bad_request(_SAME)
    message.pop("reply_markup", None)
    message.update(text=text, **keyboard)
    state.wake()
    return message


async def edit_message_reply_markup(state: State, params: Params) -> Any:
    message = _own_message(state, params, "edit")
    keyboard = markup(params)
    if keyboard.get("reply_markup") == message.get("reply_markup"):
        raise bad_request(_SAME)
    message.pop("reply_markup", None)
    message.update(keyboard)
    state.wake()
    return message


async def delete_message(state: State, params: Params) -> Any:
    message = _own_message(state, params, "delete")
    del state.chat(params.number("chat_id")).messages[message["message_id"]]
    state.wake()
    return True


async def answer_callback_query(state: State, params: Params) -> Any:
    query = params.text("callback_query_id")
    if query not in state.queries:
        raise bad_request(_TOO_OLD)
    if len(params.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    state.queries[query] = True
    state.wake()
    return True


async def get_file(state: State, params: Params) -> Any:
    file_id = params.text("file_id")
    if file_id not in state.files:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if state.sizes[file_id] > 20 * _MB:
        raise bad_request("file is too big")
    path, data = state.files[file_id]
    return {"file_id": file_id, "file_unique_id": file_id[:12], "file_path": path} | {
        "file_size": len(data)
    }


async def set_my_commands(state: State, params: Params) -> Any:
    commands = params.json("commands") or []
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    state.commands[params.text("language_code")] = commands
    state.wake()
    return True


async def get_chat(state: State, params: Params) -> Any:
    kinds = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    gifts = dict.fromkeys([*kinds, "gifts_from_channels"], False)
    extra = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    return state.chat(params.number("chat_id")).as_json() | extra


async def set_webhook(state: State, params: Params) -> Any:
    url = params.text("url")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    state.webhook = url
    return True


async def delete_webhook(state: State, params: Params) -> Any:
    state.webhook = ""
    return True


async def get_webhook_info(state: State, params: Params) -> Any:
    pending = len(state.updates)
    return {
        "url": state.webhook,
        "has_custom_certificate": False,
        "pending_update_count": pending,
    }


Method = Callable[[State, Params], Awaitable[Any]]
METHODS: dict[str, Method] = {
    method.__name__.replace("_", ""): method
    for method in (
        get_me, get_updates, send_message, send_photo, send_document, send_chat_action,
        edit_message_text, edit_message_reply_markup, delete_message, answer_callback_query,
        get_file, set_my_commands, get_chat, set_webhook, delete_webhook, get_webhook_info,
    )
}  # fmt: skip
