"""Empty databases that have their tables: to make those takes longer than most tests."""

import asyncio
import atexit
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import make_url

from handoff.records.sql import SqlRecords


def with_tables(url: str) -> str:
    """``url`` of an SQLite file, which is there and has the newest tables from now on."""
    path = Path(make_url(url).database or "")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_empty(), path)
    return url


@cache
def _empty() -> Path:
    """Made as the service makes it, once a run; it goes with the run."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "empty.db"
    with ThreadPoolExecutor(1) as pool:  # a test's own loop may be running here
        pool.submit(asyncio.run, _make_tables(f"sqlite:///{path}")).result()
    return path


async def _make_tables(url: str) -> None:
    records = await SqlRecords.open(url)
    await records.close()
