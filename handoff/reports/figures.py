"""Figures of a period, as they are counted from the events of ``handoff/rules/recorded.py``.

``docs/reports.md`` says what each one means. Waits are seconds; half and nine of ten waits are
no longer than ``..._p50_s`` and ``..._p90_s``, which are None where nobody waited.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

DIMENSIONS = ("department", "language", "type", "day", "channel", "platform", "priority", "reason")
"""By what figures are broken down; the value is empty where there is none."""


@dataclass(frozen=True)
class Row:
    """Figures of all handoffs of one value of a dimension.

    - ``requested`` handoffs, ``closed`` of them while the department was closed; ``taken_over``:
      agents began those unasked
    - ``accepted`` by a person; ``abandoned``: the customer left the line before that; ``messages``:
      a message was left instead
    - waits count who asked in open hours and waited in the chat: ``wait`` for a person, ``reply``
      for the first words of one
    - ``in_time`` of ``with_target`` had a first reply by the time promised; who left before that
      time, or still waits within it, is in neither
    - ``by_...``: of the days on which a customer was helped, who settled it
    - of ratings the last one counts; ``good`` is 4 or 5
    """

    value: str
    requested: int = 0
    taken_over: int = 0
    closed: int = 0
    accepted: int = 0
    abandoned: int = 0
    messages: int = 0
    wait_p50_s: int | None = None
    wait_p90_s: int | None = None
    reply_p50_s: int | None = None
    reply_p90_s: int | None = None
    with_target: int = 0
    in_time: int = 0
    transferred: int = 0
    requeued: int = 0
    handed_back: int = 0
    resolved: int = 0
    reopened: int = 0
    by_bot: int = 0
    by_form: int = 0
    by_person: int = 0
    by_nobody: int = 0
    agent_ratings: int = 0
    agent_score: float | None = None
    agent_good: int = 0
    bot_ratings: int = 0
    bot_score: float | None = None
    bot_good: int = 0


@dataclass(frozen=True)
class Load:
    """What one agent did. ``held_s``: seconds with a chat, counted for each chat.

    ``reply_p50_s`` is from taking a chat to the first words. ``lost`` chats went back to the line.
    Of the offers (``offered``) some were ``refused``, some ``missed``; those that the agent took
    were taken within ``offer_p50_s``.
    """

    agent: str
    accepted: int = 0
    replied: int = 0
    in_time: int = 0
    reply_p50_s: int | None = None
    held_s: int = 0
    resolved: int = 0
    handed_back: int = 0
    transferred: int = 0
    lost: int = 0
    offered: int = 0
    refused: int = 0
    missed: int = 0
    offer_p50_s: int | None = None
    ratings: int = 0
    score: float | None = None


@dataclass(frozen=True)
class Figures:
    """``first`` to ``last``, both included, as days of UTC; ``by`` has the rows of a dimension."""

    first: str
    last: str
    total: Row = field(default_factory=lambda: Row(""))
    by: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    agents: tuple[Load, ...] = ()

    @property
    def is_empty(self) -> bool:
        total = asdict(self.total)
        return not any(total.values()) and not self.agents

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


ROW_NAMES = tuple(each.name for each in fields(Row))[1:]
LOAD_NAMES = tuple(each.name for each in fields(Load))[1:]


def within(share: float, seconds: Sequence[int]) -> int | None:
    """The least wait that no more than ``share`` of all exceed; None of nothing."""
    if not seconds:
        return None
    # In whole numbers: 0.9 times 10 is more than 9.
    rank = -(-round(share * 100) * len(seconds) // 100)
    return sorted(seconds)[max(0, rank - 1)]


def mean(scores: Sequence[int]) -> float | None:
    """To two places; None of nothing."""
    return round(sum(scores) / len(scores), 2) if scores else None
