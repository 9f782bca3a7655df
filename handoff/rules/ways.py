"""Which way a handoff goes: by its reason, its complaint, the rules of the tables and the hour."""

from dataclasses import replace

from handoff.rules.closed import open_route
from handoff.rules.conversation import Conversation
from handoff.rules.drafts import is_open
from handoff.rules.forms_drafts import new_draft
from handoff.rules.forms_summary import Route, route_of
from handoff.rules.routes import EMERGENCIES, EMERGENCY, Matter, served
from handoff.rules.tables import Tables


def way(
    conversation: Conversation,
    reason: str,
    complaint: str,
    now_ms: int,
    tables: Tables,
    department: str = "",
) -> tuple[str, Route]:
    """The type of complaint, empty if it is none, and who is to look at it how soon.

    ``department``: where it goes back to; no rule has a say in that.
    """
    kind, route = _by_reason(conversation, reason, complaint, now_ms, tables)
    if department:
        route = replace(route, department=department)
    else:
        route = by_rules(route, conversation, reason, kind, tables)
    route = open_route(route, conversation.language, now_ms, tables)
    if kind or department or reason in EMERGENCIES:
        return kind, route
    serving = served(
        tables.routes,
        route.department,
        conversation.language,
        now_ms,
        tables.hours,
        tables.on_duty,
    )
    return kind, replace(route, department=serving)


def by_rules(
    route: Route, conversation: Conversation, reason: str, complaint: str, tables: Tables
) -> Route:
    """The route after the rules of the tables."""
    known = (reason, complaint, conversation.language, conversation.platform, conversation.role)
    return tables.routes.routed(route, Matter(*known))


def _by_reason(
    conversation: Conversation, reason: str, complaint: str, now_ms: int, tables: Tables
) -> tuple[str, Route]:
    """A complaint decides, else the reason.

    One whose form is open does so as well, unless the reason is more urgent; a loss that goes on is
    for those who can stop it, whatever its type.
    """
    department, priority = tables.reasons[reason]
    if complaint in tables.complaint_types:
        return complaint, route_of(new_draft(complaint, "", ""), tables.forms, now_ms)
    draft = conversation.form.draft if conversation.form and is_open(conversation) else {}
    kind = str(draft.get("type"))
    if kind not in tables.complaint_types or reason == EMERGENCY:
        return "", Route(department, priority, ())
    own = route_of(draft, tables.forms, now_ms)
    priority = min(priority, own.priority)
    if reason not in EMERGENCIES:
        return kind, replace(own, priority=priority)
    others = [each for each in (own.department, *own.also_inform) if each != department]
    return kind, Route(department, priority, tuple(others))
