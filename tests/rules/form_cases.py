"""A complaint in every stage, as the assistant's signals bring it about."""

from dataclasses import replace
from typing import Any

from handoff.rules.conversation import Conversation
from handoff.rules.effects import AskAssistant, Effect
from handoff.rules.events import AssistantAnswered
from handoff.rules.messages import FileRef
from handoff.rules.step import step
from tests.rules.cases import BOT, NOW, TABLES, wrote

STORY = "I was charged twice on 3 May"
PROOF = FileRef("k1", "bill.png", "image/png", 9, "screenshot")


def draft(kind: str = "billing_dispute", **values: Any) -> "dict[str, Any]":
    """As the assistant sends it: it does not know the id of a form that words have opened."""
    answers = {
        name: {"value": value, "words": str(value), "approximate": False, "source": "answer"}
        for name, value in values.items()
    }
    return {
        "id": "", "type": kind, "language": "en", "platform": "video", "description": [STORY],
        "values": answers, "skipped": [], "open": "", "failures": 0, "changing": False,
        "evidence": {"count": 0, "kinds": []}, "step": "asking",
    }  # fmt: skip


def form(kind: str, given: "dict[str, Any] | None" = None, **more: Any) -> "dict[str, Any]":
    """The signal ``form``; the text of a question is that of its field."""
    field = more.pop("field", "amount")
    text = more.pop("text", "form_summary" if kind == "summary" else f"form_ask_{field}")
    buttons = [{"id": "form:skip", "label": "form_button_skip", "words": ""}]
    if kind == "summary":
        ids = ("form:yes", "form:change", "form:cancel")
        buttons = [{"id": name, "label": "form_button", "words": ""} for name in ids]
    return {
        "signal": "form", "kind": kind, "draft": given or draft(), "field": field, "text": text,
        "values": {}, "buttons": buttons, "reason": "", **more,
    }  # fmt: skip


def hears(
    conversation: Conversation, words: str, *signals: "dict[str, Any]", now: int = NOW
) -> Any:
    """The state after the customer wrote ``words`` and the assistant answered, with its effects."""
    message = f"m:{words}"
    asked, _ = step(conversation, wrote(words, message), now, TABLES)
    return step(asked, AssistantAnswered(message, asked.epoch, signals), now, TABLES)


def asked_of(effects: "tuple[Effect, ...]") -> "list[str]":
    """What the assistant reads, in order."""
    return [effect.text for effect in effects if isinstance(effect, AskAssistant)]


ASKING, _ = hears(BOT, STORY, form("ask"))
CONFIRMING, _ = hears(ASKING, "12 euro", form("summary", draft(amount=12)))
PAUSED, _ = hears(ASKING, "later", form("paused"))
MINOR, _ = hears(
    replace(BOT, language="en"), "it crashes", form("summary", draft("fault", device="Phone"))
)
FILED, FILING = hears(CONFIRMING, "yes", form("confirmed"))
LISTED, LISTING = hears(MINOR, "yes", form("confirmed", draft("fault")))
