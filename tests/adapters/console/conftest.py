"""A running web desk over real records."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from handoff.desks.console.server import ConsoleDesk
from handoff.desks.console.tickets import TicketDesk
from handoff.records.engine import open_engine
from handoff.records.sql import SqlRecords
from handoff.rules.tables import ComplaintType, Tables
from tests.adapters.console.stand import DeskStand, LogStand, render, serving
from tests.contract.records.hand_clock import HandClock
from tests.databases import with_tables
from tests.rules.ticket_cases import TABLES

TYPES = {
    kind: ComplaintType(kind, "billing", "P2", title={"en": title})
    for kind, title in (("seller_conduct", "Seller or delivery"), ("payout", "Payout"))
}
OWN_ORIGIN = "https://desk.example.com"


@dataclass
class At:
    """The ``Clock`` port over a clock that a test moves."""

    clock: HandClock

    def now(self) -> datetime:
        return self.clock.at


@dataclass
class RunningDesk:
    address: str
    desk: DeskStand
    log: LogStand
    records: SqlRecords
    clock: HandClock
    console: ConsoleDesk

    def now_ms(self) -> int:
        return int(self.clock.at.timestamp() * 1000)


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[RunningDesk]:
    clock = HandClock()
    engine = open_engine(with_tables(f"sqlite:///{tmp_path}/records.db"))
    records = SqlRecords(engine, clock, lambda: TABLES)
    log = LogStand()
    desk = DeskStand(log)
    at = At(clock)
    tables = Tables(tickets=TABLES, complaint_types=TYPES)
    tickets = TicketDesk(records, log, at, lambda: tables, lambda: None, mails=True)
    console = ConsoleDesk(desk, log, records, render, [OWN_ORIGIN], tickets=tickets)
    async with serving(console) as address:
        yield RunningDesk(address, desk, log, records, clock, console)
    await records.close()
