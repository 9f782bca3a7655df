"""Tables of notices, of those that go by e-mail, and of alarms."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table

from handoff.records.columns import RowNumber, UtcDateTime
from handoff.records.metadata import metadata

ticket_mails = Table(
    "ticket_mails",
    metadata,
    Column("id", ForeignKey("ticket_notices.id"), primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("error", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Index("ix_ticket_mails_state_next_at", "state", "next_at"),
)

ticket_alikes = Table(
    "ticket_alikes",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("conversation", String(120), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_ticket_alikes_key_at", "key", "at"),
)

alarms = Table(
    "alarms",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("key", String(64), nullable=False),
    Column("type", String(60), nullable=False),
    Column("about", String(500), nullable=False),
    Column("platform", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime),
    Column("seen_by", String(120), nullable=False),
    Column("once", String(64), unique=True, index=True),
    Column("department", String(60), nullable=False, server_default=""),
    Column("priority", String(8), nullable=False, server_default=""),
    Index("ix_alarms_key_at", "key", "at"),
    Index("ix_alarms_at", "at"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("text", JSON, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("over_at", UtcDateTime),
    Column("by_plan", Boolean, nullable=False),
    Column("posted_by", String(120), nullable=False),
    Column("posted_at", UtcDateTime, nullable=False),
    Index("ix_notices_over_at", "over_at"),
)

notice_listeners = Table(
    "notice_listeners",
    metadata,
    Column("notice_id", ForeignKey("notices.id"), primary_key=True),
    Column("conversation", String(120), primary_key=True, index=True),
    Column("language", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
    Index("ix_notice_listeners_told_at", "told_at"),
)
