"""Alembic's entry: runs the migrations on the connection that ``upgrade_to_head`` hands over."""

from alembic import context

from handoff.records import tables  # noqa: F401  # so that metadata holds them
from handoff.records.metadata import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # We begin SQLite's transactions ourselves, so its DDL is as atomic as PostgreSQL's.
    transactional_ddl=True,
)
context.run_migrations()
