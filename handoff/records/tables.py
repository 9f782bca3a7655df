"""The tables, as the newest migration leaves them.

| table            | one row is                     | written                                    |
|------------------|--------------------------------|--------------------------------------------|
| agents           | a registered agent             | by the command line and the desk's leads   |
| sign_in_codes    | a one-time code, hashed        | once; ``used_at`` burns it                 |
| desk_sessions    | a signed-in browser, hashed    | at sign-in; slides, may be revoked         |
| tickets          | a ticket, by its handoff's id  | by effects                                 |
| ticket_history   | one change of one ticket       | by effects; never changed                  |
| entries          | one line of a transcript       | by effects                                 |
| events           | one fact for reports           | by effects; never changed                  |
| audit            | who did what at the desk       | never changed                              |

``effect_id`` is unique wherever an effect writes: that is what makes a repeat harmless.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

from handoff.records.columns import RowNumber, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

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
    Index("ix_tickets_department_state", "department", "state"),
)

ticket_history = Table(
    "ticket_history",
    metadata,
    Column("position", RowNumber, primary_key=True, autoincrement=True),
    Column("effect_id", String(200), nullable=False, unique=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("change", JSON, nullable=False),
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
