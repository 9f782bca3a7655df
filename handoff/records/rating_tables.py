"""The table of ratings: what customers think of the bot and of agents."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from handoff.records.columns import UtcDateTime
from handoff.records.metadata import metadata

ratings = Table(
    "ratings",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("conversation", String(120), nullable=False, index=True),
    Column("of", String(10), nullable=False),
    Column("ticket", String(120), nullable=False),
    Column("agent", String(120), nullable=False),
    Column("agent_name", String(120), nullable=False),
    Column("department", String(60), nullable=False),
    Column("topic", String(80), nullable=False),
    Column("language", String(16), nullable=False),
    Column("platform", String(40), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("score", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_ratings_at", "at"),
)
