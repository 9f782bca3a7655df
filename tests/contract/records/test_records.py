"""What the records promise, on SQLite and PostgreSQL alike."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from handoff.errors import RecordsRejected, RecordsUnavailable
from handoff.records.engine import open_engine
from handoff.records.migrate import upgrade_to_head
from handoff.records.numbers import ticket_number
from handoff.records.sql import SqlRecords
from handoff.records.store import from_ms
from handoff.records.tables import metadata
from handoff.rules.ids import AgentId, ConversationId
from handoff.rules.messages import Audience, Button, Entry, FileRef, Speaker
from tests.contract.records.hand_clock import HandClock

pytestmark = pytest.mark.sql
CHAT = ConversationId("web-3fA9")
TICKET = {
    "id": "h-1",
    "conversation": CHAT,
    "state": "queued",
    "department": "billing",
    "priority": "P2",
    "reason": "user_request",
    "language": "nl",
    "channel": "web",
    "platform": "short_video",
    "question": "Waarom is er twee keer betaald?",
}


def an_entry(number: int, **changes: object) -> Entry:
    fields = {
        "id": f"web:{number}",
        "speaker": Speaker.CUSTOMER,
        "text": f"line {number}",
        "at_ms": 1_772_600_000_123 + number,
    }
    return Entry(**(fields | changes))  # type: ignore[arg-type]


async def test_migrations_lead_to_the_tables_of_the_code(database_url: str):
    engine = open_engine(database_url)
    await upgrade_to_head(engine)

    def is_alike(name: str | None, *_: object) -> bool:
        # Each database has a kind of its own of the table of words.
        return not str(name).startswith("ticket_words")

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"include_name": is_alike})
        return compare_metadata(context, metadata)

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_several_copies_may_start_at_the_same_time(database_url: str):
    copies = [open_engine(database_url) for _ in range(4)]
    await asyncio.gather(*(upgrade_to_head(copy) for copy in copies))

    async with copies[0].connect() as connection:
        versions = await connection.scalars(text("SELECT version_num FROM alembic_version"))
        assert len(versions.all()) == 1
    await asyncio.gather(*(copy.dispose() for copy in copies))


async def test_ticket_is_stored_once_and_a_retry_gives_the_same_number(records: SqlRecords):
    number = await records.store_ticket("e-1", TICKET)
    again = await records.store_ticket("e-1", TICKET)
    from_another_effect = await records.store_ticket("e-2", TICKET | {"question": "changed"})

    assert {number, again, from_another_effect} == {number}
    assert re.fullmatch(r"FB-[2-9CDFHJKMNPQRTVWXY]{6}", number)
    stored = await records.ticket_by_number(number.lower())
    assert stored is not None
    assert {name: stored[name] for name in TICKET} == TICKET
    assert stored["type"] == "general_request"
    assert [ticket["id"] for ticket in await records.tickets_of(CHAT)] == ["h-1"]
    assert len(await records.history_of("h-1")) == 1


async def test_two_copies_storing_the_same_ticket_agree_on_its_number(records: SqlRecords):
    numbers = await asyncio.gather(*(records.store_ticket("e-1", TICKET) for _ in range(8)))

    assert len(set(numbers)) == 1
    assert len(await records.history_of("h-1")) == 1


async def test_ticket_takes_the_next_number_when_its_own_is_taken(records: SqlRecords):
    await records.store_ticket("e-1", TICKET)
    async with records._writing() as connection:
        wanted = {"number": ticket_number("h-2", 0)}
        await connection.execute(text("UPDATE tickets SET number = :number"), wanted)

    assert await records.store_ticket("e-2", TICKET | {"id": "h-2"}) == ticket_number("h-2", 1)


async def test_fields_without_a_column_are_kept(records: SqlRecords):
    await records.store_ticket("e-1", TICKET | {"amount": "12.50", "at_ms": 1_772_600_000_123})
    await records.change_ticket("e-2", "h-1", {"refund": "12.50"})

    stored = await records.ticket("h-1")
    assert stored is not None
    assert (stored["amount"], stored["refund"]) == ("12.50", "12.50")
    assert stored["created_at"].isoformat() == "2026-03-04T04:53:20.123000+00:00"


async def test_change_is_applied_once_and_leaves_one_line_of_history(
    records: SqlRecords, clock: HandClock
):
    await records.store_ticket("e-1", TICKET)
    await records.change_ticket("e-2", "h-1", {"state": "assigned", "agent": "sam"})
    await records.change_ticket("e-3", "h-1", {"state": "resolved", "outcome": "answered"})
    # The reply to the first change was lost, so it comes again, late.
    await records.change_ticket("e-2", "h-1", {"state": "assigned", "agent": "sam"})

    stored = await records.ticket("h-1")
    assert stored is not None
    assert (stored["state"], stored["agent"], stored["outcome"]) == ("resolved", "sam", "answered")
    assert stored["updated_at"] == clock.at
    assert [change["state"] for _, change in await records.history_of("h-1")] == [
        "queued",
        "assigned",
        "resolved",
    ]


async def test_concurrent_changes_of_one_ticket_are_all_kept(records: SqlRecords):
    await records.store_ticket("e-0", TICKET)
    changes = [records.change_ticket(f"e-{n}", "h-1", {f"fact_{n}": str(n)}) for n in range(1, 9)]
    await asyncio.gather(*changes)

    stored = await records.ticket("h-1")
    assert stored is not None
    assert [stored[f"fact_{n}"] for n in range(1, 9)] == [str(n) for n in range(1, 9)]


async def test_change_of_a_ticket_that_is_not_stored_is_rejected(records: SqlRecords):
    with pytest.raises(RecordsRejected, match="h-9 is not stored"):
        await records.change_ticket("e-1", "h-9", {"state": "assigned"})


async def test_what_sql_does_not_take_is_rejected_without_being_quoted(records: SqlRecords):
    nameless: Any = None
    with pytest.raises(RecordsRejected, match="events") as failed:
        await records.record_event("e-1", nameless, {"question": "my private words"})
    assert "private" not in str(failed.value)


async def test_error_of_an_absent_table_quotes_nobody(records: SqlRecords):
    async with records._writing() as connection:
        await connection.execute(text("DROP TABLE entries"))
    with pytest.raises(RecordsUnavailable) as failed:
        await records.record_entries(CHAT, [("e-1", an_entry(1, text="my private words"))])
    assert "private" not in f"{failed.value} {failed.value.__cause__}"


async def test_transcript_gives_back_every_entry_as_it_was(records: SqlRecords):
    rich = an_entry(
        2,
        speaker=Speaker.BOT,
        name="Bot",
        audience=Audience.DESK,
        buttons=(Button("topic:refund_request", "Terugbetaling 💶"),),
        files=(FileRef("k1", "scherm.png", "image/png", 1234),),
        text_id="greeting",
        values={"name": "Sanne"},
        edits="web:1",
    )
    new = [("e-1", an_entry(1)), ("e-2", rich)]
    await records.record_entries(CHAT, new)
    await records.record_entries(CHAT, [*new, ("e-3", an_entry(3))])

    assert await records.transcript(CHAT) == [an_entry(1), rich, an_entry(3)]
    assert await records.transcript(ConversationId("web-other")) == []


async def test_a_thousand_entries_go_in_together_and_stay_in_order(records: SqlRecords):
    new = [(f"e-{number}", an_entry(number)) for number in range(1_100)]
    await records.record_entries(CHAT, new)

    assert await records.transcript(CHAT) == [entry for _, entry in new]


async def test_text_no_database_can_hold_does_not_block_its_lane(records: SqlRecords):
    await records.record_entries(CHAT, [("e-1", an_entry(1, text="a\0b \ud83d c"))])
    await records.record_event(
        "e-2", "customer_wrote", {"conversation": CHAT, "x": ["\0", "\udc00"]}
    )
    await records.store_ticket("e-3", TICKET | {"question": "why\0?"})

    assert [entry.text for entry in await records.transcript(CHAT)] == ["ab ? c"]
    ((name, _, data),) = await records.events_of(CHAT)
    assert (name, data["x"]) == ("customer_wrote", ["", "?"])


async def test_event_is_recorded_once_with_its_own_time(records: SqlRecords, clock: HandClock):
    await records.record_event("e-1", "handoff_requested", {"conversation": CHAT, "at_ms": 1_000})
    await records.record_event("e-1", "handoff_requested", {"conversation": CHAT, "at_ms": 2_000})
    await records.record_event("e-2", "claimed", {"conversation": CHAT})

    found = await records.events_of(CHAT)
    assert [name for name, _, _ in found] == ["handoff_requested", "claimed"]
    assert found[0][1].isoformat() == "1970-01-01T00:00:01+00:00"
    assert found[1][1] == clock.at


@pytest.mark.parametrize("table", ["events", "ticket_history", "audit"])
async def test_what_has_happened_cannot_be_rewritten(records: SqlRecords, table: str):
    await records.store_ticket("e-1", TICKET)
    await records.record_event("e-1", "claimed", {"conversation": CHAT})
    await records.record_audit("e-1", AgentId("sam"), "replayed", "lane")

    with pytest.raises((RecordsRejected, RecordsUnavailable)) as refused:
        async with records._writing() as connection:
            await connection.execute(text(f"UPDATE {table} SET effect_id = 'forged'"))
    assert isinstance(refused.value.__cause__, DBAPIError)


async def test_audit_is_kept_per_agent(records: SqlRecords, clock: HandClock):
    await records.record_audit("e-1", AgentId("sam"), "replayed", "lane-1", event="x")
    await records.record_audit("e-1", AgentId("sam"), "replayed", "lane-1", event="x")

    assert await records.audit_of(AgentId("sam")) == [
        (clock.at, "replayed", "lane-1", {"event": "x"})
    ]


async def test_words_older_than_the_time_that_is_told_are_forgotten(
    records: SqlRecords, clock: HandClock
):
    await records.record_entries(CHAT, [("e1", an_entry(1)), ("e2", an_entry(90_000_000))])
    clock.forward(timedelta(days=10))
    number = await records.store_ticket("t1", TICKET)
    between = from_ms(an_entry(1).at_ms) + timedelta(hours=1)

    assert await records.forget(between) == 1
    assert [entry.text for entry in await records.transcript(CHAT)] == ["line 90000000"]
    assert await records.forget(clock() + timedelta(days=400)) == 2
    kept = await records.ticket_by_number(number)
    assert kept is not None
    assert kept["question"] == ""
    assert kept["department"] == "billing"
