"""The form of the Rasa on loopback: a few fields, led as the service expects it of ``form``.

It knows no rules of fields; the words of an answer are its value. ``ADDED`` are its texts.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

Signal = dict[str, Any]

FIELDS = {
    "billing_dispute": ("amount", "charge_date"),
    "payout": ("amount", "charge_date"),
    "technical_fault": ("device",),
}
BAD = "nothing"
"""An answer that no field takes."""
ADDED = {
    "stand_ask_amount": {"en": "How much?", "nl": "Hoeveel?", "zh": "多少钱？"},
    "stand_ask_charge_date": {"en": "Which day?", "nl": "Welke dag?", "zh": "哪一天？"},
    "stand_ask_device": {"en": "Which device?", "nl": "Welk toestel?", "zh": "什么设备？"},
    "stand_refused": {"en": "Not {words}.", "nl": "Niet {words}.", "zh": "不是{words}。"},
    "stand_summary": {"en": "Send this?", "nl": "Zo versturen?", "zh": "这样提交吗？"},
    "stand_skip": {"en": "Skip", "nl": "Overslaan", "zh": "跳过"},
    "stand_yes": {"en": "Yes, send", "nl": "Ja, verstuur", "zh": "提交"},
    "stand_change": {"en": "Change", "nl": "Wijzigen", "zh": "修改"},
    "stand_cancel": {"en": "Cancel it", "nl": "Annuleren", "zh": "取消"},
}
_COMMAND = re.compile(r"/(form_open|form_button|evidence_added)(\{.*\})", re.DOTALL)
_WORDS = {"yes": "form:yes", "cancel it": "form:cancel", "later": "form:pause"}


class Forms:
    """Which complaint each sender is in; ``script`` holds what is answered in the middle of one."""

    def __init__(self, script: Mapping[str, tuple[Signal, ...]]) -> None:
        self._script = script
        self._drafts: dict[str, Signal] = {}
        self._stories: dict[str, str] = {}
        self.metadata: list[Mapping[str, Any]] = []

    def teach(self, story: str, complaint: str) -> None:
        """These words begin a complaint of this type."""
        self._stories[story] = complaint

    def forget(self) -> None:
        """As after a restart with an empty tracker store."""
        self._drafts.clear()

    def turn(self, sender: str, text: str, metadata: Mapping[str, Any]) -> list[Signal] | None:
        """What the form says to a message, None if it is none of its business."""
        self.metadata.append(metadata)
        command = _COMMAND.fullmatch(text)
        if command:
            return self._obeyed(sender, command[1], json.loads(command[2]))
        draft = self._drafts.get(sender)
        if draft is None:
            kind = self._stories.get(text)
            return None if kind is None else self._opened(sender, _new(kind, text, metadata))
        if text in self._script:
            return [*self._script[text], self._asked(sender, draft)]
        if text in _WORDS:
            return [self._pressed(sender, draft, _WORDS[text])]
        return [self._answered(sender, draft, text)]

    def _obeyed(self, sender: str, name: str, given: Signal) -> list[Signal]:
        if name == "form_open":
            draft = {**given["draft"], "step": "asking"}
            if not draft["values"]:
                return self._opened(sender, draft)
            return [_say("form_resumed"), self._asked(sender, draft, "resumed")]
        found = self._drafts.get(sender)
        if found is None:
            return [{"signal": "say", "text": "small_talk"}]
        if name == "evidence_added":
            return [self._asked(sender, {**found, "evidence": given})]
        return [self._pressed(sender, found, given["button"])]

    def _opened(self, sender: str, draft: Signal) -> list[Signal]:
        return [_say(f"form_open_{draft['type']}"), self._asked(sender, draft)]

    def _pressed(self, sender: str, draft: Signal, button: str) -> Signal:
        if button in ("form:cancel", "form:pause"):
            self._drafts.pop(sender)
            return _form("cancelled" if button == "form:cancel" else "paused", draft)
        if button == "form:yes" and draft["step"] == "summary":
            self._drafts.pop(sender)
            return _form("confirmed", {**draft, "step": "confirmed"})
        if button == "form:change":
            return self._asked(sender, {**draft, "values": {}, "step": "asking"})
        if button == "form:skip" and draft["open"]:
            return self._answered(sender, draft, "unknown")
        return self._asked(sender, draft)

    def _answered(self, sender: str, draft: Signal, words: str) -> Signal:
        if draft["step"] == "summary":
            return self._asked(sender, draft)
        if words == BAD:
            refused = self._asked(sender, draft)
            text = {"text": "stand_refused", "question": refused["text"]}
            return {**refused, **text, "kind": "refused", "values": {"words": words}}
        answer = {"value": words, "words": words, "approximate": False, "source": "answer"}
        return self._asked(sender, {**draft, "values": {**draft["values"], draft["open"]: answer}})

    def _asked(self, sender: str, draft: Signal, kind: str = "ask") -> Signal:
        """The first field that is not filled, or the summary."""
        fields = [f for f in FIELDS[draft["type"]] if f not in draft["values"]]
        field = fields[0] if fields else ""
        draft = {**draft, "open": field, "step": "asking" if field else "summary"}
        self._drafts[sender] = draft
        if not field:
            buttons = [_button(name) for name in ("yes", "change", "cancel")]
            return {**_form("summary", draft), "text": "stand_summary", "buttons": buttons}
        asked = {"text": f"stand_ask_{field}", "field": field, "buttons": [_button("skip")]}
        return {**_form(kind, draft), **asked}


def _say(text: str) -> Signal:
    return {"signal": "say", "text": text, "values": {}}


def _new(kind: str, words: str, metadata: Mapping[str, Any]) -> Signal:
    story = list(dict.fromkeys((metadata.get("story") or words, words)))
    return {
        "id": "", "type": kind, "language": metadata.get("language", "en"),
        "platform": metadata.get("platform", ""), "description": story, "values": {},
        "skipped": [], "open": "", "failures": 0, "changing": False,
        "evidence": metadata["evidence"], "step": "asking",
    }  # fmt: skip


def _form(kind: str, draft: Signal) -> Signal:
    empty = {"field": "", "text": "", "values": {}, "buttons": [], "reason": ""}
    return {"signal": "form", "kind": kind, "draft": draft, **empty}


def _button(name: str) -> Signal:
    return {"id": f"form:{name}", "label": f"stand_{name}", "words": ""}
