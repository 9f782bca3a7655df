"""The other end of a chat: what a customer does in the Telegram app."""

import secrets
from typing import Any

from tests.fakes.telegram.state import BOT, Chat, State


class Customer:
    """One person in one chat. The methods return the message id, or the update id of a deed."""

    def __init__(
        self, state: State, chat: Chat, user_id: int, language_code: str, username: str = ""
    ) -> None:
        self._state = state
        self.chat = chat
        self._sender = {
            "id": user_id,
            "is_bot": False,
            "first_name": chat.first_name,
            "language_code": language_code,
            **({"username": username} if username else {}),
        }

    def write(self, text: str) -> int:
        command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
        marks = [{"type": "bot_command", "offset": 0, "length": len(command)}] if command else []
        return self._message(text=text, **({"entities": marks} if marks else {}))

    def start(self, payload: str = "") -> int:
        return self.write(f"/start {payload}".strip())

    def edit(self, message_id: int, text: str) -> int:
        message = self.chat.messages[message_id]
        message.update(text=text, edit_date=int(self.chat.now()))
        return self._state.push("edited_message", dict(message))

    def send_photo(self, data: bytes, caption: str = "", album: str = "") -> int:
        small = self._state.keep_file(data[:10], "thumbs") | {"width": 90, "height": 90}
        large = self._state.keep_file(data, "photos") | {"width": 1280, "height": 960}
        part_of = {"media_group_id": album} if album else {}
        return self._message(photo=[small, large], **_captioned(caption), **part_of)

    def send_document(
        self, data: bytes, name: str, kind: str = "", caption: str = "", size: int | None = None
    ) -> int:
        file = self._state.keep_file(data, "documents", size=size)
        named = {"file_name": name, "mime_type": kind} if kind else {"file_name": name}
        return self._message(document=file | named, **_captioned(caption))

    def send_voice(self) -> int:
        voice = self._state.keep_file(b"OggS", "voice") | {"duration": 3}
        return self._message(voice=voice)

    def send_video(self, data: bytes, caption: str = "") -> int:
        video = self._state.keep_file(data, "videos")
        shape = {"width": 640, "height": 480, "duration": 5}
        return self._message(video=video | shape, **_captioned(caption))

    def send_sticker(self) -> int:
        sticker = self._state.keep_file(b"RIFF", "stickers")
        shape = {"width": 512, "height": 512, "type": "regular"}
        return self._message(sticker=sticker | shape | {"is_animated": False, "is_video": False})

    def send_location(self) -> int:
        return self._message(location={"latitude": 52.1, "longitude": 4.3})

    def send_contact(self) -> int:
        return self._message(contact={"phone_number": "+10000000000", "first_name": "Kim"})

    def press(self, message_id: int, data: str) -> str:
        """Press a button; returns the query's id. Only what the bot has shown can be pressed."""
        message = self.chat.messages[message_id]
        rows = message["reply_markup"]["inline_keyboard"]
        assert data in [button["callback_data"] for row in rows for button in row]
        return self.forge_press(dict(message), data)

    def press_old(self, message_id: int, data: str) -> str:
        """A button under a message so old that Telegram sends only its id along."""
        message = {"message_id": message_id, "date": 0, "chat": self.chat.as_json()}
        query = self.forge_press(message, data)
        del self._state.queries[query]
        return query

    def forge_press(self, message: dict[str, Any], data: str) -> str:
        """A callback with any data, as a changed app could send it."""
        query = str(secrets.randbelow(10**18))
        self._state.queries[query] = False
        content = {"id": query, "from": self._sender, "message": message, "data": data}
        self._state.push("callback_query", content | {"chat_instance": "1"})
        return query

    def pin(self) -> int:
        return self._message(pinned_message=self.chat.add(BOT, text="pinned"))

    def _message(self, **content: Any) -> int:
        message = self.chat.add(self._sender, **content)
        self._state.push("message", dict(message))
        return int(message["message_id"])


def _captioned(caption: str) -> dict[str, str]:
    return {"caption": caption} if caption else {}
