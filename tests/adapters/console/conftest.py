"""A running web desk over real records."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from handoff.desks.console.server import ConsoleDesk
from handoff.records.engine import open_engine
from handoff.records.migrate import upgrade_to_head
from handoff.records.sql import SqlRecords
from tests.adapters.console.stand import DeskStand, LogStand, render, serving
from tests.contract.records.hand_clock import HandClock

OWN_ORIGIN = "https://desk.example.com"


@dataclass
class RunningDesk:
    address: str
    desk: DeskStand
    log: LogStand
    records: SqlRecords
    clock: HandClock
    console: ConsoleDesk


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[RunningDesk]:
    clock = HandClock()
    engine = open_engine(f"sqlite:///{tmp_path}/records.db")
    await upgrade_to_head(engine)
    records = SqlRecords(engine, clock)
    log = LogStand()
    desk = DeskStand(log)
    console = ConsoleDesk(desk, log, records, render, [OWN_ORIGIN])
    async with serving(console) as address:
        yield RunningDesk(address, desk, log, records, clock, console)
    await records.close()
