"""What a thread needs next, decided from what there is and what it shows: no call, no clock."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from handoff.desks.slack.card import CardFacts, Status, Text, card_blocks
from handoff.desks.slack.lines import is_shown
from handoff.ports_slack import Thread, ThreadState
from handoff.rules.messages import Entry

ONE_BY_ONE = 3
"""So many new lines are shown each by itself; more at a time are told in one message."""


class Rank(IntEnum):
    """What goes first where a Slack channel takes one message a second."""

    DANGER = 0
    OPEN = 1
    SAY = 2
    CARD = 3


@dataclass(frozen=True)
class Look:
    """What was found of one conversation.

    ``facts`` of its handoff, whose ``status`` is ``OVER`` when it is not worked on in this Slack
    channel any more; ``thread`` is the newest of that handoff here. ``fresh``: entries of the log
    behind ``thread.last``, with their numbers, the oldest first.
    """

    facts: CardFacts
    thread: Thread | None
    fresh: tuple[tuple[int, Entry], ...] = ()


@dataclass(frozen=True)
class Open:
    """A new thread; ``number`` counts those of the handoff in this channel."""

    number: int


@dataclass(frozen=True)
class Say:
    """Show entries, the last of which has the number ``upto``."""

    entries: tuple[Entry, ...]
    upto: int


@dataclass(frozen=True)
class Pass:
    """Nothing of what is new is shown."""

    upto: int


@dataclass(frozen=True)
class Redraw:
    """Bring the card up to date; ``digest`` tells this one from others."""

    digest: str


@dataclass(frozen=True)
class Settle:
    """Over for good, or open again."""

    state: ThreadState


Deed = Open | Say | Pass | Redraw | Settle


def next_deed(look: Look, text: Text) -> Deed | None:
    """The one thing to do now; None when the thread shows all there is."""
    thread, is_over = look.thread, look.facts.status is Status.OVER
    if thread is None or thread.state is ThreadState.GONE:
        return None if is_over else Open(thread.number + 1 if thread else 1)
    if thread.state is ThreadState.OPENING:
        return Open(thread.number)
    if thread.state is ThreadState.OVER:
        return None if is_over else Settle(ThreadState.OPEN)
    if look.fresh:
        return _say(look.fresh)
    digest = digest_of(look.facts, text)
    if digest != thread.card:
        return Redraw(digest)
    return Settle(ThreadState.OVER) if is_over else None


def rank(deed: Deed, look: Look) -> Rank:
    if isinstance(deed, Redraw):
        return Rank.CARD
    if look.facts.card.priority == "P0":
        return Rank.DANGER
    return Rank.OPEN if isinstance(deed, Open) else Rank.SAY


def digest_of(facts: CardFacts, text: Text) -> str:
    """Tells one look of a card from another."""
    drawn = json.dumps(card_blocks(facts, text), sort_keys=True)
    return hashlib.sha256(drawn.encode()).hexdigest()[:32]


def _say(fresh: Sequence[tuple[int, Entry]]) -> Say | Pass:
    shown = [(number, entry) for number, entry in fresh if is_shown(entry)]
    if not shown:
        return Pass(fresh[-1][0])
    if len(shown) > ONE_BY_ONE:
        return Say(tuple(entry for _, entry in shown), fresh[-1][0])
    number, entry = shown[0]
    return Say((entry,), number)
