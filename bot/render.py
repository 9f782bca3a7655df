"""From effects to what is written with the acknowledgement of the event that caused them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.carried import CALLS, call_of, card_of, ticket_of, whose
from bot.content import Loaded
from bot.sums import render_amount
from bot.times import render_time, render_when
from handoff.rules.codec import event_to_json, to_json, to_plain
from handoff.rules.conversation import Conversation
from handoff.rules.drafts import evidence_of, is_open
from handoff.rules.effects import (
    AlarmLeads,
    AskAssistant,
    AwaitNotice,
    ButtonOf,
    CallOut,
    CancelTimer,
    ChangeTicket,
    CloseHandoff,
    DiscardFile,
    DoDeed,
    Effect,
    FindTickets,
    JoinQueue,
    KeepEvidence,
    LeaveTrace,
    ListQuestion,
    MailNotice,
    Phrase,
    Put,
    Record,
    RenewCard,
    Say,
    SayAnswer,
    SetTimer,
    StoreRating,
    StoreTicket,
    TellAssistant,
)
from handoff.rules.events import TimerFired
from handoff.rules.forms_summary import Saying, render_summary
from handoff.rules.ids import channel_of
from handoff.rules.messages import Audience, Button, Entry, Speaker
from handoff.rules.texts import FALLBACK

LOG_ONLY = frozenset({"web", "desk"})
"""Channels whose customers read the log, or have phoned; all others are sent each entry."""


RECORDED = {
    FindTickets: "find_tickets",
    ChangeTicket: "change_ticket",
    KeepEvidence: "keep_evidence",
    DiscardFile: "discard_file",
    MailNotice: "mail_notice",
    LeaveTrace: "audit",
}
"""Effects that go to the records as they are, and what is done there."""


@dataclass
class Draft:
    """Outputs of a batch of events, collected until they are committed.

    ``heard`` messages of the customer, ``told`` to the customer are among them. ``led``: where it
    stands among the conversations that the bot leads, as ``Outputs`` has it.
    """

    entries: list[str] = field(default_factory=list)
    lanes: list[tuple[str, str, str, str]] = field(default_factory=list)
    timers: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    cancelled: list[str] = field(default_factory=list)
    heard: int = 0
    told: int = 0
    led: int | None = None


class Renderer:
    """Turns the effects of one event into outputs; ids follow from the event's own id."""

    def __init__(self, loaded: Loaded, now_ms: int) -> None:
        self._content = loaded.content
        self._zones = loaded.tables.zones
        self._forms = loaded.tables.forms
        self._routes = loaded.tables.routes
        self._now_ms = now_ms

    def add(
        self, draft: Draft, event_id: str, conversation: Conversation, effects: Sequence[Effect]
    ) -> None:
        told: list[dict[str, Any]] = []
        for number, effect in enumerate(effects):
            effect_id = f"{event_id}:{number}"
            entry = self._entry(conversation, effect_id, effect)
            if entry is not None:
                draft.entries.append(to_json(entry))
                told.append({"effect_id": effect_id, "entry": to_plain(entry)})
                self._deliver(draft, effect_id, conversation, effect, entry)
            elif isinstance(effect, SetTimer):
                event = event_to_json(TimerFired(effect.name, effect.token))
                draft.timers[effect.name] = (effect.name, effect.due_ms, event)
            elif isinstance(effect, CancelTimer):
                draft.timers.pop(effect.name, None)
                draft.cancelled.append(effect.name)
            else:
                self._send(draft, effect_id, conversation, effect)
        if told:
            payload = to_json({"do": "entries", "entries": told})
            draft.lanes.append(("records", f"{event_id}:log", "", payload))

    def _entry(self, conversation: Conversation, effect_id: str, effect: Effect) -> Entry | None:
        if isinstance(effect, Put):
            return effect.entry
        if isinstance(effect, Say):
            return self._said(conversation, effect_id, effect)
        if not isinstance(effect, SayAnswer):
            return None
        language, platform = conversation.language, conversation.platform
        return Entry(
            effect_id,
            Speaker.BOT,
            self._answer(effect, language, platform),
            self._now_ms,
            buttons=tuple(self._button(button, language) for button in effect.buttons),
            text_id=f"answer:{effect.topic}",
        )

    def _answer(self, said: SayAnswer, language: str, platform: str) -> str:
        answer = self._content.render_answer(said.topic, language, platform)
        if not said.below:
            return answer
        return f"{answer}\n\n{self._content.render_text(said.below, language, {})}"

    def _said(self, conversation: Conversation, effect_id: str, said: Say) -> Entry:
        spoken = said.language or conversation.language
        language = spoken if said.audience is Audience.ALL else FALLBACK
        values = self._values(said, language)
        return Entry(
            said.name or effect_id,
            said.speaker,
            self._text(said, language, values),
            self._now_ms,
            audience=said.audience,
            buttons=tuple(self._button(button, language) for button in said.buttons),
            text_id=said.text,
            values=values,
            edits=said.edits,
        )

    def words(self, said: Say, language: str) -> str:
        """What is said without its buttons, in a language."""
        return self._text(said, language, self._values(said, language))

    def _text(self, said: Say, language: str, values: dict[str, str]) -> str:
        text = self._content.render_text(said.text, language, values)
        if said.draft:
            return f"{text}\n\n{self._summary(said.draft, language)}"
        if "lines" in values and values["lines"] not in text:
            return f"{text}\n\n{values['lines']}"
        return text

    def _summary(self, draft: dict[str, Any], language: str) -> str:
        def say_time(value: str, language: str) -> str:
            render = self._content.render_text
            try:
                return render_when(render, value, self._now_ms, language, self._zones)
            except ValueError:  # kept by an older version; the customer's words stand beside it
                return value

        def say_amount(amount: str, currency: str, language: str) -> str:
            return render_amount(self._content.render_text, amount, currency, language)

        told = {**draft, "language": language}
        saying = Saying(say_time, say_amount)
        return render_summary(told, self._forms, self._content, saying)

    def _values(self, said: Say | Phrase, language: str) -> dict[str, str]:
        """Everything that fills the text, in words."""
        render = self._content.render_text
        times = {
            name: render_time(render, at_ms, self._now_ms, language, self._zones)
            for name, at_ms in said.times.items()
        }
        names = {name: render(text, language, {}) for name, text in said.names.items()}
        values = {**said.values, **times, **names}
        if isinstance(said, Say) and said.lines:
            lines = (render(p.text, language, self._values(p, language)) for p in said.lines)
            values["lines"] = "\n".join(lines)
        return values

    def _button(self, button: ButtonOf, language: str) -> Button:
        if button.words:
            return Button(button.id, button.words)
        if button.label:
            return Button(button.id, self._content.render_text(button.label, language, {}))
        return Button(button.id, self._content.render_title(button.id.split(":")[1], language))

    def _deliver(
        self,
        draft: Draft,
        effect_id: str,
        conversation: Conversation,
        effect: Effect,
        entry: Entry,
    ) -> None:
        """Into the lane of the channel; a bot reply carries its epoch and goes stale with it."""
        channel = channel_of(conversation.id)
        if channel in LOG_ONLY or entry.audience is not Audience.ALL:
            return
        if isinstance(effect, Put) and not effect.deliver:
            return
        epoch = str(conversation.epoch) if entry.speaker is Speaker.BOT else ""
        draft.lanes.append((channel, effect_id, epoch, to_json(entry)))

    def _send(
        self, draft: Draft, effect_id: str, conversation: Conversation, effect: Effect
    ) -> None:
        if isinstance(effect, CallOut):
            told, epoch = to_json(call_of(conversation, effect)), str(conversation.epoch)
            draft.lanes += [(kind, effect_id, epoch, told) for kind in CALLS]
            return
        kind, epoch, payload = self._lane(conversation, effect)
        draft.lanes.append((kind, effect_id, epoch, to_json(payload)))

    def _lane(self, conversation: Conversation, effect: Effect) -> tuple[str, str, dict[str, Any]]:
        now = {
            "epoch": conversation.epoch,
            "language": conversation.language,
            "dialogue": conversation.dialogue,
        }
        if isinstance(effect, AskAssistant):
            known = {
                "platform": conversation.platform,
                "customer_name": conversation.customer_name,
                "customer_handle": conversation.handle,
                "timezone": self._zones.get(conversation.language, "UTC"),
                "draft_id": _draft_id(conversation),
                "story": "\n".join(conversation.story),
                "evidence": evidence_of(conversation.evidence),
            }
            if conversation.was_done:
                known["handed_back"] = {
                    "agent": conversation.met_person,
                    "done": conversation.was_done,
                }
            asked = {"do": "ask", **known, **now, **to_plain(effect)}
            return "assistant", str(conversation.epoch), asked
        if isinstance(effect, TellAssistant):
            return "assistant", "", {"do": "tell", **now, **to_plain(effect)}
        if isinstance(effect, (JoinQueue, RenewCard)):
            joined = {"do": "join", "card": to_plain(card_of(conversation, self._routes)), **now}
            if isinstance(effect, JoinQueue):
                joined |= {"agent": effect.agent, "at_ms": self._now_ms}
            return "queue", "", joined
        if isinstance(effect, CloseHandoff):
            return "queue", "", {"do": "close", **to_plain(effect)}
        if isinstance(effect, ListQuestion):
            return "queue", "", {"do": "question", **to_plain(effect)}
        if isinstance(effect, StoreTicket):
            return "records", "", {"do": "store_ticket", "ticket": ticket_of(conversation, effect)}
        if do := RECORDED.get(type(effect)):
            return "records", "", {"do": do, **to_plain(effect)}
        if isinstance(effect, AwaitNotice):
            waits = {"do": "await_notice", "language": conversation.language}
            return "records", "", {**waits, **to_plain(effect)}
        if isinstance(effect, AlarmLeads):
            return "records", "", {"do": "alarm", "at_ms": self._now_ms, **to_plain(effect)}
        if isinstance(effect, DoDeed):
            return "records", "", {"do": "deed", "at_ms": self._now_ms, **to_plain(effect)}
        if isinstance(effect, StoreRating):
            rating = {**whose(conversation), **to_plain(effect.rating)}
            return "records", "", {"do": "store_rating", "rating": rating}
        if isinstance(effect, Record):
            data = {"at_ms": self._now_ms, **whose(conversation), **effect.data}
            return "records", "", {"do": "record", "name": effect.name, "data": data}
        raise TypeError(f"{type(effect).__name__} leads nowhere")


def _draft_id(conversation: Conversation) -> str:
    form = conversation.form
    return str(form.draft["id"]) if form and is_open(conversation) else ""
