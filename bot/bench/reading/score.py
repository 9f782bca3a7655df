"""From what was read to shares."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.bench.figures import percentile

ACCEPTED = 0.95


@dataclass(frozen=True)
class Read:
    """The best intent that was served for a message, empty for none, and its confidence."""

    intent: str
    confidence: float


def accuracy(read: Sequence[Read], intents: Sequence[str]) -> float:
    """The share (0 to 1) of messages whose best intent is the right one."""
    return sum(r.intent == i for r, i in zip(read, intents, strict=True)) / len(read)


def recall_of_unknown(known: Sequence[Read], unknown: Sequence[Read]) -> float:
    """The share (0 to 1) of unknown messages that are told where 95 % of the known are taken.

    The confidence that does so is read off the known messages themselves, as is usual: it makes
    pipelines comparable whose confidences mean different things.
    """
    threshold = percentile([read.confidence for read in known], 1 - ACCEPTED)
    return sum(read.confidence < threshold for read in unknown) / len(unknown)
