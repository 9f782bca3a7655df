"""What is seen of a conversation after a turn: by the customer, by an agent, in the stores."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.app import Service
from handoff.ports import Agent
from handoff.ports_desk import Card
from handoff.rules.conversation import Conversation, Handoff
from handoff.rules.drafts import is_open
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Audience, Entry, Speaker
from handoff.rules.signals import LANGUAGES
from handoff.rules.texts import Content

ANSWER = "answer:"
CHANNEL = "channel"
PAGE = 200
WRITTEN = frozenset({"created_at", "updated_at"})


@dataclass(frozen=True)
class Message:
    """What the customer sees. ``languages``: those in which the content has exactly this text.

    ``sender`` is a speaker, or the channel with a line of its own, such as a refusal.
    """

    sender: str
    text: str
    text_id: str = ""
    values: dict[str, str] = field(default_factory=dict)
    buttons: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def answers(self) -> str:
        """The topic that it answers, or nothing."""
        return self.text_id.removeprefix(ANSWER) if self.text_id.startswith(ANSWER) else ""

    @property
    def is_automatic(self) -> bool:
        return self.sender in (Speaker.BOT.value, Speaker.SYSTEM.value)


@dataclass(frozen=True)
class Form:
    """An open complaint form: its type, the field asked for now and the one just refused.

    ``draft`` holds the fields by name, as they were normalised.
    """

    type: str
    asked: str = ""
    refused: str = ""
    draft: dict[str, Any] = field(default_factory=dict)
    is_summed_up: bool = False


@dataclass(frozen=True)
class Seen:
    """All that is known after a turn; ``messages`` are those that came with it.

    ``form`` is None as long as no complaint form is open. ``tickets`` are those made in the
    dialogue, the newest first. ``desk`` is what an agent has on the screen, None while no agent has
    a card of the conversation.
    """

    messages: tuple[Message, ...] = ()
    state: str = "bot"
    form: Form | None = None
    tickets: tuple[dict[str, Any], ...] = ()
    handoff: dict[str, Any] | None = None
    desk: dict[str, Any] | None = None


class Recorder:
    """Looks at one conversation after each turn, with the eyes of everybody concerned."""

    def __init__(
        self,
        service: Service,
        conversation: ConversationId,
        agents: Iterable[Agent],
        earlier_tickets: Iterable[str] = (),
    ) -> None:
        """``earlier_tickets``: ids of those that were there before the dialogue began."""
        self._service = service
        self._conversation = conversation
        self._agents = tuple(agents)
        self._earlier = frozenset(earlier_tickets)
        self._last = 0
        self.last_for_customer = 0
        """The number of the newest entry that the customer is to see."""

    async def look(self) -> Seen:
        """What has come since the last look."""
        entries = await self._new_entries()
        state = await self._service.log.state(self._conversation)
        known = state or Conversation(self._conversation)
        found = await self._service.records.tickets_of(self._conversation)
        return Seen(
            messages=tuple(
                self._message(entry, known) for entry in entries if entry.audience is Audience.ALL
            ),
            state=known.state.value,
            form=_plain_form(known),
            tickets=tuple(_plain_ticket(t) for t in found if t["id"] not in self._earlier),
            handoff=_plain_handoff(known.handoff),
            desk=await self._desk(known),
        )

    async def _new_entries(self) -> list[Entry]:
        found = []
        while page := await self._service.log.read(self._conversation, self._last, PAGE):
            self._last = page[-1][0]
            found += [entry for _, entry in page]
            shown = [number for number, entry in page if entry.audience is Audience.ALL]
            self.last_for_customer = max([self.last_for_customer, *shown])
        return found

    def _message(self, entry: Entry, state: Conversation) -> Message:
        content = self._service.content.now.content
        return Message(
            entry.speaker.value,
            entry.text,
            entry.text_id,
            entry.values,
            tuple((button.id, button.label) for button in entry.buttons),
            tuple(file.name for file in entry.files),
            languages_of(entry, content, state.platform),
        )

    async def _desk(self, state: Conversation) -> dict[str, Any] | None:
        for agent in self._agents:
            lists = {
                "mine": await self._service.desk.mine(agent),
                "waiting": await self._service.desk.waiting(agent),
            }
            for name, cards in lists.items():
                for card in cards:
                    if card.conversation == self._conversation:
                        return await self._screen(agent, name, card, state)
        return None

    async def _screen(
        self, agent: Agent, shown_in: str, card: Card, state: Conversation
    ) -> dict[str, Any]:
        lines = await self._service.log.read(self._conversation, 0, 10_000)
        return {
            "agent": agent.name,
            "list": shown_in,
            "card": asdict(card),
            "tried": list(state.tried),
            "transcript": [
                {
                    "sender": entry.speaker.value,
                    "text": entry.text,
                    "internal": entry.audience is Audience.DESK,
                    "files": [file.name for file in entry.files],
                }
                for _, entry in lines
            ],
        }


def languages_of(entry: Entry, content: Content, platform: str) -> tuple[str, ...]:
    """The languages in which the content files have exactly the words of an entry."""
    return tuple(
        language
        for language in LANGUAGES
        if entry.text_id and _begins_with(entry.text, _rendered(entry, content, platform, language))
    )


def _begins_with(text: str, words: str | None) -> bool:
    """Whether it is these words, or these and below them a question or a summary."""
    return words is not None and (text == words or text.startswith(f"{words}\n\n"))


def _rendered(entry: Entry, content: Content, platform: str, language: str) -> str | None:
    with suppress(KeyError):
        if entry.text_id.startswith(ANSWER):
            topic = entry.text_id.removeprefix(ANSWER)
            return content.render_answer(topic, language, platform)
        return content.render_text(entry.text_id, language, entry.values)
    return None


def _plain_handoff(handoff: Handoff | None) -> dict[str, Any] | None:
    return asdict(handoff) if handoff else None


def _plain_form(state: Conversation) -> Form | None:
    if state.form is None or not is_open(state):
        return None
    shown, draft = state.form.shown, state.form.draft
    asked, kind = str(shown.get("field") or ""), shown.get("kind")
    return Form(
        type=str(draft.get("type", "")),
        asked=asked,
        refused=asked if kind == "refused" else "",
        draft=_values(draft.get("values") or {})
        | {
            "description": draft.get("description") or [],
            "evidence": [file.kind for file in state.evidence],
        },
        is_summed_up=kind == "summary",
    )


def _values(answers: dict[str, Any]) -> dict[str, Any]:
    return {name: answer.get("value") for name, answer in answers.items()}


def _plain_ticket(ticket: dict[str, Any]) -> dict[str, Any]:
    """Without the times at which rows were written, which are those of the wall."""
    fields = _values(ticket.get("facts") or {})
    return {name: value for name, value in ticket.items() if name not in WRITTEN} | {
        "fields": fields,
        "root_cause": ticket.get("cause", ""),
    }
