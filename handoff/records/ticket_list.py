"""Lists of tickets: filtered, paged by key, each page from an index however many there are."""

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, func, select, true, tuple_, union
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from handoff.records.store import SqlStore, from_ms, to_ms
from handoff.records.tables import LISTED_BY, ticket_subjects, tickets
from handoff.records.words import found_by
from handoff.rules.ticket import OPEN

PAGE = 50
SHOWN_LETTERS = 200
MOST_RELATED = 20

Found = dict[str, Any]


@dataclass(frozen=True)
class TicketFilter:
    """What to list; an empty field lets all through.

    ``scope``: ``open`` (what is due first stands first), ``ended`` or ``all`` (the newest first).
    ``departments`` are those the agent may see, empty for all. ``overdue``: those whose next due
    time has passed. ``text``: words that must all be there. ``number`` goes before all the rest.
    """

    scope: str = "open"
    departments: tuple[str, ...] = ()
    department: str = ""
    state: str = ""
    type: str = ""
    priority: str = ""
    language: str = ""
    agent: str = ""
    overdue: bool = False
    text: str = ""
    number: str = ""


@dataclass(frozen=True)
class TicketPage:
    """Tickets in their order; ``more`` is the key of the next page, empty after the last."""

    tickets: tuple[Found, ...]
    more: str = ""


_SHOWN = (
    tickets.c.id, tickets.c.number, tickets.c.type, tickets.c.state, tickets.c.department,
    tickets.c.priority, tickets.c.language, tickets.c.agent, tickets.c.agent_name,
    tickets.c.customer, tickets.c.created_at, tickets.c.due_at, tickets.c.updated_at,
    tickets.c.reopened, tickets.c.cause, tickets.c.outcome,
    func.substr(tickets.c.question, 1, SHOWN_LETTERS).label("question"),
)  # fmt: skip
URGENT = ("P0", "P1")
"""Priorities of few tickets."""


class TicketLists(SqlStore):
    """What desks show of many tickets."""

    async def list_tickets(self, wanted: TicketFilter, after: str = "") -> TicketPage:
        """A page of tickets. Raises ``ValueError`` for an ``after`` that we never gave."""
        start = _read_key(after) if after else None
        async with self._reading() as connection:
            ids = await self._with_words(connection, wanted.text) if wanted.text else None
            found: list[Found] = []
            for one in each_department(wanted):
                query = list_query(one, start, ids, self._now())
                found += [dict(row) for row in (await connection.execute(query)).mappings()]
        found.sort(key=lambda row: _key_of(wanted, row), reverse=wanted.scope != "open")
        page = found[:PAGE]
        more = write_key(*_key_of(wanted, page[-1])) if len(found) > PAGE else ""
        return TicketPage(tuple(page), more)

    async def _with_words(self, connection: AsyncConnection, sought: str) -> list[str]:
        query = found_by(connection.dialect.name, sought)
        return list((await connection.execute(*query)).scalars()) if query else []

    async def related_tickets(self, ticket_id: str, departments: Sequence[str]) -> list[Found]:
        """Other tickets on the same account or object that may be seen, the newest first."""
        mine = select(ticket_subjects.c.value).where(ticket_subjects.c.ticket_id == ticket_id)
        same = select(ticket_subjects.c.ticket_id).where(ticket_subjects.c.value.in_(mine))
        chat = select(tickets.c.conversation).where(tickets.c.id == ticket_id).scalar_subquery()
        own = tickets.alias()
        # No OR: PostgreSQL would look through all tickets for it.
        near = union(same, select(own.c.id).where(own.c.conversation == chat))
        query = (
            select(*_SHOWN)
            .where(tickets.c.id.in_(near))
            .where(tickets.c.id != ticket_id, *_within(departments))
            .order_by(tickets.c.created_at.desc())
            .limit(MOST_RELATED)
        )
        async with self._reading() as connection:
            return [dict(row) for row in (await connection.execute(query)).mappings()]


def each_department(wanted: TicketFilter) -> Iterable[TicketFilter]:
    """One query a department: each walks an index in order, where one for several would sort."""
    if wanted.overdue and wanted.scope == "ended":
        return []
    if wanted.department:
        is_seen = not wanted.departments or wanted.department in wanted.departments
        return [wanted] if is_seen else []
    if not wanted.departments:
        return [wanted]
    return [replace(wanted, department=one) for one in wanted.departments]


def _within(departments: Sequence[str]) -> list[ColumnElement[bool]]:
    return [tickets.c.department.in_(departments)] if departments else []


def list_query(
    wanted: TicketFilter,
    start: tuple[datetime, str] | None,
    ids: list[str] | None,
    now: datetime,
) -> Select[Any]:
    """One row more than a page, which tells whether there are more."""
    is_open = wanted.scope == "open"
    column = tickets.c.due_at if is_open else tickets.c.created_at
    query = select(*_SHOWN).limit(PAGE + 1)
    query = query.order_by(column, tickets.c.id) if is_open else query.order_by(
        column.desc(), tickets.c.id.desc()
    )  # fmt: skip
    if wanted.number:
        query = query.where(tickets.c.number == wanted.number.strip().upper())
        return query.where(*_within([wanted.department] if wanted.department else []))
    if wanted.scope != "all":
        query = query.where(tickets.c.open == is_open)
    lead = _lead_of(wanted) if ids is None else ""
    for name in LISTED_BY:
        if value := getattr(wanted, name):
            column_of = tickets.c[name] if name == lead else _Beside(tickets.c[name])
            query = query.where(column_of == value)
    if wanted.overdue:
        query = query.where(tickets.c.due_at < now, tickets.c.open == true())
    if ids is not None:
        query = query.where(tickets.c.id.in_(ids))
    if start is not None:
        here, there = tuple_(column, tickets.c.id), tuple_(*start)
        query = query.where(here > there if is_open else here < there)
    return query


class _Beside(FunctionElement[str]):
    """A column that chooses no index; SQLite has no statistics by which it could choose well."""

    inherit_cache = True
    type = String()


@compiles(_Beside)
def _plain(element: _Beside, compiler: SQLCompiler, **more: Any) -> str:
    return str(compiler.process(element.clauses, **more))


@compiles(_Beside, "sqlite")
def _in_sqlite(element: _Beside, compiler: SQLCompiler, **more: Any) -> str:
    return f"+{_plain(element, compiler, **more)}"


def _lead_of(wanted: TicketFilter) -> str:
    """The filter whose index leaves the fewest entries to look through; empty for none."""
    if wanted.scope == "open":
        return "department"
    narrow = (
        (wanted.agent, "agent"),
        (wanted.state in OPEN, "state"),
        (wanted.priority in URGENT, "priority"),
        (wanted.type, "type"),
        (wanted.department, "department"),
        (wanted.state, "state"),
        (wanted.priority, "priority"),
    )
    return next((name for given, name in narrow if given), "")


def _key_of(wanted: TicketFilter, row: Found) -> tuple[datetime, str]:
    return (row["due_at"] if wanted.scope == "open" else row["created_at"], row["id"])


def write_key(at: datetime, ticket_id: str) -> str:
    """The key of the page that comes after a ticket with that time and id."""
    return base64.urlsafe_b64encode(json.dumps([to_ms(at), ticket_id]).encode()).decode()


def _read_key(key: str) -> tuple[datetime, str]:
    try:
        at_ms, ticket_id = json.loads(base64.urlsafe_b64decode(key.encode()))
        return from_ms(int(at_ms)), str(ticket_id)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError("no key of a page") from error
