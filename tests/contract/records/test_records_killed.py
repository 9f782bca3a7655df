"""A process that dies at any moment loses nothing it was told is stored, and leaves no halves."""

import asyncio
import signal
import sqlite3
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from handoff.errors import RecordsUnavailable
from handoff.records.engine import open_engine
from handoff.records.sql import SqlRecords

pytestmark = pytest.mark.sql
AFTER = (1, 40)  # Tickets a writer has told of before it is killed, in the midst of the next.

WRITER = """
import asyncio, sys
from handoff.errors import RecordsUnavailable
from handoff.records.sql import SqlRecords

async def main(url, first):
    records = await SqlRecords.open(url)
    print("ready", flush=True)
    for n in range(first, first + 100_000):
        await records.store_ticket(f"s-{n}", {"id": f"h-{n}", "conversation": "web-1"})
        await records.change_ticket(f"c-{n}", f"h-{n}", {"state": "assigned"})
        print(n, flush=True)

asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""


async def kill_while_writing(url: str, first: int, after: int) -> list[int]:
    """Start a writer, kill it after so many tickets and give what it had said was stored."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITER, url, str(first), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            assert (await process.stdout.readline()).strip() == b"ready"
            said = [int(await process.stdout.readline()) for _ in range(after)]
    finally:
        process.send_signal(signal.SIGKILL)
        rest = await process.stdout.read()
        await process.wait()
    return said + [int(line) for line in rest.splitlines(keepends=True) if line.endswith(b"\n")]


async def test_killed_writers_lose_nothing_and_leave_no_halves(database_url: str):
    said: list[int] = []
    for number, after in enumerate(AFTER):
        said += await kill_while_writing(database_url, number * 100_000, after)

    async with AsyncExitStack() as stack:
        records = await SqlRecords.open(database_url)
        stack.push_async_callback(records.close)
        for n in said:
            ticket = await records.ticket(f"h-{n}")
            assert ticket is not None
            assert ticket["state"] == "assigned"
        for ticket in await records.tickets_of("web-1"):  # type: ignore[arg-type]
            history = [change["state"] for _, change in await records.history_of(ticket["id"])]
            assert history == (["new", "assigned"] if ticket["state"] == "assigned" else ["new"])
            # The effect comes again after the crash: the same number, nothing twice.
            effect = ticket["id"].replace("h-", "s-")
            again = {"id": ticket["id"], "conversation": "web-1"}
            assert await records.store_ticket(effect, again) == ticket["number"]


async def test_absent_database_is_reported_in_our_own_words():
    with pytest.raises(RecordsUnavailable):
        await SqlRecords.open("postgresql://nobody@127.0.0.1:9/none")
    with pytest.raises(ValueError, match="sqlite:///path or postgresql://"):
        await SqlRecords.open("mysql://localhost/x")


async def test_a_new_file_that_another_copy_is_opening_is_waited_for(tmp_path: Path):
    other = sqlite3.connect(tmp_path / "footbridge.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")  # what a copy holds while it switches the file
    engine = open_engine(f"sqlite:///{tmp_path}/footbridge.db")
    asyncio.get_running_loop().call_later(0.3, other.execute, "COMMIT")

    async with engine.connect() as connection:
        mode = await connection.scalar(text("PRAGMA journal_mode"))

    assert mode == "wal"
    assert not other.in_transaction
    other.close()
    await engine.dispose()


@pytest.mark.parametrize("hold", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
async def test_a_file_that_is_never_given_free_is_not_waited_for_longer_than_a_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hold: str
):
    monkeypatch.setattr("handoff.records.engine.SQLITE_BUSY_MS", 200)
    other = sqlite3.connect(tmp_path / "footbridge.db", isolation_level=None)
    other.execute(hold)
    engine = open_engine(f"sqlite:///{tmp_path}/footbridge.db")
    async with asyncio.timeout(1.5):
        with pytest.raises(OperationalError, match="locked"):
            await engine.connect()
    other.close()
    await engine.dispose()
