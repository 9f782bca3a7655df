"""Who is erased has left no word, name, contact or address; what reports count stays."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from handoff.ports import Agent
from handoff.records.erasure import Held
from handoff.records.sql import SqlRecords
from handoff.records.store import to_ms
from handoff.rules.ids import AgentId, ConversationId
from handoff.rules.messages import Button, Entry, FileRef, Speaker
from handoff.rules.notice import FAULT, Notice
from handoff.rules.ticket import Deed
from tests.contract.records.hand_clock import HandClock
from tests.rules.ticket_cases import ADA, DAY, TABLES

pytestmark = pytest.mark.sql
MARK = "plantedzq"
"""In everything that the customer's own is."""
NOOR, ROBIN = ConversationId(f"telegram-{MARK}4711"), ConversationId(f"telegram-{MARK[:-1]}")
FACTS = {
    "account_name": {"value": f"noor_{MARK}"},
    "contact": {"value": f"noor@{MARK}.example"},
    "object": {"value": {"kind": "post", "ref": f"https://lumo.example/{MARK}"}},
}


async def everything_in(records: SqlRecords) -> str:
    """Every row of every table, hidden ones of the index of words too."""
    async with records._engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        rows = [
            f"{name} {tuple(row)!r}"
            for name in names
            for row in await connection.execute(text(f'SELECT * FROM "{name}"'))
        ]
    return "\n".join(rows)


async def a_life(records: SqlRecords, clock: HandClock, who: ConversationId, mark: str) -> str:
    """All that records can come to hold of a customer; the number of the ticket."""
    at, key = to_ms(clock.at), f"{mark}key"
    file = FileRef(key, f"{mark}.png", "image/png", 10, "screenshot", "f" * 64)
    entry = Entry(f"{who}:1", Speaker.CUSTOMER, f"I am {mark}", at, mark, files=(file,))
    button = Button("x", mark)
    told = Entry(f"{who}:2", Speaker.BOT, f"{mark}?", at, buttons=(button,), values={"n": mark})
    await records.record_entries(who, [(f"{who}:e1", entry), (f"{who}:e2", told)])
    facts = {"conversation": who, "reason": "user_request", "error": f"{mark} is away",
             "handoff": f"{who}:h1", "language": "nl"}  # fmt: skip
    await records.record_event(f"{who}:r1", "handoff_requested", facts)
    await records.await_notice("n1", who, "nl")
    ticket = {
        "id": f"{who}:d1", "conversation": who, "type": "harassment_hate", "question": mark,
        "words": [mark], "customer": mark, "account": f"noor_{mark}", "facts": FACTS if
        mark == MARK else {}, "evidence": [{"key": key, "name": f"{mark}.png"}],
    }  # fmt: skip
    number = await records.store_ticket(f"{who}:s1", ticket)
    deeds: list[tuple[str, dict[str, Any]]] = [
        ("take", {}),
        ("start", {}),
        ("note", {"text": f"About {mark}", "visible": True}),
        ("statement", {"party_kind": "user", "text": f"{mark} says"}),
        ("ask_party", {"party_kind": "seller", "name": mark, "what": f"{mark}?", "usual": "a day",
                       "until": at + 2 * DAY}),
        ("improve", {"action": "train_agents", "what": "Answer sooner", "owner": "Ada",
                     "until": at + 2 * DAY}),
    ]  # fmt: skip
    for n, (kind, fields) in enumerate(deeds):
        await records.do_deed(f"{who}:k{n}", f"{who}:d1", Deed(kind, ADA, at, fields))
    await records.record_audit(f"discard:{who}:{key}", ADA.id, "file_discarded", who, sha256="f")
    return number


@pytest.fixture
async def records(database_url: str, clock: HandClock) -> AsyncIterator[SqlRecords]:
    opened = await SqlRecords.open(database_url, lambda: TABLES, clock)
    yield opened
    await opened.close()


@pytest.fixture
async def number(records: SqlRecords, clock: HandClock) -> str:
    texts = {"en": "It fails", "nl": "Het hapert", "zh": "故障"}
    at = to_ms(clock.at)
    await records.add_agent(Agent(AgentId("ada"), "Ada", "agent"))
    await records.post_notice(Notice("n1", FAULT, texts, at, at + DAY, "payouts"), "lea")
    await a_life(records, clock, ROBIN, "robin")
    number = await a_life(records, clock, NOOR, MARK)
    notices = [one.id for one in await records.unsent_notices()]
    assert await records.want_mail(next(one for one in notices if MARK in one))
    return number


async def test_no_word_of_who_is_erased_is_left_in_any_table(records: SqlRecords, number: str):
    assert MARK in await everything_in(records)
    assert (await records.held_of(NOOR)).tickets == (number,)
    assert (await records.held_of(NOOR)).files == (f"{MARK}key",)

    erased = await records.erase(NOOR, 1)

    assert (erased.lines, erased.open, erased.lists, erased.events) == (2, 1, 1, 1)
    left = (await everything_in(records)).splitlines()
    assert [row for row in left if MARK in row] == []
    assert await records.held_of(NOOR) == Held()


async def test_nothing_of_others_goes(records: SqlRecords, number: str):
    async def robins() -> list[str]:
        rows = (await everything_in(records)).splitlines()
        # The index of words is merged, which moves its parts.
        return [row for row in rows if "robin" in row and not row.startswith("ticket_words_data")]

    before = await robins()
    await records.erase(NOOR, 1)
    assert await robins() == before
    assert len(before) > 8


async def test_counts_and_the_trace_of_the_erasing_stay(
    records: SqlRecords, clock: HandClock, number: str
):
    days = (clock.at.date() - timedelta(days=1), clock.at.date() + timedelta(days=1))
    before = await records.report(*days)
    await records.erase(NOOR, 1)
    assert await records.report(*days) == before

    ticket = await records.ticket_by_number(number)
    assert (ticket["state"], ticket["type"], ticket["account"]) == (
        "cancelled", "harassment_hate", "",
    )  # fmt: skip
    [(_, action, alias, data)] = await records.audit_of(AgentId("service"))
    assert (action, data) == ("customer_erased", {"tickets": [number], "lines": 2, "files": 1})
    assert ticket["conversation"] == alias
    [(name, _, facts)] = await records.events_of(ConversationId(alias))
    kept = {"reason": "user_request", "handoff": f"{alias}:h1", "language": "nl"}
    assert (name, facts) == ("handoff_requested", kept)
    deleted = await records.audit_of(AgentId(ADA.id))
    assert [(subject, facts) for _, _, subject, facts in deleted if subject == alias] == [
        (alias, {"sha256": "f"})
    ]


async def test_erased_again_changes_nothing(records: SqlRecords, number: str):
    await records.erase(NOOR, 1)
    before = await everything_in(records)
    assert await records.erase(NOOR, 1) == Held()
    assert await everything_in(records) == before


async def test_clocks_of_an_erased_ticket_stand_still(
    records: SqlRecords, clock: HandClock, number: str
):
    await records.erase(NOOR, 1)
    clock.forward(timedelta(days=30))
    await records.lift_notice("n1")
    await records.tick()
    assert MARK not in await everything_in(records)
    assert [one for one in await records.unsent_notices() if "erased" in one.id] == []


async def test_a_customer_is_found_by_conversation_number_and_account(
    records: SqlRecords, number: str
):
    for who in (NOOR, number, number.lower(), f"noor_{MARK}", f"@NOOR_{MARK}"):
        assert await records.conversations_of(who) == [NOOR]
    assert await records.conversations_of("noor") == []


async def test_not_even_the_file_of_the_database_holds_a_word(
    records: SqlRecords, database_url: str, number: str
):
    if not database_url.startswith("sqlite"):
        pytest.skip("what PostgreSQL has deleted goes with its own vacuum")
    await records.erase(NOOR, 1)
    folder = Path(database_url.removeprefix("sqlite:///")).parent
    files = list(folder.iterdir())
    assert files
    assert [file.name for file in files if MARK.encode() in file.read_bytes()] == []
