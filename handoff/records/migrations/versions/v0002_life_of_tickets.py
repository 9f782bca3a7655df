"""The life of tickets: clocks, who did what, parties, objects, improvements, notices, words."""

import sqlalchemy as sa
from alembic import op

from handoff.records.columns import UtcDateTime
from handoff.records.words import create_words, words_of

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_LONG_AGO = "1970-01-01 00:00:00.000000"
_INDEXES = {
    "open_due_at": ["open", "due_at", "id"],
    "created_at": ["created_at", "id"],
    "department_created_at": ["department", "created_at", "id"],
    "state_created_at": ["state", "created_at", "id"],
    "type_created_at": ["type", "created_at", "id"],
    "priority_created_at": ["priority", "created_at", "id"],
    "agent_created_at": ["agent", "created_at", "id"],
    "wake_at": ["wake_at"],
    "resolved_at": ["resolved_at"],
}
PAGE = 1_000


def upgrade() -> None:
    """Add to what is there; tickets of before get no clock, so that nobody is told late news."""
    _widen_tickets()
    _widen_history()
    _create_beside()
    create_words(op.get_bind())
    _read_words()


def _text(name: str, length: int, default: str | None = None) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length), nullable=False, server_default=default)


def _long(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False)


def _time(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime, nullable=nullable)


def _widen_tickets() -> None:
    # A copy of the version before may still write while this one starts: hence the defaults.
    for name, length in (("first_type", 60), ("customer", 120), ("account", 120),
                         ("agent_name", 120), ("cause", 60)):  # fmt: skip
        op.add_column("tickets", _text(name, length, ""))
    for name in ("reopened", "version"):
        op.add_column("tickets", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    is_open = sa.Column("open", sa.Boolean, nullable=False, server_default=sa.true())
    op.add_column("tickets", is_open)
    due = sa.Column("due_at", UtcDateTime, nullable=False, server_default=_LONG_AGO)
    op.add_column("tickets", due)
    for name in ("wake_at", "response_due_at", "resolution_due_at", "responded_at", "resolved_at",
                 "closed_at"):  # fmt: skip
        op.add_column("tickets", _time(name))
    op.execute("UPDATE tickets SET first_type = type, due_at = created_at")
    states = "'resolved', 'closed', 'cancelled', 'merged'"
    ended = f"UPDATE tickets SET open = :no WHERE state IN ({states})"  # noqa: S608  # constants
    op.execute(sa.text(ended).bindparams(no=False))
    op.execute("UPDATE tickets SET resolved_at = updated_at WHERE state IN ('resolved', 'closed')")
    for name, columns in _INDEXES.items():
        op.create_index(f"ix_tickets_{name}", "tickets", columns)
    # What it was for is done by the wider ones.
    op.drop_index("ix_tickets_department_state", "tickets")


def _widen_history() -> None:
    for name, length in (("kind", 40), ("actor", 120), ("actor_name", 120)):
        op.add_column("ticket_history", _text(name, length, ""))
    visible = sa.Column("visible", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("ticket_history", visible)


def _of_ticket(table: str, key: str) -> list[sa.schema.SchemaItem]:
    return [
        _text("ticket_id", 120),
        sa.PrimaryKeyConstraint("ticket_id", key, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=f"fk_{table}_ticket_id"),
    ]


def _create_beside() -> None:
    op.create_table(
        "ticket_parties", *_of_ticket("ticket_parties", "id"), _text("id", 20), _text("kind", 40),
        _long("name"), _time("asked_at"), _time("due_at"), _time("heard_at"), _long("result"),
    )  # fmt: skip
    op.create_table(
        "ticket_statements", *_of_ticket("ticket_statements", "id"), _text("id", 20),
        _text("party", 40), _long("text"), _time("at"),
    )  # fmt: skip
    op.create_table(
        "ticket_objects", *_of_ticket("ticket_objects", "object"), _text("object", 500),
        _text("outcome", 40), _long("reason"), _time("at"),
    )  # fmt: skip
    op.create_table(
        "ticket_improvements", *_of_ticket("ticket_improvements", "id"), _text("id", 20),
        _text("action", 60), _long("what"), _long("owner"), _time("due_at"), _time("done_at"),
    )  # fmt: skip
    op.create_index("ix_ticket_improvements_done_at", "ticket_improvements", ["done_at", "due_at"])
    op.create_table(
        "ticket_subjects",
        _text("value", 500),
        _text("ticket_id", 120),
        sa.PrimaryKeyConstraint("value", "ticket_id", name="pk_ticket_subjects"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_subjects_ticket_id"),
    )
    op.create_index("ix_ticket_subjects_ticket_id", "ticket_subjects", ["ticket_id"])
    op.create_table(
        "ticket_notices",
        _text("id", 240),
        _text("ticket_id", 120),
        _text("conversation", 120),
        sa.Column("notice", sa.JSON, nullable=False),
        _time("at", nullable=False),
        _time("sent_at"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_notices"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_notices_ticket_id"),
    )
    op.create_index("ix_ticket_notices_ticket_id", "ticket_notices", ["ticket_id"])
    op.create_index("ix_ticket_notices_sent_at", "ticket_notices", ["sent_at", "at"])


def _read_words() -> None:
    """Tickets of before are found by their question as well."""
    bind = op.get_bind()
    last = ""
    page = sa.text(
        "SELECT id, question FROM tickets WHERE id > :last AND question <> '' "
        "ORDER BY id LIMIT :page"
    )
    while rows := bind.execute(page, {"last": last, "page": PAGE}).all():
        last = rows[-1].id
        for row in rows:
            bind.execute(*words_of(bind.dialect.name, row.id, row.question))
