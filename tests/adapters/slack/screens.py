"""A card and a modal to press and fill in, and a clock that stands still."""

from typing import Any

Json = dict[str, Any]


class Clock:
    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    return {"text": plain(value.title()), "value": value}


OUTCOME = {
    "type": "input",
    "block_id": "outcome",
    "label": plain("Outcome"),
    "element": {
        "type": "static_select",
        "action_id": "choose",
        "options": [option("solved"), option("refused")],
    },
}
NOTE = {
    "type": "input",
    "block_id": "note",
    "optional": True,
    "label": plain("Note"),
    "element": {"type": "plain_text_input", "action_id": "write", "max_length": 20},
}
MODAL = {
    "type": "modal",
    "callback_id": "resolve",
    "private_metadata": "c1",
    "notify_on_close": True,
    "title": plain("Resolve"),
    "submit": plain("Resolve"),
    "blocks": [OUTCOME, NOTE],
}
BUTTONS = {
    "type": "actions",
    "elements": [
        {"type": "button", "text": plain("Take"), "action_id": "take", "value": "c1"},
        {"type": "overflow", "action_id": "more", "options": [option("note"), option("snooze")]},
        {"type": "users_select", "action_id": "give"},
    ],
}
