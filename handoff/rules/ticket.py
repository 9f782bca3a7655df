"""A ticket as the rules see it, what may be done to it, and what follows from a deed.

Times are Unix milliseconds; 0 stands for none. Ids of states are those of
``data/catalogue/tickets.yml``.
"""

from dataclasses import dataclass, field
from typing import Any

from handoff.rules.effects import Say
from handoff.rules.hours import Hours
from handoff.rules.notice import Notice

GENERAL_REQUEST = "general_request"
"""The type of a ticket that belongs to a handoff without a complaint."""

TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"new", "cancelled"}),
    "new": frozenset({"queued", "assigned", "cancelled", "merged"}),
    "queued": frozenset({"assigned", "escalated", "cancelled", "merged"}),
    "assigned": frozenset(
        {"in_progress", "queued", "waiting_user", "waiting_department", "escalated", "resolved",
         "cancelled", "merged"}
    ),
    "in_progress": frozenset(
        {"waiting_user", "waiting_department", "escalated", "resolved", "queued", "cancelled",
         "merged"}
    ),
    "waiting_user": frozenset({"in_progress", "resolved", "escalated", "cancelled"}),
    "waiting_department": frozenset(
        {"in_progress", "resolved", "escalated", "waiting_user", "cancelled"}
    ),
    "escalated": frozenset(
        {"assigned", "in_progress", "waiting_user", "waiting_department", "resolved", "cancelled"}
    ),
    "resolved": frozenset({"closed", "reopened"}),
    "reopened": frozenset({"queued", "assigned", "escalated"}),
    "closed": frozenset({"reopened"}),
    "cancelled": frozenset(),
    "merged": frozenset(),
}  # fmt: skip
"""Staying in a state is always allowed."""
ENDED = frozenset({"resolved", "closed", "cancelled", "merged"})
OPEN = frozenset(TRANSITIONS) - ENDED
WAITING = frozenset({"waiting_user", "waiting_department"})
TO_TAKE = frozenset({"new", "queued", "escalated", "reopened"})
"""States in which nobody works on the ticket."""

PARTIES = (
    "host", "seller", "buyer", "user", "department", "game_company", "bank", "payment_processor",
    "carrier", "maker", "counsel",
)  # fmt: skip
"""Kinds of parties that are asked or heard."""
ALARM_LATE, ALARM_PHONED = "desk_alarm_late", "desk_alarm_phoned"
ALARM_NEAR, ALARM_MISSED = "desk_alarm_target_near", "desk_alarm_target_missed"
ALARM_DANGER, ALARM_DANGER_AGAIN = "desk_alarm_danger", "desk_alarm_danger_again"
ALARMS = (
    *(ALARM_LATE, ALARM_PHONED, ALARM_NEAR, ALARM_MISSED),
    *(ALARM_DANGER, ALARM_DANGER_AGAIN),
)
"""Why leads are to look at a single ticket: content texts."""
OUTCOMES = ("solved", "answered", "measure_taken", "declined", "no_fault", "no_reply")
OBJECT_OUTCOMES = ("removed", "kept", "more_needed")


@dataclass(frozen=True)
class Actor:
    """Who does it: an agent (role ``agent``, ``lead``, ``manager``), the customer, the service."""

    id: str
    name: str
    role: str

    @property
    def leads(self) -> bool:
        return self.role in ("lead", "manager")


SERVICE = Actor("service", "", "service")


@dataclass(frozen=True)
class Party:
    """Somebody who was asked; ``name`` is for the desk only. ``result`` once it was heard."""

    id: str
    kind: str
    name: str = ""
    asked_ms: int = 0
    due_ms: int = 0
    heard_ms: int = 0
    result: str = ""


@dataclass(frozen=True)
class Statement:
    """What a party said, word for word. No party may see another one's."""

    id: str
    party: str
    text: str
    at_ms: int = 0


@dataclass(frozen=True)
class ObjectOutcome:
    """What became of one reported object."""

    object: str
    outcome: str
    reason: str = ""
    at_ms: int = 0


@dataclass(frozen=True)
class Improvement:
    """What shall be done so that it does not come back."""

    id: str
    action: str
    what: str
    owner: str
    due_ms: int
    done_ms: int = 0


Row = Party | Statement | ObjectOutcome | Improvement


@dataclass(frozen=True)
class Ticket:
    """What deeds are judged by.

    - ``first_type``: the type it was stored under, whatever it is now
    - ``counted_ms``: since when targets count, 0 for since it was made
    - ``response_due_ms`` and ``resolution_due_ms``: targets; ``due_ms``: what comes next
    - ``wake_ms``: when the clock must look at it again
    - ``until_ms``: by when the customer or a party is to answer; ``waits_ms``: since when
    - ``promised_ms``: the time that the customer was told last, by which they hear from us
    - ``fault``: the known fault that it is tied to
    - ``barred``: the agent who decided first and may not decide the appeal
    - ``bundled_ms``: since when other customers' reports of the same object make it one matter
    - ``told``: warnings that were given already
    - ``version``: how many changes there were
    """

    id: str
    number: str = ""
    conversation: str = ""
    type: str = GENERAL_REQUEST
    first_type: str = GENERAL_REQUEST
    state: str = "new"
    department: str = "frontline"
    priority: str = "P3"
    language: str = "en"
    account: str = ""
    agent: str = ""
    agent_name: str = ""
    created_ms: int = 0
    counted_ms: int = 0
    response_due_ms: int = 0
    resolution_due_ms: int = 0
    due_ms: int = 0
    wake_ms: int = 0
    responded_ms: int = 0
    resolved_ms: int = 0
    closed_ms: int = 0
    until_ms: int = 0
    waits_ms: int = 0
    promised_ms: int = 0
    bundled_ms: int = 0
    reopened: int = 0
    version: int = 0
    outcome: str = ""
    cause: str = ""
    fault: str = ""
    decided_by: str = ""
    barred: str = ""
    changed_by: str = ""
    told: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    statements: tuple[Statement, ...] = ()
    judged: tuple[ObjectOutcome, ...] = ()
    improvements: tuple[Improvement, ...] = ()


@dataclass(frozen=True)
class Deed:
    """Something somebody does to a ticket.

    ``fields`` are those of ``ticket_fields.FIELDS[kind]``. ``seen`` is the version that was looked
    at, -1 if nobody looked. ``other`` is the ticket that a merged one doubles.
    """

    kind: str
    by: Actor
    at_ms: int
    fields: dict[str, Any] = field(default_factory=dict)
    seen: int = -1
    other: Ticket | None = None


@dataclass(frozen=True)
class Refusal:
    """Why a deed is not done: a content text for the agent; ``names`` are texts in turn."""

    text: str
    values: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """What follows from a deed.

    ``changes``: fields of the ticket (those unknown to ``Ticket`` are kept beside). ``line``: what
    the history says; ``visible`` if the customer was told. ``notices``: what to tell. ``rows``:
    parties, statements and the like, new or changed, by their ids. ``alarm``: the content text that
    tells leads why they are to look at it.
    """

    changes: dict[str, Any]
    line: dict[str, Any]
    visible: bool = False
    notices: tuple[Say, ...] = ()
    rows: tuple[Row, ...] = ()
    alarm: str = ""


@dataclass(frozen=True)
class Alike:
    """When leads are told: so many customers with the same matter within so many hours."""

    customers: int = 5
    hours: int = 24


@dataclass(frozen=True)
class TicketTables:
    """``targets``: minutes until the first answer and until the outcome, by type.

    ``fields``: the type of each field of a complaint, by its name. ``reported``: names of those
    whose values are what was reported, so that each of them gets an outcome. ``reporting``: types
    that report what others did; in the other ones an object is the customer's own. ``faults``:
    those that are known and not fixed, by their ids. ``hours``: when departments are open.
    """

    targets: dict[str, tuple[int, int]] = field(default_factory=dict)
    departments: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ("P0", "P1", "P2", "P3")
    causes: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    reported: frozenset[str] = frozenset()
    reporting: frozenset[str] = frozenset()
    alike: Alike = Alike()
    faults: dict[str, Notice] = field(default_factory=dict)
    hours: Hours = field(default_factory=Hours)


def can_go(old: str, new: str) -> bool:
    """Whether the table allows the step; staying is always allowed."""
    return old == new or new in TRANSITIONS.get(old, ())
