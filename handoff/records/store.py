"""What all parts of the records share: transactions, errors, idempotent inserts, clean text."""

import hashlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.errors import RecordsRejected, RecordsUnavailable
from handoff.rules.ticket import TicketTables

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def utc_now() -> datetime:
    """The time of the wall, aware."""
    return datetime.now(UTC)


def from_ms(at_ms: int) -> datetime:
    """Unix milliseconds as an aware UTC datetime, exact."""
    return EPOCH + timedelta(milliseconds=at_ms)


def to_ms(at: datetime) -> int:
    """An aware datetime as Unix milliseconds."""
    return (at - EPOCH) // timedelta(milliseconds=1)


LONGEST_ID = 200
"""Letters of the columns that hold ids of effects."""
LONGEST_NOTICE_ID = 120
"""Shorter: what it brings about in the chat has its id within its own."""


def bounded(one: str, most: int = LONGEST_ID) -> str:
    """An id that fits its column: a long one is cut and ends with a hash of all of it.

    Ids are made of others, and a database refuses what is too long. The same id stays the same.
    """
    if len(one) <= most:
        return one
    digest = hashlib.sha256(one.encode()).hexdigest()[:32]
    return f"{one[: most - len(digest) - 1]}:{digest}"


def storable(text: str) -> str:
    """``text`` without what a database cannot hold.

    People do type (or paste) NUL and half surrogates; one such message must not block its lane
    for ever.
    """
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def storable_data(value: Any) -> Any:
    """The same for every string inside a value that becomes JSON."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(str(key)): storable_data(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [storable_data(part) for part in value]
    return value


@contextmanager
def records_errors() -> Iterator[None]:
    """Turn what SQLAlchemy and the drivers raise into our own errors."""
    try:
        yield
    except (DataError, IntegrityError) as error:
        raise RecordsRejected(_in_short(error)) from error
    except (SQLAlchemyError, OSError) as error:
        raise RecordsUnavailable(_in_short(error)) from error


def _in_short(error: Exception) -> str:
    """The first line: PostgreSQL quotes the row, and so people's words, in the second."""
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"


async def insert_new(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> int:
    """Insert ``rows`` in one statement, without those whose unique keys exist; how many went in.

    With concurrent writers of the same key one waits for the other and then counts 0.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(list(rows)).on_conflict_do_nothing()
    # What comes back is counted: the row count is not known for every driver and kind of key.
    inserted = statement.returning(*table.primary_key.columns)
    return len((await connection.execute(inserted)).all())


def later_than(columns: Sequence[Column[Any]], values: Sequence[Any]) -> ColumnElement[bool]:
    """Rows that come after the one with ``values``, in the order of ``columns``."""
    given = tuple_(*values, types=[column.type for column in columns])
    return tuple_(*columns) > given


class SqlStore:
    """Holds the engine and gives transactions; the parts of ``SqlRecords`` stand on it."""

    def __init__(
        self,
        engine: AsyncEngine,
        now: Callable[[], datetime] = utc_now,
        tables: Callable[[], TicketTables] = TicketTables,
    ) -> None:
        """``tables`` gives what tickets are judged by at this moment."""
        self._engine = engine
        self._now = now
        self._tables = tables

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        with records_errors():
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: all of it or, after a crash at any line, nothing."""
        with records_errors():
            async with self._engine.connect() as connection:
                await connection.execution_options(writes=True)
                async with connection.begin():
                    yield connection
