"""From the lane ``records`` to ticket and store: on the real Redis, SQL and folder."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.records_sink import RecordsSink
from handoff.files.store import StoredFiles
from handoff.records.sql import SqlRecords
from handoff.rules.codec import to_json, to_plain
from handoff.rules.ids import ConversationId
from handoff.rules.messages import FileRef
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.mailbox import Mailboxes
from handoff.stores.wake import Wake
from tests.pictures import picture
from tests.redis_server import RedisServer
from tests.stored_files import files_in

pytestmark = [pytest.mark.redis, pytest.mark.sql]
CHAT = ConversationId("web-3fA9")


class Lane:
    """The lane ``records`` of one conversation, worked off message by message."""

    def __init__(self, mailboxes: Mailboxes, sink: RecordsSink) -> None:
        self._mailboxes = mailboxes
        self._sink = sink
        self._sent = 0

    async def carries(self, **effect: object) -> None:
        self._sent += 1
        await self._mailboxes.enqueue("records", CHAT, f"m-{self._sent}", to_json(effect))
        await self.goes_on()

    async def goes_on(self) -> None:
        base = self._mailboxes.keys.shard(CHAT)
        lease = await self._mailboxes.claim(base, "records", lease_ms=9_000)
        assert lease is not None
        await self._sink.handle(lease)

    async def is_empty(self) -> bool:
        return not await self._mailboxes.lanes_in_use(self._mailboxes.keys.shard(CHAT))


@pytest.fixture
def files(tmp_path: Path) -> StoredFiles:
    return files_in(tmp_path / "files")


@pytest.fixture
async def records(tmp_path: Path) -> AsyncIterator[SqlRecords]:
    records = await SqlRecords.open(f"sqlite:///{tmp_path}/records.db")
    yield records
    await records.close()


@pytest.fixture
async def lane(
    redis_server: RedisServer, prefix: str, records: SqlRecords, files: StoredFiles
) -> AsyncIterator[Lane]:
    client, keys = RedisClient(redis_server.url), Keys(prefix=prefix)
    mailboxes = Mailboxes(client, keys)
    wake = Wake(redis_server.url, keys.wake, mailboxes.nonce)
    yield Lane(mailboxes, RecordsSink(mailboxes, wake, records, files))
    await client.close()


async def save(files: StoredFiles) -> FileRef:
    async def chunks() -> AsyncIterator[bytes]:
        yield picture()

    return await files.save(chunks(), name="shot.png")


async def is_kept(files: StoredFiles) -> bool:
    """Whether the files of the store are nobody's to delete."""
    return await files.forget_unclaimed(datetime.now(UTC) + timedelta(days=1)) == 0


async def test_a_ticket_that_comes_with_files_owns_them(
    lane: Lane, records: SqlRecords, files: StoredFiles
) -> None:
    """As complaint forms store theirs: the files are among the ticket's fields."""
    file = await save(files)
    ticket = {"id": "draft-1", "conversation": CHAT, "evidence": [to_plain(file)]}
    await lane.carries(do="store_ticket", ticket=ticket)
    stored = await records.ticket("draft-1")
    assert stored is not None
    assert stored["evidence"] == [to_plain(file)]
    assert await is_kept(files)


async def test_files_come_to_a_ticket_later_and_go_for_good(
    lane: Lane, records: SqlRecords, files: StoredFiles, tmp_path: Path
) -> None:
    file = await save(files)
    await lane.carries(do="store_ticket", ticket={"id": "h-1", "conversation": CHAT})
    await lane.carries(do="keep_evidence", ticket_id="h-1", files=[to_plain(file)])
    assert await is_kept(files)
    for _ in range(2):
        await lane.carries(do="discard_file", key=file.key, why="identity")
    stored = await records.ticket("h-1")
    assert stored is not None
    assert stored["evidence"] == [{"key": file.key, "discarded": "identity"}]
    assert not [path for path in tmp_path.rglob("*") if path.name == file.key]


async def test_while_the_store_is_away_the_lane_waits(
    lane: Lane, files: StoredFiles, tmp_path: Path
) -> None:
    file = await save(files)
    away = (tmp_path / "files").rename(tmp_path / "elsewhere")
    (tmp_path / "files").write_text("a file stands where the folder should be")
    ticket = {"id": "h-1", "conversation": CHAT, "evidence": [to_plain(file)]}
    await lane.carries(do="store_ticket", ticket=ticket)
    assert not await lane.is_empty()
    (tmp_path / "files").unlink()
    away.rename(tmp_path / "files")
