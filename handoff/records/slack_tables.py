"""The tables of the desk in Slack: which thread shows which handoff, and what stands in it."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from handoff.records.columns import RowNumber
from handoff.records.metadata import metadata

slack_threads = Table(
    "slack_threads",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("conversation", String(120), nullable=False, index=True),
    Column("handoff", String(120), nullable=False),
    Column("slack_channel", String(40), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("ts", String(40)),
    Column("card", String(64), nullable=False),
    Column("last", RowNumber, nullable=False),
    Column("fence", RowNumber, nullable=False),
    UniqueConstraint("slack_channel", "ts", name="uq_slack_threads_ts"),
    Index("ix_slack_threads_state", "slack_channel", "state"),
)

slack_posts = Table(
    "slack_posts",
    metadata,
    Column("row", RowNumber, primary_key=True),
    Column("id", String(200), nullable=False, unique=True),
    Column("thread", ForeignKey("slack_threads.id"), nullable=False),
    Column("slack_channel", String(40), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("entry", String(200), nullable=False),
    Column("ts", String(40)),
    Column("sign", String(60), nullable=False),
    Column("begun_s", RowNumber, nullable=False),
    UniqueConstraint("slack_channel", "ts", name="uq_slack_posts_ts"),
    Index("ix_slack_posts_entry", "thread", "entry"),
)
