"""What customers think of the bot and of agents."""

import sqlalchemy as sa
from alembic import op

from handoff.records.columns import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TEXTS = {
    "id": 200, "conversation": 120, "of": 10, "ticket": 120, "agent": 120, "agent_name": 120,
    "department": 60, "topic": 80, "language": 16, "platform": 40, "channel": 40,
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "ratings",
        *(sa.Column(name, sa.String(most), nullable=False) for name, most in _TEXTS.items()),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ratings"),
    )
    op.create_index("ix_ratings_conversation", "ratings", ["conversation"])
    op.create_index("ix_ratings_at", "ratings", ["at"])
