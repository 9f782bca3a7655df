"""Reading the parameters of a call, refusing what Telegram refuses."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.faults import bad_request


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass
class Params:
    """Parameters from query, form, multipart or JSON; ``files`` are the uploaded parts."""

    values: dict[str, Any]
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        return str(self.values.get(name, default))

    def number(self, name: str, default: int | None = None) -> int:
        value = self.values.get(name, default)
        try:
            return int(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise bad_request(f"{name} is empty or no number") from None

    def json(self, name: str) -> Any:
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def upload(self, name: str) -> tuple[str, bytes]:
        reference = self.text(name).removeprefix("attach://")
        if reference in self.files:
            return self.files[reference]
        if name in self.files:
            return self.files[name]
        raise bad_request(f"there is no {name} in the request")


def message_text(params: Params) -> str:
    """The text of a message: 1 to 4096 UTF-16 units and no markup, which we never send."""
    if params.text("parse_mode"):
        raise bad_request("unsupported parse_mode")
    text = params.text("text").strip()
    if not text:
        raise bad_request("message text is empty")
    if units(text) > 4096:
        raise bad_request("message is too long")
    return text


def caption(params: Params) -> str:
    text = params.text("caption").strip()
    if units(text) > 1024:
        raise bad_request("message caption is too long")
    return text


def markup(params: Params) -> dict[str, Any]:
    """The inline keyboard as part of a message, empty if there is none."""
    given = params.json("reply_markup")
    if not given:
        return {}
    rows = given.get("inline_keyboard")
    if not isinstance(rows, list) or sum(len(row) for row in rows) > 100:
        raise bad_request("inline keyboard is expected with at most 100 buttons")
    for button in (button for row in rows for button in row):
        if not str(button.get("text", "")).strip():
            raise bad_request("can't parse inline keyboard button: text must be non-empty")
        if not 1 <= len(str(button.get("callback_data", "")).encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
    return {"reply_markup": given} if rows else {}
