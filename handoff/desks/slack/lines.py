"""What was said, as messages of a thread: who speaks is told by the sender's name and sign."""

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
)

from handoff.desks.slack.api import Words
from handoff.desks.slack.card import Text
from handoff.desks.slack.shown import escape, shortened, shown_name, visible
from handoff.rules.messages import PLACE, Audience, Entry, Speaker

FROM_SLACK = "slack:"
"""Begins the id of an entry that an agent typed in Slack: it stands in the thread already."""
MOST_TOGETHER = 20
ROOM_TOGETHER = 6_000
"""Lines and letters of a message that tells what was said before; the desk has the rest."""
ICONS = {
    Speaker.CUSTOMER: ":bust_in_silhouette:",
    Speaker.BOT: ":robot_face:",
    Speaker.AGENT: ":speech_balloon:",
    Speaker.SYSTEM: ":information_source:",
}


def is_shown(entry: Entry) -> bool:
    """Not what stands there already, and no place in line, which changes by the minute."""
    return not (
        entry.id.startswith((FROM_SLACK, PLACE))
        or entry.edits.startswith(PLACE)
        or not (entry.text or entry.files)
    )


def line(entry: Entry, customer: str, text: Text) -> Words:
    """One entry as a message. ``customer`` is the name under which the customer is shown."""
    name = sender(entry, customer, text)
    said, left = shortened(_said(entry, text))
    short = escape(" ".join(said.split()))
    if entry.speaker is Speaker.SYSTEM or _is_note(entry):
        label = f"{name}: " if _is_note(entry) else ""
        small = [PlainTextObject(text=f"{label}{said}{_rest(left, text)}"[:3_000])]
        return Words(escape(label) + short, _json(ContextBlock(elements=small)))
    parts: list[Any] = [RichTextElementParts.Text(text=said)]
    if left:
        parts.append(RichTextElementParts.Text(text=_rest(left, text), style={"italic": True}))
    blocks = _json(RichTextBlock(elements=[RichTextSectionElement(elements=parts)]))
    return Words(short, blocks, name, ICONS[entry.speaker])


def together(entries: Sequence[Entry], customer: str, text: Text) -> Words:
    """Many entries as one message: a thread that is opened or catches up is no flood."""
    shown: list[RichTextSectionElement] = []
    room = ROOM_TOGETHER
    for entry in reversed(entries[-MOST_TOGETHER:]):
        said, left = shortened(_said(entry, text), 800)
        room -= len(said)
        if room < 0:
            break
        name = RichTextElementParts.Text(
            text=f"{sender(entry, customer, text)}: ", style={"bold": True}
        )
        words = RichTextElementParts.Text(text=f"{said}{_rest(left, text)}\n")
        shown.insert(0, RichTextSectionElement(elements=[name, words]))
    if more := len(entries) - len(shown):
        told = RichTextElementParts.Text(
            text=text("slack_more_lines", count=str(more)) + "\n", style={"italic": True}
        )
        shown.insert(0, RichTextSectionElement(elements=[told]))
    title = text("slack_so_far")
    return Words(escape(title), _json(RichTextBlock(elements=shown)), title, ":scroll:")


def sender(entry: Entry, customer: str, text: Text) -> str:
    """Who speaks, and for an agent to whom."""
    if entry.speaker is Speaker.CUSTOMER:
        return customer
    if entry.speaker is Speaker.BOT:
        return text("slack_bot")
    if entry.speaker is Speaker.SYSTEM:
        return text("desk_from_system")
    name = shown_name(entry.name) or text("desk_from_agent")
    if entry.audience is Audience.DESK:
        return text("slack_note_of", name=name)
    return text("slack_to_customer", name=name)


def _is_note(entry: Entry) -> bool:
    return entry.speaker is Speaker.AGENT and entry.audience is Audience.DESK


def _said(entry: Entry, text: Text) -> str:
    return "\n".join(part for part in _parts(entry, text) if part)


def _parts(entry: Entry, text: Text) -> Iterator[str]:
    if entry.edits:
        yield text("slack_edited")
    yield visible(entry.text)
    for file in entry.files:
        name, _ = shortened(" ".join(visible(file.name).split()), 120)
        yield text("slack_file", name=name, size=_size(file.size))


def _size(count: int) -> str:
    """Bytes as people read them, in units of 1,000."""
    for unit in ("B", "kB"):
        if count < 1_000:
            return f"{count} {unit}"
        count = round(count / 1_000)
    return f"{count} MB"


def _rest(left: int, text: Text) -> str:
    return f" … {text('slack_more_letters', count=str(left))}" if left else ""


def _json(*blocks: Block) -> list[dict[str, Any]]:
    return [block.to_dict() for block in blocks]
