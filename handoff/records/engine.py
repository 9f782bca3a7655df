"""Engines for SQLite and PostgreSQL, with the settings that make both bear a sudden end."""

import asyncio
import time
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

SQLITE_BUSY_MS = 5_000
"""How long a writer of SQLite waits for another one, in ms; all copies share one file."""
SQLITE_RETRY_MS = 20
"""How long until what SQLite does not wait with itself is tried again, in ms."""
STATEMENT_TIMEOUT_MS = 10_000
"""After this a statement of PostgreSQL is given up, in ms; the effect is tried again later."""

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}


def open_engine(database_url: str) -> AsyncEngine:
    """An engine for ``sqlite:///path`` or ``postgresql://...``; connects at first use.

    Its errors do not carry what was to be written, since they end in logs and dead letters.
    Raises ``ValueError`` for any other kind of address.
    """
    url = _with_driver(make_url(database_url))
    return _open_sqlite(url) if url.get_backend_name() == "sqlite" else _open_postgresql(url)


def _with_driver(url: URL) -> URL:
    backend = url.drivername.partition("+")[0]
    if backend not in _DRIVERS:
        raise ValueError(
            f"DATABASE_URL begins with {backend!r}: give sqlite:///path or postgresql://..."
        )
    return url.set(drivername=_DRIVERS[backend])


def _open_postgresql(url: URL) -> AsyncEngine:
    options = f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c timezone=UTC"
    return create_async_engine(
        url,
        pool_pre_ping=True,
        pool_timeout=5,
        hide_parameters=True,
        connect_args={"connect_timeout": 5, "options": options},
    )


def _open_sqlite(url: URL) -> AsyncEngine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, pool_timeout=5, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    # The driver would open transactions by its own rules, too late to lock; we begin ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    _write_ahead(connection, cursor)
    # FULL: a ticket whose number was told is still there after a power cut.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")  # what is erased is not left in free pages
    cursor.close()


def _write_ahead(connection: Any, cursor: Any) -> None:
    # A new file is switched by the first who opens it. Two who do so at once would deadlock, so
    # SQLite gives one of them up at once, whatever the timeout; the next try finds it done.
    cursor.execute("PRAGMA busy_timeout=0")  # else each try would wait as long as all together
    last = time.monotonic() + SQLITE_BUSY_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > last:
                raise
        connection.run_async(lambda _: asyncio.sleep(SQLITE_RETRY_MS / 1000))
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_MS}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail at once when somebody else wrote
    # in between, without waiting; so whoever will write takes the lock at the beginning.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
