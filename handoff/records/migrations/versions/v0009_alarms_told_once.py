"""Alarms that are told once for what brought them about, with department and priority."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alarms", sa.Column("once", sa.String(64)))
    for name, length in (("department", 60), ("priority", 8)):
        column = sa.Column(name, sa.String(length), nullable=False, server_default="")
        op.add_column("alarms", column)
    op.create_index("ix_alarms_once", "alarms", ["once"], unique=True)
