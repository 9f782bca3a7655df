"""What agents can do beside the work of their departments."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has a skill to begin with."""
    op.add_column("agents", sa.Column("skills", sa.JSON, nullable=False, server_default="[]"))
