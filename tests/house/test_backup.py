"""The commands of docs/backup.md, run as they stand while both stores are written to."""

import re
import sqlite3
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import redis

from handoff.records.engine import open_engine
from handoff.records.migrate import upgrade_to_head
from tests.redis_server import RedisServer

ROOT = Path(__file__).resolve().parents[2]
BACK_UP, RESTORE = re.findall(
    r"```sh\n(.*?)```", (ROOT / "docs" / "backup.md").read_text("utf-8"), re.DOTALL
)
PLENTY = 200
"""So many more writes have gone in before the backup begins, and so many after it."""


def run(commands: str, folder: Path) -> None:
    subprocess.run(["sh", "-euc", commands], cwd=folder, check=True, timeout=60)


def numbers_in(folder: Path) -> list[int]:
    with sqlite3.connect(folder / "var" / "footbridge.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [number for (number,) in database.execute("SELECT n FROM written ORDER BY n")]


class Writer:
    """Writes numbers to both stores, first to SQL, until it is told to stop."""

    def __init__(self, server: RedisServer, database: Path) -> None:
        self.written = 0
        self._ends = threading.Event()
        self._more = threading.Condition()
        self._thread = threading.Thread(target=self._write, args=(server, database))
        self._thread.start()

    def _write(self, server: RedisServer, database: Path) -> None:
        client = redis.Redis.from_url(server.url)
        with sqlite3.connect(database, timeout=30) as connection:
            while not self._ends.is_set():
                connection.execute("INSERT INTO written VALUES (?)", (self.written + 1,))
                connection.commit()
                client.set("newest", self.written + 1)
                with self._more:
                    self.written += 1
                    self._more.notify_all()

    def wait_for(self, wanted: Callable[[], bool]) -> None:
        with self._more:
            assert self._more.wait_for(wanted, timeout=60)

    def stop(self) -> None:
        self._ends.set()
        self._thread.join()


async def test_a_backup_of_running_stores_can_be_restored(tmp_path: Path) -> None:
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    (tmp_path / "var" / "files").mkdir(parents=True)
    (tmp_path / "var" / "files" / "proof").write_bytes(b"picture")
    database = tmp_path / "var" / "footbridge.db"
    engine = open_engine(f"sqlite:///{database}")
    await upgrade_to_head(engine)
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE written (n INTEGER)")
    server = RedisServer(tmp_path / "var" / "redis").start()
    writer = Writer(server, database)
    try:
        writer.wait_for(lambda: writer.written >= PLENTY)
        before = writer.written
        run(BACK_UP, tmp_path)
        after = writer.written
        writer.wait_for(lambda: writer.written >= after + PLENTY)
    finally:
        writer.stop()
        server.stop()
        await engine.dispose()
    (tmp_path / "var").rename(tmp_path / "lost")

    run(RESTORE, tmp_path)

    numbers = numbers_in(tmp_path)
    assert numbers == list(range(1, len(numbers) + 1))
    assert before <= len(numbers) <= after + 1
    restored = RedisServer(tmp_path / "var" / "redis").start()
    try:
        newest = int(redis.Redis.from_url(restored.url).get("newest"))
    finally:
        restored.stop()
    # Redis is copied first: it is never ahead of SQL, which would be work that nobody does.
    assert before <= newest <= len(numbers)
    assert (tmp_path / "var" / "files" / "proof").read_bytes() == b"picture"
