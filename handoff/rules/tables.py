"""The tables of ``data/`` that rules decide by, as read by ``bot/catalogue.py``."""

from dataclasses import dataclass, field

from handoff.rules.care import Care
from handoff.rules.evidence import Evidence
from handoff.rules.forms_tables import FormTables
from handoff.rules.hours import Hours
from handoff.rules.notice import Function, Notice
from handoff.rules.offers import OfferRules
from handoff.rules.routes import Routes
from handoff.rules.slack_table import SlackTable
from handoff.rules.ticket import TicketTables
from handoff.rules.wishes import Wishes


@dataclass(frozen=True)
class Topic:
    """A FAQ topic; ``complaint`` is the complaint type its answer offers, or empty.

    ``platforms`` are in the order of its file, ``related`` topics the nearest first.
    """

    id: str
    category: str
    department: str
    complaint: str
    platforms: tuple[str, ...]
    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class ComplaintType:
    """What rules need of a type beside its form, which is the ``FormType`` of the same id.

    ``platforms`` where it exists (any, if empty), ``title`` by language.

    ``always_person``: a person at once, without a form. ``first_response`` and ``resolution`` are
    minutes. ``after_form`` is ``queue``, ``list`` or empty: by the priority. ``sensitive_proof``:
    its pictures may distress who sees them.
    """

    id: str
    department: str
    priority: str
    platforms: tuple[str, ...] = ()
    title: dict[str, str] = field(default_factory=dict)
    always_person: bool = False
    first_response: int = 240
    resolution: int = 4320
    after_form: str = ""
    sensitive_proof: bool = False

    def is_on(self, platform: str) -> bool:
        """Whether it exists on the platform kind; yes as long as that is not known."""
        return not platform or not self.platforms or platform in self.platforms


@dataclass(frozen=True)
class Tables:
    """Everything a step may look up; immutable, replaced as a whole when files change.

    ``targets``: minutes until the first answer by priority. ``reasons``: department and priority of
    each handoff reason. ``zones``: the time zone that is meant where times are told, by language.
    ``tickets``: what tickets are judged by. ``hours``: when departments are open. ``functions``:
    what can be paused or faulty. ``offers`` and ``most_chats``: how chats are given out,
    and how many a department holds at once.
    ``care``: how long things wait after a person has helped.
    ``notices``: all that are not over, by when they start; they come from the records. ``routes``:
    where matters go beyond their reason. ``on_duty``: departments that have somebody there at this
    moment, None while that is not known. ``again_minutes``: how long danger may wait until whoever
    is on call is alarmed again. ``slack``: which channels of Slack departments are worked in.
    """

    topics: dict[str, Topic] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    complaint_types: dict[str, ComplaintType] = field(default_factory=dict)
    reasons: dict[str, tuple[str, str]] = field(default_factory=dict)
    targets: dict[str, int] = field(default_factory=dict)
    departments: tuple[str, ...] = ()
    zones: dict[str, str] = field(default_factory=dict)
    tickets: TicketTables = field(default_factory=TicketTables)
    wishes: Wishes = field(default_factory=Wishes)
    evidence: Evidence = field(default_factory=Evidence)
    forms: FormTables = field(default_factory=FormTables)
    hours: Hours = field(default_factory=Hours)
    functions: dict[str, Function] = field(default_factory=dict)
    offers: OfferRules = field(default_factory=OfferRules)
    most_chats: dict[str, int] = field(default_factory=dict)
    care: Care = field(default_factory=Care)
    notices: tuple[Notice, ...] = ()
    routes: Routes = field(default_factory=Routes)
    on_duty: frozenset[str] | None = None
    again_minutes: int = 5
    slack: SlackTable = field(default_factory=SlackTable)

    def topics_of(self, category: str, platform: str) -> list[str]:
        """Topics of a category that exist on the platform kind (any, if it is unknown)."""
        return [
            topic.id
            for topic in self.topics.values()
            if topic.category == category and (not platform or platform in topic.platforms)
        ]

    def related_to(self, topic: str, platform: str) -> list[str]:
        """Topics near one that exist on the platform kind (any, if it is unknown)."""
        near = self.topics[topic].related if topic in self.topics else ()
        return [
            other
            for other in near
            if other in self.topics and (not platform or platform in self.topics[other].platforms)
        ]

    def categories_of(self, platform: str) -> list[str]:
        return [c for c in self.categories if self.topics_of(c, platform)]
