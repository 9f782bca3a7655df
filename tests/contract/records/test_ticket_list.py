"""Lists of tickets agree with a plain look at all of them, page by page."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from handoff.records.sql import SqlRecords
from handoff.records.store import utc_now
from handoff.records.ticket_list import PAGE, TicketFilter, each_department, list_query
from handoff.rules.ticket import OPEN
from tests.contract.records.hand_clock import HandClock

pytestmark = pytest.mark.sql
STATES = ("new", "queued", "in_progress", "resolved", "closed")
DEPARTMENTS = ("billing", "privacy", "moderation")
STORIES = ("the parcel never came", "refund of 12 euro", "退款还没到账", "mijn account is weg")
COUNT = 260
FILTERS = [
    TicketFilter(),
    TicketFilter(scope="all"),
    TicketFilter(scope="ended"),
    TicketFilter(scope="all", department="privacy", language="zh"),
    TicketFilter(state="queued", type="payout"),
    TicketFilter(scope="all", state="closed", priority="P1", agent="ada"),
    TicketFilter(overdue=True, language="nl"),
    TicketFilter(departments=("billing", "privacy")),
    TicketFilter(scope="all", departments=("billing", "privacy"), type="game_problem"),
    TicketFilter(departments=("billing",), department="privacy"),
    TicketFilter(scope="all", text="Refund"),
    TicketFilter(scope="all", text="退款", language="zh"),
    TicketFilter(scope="all", text="parcel came"),
    TicketFilter(scope="all", text="parcel refund"),
]


@pytest.fixture
async def stored(records: SqlRecords, clock: HandClock) -> list[dict[str, Any]]:
    """Tickets of many kinds, as they were given."""
    dice = random.Random(7)
    start = clock.at
    made = []
    for n in range(COUNT):
        clock.at = start + timedelta(minutes=dice.randrange(300))
        ticket = {
            "id": f"t-{n}",
            "conversation": f"web-{n % 40}",
            "state": dice.choice(STATES),
            "department": dice.choice(DEPARTMENTS),
            "type": dice.choice(("payout", "game_problem")),
            "priority": dice.choice(("P1", "P2")),
            "language": dice.choice(("en", "nl", "zh")),
            "agent": dice.choice(("", "ada")),
            "question": dice.choice(STORIES),
            "due_ms": int((start + timedelta(minutes=dice.randrange(600))).timestamp() * 1000),
        }
        await records.store_ticket(f"e-{n}", ticket)
        made.append(ticket | {"at": clock.at})
    clock.at = start + timedelta(minutes=300)
    return made


async def pages(records: SqlRecords, wanted: TicketFilter) -> list[str]:
    """Ids of all pages, one after the other."""
    ids: list[str] = []
    after = ""
    while True:
        page = await records.list_tickets(wanted, after)
        assert len(page.tickets) == PAGE or not page.more
        ids += [ticket["id"] for ticket in page.tickets]
        if not page.more:
            return ids
        after = page.more


async def test_every_filter_finds_all_and_nothing_else_in_order(
    records: SqlRecords, stored: list[dict[str, Any]], clock: HandClock
):
    now_ms = int(clock.at.timestamp() * 1000)
    for wanted in FILTERS:
        expected = _wanted_of(stored, wanted, now_ms)
        assert await pages(records, wanted) == expected, wanted
        if not wanted.departments and wanted.text != "parcel refund":
            assert expected, wanted


def _wanted_of(stored: list[dict[str, Any]], wanted: TicketFilter, now_ms: int) -> list[str]:
    """Ids by a plain look at all tickets, in the order of the list."""
    seen = {wanted.department} if wanted.department else set(wanted.departments)
    if wanted.department and wanted.departments:
        seen &= set(wanted.departments)

    def is_wanted(ticket: dict[str, Any]) -> bool:
        is_open = ticket["state"] in OPEN
        return (
            (wanted.scope == "all" or is_open == (wanted.scope == "open"))
            and (ticket["department"] in seen or not (wanted.department or wanted.departments))
            and all(
                getattr(wanted, name) in ("", ticket[name])
                for name in ("state", "type", "priority", "language", "agent")
            )
            and (not wanted.overdue or (is_open and ticket["due_ms"] < now_ms))
            and all(word in ticket["question"] for word in wanted.text.lower().split())
        )

    expected = [ticket for ticket in stored if is_wanted(ticket)]
    if wanted.scope == "open":
        expected.sort(key=lambda ticket: (ticket["due_ms"], ticket["id"]))
    else:
        expected.sort(key=lambda ticket: (ticket["at"], ticket["id"]), reverse=True)
    return [ticket["id"] for ticket in expected]


@pytest.mark.parametrize("few", [1, 10_000])
async def test_a_word_is_found_whether_few_or_many_tickets_hold_it(
    records: SqlRecords, stored: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, few: int
):
    monkeypatch.setattr("handoff.records.words.FEW", few)
    found = await pages(records, TicketFilter(scope="all", text="refund"))
    assert sorted(found) == sorted(t["id"] for t in stored if "refund" in t["question"])
    assert len(found) > 1


PLANS = {
    "open_due_at": [TicketFilter(), TicketFilter(agent="ada", state="queued", overdue=True)],
    "open_department_due_at": [
        TicketFilter(department="billing", agent="ada"),
        TicketFilter(departments=("billing", "privacy"), type="payout", priority="P1"),
    ],
    "created_at": [TicketFilter(scope="all"), TicketFilter(scope="ended", language="zh")],
    "agent_created_at": [
        TicketFilter(scope="all", agent="ada", department="billing", state="closed"),
    ],
    "state_created_at": [TicketFilter(scope="all", state="queued", type="payout")],
    "priority_created_at": [TicketFilter(scope="ended", priority="P1", type="payout")],
    "type_created_at": [TicketFilter(scope="ended", type="payout", department="billing")],
    "department_created_at": [TicketFilter(scope="ended", department="billing", state="closed")],
}


@pytest.mark.parametrize(
    ("index", "wanted"), [(index, one) for index, many in PLANS.items() for one in many]
)
async def test_a_list_walks_one_index_in_order_and_reads_only_rows_that_it_shows(
    records: SqlRecords, index: str, wanted: TicketFilter
):
    one = next(iter(each_department(wanted)))
    async with records._reading() as connection:
        name = connection.dialect.name
        if name == "postgresql":  # of few rows it would rather read all
            for way in ("seqscan", "sort", "bitmapscan"):
                await connection.execute(text(f"SET LOCAL enable_{way} = off"))
        query = list_query(one, None, None, utc_now())
        words = str(
            query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        )
        how = "EXPLAIN" if name == "postgresql" else "EXPLAIN QUERY PLAN"
        rows = await connection.execute(text(f"{how} {words}".replace(":", "\\:")))
        plan = "\n".join(str(row[-1]) for row in rows)
    if name == "sqlite":
        assert f"INDEX ix_tickets_{index}" in plan
        assert "TEMP B-TREE" not in plan
    else:  # its planner knows how rare each is, so which index is up to it
        assert "Index Scan" in plan
        assert "Filter" not in plan
        assert "Sort" not in plan


async def test_nothing_that_has_ended_is_overdue(records: SqlRecords, stored: list[dict[str, Any]]):
    assert await pages(records, TicketFilter(scope="ended", overdue=True)) == []


async def test_a_number_is_found_in_any_state_but_only_by_its_departments(
    records: SqlRecords, stored: list[dict[str, Any]]
):
    ended = next(ticket for ticket in stored if ticket["state"] == "closed")
    whole = await records.ticket(ended["id"])
    assert whole is not None
    mine = TicketFilter(number=whole["number"].lower(), departments=(whole["department"],))
    assert await pages(records, mine) == [ended["id"]]
    others = tuple(name for name in DEPARTMENTS if name != whole["department"])
    assert await pages(records, TicketFilter(number=whole["number"], departments=others)) == []


@pytest.mark.parametrize("key", ["x", "W10=", "WyJ4IiwgMV0=", "\u00e9"])
async def test_a_key_that_was_never_given_is_refused(records: SqlRecords, key: str):
    with pytest.raises(ValueError, match="no key of a page"):
        await records.list_tickets(TicketFilter(), key)
