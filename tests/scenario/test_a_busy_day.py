"""A day of customers and agents through the whole service: nobody is forgotten, nobody has too
much, everybody is told once, and the report says what a second count of the events says."""

import csv
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from handoff.records.store import to_ms
from handoff.reports.figures import Figures, Load, Row
from handoff.rules.conversation import State
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Audience, Entry, Speaker
from tests.scenario.complaining import with_form_texts
from tests.scenario.day_people import Guest, a_day
from tests.scenario.day_plan import CAPACITY, Plan
from tests.scenario.day_recount import (
    LOAD,
    ROW,
    Fact,
    Recount,
    Sums,
    holdings,
    most_at_once,
    requests_of,
)
from tests.scenario.hearing import PLATFORM
from tests.scenario.stand import Stand, copy_of_files, standing

SMALL = Plan(60, 4, datetime(2026, 11, 24, 9, tzinfo=UTC), hours=1.5)
LARGE = Plan(5_000, 40, datetime(2026, 11, 24, 6, tzinfo=UTC), hours=24)
CLOSED = {"resolved", "closed", "cancelled", "merged"}


@pytest.mark.parametrize(
    "plan", [pytest.param(SMALL, id="small"), pytest.param(LARGE, marks=pytest.mark.long)]
)
async def test_a_day_of_customers_and_agents(plan: Plan, tmp_path: Path, redis_url: str) -> None:
    data = with_form_texts(copy_of_files(tmp_path / "data"))
    async with standing(tmp_path, redis_url, data=data, at=plan.begins) as stand:
        world, guests = await a_day(stand, plan)
        assert 1 < world.fullest <= CAPACITY
        facts = {guest.id: await _facts(stand, guest.id) for guest in guests.values()}
        for guest in guests.values():
            await _is_not_forgotten(stand, guest)
            await _is_told_once(stand, guest, facts[guest.id])
        assert await stand.service.lines.recount() == 0
        assert await stand.service.dead.list() == []
        days = (plan.begins.date(), stand.clock.now().date())
        figures = await stand.service.records.figures(*days)
        address = stand.service.settings.database_address

    spans = [s for each in facts.values() for r in requests_of(each) for s in holdings(r)]
    assert set(most_at_once(spans).values()) <= set(range(1, CAPACITY + 1))
    recount = Recount()
    for each in facts.values():
        recount.add(each)
    _is_the_same(figures, recount)
    _command_says_the_same(figures, days, address, tmp_path / "out")
    _is_a_real_day(figures, plan)
    if plan is LARGE:
        passed = [f for each in facts.values() for f in each if f.name == "handoff_transferred"]
        assert [f for f in passed if not f.data.get("agent")], "a lead moved one who waited"


async def _facts(stand: Stand, conversation: ConversationId) -> list[Fact]:
    found = await stand.service.records.events_of(conversation)
    return [Fact(conversation, name, to_ms(at), data) for name, at, data in found]


async def _is_not_forgotten(stand: Stand, guest: Guest) -> None:
    """With the bot or asked whether it is solved, and the last word is ours."""
    state = await stand.service.log.state(guest.id)
    assert state is not None
    assert state.state in (State.BOT, State.WRAP_UP), guest.coming
    assert state.pending == (), guest.coming
    assert (await _said(stand, guest))[-1].speaker is not Speaker.CUSTOMER, guest.coming
    for ticket in await stand.service.records.tickets_of(guest.id):
        assert ticket["state"] in CLOSED or ticket["type"] != "general_request", ticket


async def _said(stand: Stand, guest: Guest) -> list[Entry]:
    log = await stand.service.log.read(guest.id, 0, 1_000)
    return [entry for _, entry in log if entry.audience is Audience.ALL]


async def _is_told_once(stand: Stand, guest: Guest, facts: list[Fact]) -> None:
    """As many words of a kind as there were events of it, all in the customer's language."""
    said = [e for e in await _said(stand, guest) if e.text_id]
    content = stand.service.content.now.content
    for entry in said:
        topic = entry.text_id.removeprefix("answer:")
        if topic != entry.text_id:
            wanted = content.render_answer(topic, guest.language, PLATFORM)
        else:
            wanted = content.render_text(entry.text_id, guest.language, entry.values)
        assert entry.text.startswith(wanted), (guest.coming, entry.text)
    names = Counter(fact.name for fact in facts)
    told = Counter(entry.text_id for entry in said)

    def words(*kinds: str) -> int:
        return sum(n for text, n in told.items() if text.startswith(kinds))

    urgent = [f for f in facts if f.name == "complaint_filed" and f.data["priority"] != "P3"]
    left = [f for f in facts if f.name == "handoff_left" and f.data["why"] == "cancelled"]
    pairs = {
        "asked": (words("handoff_", "reopened", "went_on") + len(urgent), "handoff_requested"),
        "stepped in": (told["taken_over"], "handoff_taken_over"),
        "came": (words("agent_joined", "agent_has_message", "agent_back"), "handoff_accepted"),
        "ended": (words("resolved"), "handoff_resolved"),
        "back with the bot": (words("handed_back"), "handoff_returned"),
        "filed": (words("complaint_receipt"), "complaint_filed"),
    }
    for what, (count, name) in pairs.items():
        assert count == names[name], (what, guest.coming, told)
    moved = names["handoff_transferred"] + names["handoff_requeued"]
    assert words("passed_to_agent", "back_", "moved_", "message_moved") == moved, (
        guest.coming,
        told,
    )
    assert words("queue_cancelled", "complaint_left_line") == len(left), (guest.coming, told)
    # By the line or by the ticket, and again with each new promise that is over as well.
    late = words("queue_late", "agent_late", "message_missed", "ticket_breach")
    assert late >= names["target_missed"], (guest.coming, told)


def _is_the_same(figures: Figures, recount: Recount) -> None:
    rows = {("total", ""): figures.total}
    rows |= {(name, row.value): row for name, found in figures.by.items() for row in found}
    assert rows.keys() == recount.rows.keys()
    for key, row in rows.items():
        _are_alike(key, row, recount.rows[key], ROW)
    assert {load.agent for load in figures.agents} == recount.agents.keys()
    for load in figures.agents:
        _are_alike(load.agent, load, recount.agents[load.agent], LOAD)


def _are_alike(key: object, row: Row | Load, sums: Sums, names: list[str]) -> None:
    shown = {name: getattr(row, name) for name in names}
    assert shown == {name: sums.figure(name) for name in names}, key


def _command_says_the_same(
    figures: Figures, days: tuple[date, date], address: str, out: Path
) -> None:
    first, last = (day.isoformat() for day in days)
    command = ["report", "--from", first, "--to", last, "--out", str(out)]
    subprocess.run(
        [sys.executable, "-c", "from bot.cli import main; main()", *command],
        env={"DATABASE_URL": address.replace("+aiosqlite", ""), "PATH": ""},
        check=True,
        capture_output=True,
        timeout=300,
    )
    rows = list(csv.DictReader((out / "handoffs.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == 1 + sum(len(found) for found in figures.by.values())
    assert [rows[0][name] for name in ROW] == [_cell(getattr(figures.total, n)) for n in ROW]
    agents = list(csv.DictReader((out / "agents.csv").read_text("utf-8-sig").splitlines()))
    for line, load in zip(agents, figures.agents, strict=True):
        assert [line[name] for name in LOAD] == [_cell(getattr(load, name)) for name in LOAD]


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _is_a_real_day(figures: Figures, plan: Plan) -> None:
    """What was to be shown did happen."""
    total = figures.total
    happened = [total.accepted, total.resolved, total.taken_over]
    happened.append(sum(each.offered for each in figures.agents))
    if plan is LARGE:
        happened += [total.closed, total.messages, total.abandoned, total.handed_back]
        happened += [total.transferred, total.requeued, total.reopened, total.agent_ratings]
        happened.append(total.with_target - total.in_time)
        assert len(figures.by["department"]) >= 5
    assert min(happened) > 0, total
    assert total.requested > plan.conversations * 0.6
