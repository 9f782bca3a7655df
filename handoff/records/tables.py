"""The tables, as the newest migration leaves them.

| table            | one row is                     | written                                    |
|------------------|--------------------------------|--------------------------------------------|
| agents           | a registered agent             | by the command line and the desk's leads   |
| sign_in_codes    | a one-time code, hashed        | once; ``used_at`` burns it                 |
| desk_sessions    | a signed-in browser, hashed    | at sign-in; slides, may be revoked         |
| tickets          | a ticket, by its own id        | by effects and deeds of agents             |
| ticket_history   | one change of one ticket       | with the change; never changed             |
| ticket_parties   | somebody who was asked         | by deeds                                   |
| ticket_statements| what a party said              | once                                       |
| ticket_objects   | outcome of a reported object   | by deeds                                   |
| ticket_improvements | what shall be done better   | by deeds                                   |
| ticket_subjects  | account or object of a ticket  | with the ticket                            |
| reported_objects | what customers report          | with the first report; locks the others    |
| object_reports   | one object, one ticket         | with the ticket                            |
| ticket_alikes    | a matter of a ticket, hashed   | with the ticket                            |
| ticket_mails     | a notice that goes by e-mail   | when the chat did not reach the customer   |
| alarms           | many tickets on the same       | with the ticket that is one too many       |
| notices          | a notice of a manager          | at the desk or by command                  |
| notice_listeners | who is to hear of its end      | by effects; ``told_at`` when handed on     |
| ticket_notices   | what a customer is to be told  | with the change; ``sent_at`` when handed on|
| entries          | one line of a transcript       | by effects                                 |
| events           | one fact for reports           | by effects; never changed but by erasing   |
| ratings          | one thing that was rated       | by effects; a change of mind overwrites    |
| audit            | who did what at the desk       | never changed but by erasing               |

``effect_id`` is unique wherever an effect writes: that is what makes a repeat harmless. The words
by which tickets are found stand in ``ticket_words``, of which each database has its own kind
(``words.py``). Tables of notices, mails and alarms are in ``notice_tables.py``, that of
ratings in ``rating_tables.py``, those of threads in Slack in ``slack_tables.py``.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    true,
)

from handoff.records import notice_tables, rating_tables, slack_tables  # noqa: F401  # of the same metadata
from handoff.records.columns import RowNumber, UtcDateTime
from handoff.records.metadata import metadata

agents = Table(
    "agents",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("role", String(20), nullable=False),
    Column("departments", JSON, nullable=False),
    Column("languages", JSON, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("slack_id", String(40), unique=True),
    Column("active", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("skills", JSON, nullable=False, server_default="[]"),
)

sign_in_codes = Table(
    "sign_in_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("conversation", String(120), nullable=False, index=True),
    Column("type", String(60), nullable=False),
    Column("state", String(30), nullable=False),
    Column("department", String(60), nullable=False),
    Column("priority", String(4), nullable=False),
    Column("reason", String(60), nullable=False),
    Column("language", String(16), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("platform", String(40), nullable=False),
    Column("question", Text, nullable=False),
    Column("agent", String(120), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("details", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("first_type", String(60), nullable=False),
    Column("customer", String(120), nullable=False),
    Column("account", String(120), nullable=False),
    Column("agent_name", String(120), nullable=False),
    Column("cause", String(60), nullable=False),
    Column("fault", String(40), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("reopened", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("wake_at", UtcDateTime),
    Column("response_due_at", UtcDateTime),
    Column("resolution_due_at", UtcDateTime),
    Column("responded_at", UtcDateTime),
    Column("resolved_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("forgotten", UtcDateTime),
    Index("ix_tickets_wake_at", "wake_at"),
    Index("ix_tickets_resolved_at", "resolved_at"),
    Index("ix_tickets_fault", "fault"),
)

LISTED_BY = ("department", "agent", "state", "type", "priority", "language")
"""Filters of the list. All of them stand in each of its indexes, so that a row is read only when
it is shown, however rare what is sought."""


def _list_index(*first: str, order: str, is_open: bool = False) -> None:
    name = "_".join(["ix_tickets", *(["open"] if is_open else []), *first, order])
    rest = [each for each in LISTED_BY if each not in first]
    columns = [tickets.c[each] for each in (*first, order, "id", *rest)]
    if is_open:
        where = tickets.c.open == true()
        Index(name, *columns, sqlite_where=where, postgresql_where=where)
    else:
        Index(name, *columns, tickets.c.open)


_list_index(order="due_at", is_open=True)
_list_index("department", order="due_at", is_open=True)
_list_index(order="created_at")
for _lead in ("department", "state", "type", "priority", "agent"):
    _list_index(_lead, order="created_at")

ticket_history = Table(
    "ticket_history",
    metadata,
    Column("position", RowNumber, primary_key=True, autoincrement=True),
    Column("effect_id", String(200), nullable=False, unique=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("change", JSON, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("actor", String(120), nullable=False),
    Column("actor_name", String(120), nullable=False),
    Column("visible", Boolean, nullable=False),
)


def _of_ticket() -> Column[str]:
    return Column("ticket_id", ForeignKey("tickets.id"), primary_key=True)


ticket_parties = Table(
    "ticket_parties",
    metadata,
    _of_ticket(),
    Column("id", String(20), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("name", Text, nullable=False),
    Column("asked_at", UtcDateTime),
    Column("due_at", UtcDateTime),
    Column("heard_at", UtcDateTime),
    Column("result", Text, nullable=False),
)

ticket_statements = Table(
    "ticket_statements",
    metadata,
    _of_ticket(),
    Column("id", String(20), primary_key=True),
    Column("party", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime),
)

ticket_objects = Table(
    "ticket_objects",
    metadata,
    _of_ticket(),
    Column("object", String(500), primary_key=True),
    Column("outcome", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime),
)

ticket_improvements = Table(
    "ticket_improvements",
    metadata,
    _of_ticket(),
    Column("id", String(20), primary_key=True),
    Column("action", String(60), nullable=False),
    Column("what", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due_at", UtcDateTime),
    Column("done_at", UtcDateTime),
    Index("ix_ticket_improvements_done_at", "done_at", "due_at"),
)

ticket_subjects = Table(
    "ticket_subjects",
    metadata,
    Column("value", String(500), primary_key=True),
    _of_ticket(),
    Index("ix_ticket_subjects_ticket_id", "ticket_id"),
)

reported_objects = Table(
    "reported_objects",
    metadata,
    Column("key", String(500), primary_key=True),
    Column("first_at", UtcDateTime, nullable=False),
)

object_reports = Table(
    "object_reports",
    metadata,
    Column("key", String(500), primary_key=True),
    _of_ticket(),
    Column("object", String(500), nullable=False),
    Column("customer", String(120), nullable=False),
    Index("ix_object_reports_ticket_id", "ticket_id"),
)

ticket_notices = Table(
    "ticket_notices",
    metadata,
    Column("id", String(240), primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("conversation", String(120), nullable=False),
    Column("notice", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Index("ix_ticket_notices_sent_at", "sent_at", "at"),
)

entries = Table(
    "entries",
    metadata,
    Column("position", RowNumber, primary_key=True, autoincrement=True),
    Column("effect_id", String(200), nullable=False, unique=True),
    Column("conversation", String(120), nullable=False),
    Column("entry_id", String(200), nullable=False),
    Column("speaker", String(20), nullable=False),
    Column("name", String(120), nullable=False),
    Column("audience", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("buttons", JSON, nullable=False),
    Column("files", JSON, nullable=False),
    Column("text_id", String(120), nullable=False),
    Column("values", JSON, nullable=False),
    Column("edits", String(200), nullable=False),
    Index("ix_entries_conversation_position", "conversation", "position"),
)

events = Table(
    "events",
    metadata,
    Column("position", RowNumber, primary_key=True, autoincrement=True),
    Column("effect_id", String(200), nullable=False, unique=True),
    Column("name", String(60), nullable=False),
    Column("conversation", String(120), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("data", JSON, nullable=False),
    Index("ix_events_name_at", "name", "at"),
)

audit = Table(
    "audit",
    metadata,
    Column("position", RowNumber, primary_key=True, autoincrement=True),
    Column("effect_id", String(200), nullable=False, unique=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("agent_id", String(120), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("data", JSON, nullable=False),
)
