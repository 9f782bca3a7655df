"""Threads and messages of the desk in Slack."""

import sqlalchemy as sa
from alembic import op

from handoff.records.columns import RowNumber

revision = "0020"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "slack_threads",
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("handoff", sa.String(120), nullable=False),
        sa.Column("slack_channel", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("ts", sa.String(40)),
        sa.Column("card", sa.String(64), nullable=False),
        sa.Column("last", RowNumber, nullable=False),
        sa.Column("fence", RowNumber, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slack_threads"),
        sa.UniqueConstraint("slack_channel", "ts", name="uq_slack_threads_ts"),
    )
    op.create_index("ix_slack_threads_conversation", "slack_threads", ["conversation"])
    op.create_index("ix_slack_threads_state", "slack_threads", ["slack_channel", "state"])
    op.create_table(
        "slack_posts",
        sa.Column("row", RowNumber, nullable=False),
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("thread", sa.String(200), nullable=False),
        sa.Column("slack_channel", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("entry", sa.String(200), nullable=False),
        sa.Column("ts", sa.String(40)),
        sa.Column("sign", sa.String(60), nullable=False),
        sa.Column("begun_s", RowNumber, nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_slack_posts"),
        sa.UniqueConstraint("id", name="uq_slack_posts_id"),
        sa.UniqueConstraint("slack_channel", "ts", name="uq_slack_posts_ts"),
        sa.ForeignKeyConstraint(["thread"], ["slack_threads.id"], name="fk_slack_posts_thread"),
    )
    op.create_index("ix_slack_posts_entry", "slack_posts", ["thread", "entry"])
