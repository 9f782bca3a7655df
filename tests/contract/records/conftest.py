"""The databases on which every promise of the records is tested."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from handoff.records.engine import open_engine
from handoff.records.migrate import upgrade_to_head
from handoff.records.sql import SqlRecords
from tests.contract.records.hand_clock import HandClock
from tests.contract.records.postgresql import find_binaries, running_server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server; absent it is a skip on a laptop and a failure in CI."""
    binaries = find_binaries()
    if binaries is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL's binaries are missing: install the package postgresql")
        pytest.skip("PostgreSQL's binaries are not installed")
    with running_server(binaries) as server:
        yield server.address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of the test's own."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/records/footbridge.db"
    address: str = request.getfixturevalue("postgresql")
    name = f"t_{uuid4().hex}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{address}/{name}"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def records(database_url: str, clock: HandClock) -> AsyncIterator[SqlRecords]:
    engine = open_engine(database_url)
    await upgrade_to_head(engine)
    opened = SqlRecords(engine, clock)
    yield opened
    await opened.close()
