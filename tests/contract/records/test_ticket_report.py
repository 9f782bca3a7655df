"""The figures of the report, against a recount of what was put in."""

import csv
import io
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from handoff.records import ticket_report
from handoff.records.sql import SqlRecords
from handoff.records.store import to_ms
from handoff.records.ticket_report import rows_of
from handoff.rules.ticket import Actor, Deed, TicketTables
from tests.contract.records.hand_clock import HandClock
from tests.rules.ticket_cases import GIVEN

pytestmark = pytest.mark.sql
START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
ADA = Actor("ada", "Ada", "agent")
TYPES = ("payout", "game_problem")
CAUSES = ("seller_violation", "no_fault_found")
TABLES = TicketTables(
    targets={"payout": (240, 4320), "game_problem": (480, 7200)},
    causes=CAUSES,
    actions=("change_rule", "none"),
)
COUNT = 150


def a_deed(kind: str, at: datetime, **fields: Any) -> Deed:
    return Deed(kind, ADA, to_ms(at), GIVEN.get(kind, {}) | fields)


@pytest.fixture(autouse=True)
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticket_report, "READ_TOGETHER", 7)


@pytest.fixture
async def lived(records: SqlRecords, clock: HandClock) -> list[dict[str, Any]]:
    """Tickets over five weeks, most of them resolved, some opened again; what was done to each."""
    records._tables = lambda: TABLES
    dice = random.Random(11)
    made = []
    for n in range(COUNT):
        kind, cause = dice.choice(TYPES), dice.choice(CAUSES)
        at = START + timedelta(minutes=dice.randrange(35 * 24 * 60))
        chat = f"web-{dice.randrange(30)}"
        clock.at = at
        ticket = {"id": f"t-{n}", "conversation": chat, "type": kind}
        await records.store_ticket(f"s-{n}", ticket)
        resolved = at + timedelta(hours=dice.choice((1, 3, 30, 100, 200)))
        facts = {"at": at, "chat": chat, "type": kind, "cause": cause, "resolved": None,
                 "counted": at}  # fmt: skip
        if dice.random() < 0.8:
            await records.do_deed(f"t-{n}", ticket["id"], a_deed("take", at))
            await records.do_deed(f"r-{n}", ticket["id"], a_deed("resolve", resolved, cause=cause))
            facts["resolved"] = resolved
            if again := dice.random() < 0.2:
                later = resolved + timedelta(days=1)
                await records.do_deed(f"o-{n}", ticket["id"], a_deed("reopen", later))
                facts["resolved"], facts["counted"] = None, later
            facts["again"] = again
        made.append(facts)
    return made


async def test_every_figure_agrees_with_a_recount(
    records: SqlRecords, lived: list[dict[str, Any]], clock: HandClock
):
    first, last = date(2026, 3, 9), date(2026, 3, 29)
    report = await records.report(first, last)

    def within(at: datetime | None) -> bool:
        return at is not None and first <= at.date() <= last

    weeks = Counter(
        (
            (f["resolved"].date() - timedelta(days=f["resolved"].weekday())).isoformat(),
            f["type"],
            f["cause"],
        )
        for f in lived
        if within(f["resolved"])
    )
    assert {(one.week, one.type, one.cause): one.count for one in report.lines} == weeks
    opened = [f for f in lived if within(f["at"])]
    for kind in report.kinds:
        mine = [f for f in opened if f["type"] == kind.type]
        assert kind.opened == len(mine)
        assert kind.reopened == sum(f.get("again", False) for f in mine)
        assert kind.repeated == sum(
            any(
                g is not f
                and (g["chat"], g["type"]) == (f["chat"], f["type"])
                and timedelta(0) <= f["at"] - g["at"] <= timedelta(days=7)
                for g in lived
            )
            for f in mine
        )
        response, resolution = TABLES.targets[kind.type]
        ended = [f for f in mine if f["resolved"]]
        limit = timedelta(minutes=response)
        missed = [f for f in mine if not f["resolved"] and f["counted"] + limit < clock.at]
        assert kind.with_outcome == len(ended)
        assert kind.with_answer == len(ended) + len(missed)
        in_time = [f["resolved"] - f["at"] <= timedelta(minutes=resolution) for f in ended]
        assert kind.resolved_in_time == sum(in_time)
        answered = [f["resolved"] - f["at"] <= timedelta(minutes=response) for f in ended]
        assert kind.answered_in_time == sum(answered)
    assert report.total.opened == len(opened)
    assert report.total.resolved == sum(weeks.values())
    assert 0 < report.total.repeated < report.total.opened
    assert 0 < report.total.resolved_in_time < report.total.with_outcome


async def test_improvements_stay_on_it_until_they_are_done(records: SqlRecords, clock: HandClock):
    records._tables = lambda: TABLES
    clock.at = START
    number = await records.store_ticket(
        "s-1", {"id": "t-1", "conversation": "web-1", "type": "payout"}
    )
    await records.do_deed("d-1", "t-1", a_deed("take", START))
    due = to_ms(START + timedelta(days=9))
    plans = [("change_rule", "=Say it"), ("change_rule", "And again"), ("none", "Nothing")]
    for n, (action, what) in enumerate(plans):
        plan = a_deed("improve", START, action=action, what=what, owner="Lea", until=due)
        await records.do_deed(f"i-{n}", "t-1", plan)
    await records.do_deed("d-2", "t-1", a_deed("improved", START, improvement="i2"))

    report = await records.report(START.date(), START.date())
    [left] = report.improvements
    assert (left.number, left.what, left.owner, left.due) == (
        number,
        "=Say it",
        "Lea",
        "2026-03-11",
    )
    written = io.StringIO()
    csv.writer(written).writerows(rows_of(report))
    read = list(csv.reader(io.StringIO(written.getvalue())))
    assert [number, "payout", "change_rule", "'=Say it", "Lea", "2026-03-11"] in read
    assert ["payout", "1", "0", "0", "0", "0", "0", "0", "0"] in read


@pytest.mark.parametrize(("after", "in_time"), [(4, 1), (6, 0)])
async def test_a_request_for_a_person_is_measured_by_what_was_told_in_the_line(
    records: SqlRecords, clock: HandClock, after: int, in_time: int
):
    clock.at = START
    due = to_ms(START + timedelta(minutes=5))
    ticket = {"id": "h-1", "conversation": "web-1", "state": "queued", "due_ms": due}
    await records.store_ticket("s-1", ticket)
    clock.at = START + timedelta(minutes=4)
    assert (await records.report(START.date(), START.date())).total.with_answer == 0
    if not in_time:
        clock.at = due_over = START + timedelta(minutes=5, seconds=1)
        waits = (await records.report(START.date(), due_over.date())).total
        assert (waits.with_answer, waits.answered_in_time) == (1, 0)
    clock.at = START + timedelta(minutes=after)
    given = {"at_ms": to_ms(clock.at)}
    await records.change_ticket("c-1", "h-1", {"state": "assigned", "agent": ADA.id, **given})
    await records.change_ticket("c-2", "h-1", {"state": "in_progress", **given})
    await records.do_deed(
        "q-1", "h-1", a_deed("ask_customer", clock.at, what="a", why="b", how="c", without="d",
                             until=to_ms(clock.at + timedelta(days=2))),
    )  # fmt: skip
    report = await records.report(START.date(), START.date())
    assert (report.total.with_answer, report.total.answered_in_time) == (1, in_time)
