"""The files of tickets, on SQLite and PostgreSQL alike."""

import asyncio
from dataclasses import asdict, replace

import pytest

from handoff.errors import RecordsRejected
from handoff.records.sql import SqlRecords
from handoff.rules.ids import ConversationId
from handoff.rules.messages import FileRef
from handoff.rules.ticket import Actor, Deed

pytestmark = pytest.mark.sql
CHAT, OTHER = ConversationId("web-3fA9"), ConversationId("web-other")
SHOT = FileRef("a" * 32, "shot.png", "image/png", 9, "screenshot", "ab" * 32)
FORM = FileRef("b" * 32, "形式\0.pdf", "application/pdf", 7, "document", "cd" * 32)


async def evidence(records: SqlRecords, ticket_id: str) -> list[dict[str, object]]:
    ticket = await records.ticket(ticket_id)
    assert ticket is not None
    return list(ticket.get("evidence", []))


@pytest.fixture
async def records(records: SqlRecords) -> SqlRecords:
    """With a ticket of each of two customers."""
    for ticket_id, chat in (("h-1", CHAT), ("h-2", OTHER)):
        await records.store_ticket(ticket_id, {"id": ticket_id, "conversation": chat})
    return records


async def test_files_are_named_on_the_ticket_once(records: SqlRecords) -> None:
    for files in ([SHOT], [SHOT, FORM], [FORM]):
        await records.add_evidence("h-1", files)
    clean = asdict(FORM) | {"name": "形式.pdf"}
    assert await evidence(records, "h-1") == [asdict(SHOT), clean]
    assert await evidence(records, "h-2") == []


async def test_files_that_come_at_once_are_all_there(records: SqlRecords) -> None:
    files = [replace(SHOT, key=f"{n:032}") for n in range(8)]
    await asyncio.gather(*(records.add_evidence("h-1", [file]) for file in files))
    assert {item["key"] for item in await evidence(records, "h-1")} == {f.key for f in files}


async def test_of_a_deleted_file_only_its_key_stays_and_why(records: SqlRecords) -> None:
    await records.add_evidence("h-1", [SHOT, FORM])
    await records.add_evidence("h-2", [SHOT])
    for _ in range(2):
        await records.discard_evidence(CHAT, SHOT.key, "identity")
    gone = {"key": SHOT.key, "discarded": "identity"}
    assert (await evidence(records, "h-1"))[0] == gone
    await records.add_evidence("h-1", [SHOT])
    assert (await evidence(records, "h-1"))[0] == gone, "it does not come back"
    assert await evidence(records, "h-2") == [asdict(SHOT)], "nobody else's"


async def test_a_ticket_that_is_not_there_gets_none(records: SqlRecords) -> None:
    with pytest.raises(RecordsRejected):
        await records.add_evidence("h-9", [SHOT])
    await records.discard_evidence(ConversationId("web-9"), SHOT.key, "identity")


async def test_the_ticket_that_goes_on_has_the_files_of_the_merged_one(records: SqlRecords) -> None:
    more = FileRef("c" * 32, "later.png", "image/png", 9, "screenshot", "ef" * 32)
    for name in ("a", "b"):
        given = {"id": name, "conversation": f"web-{name}", "account": "noor77", "state": "queued"}
        await records.store_ticket(f"s-{name}", given)
    await records.add_evidence("a", [SHOT])
    await records.add_evidence("b", [SHOT, FORM])
    into = await records.ticket("b")
    assert into is not None
    fields = {"into": into["number"], "why": "The same parcel"}
    merge = Deed("merge", Actor("ada", "Ada", "agent"), 1_790_000_000_000, fields)
    for _ in range(2):
        await records.do_deed("merge", "a", merge)
    keys = [item["key"] for item in await evidence(records, "b")]
    assert keys == [SHOT.key, FORM.key]

    # What is sent to the one that has ended is seen on the other as well.
    await records.add_evidence("a", [more])
    assert (await evidence(records, "b"))[2] == asdict(more)
    assert [item["key"] for item in await evidence(records, "a")] == [SHOT.key, more.key]

    # Deleted on one page, it is deleted on both, though they came in different chats.
    await records.discard_evidence(ConversationId("web-b"), more.key, "identity_paper", "ada")
    gone = {"key": more.key, "discarded": "identity_paper"}
    assert (await evidence(records, "a"))[1] == (await evidence(records, "b"))[2] == gone
    await records.discard_evidence(ConversationId("web-a"), SHOT.key, "identity_paper", "ada")
    assert "discarded" in (await evidence(records, "b"))[0]
    kinds = [line["kind"] for line in await records.lines_of("b")]
    assert kinds.count("discard_file") == 2
