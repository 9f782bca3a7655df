"""What is recorded of handoffs, and what each such event tells: the only source of figures.

``docs/events.md`` is this page in prose. Whatever records an event of a handoff does so by
``of_handoff``, so that each one tells the same of it. None holds words of anybody.
"""

from typing import Any

from handoff.rules.conversation import Handoff
from handoff.rules.effects import Record

REQUESTED = "handoff_requested"
OFFERED = "handoff_offered"
OFFER_ENDED = "offer_ended"
ACCEPTED = "handoff_accepted"
TAKEN_OVER = "handoff_taken_over"
FIRST_REPLY = "first_reply"
TRANSFERRED = "handoff_transferred"
REQUEUED = "handoff_requeued"
LEFT = "handoff_left"
MESSAGE_BEGUN = "message_leaving"
MESSAGE_LEFT = "message_left"
HANDED_BACK = "handoff_returned"
RESOLVED = "handoff_resolved"
REOPENED = "handoff_reopened"
RATED = "rated"
ASKED_COLLEAGUE = "colleague_asked"
ANSWERED_HOLDER = "colleague_answered"
QUESTION_ENDED = "question_ended"
TARGET_WARNED = "target_warned"
TARGET_MISSED = "target_missed"
SOLVED = "solved"
ANSWERED = "answered"
HELPED = "helped"
FILED = "complaint_filed"

OF_EVERY_EVENT = ("conversation", "at_ms", "language", "platform", "channel")
"""Put in by the renderer; ``language`` is the customer's at that moment."""
OF_HANDOFF = ("handoff", "department", "priority", "reason", "type", "due_ms")
"""Put in by ``of_handoff``. ``due_ms`` is what the customer was promised last; ``type`` is that of
the complaint, empty if it is none."""

FIELDS: dict[str, tuple[str, ...]] = {
    REQUESTED: ("is_open",),
    OFFERED: ("agent",),
    OFFER_ENDED: ("agent", "why"),
    ACCEPTED: ("agent", "waited_s"),
    TAKEN_OVER: ("agent",),
    FIRST_REPLY: ("agent", "waited_s", "in_time"),
    TRANSFERRED: ("agent", "to_agent", "to_department"),
    REQUEUED: ("agent", "why"),
    LEFT: ("why",),
    MESSAGE_BEGUN: (),
    MESSAGE_LEFT: (),
    HANDED_BACK: ("agent", "why"),
    RESOLVED: ("agent", "outcome", "by"),
    REOPENED: ("agent", "why"),
    RATED: ("agent", "of", "score", "was"),
    ASKED_COLLEAGUE: ("agent", "to_agent", "to_department"),
    ANSWERED_HOLDER: ("agent", "waited_s"),
    QUESTION_ENDED: ("agent", "why"),
    TARGET_WARNED: ("agent", "target"),
    TARGET_MISSED: ("agent", "target"),
    SOLVED: ("yes", "agent"),
}
"""Events of handoffs by their names, and what each tells beside ``OF_HANDOFF``."""

BEGINS = (REQUESTED, TAKEN_OVER)
"""Either is the first event of a handoff."""

OF_THE_BOT: dict[str, tuple[str, ...]] = {
    ANSWERED: ("topic",),
    HELPED: ("topic", "yes"),
    FILED: ("type", "department", "priority"),
}
"""Events that figures are made of as well, though no handoff is open."""


def of_handoff(name: str, handoff: Handoff, **own: Any) -> Record:
    """An event of a handoff. Raises ``KeyError`` for a field that ``FIELDS`` does not name."""
    if unknown := own.keys() - set(FIELDS[name]):
        raise KeyError(f"{name} does not tell {', '.join(sorted(unknown))}")
    known = {
        "handoff": handoff.id,
        "department": handoff.department,
        "priority": handoff.priority,
        "reason": handoff.reason,
        "type": handoff.complaint,
        "due_ms": handoff.due_ms,
    }
    return Record(name, {**known, **own})
