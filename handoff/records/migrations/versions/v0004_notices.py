"""Notices of managers, known faults, matters of many customers, notices by e-mail."""

import sqlalchemy as sa
from alembic import op

from handoff.records.columns import RowNumber, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A copy of the version before may still write while this one starts: hence the default.
    op.add_column("tickets", sa.Column("fault", sa.String(40), nullable=False, server_default=""))
    op.create_index("ix_tickets_fault", "tickets", ["fault"])
    _create_notices()
    _create_alikes()
    _create_mails()


def _text(name: str, length: int) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length), nullable=False)


def _json(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.JSON, nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime, nullable=nullable)


def _create_notices() -> None:
    op.create_table(
        "notices",
        _text("id", 40), _text("kind", 20), _text("subject", 80), _json("text"), _json("topics"),
        _time("starts_at"), _time("ends_at"), _time("over_at", nullable=True),
        sa.Column("by_plan", sa.Boolean, nullable=False), _text("posted_by", 120),
        _time("posted_at"), sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )  # fmt: skip
    op.create_index("ix_notices_over_at", "notices", ["over_at"])
    op.create_table(
        "notice_listeners",
        _text("notice_id", 40), _text("conversation", 120), _text("language", 16), _time("at"),
        _time("told_at", nullable=True),
        sa.PrimaryKeyConstraint("notice_id", "conversation", name="pk_notice_listeners"),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name="fk_notice_listeners_notice_id"
        ),
    )  # fmt: skip
    for name in ("conversation", "told_at"):
        op.create_index(f"ix_notice_listeners_{name}", "notice_listeners", [name])


def _create_alikes() -> None:
    op.create_table(
        "ticket_alikes",
        _text("key", 64), _text("ticket_id", 120), _text("conversation", 120), _time("at"),
        sa.PrimaryKeyConstraint("key", "ticket_id", name="pk_ticket_alikes"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_alikes_ticket_id"),
    )  # fmt: skip
    op.create_index("ix_ticket_alikes_key_at", "ticket_alikes", ["key", "at"])
    op.create_index("ix_ticket_alikes_conversation", "ticket_alikes", ["conversation"])
    op.create_table(
        "alarms",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False), _text("key", 64),
        _text("type", 60), _text("about", 500), _text("platform", 40), _time("at"),
        _time("seen_at", nullable=True), _text("seen_by", 120),
        sa.PrimaryKeyConstraint("id", name="pk_alarms"),
    )  # fmt: skip
    op.create_index("ix_alarms_key_at", "alarms", ["key", "at"])
    op.create_index("ix_alarms_at", "alarms", ["at"])


def _create_mails() -> None:
    op.create_table(
        "ticket_mails",
        _text("id", 240), _text("ticket_id", 120), _text("state", 20),
        sa.Column("tries", sa.Integer, nullable=False), _text("error", 200), _time("at"),
        _time("next_at"), sa.PrimaryKeyConstraint("id", "ticket_id", name="pk_ticket_mails"),
        sa.ForeignKeyConstraint(["id"], ["ticket_notices.id"], name="fk_ticket_mails_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_mails_ticket_id"),
    )  # fmt: skip
    op.create_index("ix_ticket_mails_state_next_at", "ticket_mails", ["state", "next_at"])
