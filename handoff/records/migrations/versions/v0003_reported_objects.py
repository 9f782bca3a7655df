"""Objects that customers report, so that all reports of one of them are found at once."""

import sqlalchemy as sa
from alembic import op

from handoff.records.columns import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Reports of before are not counted: what was decided on them is decided."""
    op.create_table(
        "reported_objects",
        sa.Column("key", sa.String(500), nullable=False),
        sa.Column("first_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_reported_objects"),
    )
    op.create_table(
        "object_reports",
        sa.Column("key", sa.String(500), nullable=False),
        sa.Column("ticket_id", sa.String(120), nullable=False),
        sa.Column("object", sa.String(500), nullable=False),
        sa.Column("customer", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("key", "ticket_id", name="pk_object_reports"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_object_reports_ticket_id"),
    )
    op.create_index("ix_object_reports_ticket_id", "object_reports", ["ticket_id"])
