"""Bring a database to the newest migration; safe when several copies start at the same time."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.records.store import records_errors

_LOCK = 0x466F6F74
"""Any number that only we use: the advisory lock of PostgreSQL under which migrations run."""


async def upgrade_to_head(engine: AsyncEngine) -> None:
    """Create or upgrade the tables, in one transaction.

    Raises ``RecordsUnavailable``.
    """
    with records_errors():
        async with engine.connect() as connection:
            await connection.execution_options(writes=True)
            async with connection.begin():
                await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # An index of very many rows, or the copy that makes it, takes longer than work may.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
