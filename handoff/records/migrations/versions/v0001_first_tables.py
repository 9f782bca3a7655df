"""The first tables."""

import sqlalchemy as sa
from alembic import op

from handoff.records.columns import RowNumber, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_UNCHANGING = ("events", "ticket_history", "audit")


def upgrade() -> None:
    """Create everything; in SQLite and PostgreSQL within the caller's transaction."""
    _create_agents()
    _create_desk()
    _create_tickets()
    _create_ticket_history()
    _create_entries()
    _create_events()
    _create_audit()
    for table in _UNCHANGING:
        _forbid_updates(table)


def _text(name: str, length: int) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime, nullable=nullable)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON, nullable=False)


def _numbered(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("position", RowNumber, autoincrement=True, nullable=False),
        _text("effect_id", 200),
        sa.PrimaryKeyConstraint("position", name=f"pk_{table}"),
        sa.UniqueConstraint("effect_id", name=f"uq_{table}_effect_id"),
    ]


def _create_agents() -> None:
    op.create_table(
        "agents",
        _text("id", 120),
        _text("name", 80),
        _text("role", 20),
        _json("departments"),
        _json("languages"),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("slack_id", sa.String(40)),
        sa.Column("active", sa.Boolean, nullable=False),
        _time("created_at"),
        _time("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_agents"),
        sa.UniqueConstraint("slack_id", name="uq_agents_slack_id"),
    )


def _create_desk() -> None:
    for table, key, end in (
        ("sign_in_codes", "code_hash", "used_at"),
        ("desk_sessions", "token_hash", "revoked_at"),
    ):
        op.create_table(
            table,
            _text(key, 64),
            _text("agent_id", 120),
            _time("created_at"),
            _time("expires_at"),
            _time(end, nullable=True),
            sa.PrimaryKeyConstraint(key, name=f"pk_{table}"),
            sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=f"fk_{table}_agent_id"),
        )
        op.create_index(f"ix_{table}_agent_id", table, ["agent_id"])


def _create_tickets() -> None:
    op.create_table(
        "tickets",
        _text("id", 120),
        _text("number", 20),
        _text("conversation", 120),
        _text("type", 60),
        _text("state", 30),
        _text("department", 60),
        _text("priority", 4),
        _text("reason", 60),
        _text("language", 16),
        _text("channel", 40),
        _text("platform", 40),
        sa.Column("question", sa.Text, nullable=False),
        _text("agent", 120),
        sa.Column("outcome", sa.Text, nullable=False),
        _json("details"),
        _time("created_at"),
        _time("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("number", name="uq_tickets_number"),
    )
    op.create_index("ix_tickets_conversation", "tickets", ["conversation"])
    op.create_index("ix_tickets_department_state", "tickets", ["department", "state"])


def _create_ticket_history() -> None:
    table = "ticket_history"
    op.create_table(
        table,
        *_numbered(table),
        _text("ticket_id", 120),
        _time("at"),
        _json("change"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=f"fk_{table}_ticket_id"),
    )
    op.create_index(f"ix_{table}_ticket_id", table, ["ticket_id"])


def _create_entries() -> None:
    op.create_table(
        "entries",
        *_numbered("entries"),
        _text("conversation", 120),
        _text("entry_id", 200),
        _text("speaker", 20),
        _text("name", 120),
        _text("audience", 20),
        sa.Column("text", sa.Text, nullable=False),
        _time("at"),
        _json("buttons"),
        _json("files"),
        _text("text_id", 120),
        _json("values"),
        _text("edits", 200),
    )
    columns = ["conversation", "position"]
    op.create_index("ix_entries_conversation_position", "entries", columns)


def _create_events() -> None:
    op.create_table(
        "events",
        *_numbered("events"),
        _text("name", 60),
        _text("conversation", 120),
        _time("at"),
        _json("data"),
    )
    op.create_index("ix_events_conversation", "events", ["conversation"])
    op.create_index("ix_events_name_at", "events", ["name", "at"])


def _create_audit() -> None:
    op.create_table(
        "audit",
        *_numbered("audit"),
        _time("at"),
        _text("agent_id", 120),
        _text("action", 60),
        _text("subject", 200),
        _json("data"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])


def _forbid_updates(table: str) -> None:
    # Reports and disputes rest on these rows. Deleting stays possible: erasure needs it.
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_never_change BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} never change'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_never_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} never change'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_never_change BEFORE UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_never_change()"
    )
