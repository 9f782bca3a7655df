"""How long a page of the list of tickets takes with very many of them, on both databases."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.bench.figures import machine, spread, versions
from handoff.records.engine import open_engine
from handoff.records.made_tickets import DEPARTMENTS, FIRST_S, SPAN_S, fill
from handoff.records.migrate import upgrade_to_head
from handoff.records.sql import SqlRecords
from handoff.records.store import from_ms
from handoff.records.ticket_list import TicketFilter, write_key

AIM_MS = 50.0
Progress = Callable[[str], None]


@dataclass(frozen=True)
class TicketPlan:
    """``count`` tickets; each list is asked for ``rounds`` times. ``postgresql``: an empty database
    to measure in as well, or empty."""

    count: int = 1_000_000
    rounds: int = 30
    postgresql: str = ""


LISTS: dict[str, TicketFilter] = {
    "open": TicketFilter(),
    "open, overdue": TicketFilter(overdue=True),
    "open, three departments": TicketFilter(departments=DEPARTMENTS[:3]),
    "open, agent and department": TicketFilter(agent="agent-7", department="privacy"),
    "open, one of each": TicketFilter(
        department="privacy", type="payout", priority="P0", language="zh", agent="agent-7"
    ),
    "all": TicketFilter(scope="all"),
    "all, one department": TicketFilter(scope="all", department="billing"),
    "all, state and language": TicketFilter(scope="all", state="escalated", language="zh"),
    "all, type, priority, language": TicketFilter(
        scope="all", type="copyright", priority="P0", language="nl"
    ),
    "all, agent and department": TicketFilter(scope="all", agent="agent-7", department="privacy"),
    "ended, rare together": TicketFilter(
        scope="ended", department="advertising", type="spam_scam", priority="P0", agent="agent-3"
    ),
    "ended, three departments": TicketFilter(scope="ended", departments=DEPARTMENTS[:3]),
    "by words": TicketFilter(scope="all", text="refund twelve"),
    "by rare word": TicketFilter(scope="all", text="needle"),
    "by Chinese words": TicketFilter(scope="all", text="退款", language="zh", department="billing"),
    "by number": TicketFilter(number="FB-500"),
}


async def measure(plan: TicketPlan, progress: Progress) -> dict[str, Any]:
    """Each list on each database: p50, p99 and the longest in ms."""
    found: dict[str, Any] = {"count": plan.count, "aim_ms": AIM_MS, "lists": {}}
    with tempfile.TemporaryDirectory(prefix="footbridge-bench-") as folder:
        addresses = {"sqlite": f"sqlite:///{folder}/tickets.db"}
        if plan.postgresql:
            addresses["postgresql"] = plan.postgresql
        for name, address in addresses.items():
            engine = open_engine(address)
            try:
                await upgrade_to_head(engine)
                progress(f"{name}: {plan.count:,} tickets are written")
                await fill(engine, plan.count)
                records = SqlRecords(engine)
                found["lists"][name] = await _measure(records, plan.rounds, name, progress)
            finally:
                await engine.dispose()
    slowest = [one["p99_ms"] for lists in found["lists"].values() for one in lists.values()]
    return {
        **found,
        "slowest_p99_ms": max(slowest),
        "versions": versions(("sqlalchemy", "aiosqlite", "psycopg")),
        "machine": machine(),
    }


async def _measure(
    records: SqlRecords, rounds: int, name: str, progress: Progress
) -> dict[str, dict[str, float]]:
    lists = {}
    for title, wanted in LISTS.items():
        progress(f"{name}: {title}")
        lists[title] = await _times(records, wanted, "", rounds)
    middle = write_key(from_ms((FIRST_S + SPAN_S // 2) * 1000), "m")
    lists["all, from the middle"] = await _times(records, LISTS["all"], middle, rounds)
    return lists


async def _times(
    records: SqlRecords, wanted: TicketFilter, after: str, rounds: int
) -> dict[str, float]:
    taken = []
    rows = 0
    for _ in range(rounds):
        began = time.perf_counter()
        page = await records.list_tickets(wanted, after)
        taken.append((time.perf_counter() - began) * 1000)
        rows = len(page.tickets)
    return {**spread(taken), "rows": rows}
