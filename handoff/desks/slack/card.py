"""The card: the first message of a thread, with everything that an agent must not have to ask.

Words of customers stand in ``rich_text`` and ``plain_text`` only, where Slack reads no signs; what
is ``mrkdwn`` is ours, or escaped. Limits are those of Slack's reference of Block Kit (a section
takes ten fields, a header 150 letters, a button 75), which the classes of ``slack_sdk`` check.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Protocol

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    OverflowMenuElement,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextListElement,
    RichTextQuoteElement,
    RichTextSectionElement,
    SectionBlock,
)
from slack_sdk.models.blocks.basic_components import Option

from handoff.desks.slack.shown import escape, shortened, shown_name, visible
from handoff.ports_desk import Card

MOST_OF_QUESTION = 1_500
MOST_OF_ANSWER = 300
MOST_OF_LABEL = 80
ROOM_FOR_ANSWERS = 2_400
"""Letters of all answers: Slack refuses blocks above some 13,000 letters, signs of JSON included,
which no page of its documentation tells."""
MOST_EARLIER = 5
MOST_IN_LINE = 600


class Status(Enum):
    """What the thread is about at this moment."""

    WAITING = "waiting"
    LEFT_MESSAGE = "left_message"
    HELD = "held"
    OVER = "over"


@dataclass(frozen=True)
class Told:
    """One answer of a complaint form: both in words, the value as the customer gave it."""

    label: str
    value: str


@dataclass(frozen=True)
class Earlier:
    """A ticket that the customer had before."""

    number: str
    state: str
    question: str


@dataclass(frozen=True)
class CardFacts:
    """What a card tells. ``owner`` is an agent's name, ``ended`` how it was ended, both may be
    empty; ``hold_s``: how long a reply can be taken back, in seconds. ``link`` leads to the web
    desk. ``deeds``: what can be done from Slack, of the names in ``BUTTONS`` and ``MORE``, and
    ``reply``.
    """

    card: Card
    status: Status
    link: str
    owner: str = ""
    ended: str = ""
    met_person: str = ""
    tried: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    hold_s: int = 5
    deeds: frozenset[str] = frozenset()


class Text(Protocol):
    """A content text in the language of the desk."""

    def __call__(self, text_id: str, /, **values: str) -> str: ...


Buttons = tuple[str, ...]
BUTTONS: dict[Status, Buttons] = {
    Status.WAITING: ("take", "pass_on", "transcript"),
    Status.LEFT_MESSAGE: ("take", "pass_on", "transcript"),
    Status.HELD: ("resolve", "hand_back", "pass_on", "ask", "put_back"),
    Status.OVER: ("transcript",),
}
"""The deeds a card offers, by their names; the first is what one mostly wants."""
MORE: Buttons = ("suggest", "openings", "transcript")
"""Under the three dots, while an agent has the chat."""


def card_blocks(facts: CardFacts, text: Text) -> list[dict[str, Any]]:
    """The blocks of a card, as JSON."""
    return [block.to_dict() for block in _blocks(facts, text)]


def card_text(facts: CardFacts, text: Text) -> str:
    """The card in one line: what a notification and a screen reader say."""
    question, _ = shortened(" ".join(visible(facts.card.question).split()), 200)
    who = customer_name(facts.card, text)
    return escape(f"{facts.card.priority} · {who}: {question or text('desk_no_question')}")


def customer_name(card: Card, text: Text) -> str:
    """As the sender of the customer's words: marked, so that nobody can look like a colleague."""
    name = shown_name(card.customer) or text("desk_guest", code=card.conversation[-4:])
    return text("slack_customer", name=name)


def _blocks(facts: CardFacts, text: Text) -> Iterator[Block]:
    card = facts.card
    sign = ":rotating_light: " if card.priority == "P0" else ""
    title, _ = shortened(f"{card.priority} · {customer_name(card, text)}", 120)
    yield HeaderBlock(text=PlainTextObject(text=f"{sign}{title}", emoji=bool(sign)))
    yield SectionBlock(fields=[_field(*each) for each in _fields(facts, text)])
    yield RichTextBlock(elements=list(_question(facts, text)))
    if facts.told:
        yield RichTextBlock(elements=list(_told(facts, text)))
    lines = [line for line in (_tried(facts, text), _earlier(facts, text)) if line]
    if lines:
        yield ContextBlock(elements=[MarkdownTextObject(text=line) for line in lines])
    if elements := _actions(facts, text):
        yield ActionsBlock(block_id="deeds", elements=elements)
    yield ContextBlock(elements=[MarkdownTextObject(text=_rule(facts, text))])


def _fields(facts: CardFacts, text: Text) -> Iterator[tuple[str, str]]:
    """Ten at most, as a section takes no more."""
    card = facts.card
    yield text("slack_status"), _status(facts, text)
    yield text("desk_target"), _target(card, text)
    yield text("desk_department"), escape(text(f"desk_department_{card.department}"))
    yield text("desk_priority"), escape(text(f"desk_priority_{card.priority}"))
    yield text("desk_customer_language"), escape(text(f"desk_language_{card.language}"))
    where = f"{text(f'desk_channel_{card.channel}')} · {text(f'desk_platform_{card.platform}')}"
    yield text("desk_channel"), escape(where)
    yield text("desk_reason"), escape(text(f"desk_reason_{card.reason}"))
    yield text("desk_waiting_since"), moment(card.since_ms)
    yield text("desk_ticket"), escape(card.ticket or text("desk_no_ticket"))
    if facts.met_person:
        yield text("desk_met_person"), escape(shown_name(facts.met_person))


def _field(label: str, value: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=f"*{escape(label)}*\n{value}")


def _status(facts: CardFacts, text: Text) -> str:
    if facts.status is Status.HELD:
        return ":large_green_circle: " + escape(text("slack_with", name=facts.owner))
    if facts.status is Status.OVER:
        return ":white_circle: " + escape(facts.ended or text("slack_over"))
    if facts.status is Status.LEFT_MESSAGE:
        return ":large_yellow_circle: " + escape(text("desk_has_message"))
    return ":large_yellow_circle: " + escape(text("slack_waits"))


def _target(card: Card, text: Text) -> str:
    if card.answered_ms:
        late = card.answered_ms > card.due_ms
        said = text("slack_answered_late" if late else "desk_answered_in_time")
        return f"{moment(card.due_ms)} · {escape(said)}"
    return moment(card.due_ms)


def moment(at_ms: int) -> str:
    """A time in each reader's own zone; Slack shows what stands last where it cannot."""
    at = datetime.fromtimestamp(at_ms // 1000, UTC)
    return f"<!date^{at_ms // 1000}^{{date_short_pretty}} {{time}}|{at:%Y-%m-%d %H:%M} UTC>"


def _question(facts: CardFacts, text: Text) -> Iterator[Any]:
    label = RichTextElementParts.Text(text=text("desk_question"), style={"bold": True})
    yield RichTextSectionElement(elements=[label])
    said, left = shortened(visible(facts.card.question), MOST_OF_QUESTION)
    quoted = [RichTextElementParts.Text(text=said or text("desk_no_question"))]
    yield RichTextQuoteElement(elements=[*quoted, *_rest(left, text)])


def _told(facts: CardFacts, text: Text) -> Iterator[Any]:
    label = RichTextElementParts.Text(text=text("desk_gathered"), style={"bold": True})
    yield RichTextSectionElement(elements=[label])
    items: list[Any] = []
    room = ROOM_FOR_ANSWERS
    for one in facts.told:
        value, left = shortened(visible(one.value), MOST_OF_ANSWER)
        name, _ = shortened(visible(one.label), MOST_OF_LABEL)
        room -= len(name) + len(value)
        if room < 0:
            break
        title = RichTextElementParts.Text(text=f"{name}: ", style={"bold": True})
        parts = [title, RichTextElementParts.Text(text=value or "–"), *_rest(left, text)]
        items.append(RichTextSectionElement(elements=parts))
    yield RichTextListElement(style="bullet", elements=items)
    if more := len(facts.told) - len(items):
        said = RichTextElementParts.Text(text=text("slack_more_facts", count=str(more)))
        yield RichTextSectionElement(elements=[said])


def _rest(left: int, text: Text) -> list[Any]:
    """How much of a text is not shown, where some is not."""
    if not left:
        return []
    said = " … " + text("slack_more_letters", count=str(left))
    return [RichTextElementParts.Text(text=said, style={"italic": True})]


def _tried(facts: CardFacts, text: Text) -> str:
    if not facts.tried:
        return ""
    titles, _ = shortened(", ".join(visible(title) for title in facts.tried), MOST_IN_LINE)
    return escape(f"{text('desk_tried')}: {titles}")


def _earlier(facts: CardFacts, text: Text) -> str:
    if not facts.earlier:
        return ""
    lines = [f"*{escape(text('desk_earlier_tickets'))}*"]
    for ticket in facts.earlier[:MOST_EARLIER]:
        question, _ = shortened(" ".join(visible(ticket.question).split()), 80)
        lines.append(escape(f"{ticket.number} · {ticket.state} · {question}"))
    return "\n".join(lines)


def _actions(facts: CardFacts, text: Text) -> list[Any]:
    value = facts.card.conversation
    labels = {
        "take": text("desk_take"),
        "pass_on": text("desk_pass_on"),
        "resolve": text("desk_resolve"),
        "hand_back": text("desk_hand_back"),
        "ask": text("desk_ask"),
        "put_back": text("desk_put_back"),
        "transcript": text("slack_transcript"),
        "suggest": text("slack_suggest"),
        "openings": text("slack_openings"),
    }
    buttons: list[Any] = [
        ButtonElement(
            text=PlainTextObject(text=labels[name]),
            action_id=name,
            value=value,
            style="primary" if number == 0 and facts.status is not Status.OVER else None,
        )
        for number, name in enumerate(BUTTONS[facts.status])
        if name in facts.deeds
    ]
    more = [name for name in MORE if name in facts.deeds]
    if facts.status is not Status.HELD or not more:
        return buttons
    options = [Option(value=f"{name}:{value}", label=labels[name]) for name in more]
    return [*buttons, OverflowMenuElement(action_id="more", options=options)]


def _rule(facts: CardFacts, text: Text) -> str:
    """Who is heard by the customer at this moment, and where the rest can be read."""
    if "reply" not in facts.deeds:
        said = text("slack_rule_desk")
    elif facts.status is Status.HELD:
        said = text("slack_rule_held", name=facts.owner, seconds=str(facts.hold_s))
    elif facts.status is Status.OVER:
        said = text("slack_rule_over")
    else:
        said = text("slack_rule_waiting")
    return f"{escape(said)} <{facts.link}|{escape(text('slack_open'))}>"
