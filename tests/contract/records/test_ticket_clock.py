"""The clocks of many tickets: one that fails stops no other, however many fail."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from handoff.records import tickets as ticket_records
from handoff.records.sql import SqlRecords
from handoff.records.tables import tickets
from handoff.rules.ticket import TicketTables
from tests.contract.records.hand_clock import HandClock

pytestmark = pytest.mark.sql
TABLES = TicketTables(targets={"seller_conduct": (240, 7200)})
WORDS = "the lamp came broken"


@pytest.fixture
async def records(records: SqlRecords, monkeypatch: pytest.MonkeyPatch) -> SqlRecords:
    records._tables = lambda: TABLES
    monkeypatch.setattr(ticket_records, "TICKED_TOGETHER", 3)
    return records


async def store(records: SqlRecords, clock: HandClock, *names: str) -> None:
    """Tickets in the line, each due a minute after the one before."""
    for name in names:
        clock.forward(timedelta(minutes=1))
        given = {"id": name, "conversation": f"web-{name}", "type": "seller_conduct",
                 "state": "queued", "question": WORDS}  # fmt: skip
        await records.store_ticket(f"s-{name}", given)


async def set_details(records: SqlRecords, details: dict[str, Any], *names: str) -> None:
    async with records._writing() as connection:
        broken = update(tickets).where(tickets.c.id.in_(names)).values(details=details)
        await connection.execute(broken)


async def warned(records: SqlRecords, *names: str) -> list[str]:
    """Those whose clock has said that they are late."""
    lines = {name: [line["kind"] for line in await records.lines_of(name)] for name in names}
    return [name for name in names if "sla_warning" in lines[name]]


async def test_a_ticket_that_fails_stops_no_other_and_is_logged_without_its_words(
    records: SqlRecords, clock: HandClock, caplog: pytest.LogCaptureFixture
):
    await store(records, clock, "bad", "good")
    await set_details(records, {"told": 7, "question": WORDS}, "bad")
    clock.forward(timedelta(minutes=200))
    assert await records.tick() == 1
    assert await warned(records, "bad", "good") == ["good"]
    [line] = [record.getMessage() for record in caplog.records if "clock" in record.getMessage()]
    assert "bad" in line
    assert WORDS not in caplog.text


async def test_more_that_fail_than_are_taken_together_let_the_others_through(
    records: SqlRecords, clock: HandClock
):
    bad = [f"bad-{n}" for n in range(7)]
    await store(records, clock, *bad, "good")
    await set_details(records, {"told": 7}, *bad)
    clock.forward(timedelta(minutes=200))
    assert [await records.tick() for _ in range(3)] == [0, 0, 1]
    assert await warned(records, "good") == ["good"]


async def test_what_failed_is_tried_again_after_pauses_that_grow(
    records: SqlRecords, clock: HandClock, caplog: pytest.LogCaptureFixture
):
    await store(records, clock, "bad")
    await set_details(records, {"told": 7}, "bad")
    clock.forward(timedelta(minutes=200))
    for pause_s in (10, 20, 40):
        caplog.clear()
        await records.tick()
        assert f"again in {pause_s} s" in caplog.text
        clock.forward(timedelta(seconds=pause_s - 1))
        await records.tick()
        assert caplog.text.count("again in") == 1
        clock.forward(timedelta(seconds=1))
    await set_details(records, {"told": []}, "bad")
    assert await records.tick() == 1
    assert await warned(records, "bad") == ["bad"]


async def test_more_than_are_taken_together_are_taken_in_turn(
    records: SqlRecords, clock: HandClock
):
    names = [f"t-{n}" for n in range(8)]
    await store(records, clock, *names)
    clock.forward(timedelta(minutes=200))
    assert [await records.tick() for _ in range(4)] == [3, 3, 2, 0]
    assert await warned(records, *names) == names
