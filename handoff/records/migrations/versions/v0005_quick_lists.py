"""Indexes that hold every filter of the list of tickets, and when a ticket was forgotten."""

import sqlalchemy as sa
from alembic import op

from handoff.records.columns import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_FILTERS = ["department", "agent", "state", "type", "priority", "language"]
_BY_CREATED = ("", "department", "state", "type", "priority", "agent")


def upgrade() -> None:
    """The old indexes go: each of the new ones does what an old one did."""
    op.add_column("tickets", sa.Column("forgotten", UtcDateTime))
    op.drop_index("ix_tickets_open_due_at", "tickets")
    for first in ([], ["department"]):
        rest = [name for name in _FILTERS if name not in first]
        name = "_".join(["ix_tickets_open", *first, "due_at"])
        columns = [*first, "due_at", "id", *rest]
        # SQLite takes a partial index only for a condition that is written alike.
        op.create_index(
            name,
            "tickets",
            columns,
            sqlite_where=sa.text("open = 1"),
            postgresql_where=sa.literal_column("open"),
        )
    for lead in _BY_CREATED:
        name = "_".join(filter(None, ("ix_tickets", lead, "created_at")))
        rest = [each for each in _FILTERS if each != lead]
        op.drop_index(name, "tickets")
        op.create_index(name, "tickets", [*filter(None, [lead]), "created_at", "id", *rest, "open"])
