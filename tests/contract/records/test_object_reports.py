"""The same object reported by many customers is one matter, on SQLite and PostgreSQL alike."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from handoff.records.sql import SqlRecords
from handoff.records.store import to_ms
from handoff.rules.ids import ConversationId
from handoff.rules.object_reports import CUSTOMERS_OF_A_MATTER
from handoff.rules.ticket import Actor, Deed, TicketTables
from tests.contract.records.hand_clock import HandClock
from tests.contract.records.test_tickets import ADA, a_deed

pytestmark = pytest.mark.sql
LIVE = "https://live.example/room/4711"
TABLES = TicketTables(
    targets={"platform_rule": (240, 4320), "moderation_decision": (480, 4320)},
    fields={"object": "object_ref"},
    reported=frozenset({"object"}),
    reporting=frozenset({"platform_rule"}),
)


@pytest.fixture
async def records(records: SqlRecords) -> SqlRecords:
    records._tables = lambda: TABLES
    return records


def report(name: str, *refs: str, **more: Any) -> dict[str, Any]:
    """A complaint of customer ``name`` about links or names."""
    value = {"kind": "live_video", "ref": list(refs or (LIVE,))}
    return {
        "id": f"web-{name}:d1", "conversation": f"web-{name}", "type": "platform_rule",
        "state": "new", "department": "moderation", "priority": "P3", "language": "en",
        "question": "Look at this", "facts": {"object": {"value": value}}, **more,
    }  # fmt: skip


async def store(records: SqlRecords, *names: str) -> None:
    for name in names:
        await records.store_ticket(f"e-{name}", report(name))


async def priorities(records: SqlRecords, *names: str) -> list[str]:
    found = [await records.ticket(f"web-{name}:d1") for name in names]
    return [ticket["priority"] for ticket in found if ticket]


async def judge(
    records: SqlRecords, clock: HandClock, name: str, objects: list[str], by: Actor = ADA
) -> None:
    ticket = f"web-{name}:d1"
    await records.do_deed(f"take:{name}", ticket, a_deed("take", clock, by))
    clock.forward(timedelta(seconds=1))
    fields = {"objects": objects, "object_outcome": "removed", "reason": "Gambling"}
    deed = Deed("judge_objects", by, to_ms(clock.at), fields)
    await records.do_deed(f"judge:{name}", ticket, deed)


async def test_from_five_customers_on_it_is_one_matter_with_a_higher_priority(
    records: SqlRecords,
) -> None:
    await store(records, "a", "b", "c", "d")
    assert await priorities(records, "a", "b", "c", "d") == ["P3"] * 4
    same = "http://www.live.example/room/4711/?utm_source=app"
    await records.store_ticket("e-e", report("e", same, "https://live.example/room/1"))
    assert await priorities(records, "a", "b", "c", "d", "e") == ["P2"] * 5
    assert await records.customers_of("web-e:d1") == {same: 5, "https://live.example/room/1": 1}
    line = (await records.lines_of("web-a:d1"))[-1]
    assert (line["kind"], line["visible"]) == ("bundled", False)
    assert line["change"] == {"kind": "bundled", "customers": 5, "was": "P3", "priority": "P2"}

    await store(records, "f")
    assert await priorities(records, "a", "f") == ["P2", "P2"], "each is raised once"
    assert await records.unsent_notices() == [], "customers are told by their own ticket only"


async def test_one_customer_alone_makes_no_matter_however_often(records: SqlRecords) -> None:
    for n in range(CUSTOMERS_OF_A_MATTER + 2):
        again = report("a", id=f"web-a:d{n}")
        await records.store_ticket(f"e-{n}", again)
    account = {"account_name": {"value": "Noor77"}}
    for n in range(CUSTOMERS_OF_A_MATTER):
        given = report(f"x{n}", "https://live.example/room/2")
        await records.store_ticket(f"x-{n}", given | {"facts": given["facts"] | account})
    assert await priorities(records, "a", "x4") == ["P3", "P3"]


async def test_an_objection_and_what_only_a_picture_shows_are_no_reports(
    records: SqlRecords,
) -> None:
    for n in range(CUSTOMERS_OF_A_MATTER):
        objecting = report(f"a{n}", type="moderation_decision")
        await records.store_ticket(f"a-{n}", objecting)
        await records.store_ticket(f"b-{n}", report(f"b{n}", "screenshot"))
    assert await priorities(records, "a4", "b4") == ["P3", "P3"]
    assert await records.customers_of("web-a4:d1") == {}


async def test_the_urgent_stay_as_they_are_and_the_ended_do_not_count(
    records: SqlRecords, clock: HandClock
) -> None:
    await records.store_ticket("e-0", report("urgent", priority="P1"))
    await records.store_ticket("e-1", report("ended", state="cancelled"))
    await store(records, "a", "b", "c")
    assert await priorities(records, "a") == ["P3"]
    await store(records, "d")
    assert await priorities(records, "urgent", "ended", "a", "d") == ["P1", "P3", "P2", "P2"]


async def test_five_who_report_in_the_same_moment_are_five(records: SqlRecords) -> None:
    names = [f"c{n}" for n in range(CUSTOMERS_OF_A_MATTER)]
    await asyncio.gather(*(store(records, name) for name in names))
    assert await priorities(records, *names) == ["P2"] * CUSTOMERS_OF_A_MATTER


async def test_what_is_decided_on_an_object_counts_for_all_who_reported_it(
    records: SqlRecords, clock: HandClock
) -> None:
    other = "https://live.example/room/9"
    await store(records, "a", "b", "c", "d")
    await records.store_ticket("e-e", report("e", LIVE, other))
    await judge(records, clock, "e", [LIVE, other])
    found = await records.whole_ticket(str((await records.ticket("web-a:d1") or {})["number"]))
    assert found is not None
    [judged] = found[1].judged
    assert (judged.object, judged.outcome, judged.reason) == (LIVE, "removed", "Gambling")
    last = (await records.lines_of("web-a:d1"))[-1]
    assert (last["kind"], last["actor_name"]) == ("judge_objects", "Ada Brandt")

    await judge(records, clock, "e", [LIVE])
    lines = [line["kind"] for line in await records.lines_of("web-a:d1")]
    assert lines.count("judge_objects") == 1, "a deed that comes twice is done once"


async def test_below_five_each_ticket_is_decided_by_itself(
    records: SqlRecords, clock: HandClock
) -> None:
    await store(records, "a", "b")
    await judge(records, clock, "a", [LIVE])
    assert [line["kind"] for line in await records.lines_of("web-b:d1")] == ["stored"]


async def test_nothing_of_a_report_is_left_when_it_is_forgotten(
    records: SqlRecords, clock: HandClock
) -> None:
    await store(records, "a")
    await records.forget(clock.at + timedelta(days=1))
    async with records._reading() as connection:
        for table in ("object_reports", "reported_objects"):
            assert await connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0


async def test_who_is_erased_is_counted_no_more(records: SqlRecords):
    await store(records, "a", "b")
    assert await records.customers_of("web-a:d1") == {LIVE: 2}
    assert len((await records.erase(ConversationId("web-b"), 0)).tickets) == 1
    assert await records.customers_of("web-a:d1") == {LIVE: 1}
